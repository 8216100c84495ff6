"""Kill rebuilds at random moments, and see that nothing is lost.

    python -m bench.kill --rounds 20 --seed 1

Each round changes some files of a corpus, starts a rebuild with worker processes, and kills
at a random moment the whole group of processes, the parent alone, or one worker. Then the live
index must be whole and hold the files as they were before or as they are now, no process may
be left, and the next rebuild must finish, leave no temporary folder, and hold what a full
rebuild of the same files holds. Linux only: reads /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.watch import processes_of

TARGETS = ("group", "parent", "worker")
_ROOT = Path(__file__).resolve().parent.parent
_FILES = 60  # enough for worker processes
_PATIENCE = 120  # seconds until an orphan must have ended


class Lost(AssertionError):
    """What was found wrong after a kill."""


@dataclass
class Corpus:
    """A folder of small reports and its index."""

    root: Path
    rng: random.Random
    model: str
    seconds: float = 0.0  # the last rebuild took
    options: tuple[str, ...] = ("--workers", "2")

    @property
    def index(self) -> Path:
        """The index that is rebuilt and killed."""
        return self.root / "index"

    def change(self, share: float) -> None:
        """Write, rewrite or remove about this share of the files."""
        folder = self.root / "corpus"
        folder.mkdir(exist_ok=True)
        for number in range(_FILES):
            if self.rng.random() < share:
                file = folder / f"{number:02}.txt"
                if file.exists() and self.rng.random() < 0.2:
                    file.unlink()
                    continue
                cases, year = self.rng.randint(1, 999), self.rng.randint(2019, 2025)
                file.write_text(
                    f"第{number}镇{year}年法治政府建设年度报告\n一、主要成效\n"
                    f"调解矛盾纠纷{cases}起,开展普法宣传{cases % 50}场。\n二、存在问题\n力量不足。\n",
                    "utf-8",
                )

    def command(self, index: Path) -> list[str]:
        """A rebuild of the folder."""
        paths = ["--corpus", str(self.root / "corpus"), "--index", str(index)]
        script = str(_ROOT / "index" / "rebuild.py")
        return [sys.executable, script, *paths, "--model", self.model, *self.options]

    def rebuild(self, index: Path) -> None:
        """To the end; raises Lost when it fails."""
        begin = time.monotonic()
        done = subprocess.run(self.command(index), capture_output=True, text=True, check=False)
        self.seconds = time.monotonic() - begin
        if done.returncode:
            raise Lost(f"the rebuild failed: {done.stderr}")


def contents(index: Path) -> dict[str, Any]:
    """Everything a generation holds, in a form in which two can be compared."""
    import duckdb
    import numpy as np

    from rag.store import Index
    from rag.store.generation import TABLES

    live = Index.open(index)
    try:
        with duckdb.connect(str(live.folder / TABLES), read_only=True) as db:
            names = [name for (name,) in db.execute("SHOW TABLES").fetchall()]
            tables = {name: db.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}
        vectors = live.vectors.read(np.arange(len(live.vectors)))
        hits = [part.tolist() for part in live.lexical.search(["纠纷", "普法"], 1000)]
        held = {"files": live.manifest.files, "skipped": live.manifest.skipped}
        return {**tables, "vectors": vectors.tolist(), "hits": hits, **held}
    finally:
        live.close()


def kill_once(corpus: Corpus, target: str, at: float) -> bool:
    """Kill a rebuild ``at`` a share of its time; raises Lost when something is wrong after.

    False when it had finished by then.
    """
    before = contents(corpus.index)["files"]
    corpus.change(0.3 if corpus.rng.random() < 0.5 else 0.9)
    rebuild = subprocess.Popen(
        corpus.command(corpus.index),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with suppress(subprocess.TimeoutExpired):
        rebuild.wait(at * corpus.seconds)
    running = [pid for pid in processes_of(rebuild.pid) if pid != rebuild.pid]
    in_time = rebuild.poll() is None
    with suppress(ProcessLookupError):
        if target == "group":
            os.killpg(rebuild.pid, signal.SIGKILL)
        elif target == "parent":
            rebuild.kill()
        elif running:
            os.kill(corpus.rng.choice(running), signal.SIGKILL)
    code = rebuild.wait()
    if target == "worker" and code:
        raise Lost(f"a rebuild ended with {code} when a worker was killed")
    for pid in running:
        if not _ended(pid):
            raise Lost(f"process {pid} was still there {_PATIENCE} s after its parent was killed")
    live = contents(corpus.index)
    corpus.rebuild(corpus.index)
    now = contents(corpus.index)
    if live["files"] not in (before, now["files"]):
        raise Lost("the live index holds the files neither as they were nor as they are")
    left = [p.name for p in (corpus.index / "generations").iterdir() if p.suffix == ".partial"]
    if left:
        raise Lost(f"the next rebuild left {left}")
    with tempfile.TemporaryDirectory(dir=corpus.root) as fresh:
        corpus.rebuild(Path(fresh))
        if contents(Path(fresh)) != now:
            raise Lost("after a kill, the next rebuild is not what a full one is")
    return in_time


def _ended(pid: int) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], _PATIENCE)[0])
    finally:
        os.close(process)


def rounds(root: Path, count: int, seed: int, model: str) -> Counter[str]:
    """So many kills; what was killed how often. Raises Lost."""
    corpus = Corpus(root, random.Random(seed), model)
    corpus.change(1)
    corpus.rebuild(corpus.index)
    killed: Counter[str] = Counter()
    for number in range(count):
        target = TARGETS[number % len(TARGETS)]
        at = corpus.rng.uniform(0.05, 0.95)
        while not kill_once(corpus, target, at):
            at /= 2  # too late: rebuilds take other times as the machine is busy or not
        killed[target] += 1
    return killed


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="fawen-static")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fawen-kill-") as scratch:
        killed = rounds(Path(scratch), options.rounds, options.seed, options.model)
    print(f"{options.rounds} rounds, nothing lost; killed: {dict(killed)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
