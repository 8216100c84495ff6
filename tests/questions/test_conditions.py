"""Questions that hold two, and what they leave out."""

from __future__ import annotations

import pytest
from samples import sample_index

from rag.questions.parse import parse
from rag.types import Query


def ask(question: str) -> Query:
    return parse(question, sample_index())


@pytest.mark.parametrize(
    ("question", "first", "second", "kind"),
    [
        (
            "哪些镇的矛盾纠纷化解数超过100件但调解成功率低于100%?",
            ("disputes_resolved", ">", 100),
            ("mediation_success_rate", "<", 100),
            "set",
        ),
        (
            "Which counties had more than 100 reconsideration cases and a correction rate below 10%?",
            ("reconsideration_cases", ">", 100),
            ("reconsideration_correction_rate", "<", 10),
            "set",
        ),
        (
            "有多少个县行政复议案件超过100件且败诉率低于10%?",
            ("reconsideration_cases", ">", 100),
            ("litigation_loss_rate", "<", 10),
            "count",
        ),
    ],
)
def test_two_conditions(
    question: str, first: tuple[str, str, int], second: tuple[str, str, int], kind: str
) -> None:
    def told(query: Query) -> tuple[str | None, str, float]:
        assert query.comparison is not None
        return query.topics[0].indicator, query.comparison.op, query.comparison.value

    query = ask(question)
    assert query.within is not None and query.kind == kind
    assert (told(query.within), told(query)) == (first, second)
    assert query.where.levels or query.where.level_words


def test_a_range_is_one_condition() -> None:
    query = ask("哪些乡镇调解成功率不低于98%但低于100%?")
    assert query.within is None and query.comparison is not None
    assert (query.comparison.value, query.comparison.upper) == (98, 100)


@pytest.mark.parametrize(
    ("question", "first", "second", "limit"),
    [
        (
            "行政复议案件最多的三个地方的败诉率是多少?",
            "reconsideration_cases",
            "litigation_loss_rate",
            3,
        ),
        ("法律顾问最多的地方聘了几名公职律师?", "legal_advisers", "public_lawyers", 1),
        (
            "What is the loss rate of the three places with the most reconsideration cases?",
            "reconsideration_cases",
            "litigation_loss_rate",
            3,
        ),
    ],
)
def test_a_figure_of_those_that_come_first(
    question: str, first: str, second: str, limit: int
) -> None:
    query = ask(question)
    assert query.within is not None and query.within.kind == "rank"
    assert [t.indicator for t in query.within.topics] == [first]
    assert query.within.limit == limit
    assert (query.kind, [t.indicator for t in query.topics]) == ("set", [second])


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("哪些乡镇提到法律顾问但没有提到枫桥经验?", "claim"),
        ("有多少份报告提到法律顾问但没有提到枫桥经验?", "count"),
        ("Which towns mention legal advisers but not the Fengqiao experience?", "claim"),
    ],
)
def test_said_and_not_said(question: str, kind: str) -> None:
    query = ask(question)
    assert query.within is not None
    assert [t.claim for t in query.within.topics] == ["法律顾问"]
    assert ([t.claim for t in query.topics], query.stance) == (["枫桥经验"], "silent")
    assert query.kind == kind


def test_neither_of_two() -> None:
    query = ask("哪些报告既没有提到法律顾问也没有提到枫桥经验?")
    assert (query.stance, query.together) == ("silent", False)
    assert {t.claim for t in query.topics} == {"法律顾问", "枫桥经验"}


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("除了墨玉县以外,哪些地方的败诉率低于10%?", ("墨玉县",)),
        ("除五通桥区和墨玉县外,各地的行政复议案件一共多少?", ("五通桥区", "墨玉县")),
        ("Which places other than Moyu have more than 10 reconsideration cases?", ("墨玉县",)),
        ("哪些镇没有提到枫桥经验(不算王场镇)?", ("王场镇",)),
    ],
)
def test_places_that_are_left_out(question: str, without: tuple[str, ...]) -> None:
    query = ask(question)
    assert (query.where.without, query.where.places, query.reason) == (without, (), "")


def test_departments_that_are_left_out() -> None:
    assert ask("不包括部门,各地罚没金额合计多少?").where.department is False


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("哪些鄉鎮提到法律顧問但沒有提到楓橋經驗?", "zh-Hant"),
        ("哪些乡镇提到法律顾问但没有提到枫桥经验?", "zh-Hans"),
        ("哪些镇调解成功率是100%而且普法活动超过10场?用英文回答", "en"),
    ],
)
def test_the_language_of_a_question_that_holds_two(question: str, language: str) -> None:
    query = ask(question)
    assert query.within is not None and query.language == language
