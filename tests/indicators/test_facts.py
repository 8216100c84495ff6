"""Clauses of reports and the facts they state, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.indicators.facts import find_facts
from rag.scoring import FactCounts, score_facts
from rag.text import fold
from rag.types import Fact, Metadata, Role, Section

ROOT = Path(__file__).parent.parent.parent


def facts_of(text: str, role: Role = "achievements", heading: str = "") -> tuple[Fact, ...]:
    sections = [Section((heading,) if heading else (), role, 0, len(text))]
    return find_facts(text, fold(text), sections, Metadata(year_covered=2024))


def named(text: str, role: Role = "achievements") -> list[tuple[str | None, float]]:
    return [(f.indicator, f.value) for f in facts_of(text, role)]


def read_clauses() -> list[Any]:
    """clauses.txt: a clause, then what it states: `indicator value flags`, one a line."""
    cases = []
    blocks = (ROOT / "tests/indicators/clauses.txt").read_text("utf-8").split("\n\n")
    for block in blocks:
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            cases.append(
                pytest.param(lines[0], [line.split() for line in lines[1:]], id=lines[0][:30])
            )
    return cases


@pytest.mark.parametrize(("clause", "expected"), read_clauses())
def test_clause(clause: str, expected: list[list[str]]) -> None:
    role: Role = "achievements"
    if clause.startswith("[plans]"):
        role, clause = "plans", clause.removeprefix("[plans]")
    found = []
    for fact in facts_of(clause, role):
        line = [
            fact.indicator or "-",
            f"{fact.value:g}" if fact.value < 1e6 else str(int(fact.value)),
        ]
        line += ["approx"] if fact.approx else []
        line += ["planned"] if fact.planned else []
        line += [fact.kind] if fact.kind != "level" else []
        line += [str(fact.year)] if fact.year != 2024 else []
        found.append(line)
    assert found == expected


def read_names() -> list[Any]:
    lines = (ROOT / "tests/indicators/names.txt").read_text("utf-8").splitlines()
    split = [line.split(" ", 2) for line in lines if line and not line.startswith("#")]
    return [pytest.param(*case, id=f"{case[0]} {case[2][:24]}") for case in split]


@pytest.mark.parametrize(("indicator", "value", "clause"), read_names())
def test_name(indicator: str, value: str, clause: str) -> None:
    assert (indicator, float(value)) in named(clause)


def test_the_span_is_the_clause_and_holds_the_number() -> None:
    text = "2024年，我乡共調處矛盾糾紛42起，調解成功率100%。"
    handled, rate = facts_of(text)
    assert text[handled.start : handled.end] == "我乡共調處矛盾糾紛42起"
    assert text[handled.number.start : handled.number.end] == "42起"
    assert text[rate.start : rate.end] == "調解成功率100%"


def test_injected_pinyin_does_not_move_the_span() -> None:
    text = "全乡調(diào)解(jiě)糾(jiū)紛42起，成功率98%。"
    handled, rate = facts_of(text)
    assert text[handled.start : handled.end] == "全乡調(diào)解(jiě)糾(jiū)紛42起"
    assert text[rate.number.start : rate.number.end] == "98%"


def test_a_rate_said_twice_is_one_fact() -> None:
    text = "调处矛盾纠纷42起,已全部调解成功,调解成功率100%。"
    assert named(text) == [("disputes_handled", 42), ("mediation_success_rate", 100)]
    rate = facts_of(text)[1]
    assert text[rate.start : rate.end] == "已全部调解成功,调解成功率100%"


def test_phrases_are_simplified_and_say_what_is_counted() -> None:
    text = "全鎮共組建普法志願者隊伍12支。"
    (fact,) = facts_of(text)
    assert (fact.indicator, fact.phrase) == (None, "组建普法志愿者队伍")


def test_scope_as_of_and_words() -> None:
    (fact,) = facts_of("截至11月底,出具书面法律意见书12份。")
    assert (fact.scope, fact.as_of) == ("书面", "截至11月底")
    (zero,) = facts_of("全年未发生行政诉讼案件。")
    assert (zero.indicator, zero.value, zero.in_words) == ("litigation_cases", 0, True)


def test_numbers_outside_sections_are_no_facts() -> None:
    text = "共调解纠纷12件。共调解纠纷15件。"
    section = Section((), "achievements", 9, len(text))
    facts = find_facts(text, fold(text), [section], Metadata(year_covered=2024))
    assert [f.value for f in facts] == [15]


def test_the_heading_names_the_topic() -> None:
    (fact,) = facts_of("全年办结12件。", heading="(二)做好行政复议工作")
    assert fact.indicator == "reconsideration_concluded"


GOLD = sorted(p for p in (ROOT / "tests/gold").glob("*.json") if p.name != "questions.json")


def test_samples() -> None:
    total = FactCounts()
    for path in GOLD:
        gold = json.loads(path.read_text("utf-8"))
        text = (ROOT / "corpus" / gold["file"]).read_bytes().decode("utf-8")
        sections = [
            Section(tuple(s["path"]), s["role"], s["start"], s["end"])
            for s in gold["sections"]
            if s.get("leaf", True)
        ]
        facts = find_facts(text, fold(text), sections, Metadata(year_covered=gold["year_covered"]))
        total += score_facts(gold["facts"], gold["also_acceptable"], facts)
    rates = total.rates()
    assert rates["found"] >= 0.98, total.misses
    assert rates["named"] >= 0.95, total.misses
    assert rates["flags"] >= 0.97, total.misses
    assert rates["spurious"] <= 0.03, total.misses


pieces = st.sampled_from(
    [
        "调解纠纷",
        "成功率达",
        "100%",
        "3件",
        "约20余场次",
        "、",
        ",",
        "。",
        "(",
        ")",
        "其中",
        "同比下降",
        "8.5%",
        "普法宣传",
        "二是",
        "均",
        "全部办结",
        "无行政诉讼",
        "零败诉",
        "力争",
        "每村",
        "参考率、合格率均达",
        "分别为",
        "12家",
        "培训",
        "执法人员",
        "\n",
        "2023年",
        "万",
        "“双百”",
        "第3位",
        "調(diào)解(jiě)",
        "受理并办结",
        "由20天压缩至",
    ]
)


@given(st.lists(pieces, max_size=24).map("".join), st.sampled_from(["achievements", "plans"]))
def test_every_number_stands_inside_its_span(text: str, role: Role) -> None:
    for fact in facts_of(text, role):
        assert 0 <= fact.start <= fact.number.start < fact.number.end <= fact.end <= len(text)
        number = text[fact.number.start : fact.number.end]
        assert fact.in_words or any(
            c.isdigit() or c in "一二三四五六七八九十百千万亿两零" for c in number
        )
