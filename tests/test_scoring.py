"""Scores worked out by hand."""

from __future__ import annotations

import pytest

from rag.scoring import rows_f1, score_facts, score_metadata, score_roles
from rag.types import Fact, Metadata, Row, Section, Span


def fact(value: float, start: int, end: int, indicator: str | None = None, **flags: object) -> Fact:
    settings: dict[str, object] = {"approx": False, "planned": False, "kind": "level"} | flags
    return Fact(
        indicator=indicator,
        phrase="",
        value=value,
        unit="件",
        scope=None,
        year=None,
        as_of=None,
        start=start,
        end=end,
        number=Span(start, end),
        **settings,  # type: ignore[arg-type]
    )


def gold(value: float, start: int, end: int, indicator: str | None = None) -> dict[str, object]:
    return {
        "indicator_id": indicator,
        "value": value,
        "unit": "件",
        "approx": False,
        "planned": False,
        "kind": "level",
        "quote": "",
        "start": start,
        "end": end,
    }


def test_two_facts_of_one_number_pair_by_name() -> None:
    # «已受理并办结33起»: one number, two facts.
    truth = [gold(33, 0, 9, "cases"), gold(33, 0, 9, "concluded")]
    counts = score_facts(truth, (), [fact(33, 0, 9, "concluded"), fact(33, 0, 9, "cases")])
    assert (counts.found, counts.named, counts.flags, counts.spurious) == (2, 2, 2, 0)


def test_a_wrong_value_is_missed_and_spurious() -> None:
    counts = score_facts([gold(33, 0, 9, "cases")], (), [fact(34, 0, 9, "cases")])
    assert counts.rates() == {
        "found": 0.0,
        "named": 1.0,
        "flags": 1.0,
        "spurious": 1.0,
        "gold": 1,
        "predicted": 1,
    }


def test_acceptable_facts_are_neither_hits_nor_errors() -> None:
    counts = score_facts([], [{"value": 100, "start": 0, "end": 4}], [fact(100, 2, 6)])
    assert counts.spurious == 0


def test_flags_count_all_three() -> None:
    counts = score_facts([gold(5, 0, 4)], (), [fact(5, 0, 4, approx=True)])
    assert (counts.found, counts.flags) == (1, 0)


def test_roles_by_characters() -> None:
    truth = [{"start": 0, "end": 10, "role": "achievements", "leaf": True, "path": ["一"]}]
    found = [Section((), "achievements", 0, 6), Section((), "plans", 6, 10)]
    right, total, misses = score_roles(truth, found)
    assert (right, total, len(misses)) == (6, 10, 1)


def test_metadata_accepts_what_the_gold_accepts() -> None:
    truth = {"title": "甲", "year_covered": 2024, "metadata_also_acceptable": {"title": ["乙"]}}
    score = score_metadata(truth, Metadata(title="乙", year_covered=2023))
    assert score.fields == {"title": 1.0, "year_covered": 0.0}


def row(place: str, value: float, group: str = "match") -> Row:
    return Row(
        place,
        "township",
        2024,
        None,
        "",
        value,
        "件",
        "",
        False,
        False,
        1,
        group,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("rows", "f1"),
    [
        ([row("甲镇", 1)], 2 * 1 * 0.5 / 1.5),  # one of two found: P 1, R 1/2
        ([row("甲镇", 1), row("乙乡", 2)], 1.0),
        ([row("甲镇", 1), row("乙乡", 2), row("丙乡", 3)], 2 * (2 / 3) / (5 / 3)),
        ([row("甲镇", 1), row("乙乡", 2), row("丙乡", 3, "near")], 1.0),
        ([], 0.0),
    ],
)
def test_rows_f1(rows: list[Row], f1: float) -> None:
    truth = [
        {"place": "甲镇", "year": 2024, "value": 1},
        {"place": "乙乡", "year": 2024, "value": 2},
    ]
    assert rows_f1(truth, rows) == pytest.approx(f1)
