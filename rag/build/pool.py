"""Worker processes: they start warm, and end when the process that started them does."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import ModuleType
from typing import Any

from rag.settings import PACKAGE

COLLECT = (
    50_000,
    10,
    10,
)  # rows and values are no cycles: looking for garbage costs, and rarely finds
_WARM = "rag.build.warm"
_ATTEMPTS = 4  # to start a worker
_PAUSE = 0.05  # seconds


class Workers(ProcessPoolExecutor):
    """A pool of processes that read files, to be used in a ``with`` block."""

    def __init__(self, workers: int) -> None:
        # Forking a process that already runs threads (a web server) may deadlock. A server
        # that forks has what readers need in its memory once, and its children share it.
        methods = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context(
            "forkserver" if "forkserver" in methods else "spawn"
        )
        if "forkserver" in methods:
            context.set_forkserver_preload([_WARM])
        super().__init__(workers, mp_context=context, initializer=_begin)

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """See Executor.submit. A server that was killed while it forked is started anew."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._submit(work, *given, **named)
            except (EOFError, ConnectionError):
                time.sleep(_PAUSE)  # until it has ended
        return self._submit(work, *given, **named)

    def _submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        with _main_hidden(), _package_found():
            return super().submit(work, *given, **named)


def _begin() -> None:
    """In a worker, before its first task."""
    gc.set_threshold(*COLLECT)
    # Ctrl-C reaches every process; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """While workers start: else each imports the running program again.

    That takes time, and a program without ``if __name__ == "__main__"`` would run again.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _package_found() -> Iterator[None]:
    """While the server starts: Python 3.11 does not tell it where modules are looked for."""
    before = os.environ.get("PYTHONPATH")
    paths = [str(PACKAGE.parent), *([before] if before else [])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
