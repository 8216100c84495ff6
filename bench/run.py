"""Measure building and asking over generated reports, and check the answers.

    python -m bench.run --reports 100 1000 10000

For each size: reports a second by the clock, and what two free cores would do by the CPU time
taken; bytes a report; peak memory of all processes of the build; how much faster than the full
build an incremental one is with 1% of the files changed (as a command, and in a process that
runs already), and how long one takes that finds nothing changed; a question from a new process;
opening, and p50/p95 of a set question, a rank and a passage question with the first page of rows
and citations, asked again and again in one process; making all rows of the set; and completeness: the share of the known facts (indicator,
value, place, year) that the index holds, over reports with a plain header and with a hard one
(no title, or all in one line). Times are of this machine at this moment, and it says how busy
that was: read them as ratios between sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.generate import PLAIN_STYLES, TrueReport, generate
from bench.watch import watch

if TYPE_CHECKING:
    from rag.assistant import Assistant

SET_QUESTION = "哪些乡镇报告调解成功率为100%?"
RANK_QUESTION = "按普法宣传活动场次给乡镇排前五名"
PASSAGE_QUESTION = "怎样加强行政执法队伍建设?"
PAGE = 20  # rows and citations that are looked at; the others are made when they are


def measure(reports: int, seed: int, scratch: Path, misses: bool = False) -> dict[str, float]:
    """All figures for one size; times in seconds or milliseconds, memory in MB."""
    truth = generate(reports, seed, scratch)
    corpus, index = scratch / "corpus", scratch / "index"
    build = [sys.executable, "index/rebuild.py", "--corpus", str(corpus), "--index", str(index)]
    full = watch(build)
    size = _size(index)
    _touch(corpus, reports, seed)
    again = watch(build)
    nothing = watch(build)
    ask = [sys.executable, "-m", "rag", "ask", SET_QUESTION, "--index", str(index), "--json"]
    figures = {
        "reports": reports,
        "reports/s": reports / full.seconds,
        "reports/s of two free cores (by CPU time)": 2 * reports / full.cpu_seconds,
        "incremental speed-up": full.seconds / again.seconds,
        "incremental speed-up (CPU time)": full.cpu_seconds / again.cpu_seconds,
        "incremental speed-up (a running process)": _in_one_process(corpus, index, reports, seed),
        "nothing changed, s": nothing.seconds,
        "peak MB": full.peak_mb,
        "bytes a report": size / reports,
        "question from a new process, s": watch(ask).seconds,
    }
    return figures | _questions(index) | _completeness(index, truth, misses)


def _in_one_process(corpus: Path, index: Path, reports: int, seed: int) -> float:
    """The speed-up in a process that has built before, as the chat has after an upload."""
    from rag.build import build_index

    def seconds(full: bool) -> float:
        began = time.perf_counter()
        build_index(corpus, index, full=full)
        return time.perf_counter() - began

    _touch(corpus, reports, seed + 1)
    seconds(full=False)  # loads what reading needs
    whole = seconds(full=True)
    _touch(corpus, reports, seed + 2)
    return whole / seconds(full=False)


def _touch(corpus: Path, reports: int, seed: int) -> None:
    files = sorted(corpus.iterdir())
    for file in random.Random(seed).sample(files, max(1, reports // 100)):
        file.write_bytes(file.read_bytes() + b"\n")


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _questions(index: Path) -> dict[str, float]:
    from rag.assistant import Assistant

    begin = time.perf_counter()
    assistant = Assistant.open(index)
    figures = {"open ms": (time.perf_counter() - begin) * 1000}
    for name, question in (
        ("set", SET_QUESTION),
        ("rank", RANK_QUESTION),
        ("passage", PASSAGE_QUESTION),
    ):
        times = _repeat(partial(_first_page, assistant, question), 30)
        figures[f"{name} p50 ms"] = statistics.median(times)
        figures[f"{name} p95 ms"] = sorted(times)[int(len(times) * 0.95)]
    answer = assistant.ask(SET_QUESTION)
    begin = time.perf_counter()
    rows, citations = list(answer.rows), list(answer.citations)
    assert len(citations) <= len(rows)
    figures["set rows"] = len(rows)
    figures["set, all rows and citations ms"] = (time.perf_counter() - begin) * 1000
    return figures


def _first_page(assistant: Assistant, question: str) -> None:
    """Ask, and read what a page shows at once."""
    answer = assistant.ask(question)
    assert len(answer.rows[:PAGE]) + len(answer.citations[:PAGE]) > 0


def _repeat(call: Callable[[], object], times: int) -> list[float]:
    call()  # what is read once is not part of the answer's time
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


def _completeness(path: Path, truth: Iterable[TrueReport], misses: bool) -> dict[str, float]:
    from rag.store import Index

    index = Index.open(path)
    held: dict[str, set[tuple[object, ...]]] = {}
    files = {}
    for record in index.reports():
        files[record.id] = record.file
        own: set[tuple[object, ...]] = {(record.metadata.place, record.metadata.year_covered)}
        held |= dict.fromkeys((record.file, *record.sources), own)
    for report, fact in index.facts():
        held[files[report]].add((fact.indicator, fact.value))
    found: dict[str, list[bool]] = {"plain": [], "hard": []}
    for true in truth:
        own = held.get(true.file, set())
        known = (true.place, true.year) in own
        for stated in true.facts:
            hit = known and (stated.indicator, stated.value) in own
            found["plain" if true.style in PLAIN_STYLES else "hard"].append(hit)
            if misses and not hit:
                what = (
                    f"{stated.indicator} {stated.value:g}" if known else f"{true.place} {true.year}"
                )
                print(f"missed {true.file} {true.style} {true.format}: {what}", file=sys.stderr)
    return {
        f"completeness, {style} headers": statistics.fmean(hits or [True])
        for style, hits in found.items()
    }


def _table(rows: Sequence[dict[str, float]]) -> str:
    names = list(rows[0])
    lines = ["| figure | " + " | ".join(f"{r['reports']:.0f}" for r in rows) + " | growth |"]
    lines.append("|---" * (len(rows) + 2) + "|")
    for name in names[1:]:
        growth = f"{rows[-1][name] / rows[0][name]:.2f}" if rows[0][name] else ""
        cells = " | ".join(f"{r[name]:.4g}" for r in rows)
        lines.append(f"| {name} | {cells} | {growth} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", action="store_true", help="print each fact not found")
    parser.add_argument("--scratch", type=Path, help="where to put corpora and indexes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows, load = [], os.getloadavg()[0]
    for reports in options.reports:
        with tempfile.TemporaryDirectory(prefix="fawen-bench-", dir=options.scratch) as scratch:
            rows.append(measure(reports, options.seed, Path(scratch), options.misses))
    if options.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(_table(rows))
    print(
        f"\nSeed {options.seed}; {os.cpu_count()} cores, {load:.1f} processes wanting one at the "
        f"start and {os.getloadavg()[0]:.1f} at the end: by the clock a busy machine counts "
        "against the build. Growth: the last size against the first. CPU time and memory are "
        "of all processes of a build together (bench/watch.py)."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
