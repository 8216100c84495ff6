"""What a question takes from the one before it."""

from __future__ import annotations

import pytest
from samples import FakeIndex, record, sample_index

from rag.questions.parse import parse
from rag.types import Comparison, Query


def converse(*turns: str, index: FakeIndex | None = None) -> Query:
    history: list[Query] = []
    for turn in turns:
        history.append(parse(turn, index or sample_index(), tuple(history)))
    return history[-1]


@pytest.mark.parametrize(
    ("follow_up", "year"), [("上一年呢?", 2022), ("And the following year?", 2024)]
)
def test_the_year_before_and_after_count_from_the_one_asked(follow_up: str, year: int) -> None:
    years = tuple(record("石泉镇", "township", y, level_word="镇") for y in (2022, 2023, 2024))
    query = converse("石泉镇2023年的调解成功率是多少?", follow_up, index=FakeIndex("y", years))
    assert (query.where.places, query.where.years) == (("石泉镇",), (year,))
    assert [t.indicator for t in query.topics] == ["mediation_success_rate"]


@pytest.mark.parametrize(
    ("question", "follow_up", "missed"),
    [
        ("哪些镇调解成功率达到99%?", "没达到的呢?", Comparison("<", 99, unit="%")),
        (
            "Which counties report leaders' court attendance of 100%?",
            "And which fall short of it?",
            Comparison("<", 100, unit="%"),
        ),
        ("哪些镇的普法活动超过50场?", "不符合的有哪些?", Comparison("<=", 50, unit="场")),
    ],
)
def test_those_that_miss_the_condition_before(
    question: str, follow_up: str, missed: Comparison
) -> None:
    query = converse(question, follow_up)
    assert (query.kind, query.comparison, query.fact_kinds) == ("set", missed, ("level",))


def test_who_admits_problems_is_told_what_they_are() -> None:
    query = converse("List the townships.", "Which of them admit problems?")
    assert (query.kind, query.topics, query.where.roles) == ("passage", (), ("problems",))
    assert query.where.level_words


def test_the_achievements_that_a_report_mentions_are_no_words_to_look_for() -> None:
    query = converse("五通桥区报告中提到的主要成绩有哪些?")
    assert (query.kind, query.topics, query.where.roles) == ("passage", (), ("achievements",))


def test_a_number_in_a_name_is_no_condition() -> None:
    query = converse("哪些地方建立了行政执法三项制度?")
    assert (query.kind, query.comparison) == ("claim", None)
    assert [t.claim for t in query.topics] == ["三项制度"]


def test_total_and_mean_in_one_question() -> None:
    query = converse("2022年行政处罚案件的总数和平均数各是多少?")
    assert (query.kind, query.statistics) == ("average", ("sum", "mean"))


def test_a_place_that_is_left_out_of_the_set_before() -> None:
    query = converse("哪些地方的出庭应诉率是100%?", "除了墨玉县呢?")
    assert (query.kind, query.where.without) == ("set", ("墨玉县",))
    assert query.comparison == Comparison("=", 100, unit="%")
    kept = converse("Which townships settled more than 10 disputes?", "Leave out Lifu.")
    assert kept.where.without == ("李馥镇",) and kept.comparison is not None


def test_both_sides_of_a_question_go_on_together() -> None:
    query = converse("哪些镇提到法律顾问但没有提到枫桥经验?", "县呢?")
    assert query.within is not None
    assert query.where.level_words == query.within.where.level_words == ("县", "自治县")


def test_every_figure_then_only_rates_then_another_place() -> None:
    rates = converse("五通桥区的全部数据", "只看百分比")
    assert (rates.kind, rates.topics, rates.unit) == ("set", (), "%")
    other = converse("五通桥区的全部数据", "换成墨玉县")
    assert (other.kind, other.topics, other.where.places) == ("set", (), ("墨玉县",))


def test_how_many_reports_were_listed() -> None:
    query = converse("3月以前公布报告的有哪些?", "一共几份?")
    assert (query.kind, [t.field for t in query.topics]) == ("count", ["published"])


def test_what_those_that_come_first_do() -> None:
    query = converse("调解成功率最高的乡镇有什么做法?")
    assert query.within is not None and query.within.kind == "rank"
    assert query.kind == "passage"


def test_both_figures_must_meet_a_condition() -> None:
    query = converse("哪些单位的行政复议案件数和行政诉讼案件数都超过100件?")
    assert query.together and len(query.topics) == 2


def test_the_latest_year_of_a_figure() -> None:
    query = converse("最近一年哪个地方罚款最多?")
    assert (query.kind, [t.indicator for t in query.topics]) == ("rank", ["penalty_amount"])


def test_reports_without_a_part() -> None:
    query = converse("哪些报告没有写下一步计划?")
    assert (query.kind, query.stance, query.where.roles) == ("claim", "silent", ("plans",))
    counted = converse("有多少份报告没有提到存在的问题?")
    assert (counted.kind, counted.where.roles) == ("count", ("problems",))
    assert converse("哪些报告没有提到法律顾问?").where.roles == ()


def test_every_figure_is_a_question_of_its_own() -> None:
    query = converse("除了王场镇以外,哪些乡镇调解成功率是100%?", "五通桥区的全部数据")
    assert (query.kind, query.topics, query.where.without) == ("set", (), ())
    assert query.where.places == ("五通桥区",)
