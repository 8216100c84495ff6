"""The truth of the unseen reports holds for their texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "reports_gold"
OTHERS = [
    FOLDER.with_name("reports_damaged"),
    FOLDER.with_name("reports_hard"),
    FOLDER.with_name("reports_blind"),
]
TRUTHS = [
    path
    for folder in (FOLDER, *OTHERS)
    for path in sorted(folder.glob("*.json"))
    if path.with_suffix(".txt").is_file()
]


def read(path: Path) -> tuple[str, dict[str, Any]]:
    truth: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return path.with_suffix(".txt").read_text("utf-8"), truth


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_quotes_stand_where_they_should(path: Path) -> None:
    text, truth = read(path)
    stated = [*truth["facts"], *truth["also_acceptable"]]
    stated += [claim for claim in truth["claims"].values() if claim["present"]]
    assert stated
    assert all(text[s["start"] : s["end"]] == s["quote"] for s in stated)


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_sections_and_furniture_tile_the_text(path: Path) -> None:
    text, truth = read(path)
    parts = sorted((p["start"], p["end"]) for p in truth["sections"] + truth["boilerplate"])
    assert [start for start, _ in parts] == [0, *(end for _, end in parts[:-1])]
    assert parts[-1][1] == len(text)


@pytest.mark.parametrize(
    ("folder", "asked"),
    [(FOLDER, 80), *((FOLDER.with_name(f"reports_{n}"), 40) for n in ("hard", "blind"))],
)
def test_questions_quote_the_reports(folder: Path, asked: int) -> None:
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    assert len({q["id"] for q in questions}) == len(questions) == asked
    for question in questions:
        answer = question["answer"]
        for cited in answer["rows"] + answer["passages"]:
            assert cited["quote"] in (folder / cited["file"]).read_text("utf-8")


def test_every_document_that_is_no_report_is_explained() -> None:
    folder = FOLDER / "not_reports"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert set(expected) == {path.name for path in folder.glob("*.txt")}
