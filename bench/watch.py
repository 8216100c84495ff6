"""Run a command and watch it and its children: wall time, CPU time, memory together.

Linux only: reads /proc. CPU time is exact: what the command leaves behind becomes a child of
the watcher, which waits for it. Memory is proportional (PSS), looked at five times a second:
pages that processes share count once.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.2  # seconds
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took, its children included."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def watch(command: Sequence[str]) -> Usage:
    """Run to the end; raises CalledProcessError when it fails."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, begin = _cpu_seconds(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    peak = 0.0
    while True:
        together = 0.0
        for pid in processes_of(process.pid):
            with suppress(OSError, IndexError, ValueError):  # it has just ended
                together += _memory_mb(pid)
        peak = max(peak, together)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_EVERY)
            break
    seconds = time.perf_counter() - begin
    for pid in processes_of(process.pid):  # the server that forked the workers
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Usage(seconds, _cpu_seconds() - before, peak)


def processes_of(leader: int) -> list[int]:
    """The processes of the session that a process leads."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
    return found


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _memory_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
