"""Our own ways to ask, over the five samples: at least nine in ten are understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import sample_index

from rag.questions.describe import describe
from rag.questions.parse import parse
from rag.types import Query, Topic

ASKED = [
    json.loads(line)
    for line in Path(__file__).with_name("paraphrases.jsonl").read_text("utf-8").splitlines()
    if line.strip()
]
ENOUGH = 0.9


def ask(asked: dict[str, Any]) -> Query:
    index = sample_index()
    history: list[Query] = []
    for turn in (*asked.get("history", ()), asked["q"]):
        history.append(parse(turn, index, tuple(history)))
    return history[-1]


def named(topic: Topic) -> str:
    if topic.field:
        return f"field:{topic.field}"
    if topic.claim:
        return f"claim:{topic.claim}"
    return topic.indicator or "phrase"


def misses(asked: dict[str, Any], query: Query) -> list[str]:
    """What was understood otherwise than expected; only the expected parts are looked at."""
    comparison = query.comparison
    got: dict[str, Any] = {
        "kind": query.kind,
        "topics": [named(t) for t in query.topics],
        "group": query.topics[0].group if query.topics else None,
        "places": list(query.where.places),
        "years": list(query.where.years),
        "levels": list(query.where.levels),
        "roles": list(query.where.roles),
        "joint": query.where.joint,
        "comparison": [comparison.op, comparison.value] if comparison else None,
        "statistics": list(query.statistics),
        "lang": query.language,
        "reason": query.reason,
        "order": query.order,
        "limit": query.limit,
        "planned": query.planned,
        "stance": query.stance,
        "fact_kinds": list(query.fact_kinds),
        "within": query.within is not None,
    }
    wrong = [
        f"{key}: {got[key]!r}, expected {asked[key]!r}"
        for key in got
        if key in asked and got[key] != asked[key]
    ]
    if "level_words" in asked and not set(asked["level_words"]) <= set(query.where.level_words):
        wrong.append(f"level_words: {query.where.level_words!r}")
    return wrong


def test_there_are_enough_of_them() -> None:
    assert len(ASKED) >= 150
    assert len({(a["q"], *a.get("history", ())) for a in ASKED}) == len(ASKED)


def test_nine_in_ten_are_understood() -> None:
    missed = [(a, m) for a in ASKED if (m := misses(a, ask(a)))]
    report = "\n".join(f"{a['q']}  {a.get('history', '')}\n    {'; '.join(m)}" for a, m in missed)
    print(f"{len(ASKED) - len(missed)} of {len(ASKED)} understood; missed:\n{report}")
    assert len(ASKED) - len(missed) >= ENOUGH * len(ASKED), report


@pytest.mark.parametrize("asked", ASKED[:: max(1, len(ASKED) // 40)], ids=lambda a: a["q"][:30])
def test_what_was_understood_can_be_said(asked: dict[str, Any]) -> None:
    query = ask(asked)
    for language in ("zh-Hans", "zh-Hant", "en"):
        line = describe(query, language)
        assert line and "\n" not in line and "{" not in line
