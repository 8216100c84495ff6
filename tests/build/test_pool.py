"""Worker processes."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from rag.build.pool import Workers

PARENT = """
import os, sys, time
from rag.build.pool import Workers
with Workers(2) as pool:
    print(*{pool.submit(os.getpid).result() for _ in range(8)}, flush=True)
    if len(sys.argv) > 1:
        time.sleep(600)
    print(pool.submit(eval, "'rag.build.reading' in __import__('sys').modules").result())
    print(pool.submit(os.getenv, "PYTHONPATH", "").result() == os.getenv("PYTHONPATH", ""))
"""


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux only")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    with started("wait") as parent:
        assert parent.stdout is not None
        workers = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert workers
    for worker in workers:
        assert select.select([worker], [], [], 60)[0], "the worker lives on"
        os.close(worker)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no server to fork from")
def test_workers_start_with_what_reading_needs() -> None:
    with started() as parent:
        told, _ = parent.communicate()
    assert told.splitlines()[1:] == ["True", "False"]


def test_a_server_that_is_killed_while_it_forks_is_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As bench/kill.py met it: reading the new worker's number ends with EOFError."""
    tried: list[str] = []

    def start(self: Workers, work: Any) -> Future[Any]:
        tried.append(work)
        if len(tried) < 3:
            raise EOFError("unexpected EOF") if tried[1:] else ConnectionResetError
        return Future()

    monkeypatch.setattr(Workers, "_submit", start)
    monkeypatch.setattr("rag.build.pool._PAUSE", 0)
    with Workers(1) as pool:
        assert isinstance(pool.submit("work"), Future)  # type: ignore[arg-type]
    assert len(tried) == 3
