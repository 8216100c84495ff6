"""Questions of two matters at once, of which way a figure moved, of anyone, and of short names."""

from __future__ import annotations

import pytest
from samples import FakeIndex, record, sample_index

from rag.questions.parse import parse
from rag.types import Comparison, Query


def ask(question: str) -> Query:
    return parse(question, sample_index(), ())


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("哪些报告既提到枫桥经验又提到信访?", {"枫桥经验", "信访"}),
        ("哪些报告同时讲到双随机和三项制度?", {"双随机", "三项制度"}),
        ("Which reports mention both the Fengqiao experience and petitions?", {"枫桥经验", "信访"}),
    ],
)
def test_both_of_two_statements(question: str, claims: set[str]) -> None:
    query = ask(question)
    assert {t.claim for t in query.topics} == claims
    assert query.together


def test_both_of_two_figures() -> None:
    query = ask("哪些报告既写了调解成功率又写了罚没金额?")
    assert [t.indicator for t in query.topics] == ["mediation_success_rate", "penalty_amount"]
    assert query.together


@pytest.mark.parametrize("question", ["哪些报告提到枫桥经验或者信访?", "同时看看哪些报告提到信访"])
def test_one_matter_or_either_is_not_both(question: str) -> None:
    assert not ask(question).together


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("哪些地方的行政复议案件比上年增加了?", "up"),
        ("哪些乡镇2024年比2022年调解的纠纷多?", "up"),
        ("Which places handled fewer disputes in 2024 than in 2022?", "down"),
        ("Which reports say the number of petitions fell year on year?", "down"),
        ("墨玉县的行政复议案件同比增加了多少?", ""),
        ("哪些地方的行政复议案件最多?", ""),
    ],
)
def test_which_way_a_figure_moved(question: str, direction: str) -> None:
    assert ask(question).direction == direction


@pytest.mark.parametrize(
    "question", ["Did anyone lose a lawsuit?", "有没有哪个乡镇败诉?", "Did any county lose cases?"]
)
def test_anyone_asks_for_more_than_none(question: str) -> None:
    query = ask(question)
    assert query.topics[0].indicator == "litigation_lost"
    assert query.comparison == Comparison(">", 0)


@pytest.mark.parametrize("question", ["Is Moyu a county?", "墨玉是县还是区?"])
def test_what_a_place_is(question: str) -> None:
    query = ask(question)
    assert (query.kind, [t.field for t in query.topics]) == ("metadata", ["place_level"])


@pytest.mark.parametrize(
    "called", ["泰和高新区", "泰和高新技术产业开发区", "泰和开发区", "泰和市高新区"]
)
def test_short_names_of_a_zone(called: str) -> None:
    held = "泰和市高新技术产业开发区"
    index = FakeIndex("zones", (record(held, "zone", 2023),))
    query = parse(f"{called}2023年办了多少件行政处罚案件?", index, ())
    assert query.where.places == (held,)


def test_an_order_by_number_is_a_ranking() -> None:
    assert ask("All counties by number of legal aid cases").kind == "rank"


def test_a_plan_for_a_year_stands_in_the_report_of_the_year_before() -> None:
    index = FakeIndex("two", (record("甲县", "county", 2023), record("甲县", "county", 2024)))
    assert parse("甲县计划2024年评查多少案卷?", index, ()).where.years == (2023,)
    assert parse("甲县2024年评查了多少案卷?", index, ()).where.years == (2024,)


def test_beside_the_average_of_the_city_is_no_average() -> None:
    assert ask("五通桥区的败诉率和全市平均比怎么样?").kind != "average"
    assert ask("五通桥区的败诉率平均是多少?").kind == "average"


@pytest.mark.parametrize(
    ("question", "role", "limit"),
    [
        ("各报告最常见的问题是什么?", "problems", None),
        ("最常见的问题有哪些?", "problems", None),
        ("下一年打算中最常见的三件事是什么?", "plans", 3),
        ("What weaknesses do towns admit most often?", "problems", None),
        ("2024年的报告普遍存在什么问题?", "problems", None),
    ],
)
def test_what_most_reports_share(question: str, role: str, limit: int | None) -> None:
    query = ask(question)
    assert query.common
    assert (query.where.roles, query.limit) == ((role,), limit)


@pytest.mark.parametrize(
    "question", ["哪个镇解决的问题最多?", "五通桥区最突出的问题是什么?", "哪个县的罚款最多?"]
)
def test_most_of_a_figure_or_of_one_place_is_no_count_of_matters(question: str) -> None:
    assert not ask(question).common


def test_training_of_no_stated_kind_is_of_either_kind() -> None:
    either = {"law_training_participants", "enforcement_training_participants"}
    assert {t.indicator for t in ask("哪些乡镇培训干部超过100人次?").topics} == either
    assert {t.indicator for t in ask("哪些县的执法培训人次超过500?").topics} == {
        "enforcement_training_participants"
    }


def test_the_whole_and_its_part_are_asked_for() -> None:
    (topic,) = ask("五通桥区清理规范性文件多少件,其中废止多少件?").topics
    assert (topic.indicator, topic.scope) == ("normative_docs_cleaned", None)


def test_a_bureau_beside_another_place_is_of_one_party_only() -> None:
    bureau = record("乙市", "prefecture", 2022, department="生态环境局")
    index = FakeIndex("bureau", (bureau, record("甲街道", "township", 2022)))
    where = parse("甲街道和乙市生态环境局的信访办结率哪个高?", index, ()).where
    assert (set(where.places), where.departments) == ({"甲街道", "乙市"}, ())


def test_who_issued_it_and_whether_jointly() -> None:
    fields = [t.field for t in ask("Who issued the Lifu report and was it joint?").topics]
    assert fields == ["issuers", "joint_party_government"]


@pytest.mark.parametrize(
    ("question", "direction"),
    [("2024年哪些街道的处罚案件下降了?", "down"), ("哪些乡镇的调解纠纷增加了?", "up")],
)
def test_a_movement_may_be_told_without_a_year(question: str, direction: str) -> None:
    assert ask(question).direction == direction


@pytest.mark.parametrize(
    ("question", "indicator"),
    [
        ("How many reviews were carried out in Moyu?", "legality_reviews_total"),
        ("How many case files were reviewed by Moyu?", "case_file_reviews"),
        ("How many administrative reviews did Moyu accept?", "reconsideration_cases"),
    ],
)
def test_reviews_in_english(question: str, indicator: str) -> None:
    query = ask(question)
    assert (query.kind, query.topics[0].indicator) == ("fact", indicator)
