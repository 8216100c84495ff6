"""Run a command and watch it and its children: wall time, CPU time, memory together.

Linux only: reads /proc. Memory is proportional (PSS): pages that processes share count once.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.2  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took, its children included."""

    seconds: float
    cpu_seconds: float  # as last seen of each process: short of the end by up to 0.2 s
    peak_mb: float


def watch(command: Sequence[str]) -> Usage:
    """Run to the end; raises CalledProcessError when it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    ticks: dict[int, int] = {}
    peak = 0.0
    while process.poll() is None:
        together = 0.0
        for pid in _session(process.pid):
            try:
                ticks[pid] = _cpu_ticks(pid)
                together += _memory_mb(pid)
            except (OSError, IndexError, ValueError):  # it has just ended
                continue
        peak = max(peak, together)
        time.sleep(_EVERY)
    seconds = time.perf_counter() - begin
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Usage(seconds, sum(ticks.values()) / _TICKS, peak)


def _session(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime, stime: proc(5)


def _memory_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
