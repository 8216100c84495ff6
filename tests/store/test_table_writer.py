"""New rows into a copy of the last generation's tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.store import table_writer
from rag.store.table_writer import lines_of, write_tables
from rag.store.tables import TABLES


def test_rows_become_columns_of_one_line() -> None:
    rows = [{"a": "法\n治", "b": 1}, {"a": None, "b": 2}]
    assert json.loads(lines_of(rows, "x")) == {"file": "x", "a": ["法\n治", None], "b": [1, 2]}
    assert json.loads(lines_of([{"file": "x"}])) == {"file": ["x"]}
    assert lines_of([]) == ""


def test_rows_of_other_columns_stand_on_other_lines() -> None:
    lines = lines_of([{"n": 1}, {"n": 2, "a": "x"}, {"n": 3}]).splitlines()
    assert [json.loads(line) for line in lines] == [{"n": [1, 3]}, {"n": [2], "a": ["x"]}]


def test_long_lines_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "_SPLIT_FROM", 40)
    lines = lines_of([{"a": "x" * 30, "n": n} for n in range(4)]).splitlines()
    assert [json.loads(line)["n"] for line in lines] == [[0], [1], [2], [3]]


def spool(folder: Path, reports: dict[str, int]) -> dict[str, Path]:
    """Reports with so many passages, as a draft writes them."""
    folder.mkdir()
    paths = {name: folder / f"{name}.jsonl" for name in TABLES}
    lines = dict.fromkeys(TABLES, "")
    for file, passages in reports.items():
        head = {
            "file": file,
            "report": file.upper(),
            "place": f"{file}镇",
            "passage_count": passages,
        }
        lines["reports"] += lines_of([head])
        rows = [{"passage": n, "words": f"{file}{n}"} for n in range(passages)]
        lines["passages"] += lines_of(rows, file)
        lines["claims"] += lines_of([{"claim": "x"}], file)
        row = {"file": file, "sketch": "00ff", "parents": []}
        lines["documents"] += lines_of([row])
    for name, path in paths.items():
        path.write_text(lines[name], "utf-8")
    return paths


def chosen(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "chosen.jsonl"
    path.write_text(lines_of([{"sources": [], "move": 0} | row for row in rows]))
    return path


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(sql).fetchall()


PASSAGES = "SELECT file, report, passage, words FROM passages ORDER BY passage"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Reports b and d, with two passages and one."""
    path = tmp_path / "first.duckdb"
    given = spool(tmp_path / "1", {"b": 2, "d": 1})
    rows: list[dict[str, Any]] = [
        {"file": "b", "number": 0, "fresh": True, "first_passage": 0},
        {"file": "d", "number": 1, "fresh": True, "first_passage": 2},
    ]
    write_tables(path, given, chosen(tmp_path / "1", rows), [], None)
    return path


def test_parts_repeat_what_their_report_says(first: Path) -> None:
    assert query(first, PASSAGES) == [("b", "B", 0, "b0"), ("b", "B", 1, "b1"), ("d", "D", 2, "d0")]
    found = query(first, "SELECT place, claim, present, start_char FROM claims ORDER BY ALL")
    assert found == [("b镇", "x", False, None), ("d镇", "x", False, None)]
    assert query(first, "SELECT file, sketch FROM documents ORDER BY file") == [
        ("b", b"\x00\xff"),
        ("d", b"\x00\xff"),
    ]


@pytest.mark.parametrize("compact_from", [0.0, 1.1])
def test_what_is_kept_is_numbered_anew(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compact_from: float
) -> None:
    monkeypatch.setattr(table_writer, "_COMPACT_FROM", compact_from)
    path = tmp_path / "second.duckdb"
    given = spool(tmp_path / "2", {"a": 1, "b": 1})  # b has changed, d stays
    rows: list[dict[str, Any]] = [
        {"file": "a", "number": 0, "fresh": True, "first_passage": 0},
        {"file": "b", "number": 1, "fresh": True, "first_passage": 1},
        {"file": "d", "number": 2, "fresh": False, "first_passage": 2, "sources": ["e"]},
    ]
    rows[2]["move"] = 0
    write_tables(path, given, chosen(tmp_path / "2", rows), ["b"], first)
    assert query(path, PASSAGES) == [("a", "A", 0, "a0"), ("b", "B", 1, "b0"), ("d", "D", 2, "d0")]
    heads = query(path, "SELECT file, number, first_passage, sources FROM reports ORDER BY number")
    assert heads == [("a", 0, 0, []), ("b", 1, 1, []), ("d", 2, 2, ["e"])]
    assert [f for (f,) in query(path, "SELECT file FROM documents ORDER BY file")] == [
        "a",
        "b",
        "d",
    ]
    assert query(first, "SELECT count(*) FROM reports") == [(2,)]  # the last one is as it was

    third = tmp_path / "third.duckdb"
    none = spool(tmp_path / "3", {})
    rows = [{"file": "d", "number": 0, "fresh": False, "first_passage": 0, "move": -2}]
    write_tables(third, none, chosen(tmp_path / "3", rows), ["a", "b"], path)
    assert query(third, PASSAGES) == [("d", "D", 0, "d0")]
    assert query(third, "SELECT count(*) FROM claims") == [(1,)]
    assert query(third, "SELECT file FROM documents") == [("d",)]
