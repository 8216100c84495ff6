"""A report to rows and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.store import Index, tables
from rag.store.draft import Draft, Kept, StoredDocument
from rag.store.table_writer import PARTS, columns_of, lines_of
from rag.text import fold
from rag.types import Boilerplate, Claim, Fact, Metadata, Passage, Report, Section, Span

TEXT = "首页\n某镇2024年报告\n一、成效\n调解纠纷42起,\x00成功率100%。\u2028二、问题 “𠮷”\n"
REPORT = Report(
    id="0123456789ab",
    file="一/a.txt",
    text=TEXT,
    metadata=Metadata(
        title="某镇2024年报告",
        place="某镇",
        place_level="township",
        level_word="镇",
        parents=("甲省", "乙县"),
        parents_inferred=("丙市",),
        issuers=("某镇人民政府",),
        year_covered=2024,
        warnings=("odd",),
        joint_party_government=True,
        evidence={"title": Span(3, 12)},
    ),
    boilerplate=(Boilerplate(0, 3, "navigation"),),
    sections=(Section(("一、成效",), "achievements", 3, 40), Section((), "problems", 40, 50)),
    passages=(Passage(0, 3, 40), Passage(1, 40, 50)),
    facts=(
        Fact(
            indicator="disputes_handled",
            phrase="调解纠纷",
            value=42.0,
            unit="起",
            approx=False,
            planned=False,
            kind="level",
            scope=None,
            year=2024,
            as_of=None,
            start=18,
            end=25,
            number=Span(22, 24),
            note="n",
        ),
    ),
    claims=(
        Claim("枫桥经验", False, False, False, None, None),
        Claim("x", True, True, False, 18, 22),
    ),
)


def test_every_row_has_the_columns_of_its_table() -> None:
    for name, rows in tables.report_rows(REPORT, fold(TEXT), ["a", "b"], "0", "utf-8").items():
        for row in rows:
            assert set(row) <= set(columns_of(name)), name
    assert set(tables.FACT_COLUMNS) <= set(tables.TABLES["facts"])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One report written as a build writes it."""
    import numpy as np

    folder = tmp_path_factory.mktemp("draft")
    rows = tables.report_rows(REPORT, fold(TEXT), ["调解 纠纷", "问题"], "0", "utf-8")
    with Draft(folder, dim=2) as draft:
        lines = {
            name: lines_of(of_table, REPORT.file if name in PARTS else None)
            for name, of_table in rows.items()
        }
        draft.add([lines], np.eye(2, dtype=np.float32))
        draft.finish(
            [Kept(REPORT.file, True, 0, 2, sources=("b.txt",))],
            [StoredDocument(REPORT.file, REPORT.file, REPORT.id, "k", "", [], b"\1\2", 0)],
            None,
        )
    return folder


def test_a_report_is_read_back_as_it_was_written(database: Path) -> None:
    from rag.store.generation import SCHEMA_VERSION, Manifest

    manifest = Manifest(SCHEMA_VERSION, "g", "", "", "", "", "", "", 2, {}, {})
    index = Index(database, manifest, database)
    stored = index.report(REPORT.id)
    assert stored.sources == ("b.txt",)
    for name in Report.__slots__:
        if name != "sources":
            assert getattr(stored, name) == getattr(REPORT, name), name
    assert index.record("b.txt").id == REPORT.id
    assert [p.text for p in index.passages([1, 0])] == [TEXT[40:50], TEXT[3:40]]
    assert index.find_phrase("首页") == []
    assert index.find_phrase("成功率") == [(REPORT.id, Span(27, 30))]


def test_any_client_can_ask_the_file(database: Path) -> None:
    import duckdb

    with duckdb.connect(str(database / "reports.duckdb"), read_only=True) as db:
        found = db.execute(
            "SELECT place, year, value, quote FROM facts WHERE indicator = 'disputes_handled'"
        ).fetchall()
        cut = db.execute(
            "SELECT substring(r.text, f.start_char + 1, f.end_char - f.start_char) = f.quote "
            "FROM facts f JOIN reports r USING (report)"
        ).fetchall()
    assert found == [("某镇", 2024, 42.0, TEXT[18:25])]
    assert cut == [(True,)]


def test_the_example_queries_run(samples_index: Index) -> None:
    import duckdb

    examples = [part.split("\n\n")[0] for part in (tables.__doc__ or "").split("-- ")[1:]]
    assert len(examples) == 3
    with duckdb.connect(str(samples_index.folder / "reports.duckdb"), read_only=True) as db:
        found = [db.execute("-- " + example).fetchall() for example in examples]
    assert {place for place, _, _ in found[0]} == {"李馥镇", "后塘瑶族乡"}
    assert sum(count for _, count in found[1]) >= 1
