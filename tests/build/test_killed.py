"""Killed at any point, a rebuild leaves the live index whole and the next one finishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kill import TARGETS, rounds
from rag.build import build_index
from rag.store import Index

# Counts the calls of the store's and the build's own functions, and dies at the chosen one.
KILLED_BUILD = """
import os, signal, sys
corpus, index, model, last = sys.argv[1:]
import duckdb, faiss, tantivy
from bench.kill import TARGETS, rounds
from rag.build import build_index
calls = 0
def count(frame, event, argument):
    global calls
    if event != "call" or not any(p in frame.f_code.co_filename for p in ("rag/store", "rag/build")):
        return
    calls += 1
    if calls == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
build_index(corpus, index, model, workers=1)
sys.setprofile(None)
print(calls)
"""


def killed_build(corpus: Path, index: Path, model: Path, at_call: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_BUILD, corpus, index, model, str(at_call)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> int:
    """How many calls a rebuild of changed files makes."""
    root = tmp_path_factory.mktemp("whole")
    write(root / "corpus", 1)
    build_index(root / "corpus", root / "index", str(tiny_model), workers=1)
    write(root / "corpus", 2)
    code, told = killed_build(root / "corpus", root / "index", tiny_model, 0)
    assert code == 0
    return int(told)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux only")
def test_nothing_is_lost_when_processes_are_killed_at_random(
    tmp_path: Path, tiny_model: Path
) -> None:
    killed = rounds(tmp_path, len(TARGETS), seed=7, model=str(tiny_model))
    assert killed == dict.fromkeys(TARGETS, 1)


def write(corpus: Path, version: int) -> None:
    corpus.mkdir(exist_ok=True)
    for name in ("石泉镇", "龙塘乡"):
        text = f"{name}202{version}年法治政府建设年度报告\n一、成效\n调解纠纷{version}起。\n"
        (corpus / f"{name}.txt").write_text(text, "utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95, 0.99])
def test_the_live_index_stays_whole(
    tmp_path: Path, tiny_model: Path, calls: int, share: float
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, 1)
    build_index(corpus, index, str(tiny_model), workers=1)
    write(corpus, 2)
    code, _ = killed_build(corpus, index, tiny_model, int(calls * share))
    assert code == -signal.SIGKILL
    live = Index.open(index)
    years = {record.metadata.year_covered for record in live.reports()}
    assert years in ({2021}, {2022})
    assert len(live.reports()) == 2
    assert {live.report(r.id).text.count("调解") for r in live.reports()} == {1}
    assert len(live.vectors) == sum(r.passages for r in live.reports())
    live.close()
    build_index(corpus, index, str(tiny_model), workers=1)
    whole = Index.open(index)
    assert {record.metadata.year_covered for record in whole.reports()} == {2022}
    assert not list((index / "generations").glob("*.partial"))
    whole.close()
