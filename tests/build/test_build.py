"""Building: incremental equals full, nothing is lost, errors are clear."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.formats import as_zip
from rag.build import BuildSummary, build_index
from rag.errors import CorpusError, IndexBusy, ModelError, UserError
from rag.retriever import Retriever
from rag.search.embedding import load_embedder
from rag.store import Index
from rag.store.generation import TABLES, locked
from rag.text import to_traditional


def report(place: str, year: int = 2024, rate: int = 100) -> str:
    """A short report in the usual form."""
    return (
        f"{place}{year}年法治政府建设年度报告\n"
        f"现将{place}{year}年法治政府建设情况报告如下:\n"
        "一、主要举措和成效\n"
        f"(一)化解矛盾纠纷。全年调解矛盾纠纷{rate - 58}起,调解成功率{rate}%。\n"
        "(二)加强普法宣传。开展普法宣传活动20场,发放资料3000份。\n"
        "二、存在的问题\n"
        "执法力量不足,普法形式单一。\n"
        "三、下一步计划\n"
        "加强执法队伍建设,确保执法人员持证率100%。\n"
        f"{place}人民政府\n{year + 1}年1月8日\n"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "一").mkdir(parents=True)
    (folder / "a.txt").write_text(report("石泉镇"), "utf-8")
    (folder / "b.txt").write_text(report("龙塘乡", 2023, 99), "utf-8")
    (folder / "一" / "c.txt").write_text(report("青坪街道", 2022, 98), "utf-8")
    return folder


def contents(index: Path, model: Path) -> dict[str, Any]:
    """Everything a generation holds, in a form that two builds can be compared by."""
    with_index = Index.open(index)
    with duckdb.connect(str(with_index.folder / TABLES), read_only=True) as database:
        names = [name for (name,) in database.execute("SHOW TABLES").fetchall()]
        tables = {name: database.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}
    vectors = with_index.vectors.read(np.arange(len(with_index.vectors)))
    retriever = Retriever(with_index, load_embedder(model))
    hits = [retriever.search(query, k=20) for query in ("调解成功率", "普法宣传", "2023 执法")]
    same = {"files": with_index.manifest.files, "skipped": with_index.manifest.skipped}
    with_index.close()
    return {**tables, "vectors": vectors.tolist(), "hits": hits, **same}


def build(corpus: Path, index: Path, model: Path, **options: Any) -> BuildSummary:
    return build_index(corpus, index, str(model), workers=1, **options)


def test_a_first_build_reads_everything(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    summary = build(corpus, tmp_path / "i", tiny_model, progress=lambda *step: seen.append(step))
    assert (summary.files, summary.read, summary.reused, summary.reports) == (3, 3, 0, 3)
    assert summary.passages > 0
    assert seen[-1] == ("read", 3, 3)
    index = Index.open(tmp_path / "i")
    assert [r.file for r in index.reports()] == ["a.txt", "b.txt", "一/c.txt"]
    assert index.generation == summary.generation
    for record in index.reports():
        stored = index.report(record.id)
        assert stored.text == (corpus / record.file).read_text("utf-8")
        for passage in stored.passages:
            assert stored.text[passage.start : passage.end].strip()


def test_nothing_new_publishes_nothing(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    first = build(corpus, tmp_path / "i", tiny_model)
    again = build(corpus, tmp_path / "i", tiny_model)
    assert again.unchanged
    assert (again.generation, again.read, again.reused) == (first.generation, 0, 3)
    assert (again.reports, again.facts, again.by_year) == (
        first.reports,
        first.facts,
        first.by_year,
    )


def test_only_what_changed_is_read(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    build(corpus, tmp_path / "i", tiny_model)
    (corpus / "a.txt").write_text(report("石泉镇", rate=97), "utf-8")
    (corpus / "b.txt").unlink()
    (corpus / "new.txt").write_text(report("永兴镇"), "utf-8")
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert (summary.read, summary.reused, summary.removed, summary.reports) == (2, 1, 1, 3)
    build(corpus, tmp_path / "full", tiny_model)
    assert contents(tmp_path / "i", tiny_model) == contents(tmp_path / "full", tiny_model)


def test_another_model_or_other_code_or_full_reads_everything_again(
    corpus: Path, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, tmp_path / "i", tiny_model)
    assert build(corpus, tmp_path / "i", tiny_model, full=True).read == 3
    assert build_index(corpus, tmp_path / "i", workers=1).read == 3
    monkeypatch.setattr("rag.build.code_digest", lambda: "other")
    assert build_index(corpus, tmp_path / "i", workers=1).read == 3


def test_a_copy_in_another_script_becomes_a_source(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    text = report("石泉镇")
    (corpus / "0-mirror.txt").write_text(to_traditional(text).replace("\n", "\n\n"), "utf-8")
    (corpus / "z-copy.txt").write_text(text.replace(",", ","), "utf-8")
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert summary.reports == 3
    assert summary.copies == {"0-mirror.txt": "a.txt", "z-copy.txt": "a.txt"}
    record = Index.open(tmp_path / "i").record("0-mirror.txt")
    assert (record.file, record.sources) == ("a.txt", ("0-mirror.txt", "z-copy.txt"))


def test_a_copy_takes_over_when_its_original_goes(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    (corpus / "mirror.txt").write_text(to_traditional(report("石泉镇")), "utf-8")
    build(corpus, tmp_path / "i", tiny_model)
    (corpus / "a.txt").unlink()
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert (summary.read, summary.removed, summary.reports) == (1, 1, 3)
    build(corpus, tmp_path / "full", tiny_model)
    assert contents(tmp_path / "i", tiny_model) == contents(tmp_path / "full", tiny_model)


_FILES = [
    *(
        text.encode()
        for text in (report("石泉镇"), to_traditional(report("石泉镇")), "", "\x00\x01")
    ),
    as_zip({"a.txt": report("龙塘乡").encode(), "b/c.xls": b"x", "d.zip": as_zip({"e.txt": b""})}),
    as_zip({"a.xls": b"x"}),
]


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.dictionaries(st.sampled_from("abcde"), st.integers(0, len(_FILES) - 1), min_size=1),
        min_size=2,
        max_size=3,
    )
)
def test_any_history_gives_what_a_full_rebuild_gives(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: Path, steps: list[dict[str, int]]
) -> None:
    root = tmp_path_factory.mktemp("history")
    corpus = root / "corpus"
    for step in steps:
        for old in corpus.glob("*"):
            old.unlink()
        corpus.mkdir(exist_ok=True)
        (corpus / "always.txt").write_text(report("永兴镇"), "utf-8")
        for name, which in step.items():
            (corpus / f"{name}.txt").write_bytes(_FILES[which])
        build(corpus, root / "grown", tiny_model)
    build(corpus, root / "fresh", tiny_model)
    assert contents(root / "grown", tiny_model) == contents(root / "fresh", tiny_model)


def test_processes_give_what_one_process_gives(tmp_path: Path, tiny_model: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(60):
        (corpus / f"{number:03}.txt").write_text(report(f"第{number}镇", rate=90 + number % 10))
    build(corpus, tmp_path / "one", tiny_model)
    build_index(corpus, tmp_path / "two", str(tiny_model), workers=2)
    assert contents(tmp_path / "one", tiny_model) == contents(tmp_path / "two", tiny_model)


def test_a_script_without_a_main_guard_may_build(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "c").mkdir()
    for number in range(60):
        (tmp_path / "c" / f"{number}.txt").write_text(report(f"第{number}镇"), "utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; from rag.build import build_index\n"
        "print(build_index(*sys.argv[1:], workers=2).reports)"
    )
    command = [sys.executable, script, tmp_path / "c", tmp_path / "i", tiny_model]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.stdout, done.returncode) == ("60\n", 0), done.stderr


# ---------------------------------------------------------------- what can go wrong


def test_an_unreadable_file_is_skipped_with_its_reason(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    (corpus / "x.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "empty.txt").write_bytes(b"")
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert summary.reports == 3
    assert set(summary.skipped) == {"x.txt", "empty.txt"}
    assert all(summary.skipped.values())
    assert Index.open(tmp_path / "i").manifest.skipped == summary.skipped


def test_members_of_an_archive_that_cannot_be_read_stay_listed(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    members = {"好.txt": report("永兴镇").encode(), "表/a.xls": b"x", "空.txt": b""}
    (corpus / "d.zip").write_bytes(as_zip(members))
    (corpus / "e.zip").write_bytes(as_zip({"a.xls": b"x", "b.txt": b""}))
    summary = build(corpus, tmp_path / "i", tiny_model)
    spreadsheet = "is a spreadsheet (.xls), which is not read: save it as .docx or .pdf"
    nothing = f"nothing in the archive can be read: a.xls: {spreadsheet}; b.txt: the file is empty"
    expected = {
        "d.zip/表/a.xls": spreadsheet,
        "d.zip/空.txt": "the file is empty",
        "e.zip": nothing,
    }
    assert (summary.skipped, summary.skipped_members, summary.reports) == (expected, 2, 4)
    assert not summary.warnings
    assert (
        "5: 5 read, 0 reused, 1 skipped and 2 members of archives, 0 removed" in summary.to_text()
    )
    assert build(corpus, tmp_path / "i", tiny_model).skipped == expected
    (corpus / "new.txt").write_text(report("平昌镇"), "utf-8")
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert (summary.read, summary.skipped) == (1, expected)
    (corpus / "d.zip").unlink()
    assert build(corpus, tmp_path / "i", tiny_model).skipped == {"e.zip": nothing}


def test_a_text_too_long_for_a_report_is_skipped(
    corpus: Path, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.store.tables.LONGEST_TEXT", 1000)
    (corpus / "long.txt").write_text(report("永兴镇") * 20, "utf-8")
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert "too long for a report" in summary.skipped["long.txt"]
    assert summary.reports == 3


def test_a_document_that_cannot_be_understood_costs_only_itself(
    corpus: Path, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.build import reading

    real = reading.understand

    def understand(document: Any) -> Any:
        if document.file in ("b.txt", "d.zip/odd.txt"):
            raise ZeroDivisionError("odd")
        return real(document)

    monkeypatch.setattr(reading, "understand", understand)
    good = {f"{name}.txt": report(f"{name}镇").encode() for name in ("永兴", "平昌")}
    odd = {"odd.txt": report("怪镇").encode()}
    (corpus / "d.zip").write_bytes(as_zip(good | odd))
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert summary.reports == 4
    assert set(summary.skipped) == {"b.txt", "d.zip/odd.txt"}
    assert all("ZeroDivisionError: odd" in reason for reason in summary.skipped.values())


def test_a_file_that_vanishes_is_skipped(
    corpus: Path, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.build import reading

    real = reading.read_contents

    def read_contents(path: Path, root: Path) -> Any:
        if path.name == "b.txt":
            path.unlink()
        return real(path, root)

    monkeypatch.setattr(reading, "read_contents", read_contents)
    summary = build(corpus, tmp_path / "i", tiny_model)
    assert summary.reports == 2
    assert "b.txt" in summary.skipped


@pytest.mark.parametrize("make", [False, True])
def test_no_corpus_is_told(tmp_path: Path, tiny_model: Path, make: bool) -> None:
    if make:
        (tmp_path / "corpus").mkdir()
    with pytest.raises(CorpusError, match="--corpus"):
        build(tmp_path / "corpus", tmp_path / "i", tiny_model)


def test_a_corpus_of_unreadable_files_keeps_the_live_index(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    first = build(corpus, tmp_path / "i", tiny_model)
    for path in corpus.rglob("*.txt"):
        path.write_bytes(b"")
    with pytest.raises(CorpusError, match="none of the 3 files"):
        build(corpus, tmp_path / "i", tiny_model)
    assert Index.current_generation(tmp_path / "i") == first.generation


def test_an_unknown_model_is_told(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="fawen-static"):
        build(corpus, tmp_path / "i", tmp_path / "no-model")


def test_two_rebuilds_at_once(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    with locked(tmp_path / "i"), pytest.raises(IndexBusy, match="another rebuild"):
        build(corpus, tmp_path / "i", tiny_model)


def test_a_full_disk_keeps_the_live_index(
    corpus: Path, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(corpus, tmp_path / "i", tiny_model)
    (corpus / "new.txt").write_text(report("永兴镇"), "utf-8")

    def full(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr("rag.store.draft.Draft.add", full)
        with pytest.raises(UserError, match=r"cannot be written: No space left.*live index is"):
            build(corpus, tmp_path / "i", tiny_model)
    assert Index.open(tmp_path / "i").generation == first.generation
    assert build(corpus, tmp_path / "i", tiny_model).reports == 4


@pytest.mark.parametrize("limit", [3_000, 20_000])
def test_files_that_cannot_grow_are_told(
    corpus: Path, tmp_path: Path, tiny_model: Path, limit: int
) -> None:
    resource = pytest.importorskip("resource")
    code = (
        "import resource, signal, sys; from rag.rebuild import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))\n"
        "sys.exit(main(sys.argv[2:]))"
    )
    options = ["--corpus", corpus, "--index", tmp_path / "i", "--model", tiny_model]
    done = subprocess.run(
        [sys.executable, "-c", code, str(limit), *options],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert resource
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "i" / "CURRENT").exists()


def test_an_open_index_does_not_hinder_a_rebuild(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    build(corpus, tmp_path / "i", tiny_model)
    live = Index.open(tmp_path / "i")
    before = live.reports()
    (corpus / "new.txt").write_text(report("永兴镇"), "utf-8")
    assert build(corpus, tmp_path / "i", tiny_model).reused == 3
    assert live.reports() == before
    assert live.facts() == live.facts()
    assert len(Index.open(tmp_path / "i").reports()) == 4


def test_a_folder_that_cannot_be_written_is_told(
    corpus: Path, tmp_path: Path, tiny_model: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be written"):
        build(corpus, tmp_path / "file" / "index", tiny_model)


def test_the_summary_is_a_table_and_json(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    summary = build(corpus, tmp_path / "i", tiny_model)
    told = summary.to_text()
    assert "4: 4 read, 0 reused, 1 skipped" in told
    assert "empty.txt" in told
    given = json.loads(summary.to_json())
    assert given["by_year"] == dict(summary.by_year)
    assert set(given) == {f.name for f in dataclasses.fields(BuildSummary)}
