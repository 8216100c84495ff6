"""What is asked of an index, over the samples."""

from __future__ import annotations

import dataclasses
import json
import shutil
import threading
from pathlib import Path

import pytest

from rag.build import build_index
from rag.errors import IndexMismatch, IndexMissing, UnknownReport
from rag.store import Index
from rag.types import Filter

SAMPLES = Path(__file__).parents[2] / "corpus"


def test_every_sample_is_there_in_the_order_of_the_files(samples_index: Index) -> None:
    files = [record.file for record in samples_index.reports()]
    assert files == sorted(path.name for path in SAMPLES.glob("*.txt"))
    assert [record.number for record in samples_index.reports()] == [0, 1, 2, 3, 4]


def test_a_report_is_found_by_id_and_by_file(samples_index: Index) -> None:
    record = samples_index.record("lifu-2022.txt")
    report = samples_index.report(record.id)
    assert report.text == (SAMPLES / "lifu-2022.txt").read_text("utf-8")
    assert samples_index.record(record.id) == record
    assert record.metadata == report.metadata
    assert (record.sections, record.passages, record.facts) == (
        len(report.sections),
        len(report.passages),
        len(report.facts),
    )
    assert record.characters == len(report.text)


def test_many_reports_are_read_as_one_after_the_other(samples_index: Index) -> None:
    names = ["moyu-2024.txt", samples_index.record("lifu-2022.txt").id, "moyu-2024.txt"]
    assert samples_index.whole_reports(names) == [samples_index.report(name) for name in names]
    assert samples_index.whole_reports([]) == []


@pytest.mark.parametrize("name", ["", "nothing.txt", "../corpus/lifu-2022.txt", "' OR 1=1 --"])
def test_an_unknown_report_is_told(samples_index: Index, name: str) -> None:
    with pytest.raises(UnknownReport, match="rag reports"):
        samples_index.report(name)


def test_facts_are_those_of_the_reports(samples_index: Index) -> None:
    expected = [
        (record.id, fact)
        for record in samples_index.reports()
        for fact in samples_index.report(record.id).facts
    ]
    assert samples_index.facts() == expected
    assert expected
    rates = samples_index.facts(["mediation_success_rate", "no_such_indicator"])
    assert rates == [f for f in expected if f[1].indicator == "mediation_success_rate"]
    assert samples_index.facts([]) == []
    only = samples_index.facts(where=Filter(years=(2022,)))
    years = {r.id: r.metadata.year_covered for r in samples_index.reports()}
    assert only == [f for f in expected if years[f[0]] == 2022]


def test_claims_are_those_of_the_reports(samples_index: Index) -> None:
    expected = [
        (record.id, claim)
        for record in samples_index.reports()
        for claim in samples_index.report(record.id).claims
    ]
    assert samples_index.claims() == expected
    names = {claim.name for _, claim in expected}
    for name in list(names)[:1]:
        assert samples_index.claims([name]) == [c for c in expected if c[1].name == name]


def test_the_filter_combines_fields_and_offers_alternatives(samples_index: Index) -> None:
    def files(**fields: object) -> list[str]:
        where = Filter(**fields)  # type: ignore[arg-type]
        return [record.file for record in samples_index.reports(where)]

    everything = files()
    assert files(years=(2024,)) == ["houtang-2024.txt", "moyu-2024.txt"]
    assert files(years=(2024, 2020)) == ["houtang-2024.txt", "moyu-2024.txt", "wangchang-2020.txt"]
    assert files(years=(2024,), scripts=("hant",)) == ["houtang-2024.txt"]
    assert files(roles=("problems",)) == everything
    assert files(parents=("辰溪县",)) == ["houtang-2024.txt"]
    assert files(joint=True) + files(joint=False) != []
    assert sorted(files(joint=True) + files(joint=False)) == everything
    assert files(reports=(samples_index.record("moyu-2024.txt").id,)) == ["moyu-2024.txt"]


def test_a_phrase_is_found_everywhere_in_any_script(samples_index: Index) -> None:
    found = samples_index.find_phrase("枫桥经验")
    assert found == samples_index.find_phrase("楓橋經驗")
    texts = {record.id: samples_index.report(record.id).text for record in samples_index.reports()}
    assert {texts[r][s.start : s.end] for r, s in found} <= {"枫桥经验", "楓橋經驗"}
    assert len(found) == sum(t.count("枫桥经验") + t.count("楓橋經驗") for t in texts.values())
    plans = samples_index.find_phrase("法治", Filter(roles=("plans",)))
    assert 0 < len(plans) < len(samples_index.find_phrase("法治"))
    for report_id, span in plans:
        sections = samples_index.report(report_id).sections
        assert any(s.start <= span.start < s.end and s.role == "plans" for s in sections)


def test_threads_may_share_an_index(samples_index: Index) -> None:
    expected, wrong = samples_index.facts(), []

    def ask() -> None:
        if samples_index.facts() != expected:
            wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# ---------------------------------------------------------------- what can go wrong


@pytest.fixture
def copy(samples_index_path: Path, tmp_path: Path) -> Path:
    """An index to damage."""
    shutil.copytree(samples_index_path, tmp_path / "i")
    return tmp_path / "i"


def test_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="make rebuild"):
        Index.open(tmp_path / "nothing")


def test_another_schema_is_told(copy: Path) -> None:
    manifest = next(copy.glob("generations/*/manifest.json"))
    data = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(data | {"schema": 0}), "utf-8")
    with pytest.raises(IndexMismatch, match=r"schema version 0.*rebuild"):
        Index.open(copy)


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100, None])
def test_damaged_tables_are_told(copy: Path, damage: bytes | None) -> None:
    database = next(copy.glob("generations/*/reports.duckdb"))
    database.unlink()
    if damage is not None:
        database.write_bytes(damage)
    with pytest.raises(IndexMismatch, match="rebuild"):
        Index.open(copy).reports()


@pytest.mark.parametrize("engine", ["lexical", "vectors"])
def test_a_missing_engine_is_told(copy: Path, engine: str) -> None:
    for path in (*copy.glob("generations/*/lexical/*"), *copy.glob("generations/*/*.faiss")):
        path.unlink()
    index = Index.open(copy)
    with pytest.raises(IndexMismatch, match="rebuild"):
        getattr(index, engine)
    index.close()


def test_an_open_index_outlives_two_newer_generations(tmp_path: Path, tiny_model: Path) -> None:
    corpus, path = tmp_path / "c", tmp_path / "i"
    corpus.mkdir()
    (corpus / "a.txt").write_text("石泉镇2024年法治政府建设年度报告\n调解纠纷7起。", "utf-8")

    def rebuild() -> None:
        build_index(corpus, path, str(tiny_model), workers=1, full=True)

    rebuild()
    index = Index.open(path)
    for _ in range(3):
        rebuild()
    assert index.generation != Index.current_generation(path)
    assert [record.file for record in index.reports()] == ["a.txt"]
    assert index.facts() == Index.open(path).facts()
    index.close()


def test_a_record_is_frozen(samples_index: Index) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples_index.reports()[0].file = "x"  # type: ignore[misc]
