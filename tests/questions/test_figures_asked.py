"""Numbers that a question names, figures of all reports, years apart, and what is only said."""

from __future__ import annotations

import pytest
from samples import FakeIndex, record, sample_index

from rag.questions.concepts import same_meaning
from rag.questions.departments import find_departments
from rag.questions.parse import parse
from rag.types import Comparison, Query

PLACE = "后塘瑶族乡"


def ask(*turns: str) -> Query:
    history: list[Query] = []
    for turn in turns:
        history.append(parse(turn, sample_index(), tuple(history)))
    return history[-1]


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("后塘瑶族乡的调解成功率是不是8.5%?", 8.5, "%"),
        ("后塘瑶族乡办理了500件行政复议，对吗?", 500, "件"),
        ("Is it true that Houtang handled 500 administrative reviews?", 500, None),
        ("Did Houtang lose three cases in court?", 3, None),
    ],
)
def test_yes_or_no_about_a_number(question: str, value: float, unit: str | None) -> None:
    query = ask(question)
    assert (query.kind, query.comparison) == ("fact", Comparison("=", value, unit=unit))


@pytest.mark.parametrize(
    ("question", "value"),
    [("哪个报告写了调解纠纷5821件?", 5821), ("发放资料3000份的是哪个镇?", 3000)],
)
def test_who_states_a_number(question: str, value: float) -> None:
    query = ask(question)
    assert query.kind == "set" and query.comparison is not None
    assert (query.comparison.op, query.comparison.value) == ("=", value)


@pytest.mark.parametrize(
    "question",
    [
        "哪些报告提到12345热线?",
        "哪些乡镇实行“一村一法律顾问”?",
        "哪些报告提到三项制度?",
        "哪3个镇调解最多?",
    ],
)
def test_numbers_that_are_no_condition(question: str) -> None:
    assert ask(question).comparison is None


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("罚没收入过亿的有哪些?", ">=", 1e8),
        ("哪些镇发放资料上百万份?", ">=", 1e6),
        ("哪些镇发放资料不止5000份?", ">", 5000),
    ],
)
def test_conditions_in_few_words(question: str, op: str, value: float) -> None:
    comparison = ask(question).comparison
    assert comparison is not None and (comparison.op, comparison.value) == (op, value)


@pytest.mark.parametrize(
    ("question", "op", "relative"),
    [
        ("哪些地方的调解成功率高于平均水平?", ">", "mean"),
        ("Which towns have an above-average mediation success rate?", ">", "mean"),
        ("哪些乡镇的调解成功率低于中位数?", "<", "median"),
    ],
)
def test_against_a_figure_of_all(question: str, op: str, relative: str) -> None:
    query = ask(question)
    assert query.kind == "set" and query.comparison is not None
    assert (query.comparison.op, query.comparison.relative) == (op, relative)


@pytest.mark.parametrize(
    ("question", "kind", "statistic"),
    [
        ("每年有多少比例的报告写了调解成功率?", "count", "share"),
        ("What share of reports mention a mediation rate each year?", "count", "share"),
        (
            "Is the share of reports stating a mediation rate rising over the years?",
            "count",
            "share",
        ),
        ("各年调解成功率的平均值是多少?", "average", "mean"),
    ],
)
def test_figures_by_year(question: str, kind: str, statistic: str) -> None:
    query = ask(question)
    assert (query.kind, query.statistics[:1], query.per) == (kind, (statistic,), "year")


def test_one_year_is_not_apart() -> None:
    assert ask("2024年有多少比例的报告写了调解成功率?").per == ""


@pytest.mark.parametrize(
    "question",
    [
        "提到法律明白人但没有给出数字的报告有哪些?",
        "Which reports mention legal advisers but give no number?",
    ],
)
def test_said_without_a_number(question: str) -> None:
    query = ask(question)
    assert (query.kind, query.stance) == ("claim", "no_number")
    assert any(t.claim for t in query.topics) and any(t.indicator for t in query.topics)


@pytest.mark.parametrize(
    "question",
    [
        "各报告指出了哪些问题?",
        "各份报告的主要问题是什么?",
        "What problems do the reports point out?",
    ],
)
def test_problems_of_every_report(question: str) -> None:
    query = ask(question)
    assert (query.kind, query.where.roles, query.topics) == ("passage", ("problems",), ())


def test_plans_for_next_year_are_targets() -> None:
    query = ask("哪些地方明年要把出庭应诉率提到100%?")
    assert (query.kind, query.planned) == ("set", "only")
    assert ask("有几份报告的下一步打算里提到“枫桥经验”?").stance == "planned"


def test_a_pronoun_of_the_question_points_at_no_earlier_answer() -> None:
    query = ask(f"{PLACE}2024年调解成功率是多少?", "Which reports say they hired a legal adviser?")
    assert query.where.places == ()


def test_which_is_more_compares_the_last_two_places() -> None:
    query = ask("李馥镇收到多少件行政复议申请?", f"{PLACE}呢?", "哪个更多?")
    assert (query.kind, set(query.where.places)) == ("compare", {"李馥镇", PLACE})


def test_a_whole_name_needs_nothing_of_the_question_before() -> None:
    query = ask("案卷评查最多的是哪里?", "那法制审核呢?")
    assert [t.indicator for t in query.topics] == ["major_case_legal_reviews"]


def test_a_real_county_is_no_misspelling() -> None:
    index = FakeIndex("counties", (record("临溪县", "county", 2023),))
    query = parse("临西县2023年的调解成功率是多少?", index)
    assert (query.where.places, query.reason) == ((), "unknown_place")


def test_short_names_of_bureaus() -> None:
    index = FakeIndex("bureaus", (record("岭东县", "county", 2024, department="市场监督管理局"),))
    assert parse("岭东县市监局罚了多少钱?", index).where.departments == ("市场监督管理局",)


@pytest.mark.parametrize("question", ["How many reports cover 2024?", "2024年有几份报告?"])
def test_over_inside_a_word_compares_nothing(question: str) -> None:
    assert ask(question).where.years == (2024,)


def test_whether_any_report_mentions_it_denies_nothing() -> None:
    assert ask("有没有报告提到枫桥经验?").stance == "any"
    assert ask("哪些报告没有提到枫桥经验?").stance == "silent"


def test_targets_stand_in_the_report_of_the_year_before() -> None:
    query = ask("What targets did Houtang set for 2025?")
    assert (query.where.years, query.planned, query.reason) == ((2024,), "only", "")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("各乡镇的行政处罚案件是多少", "set"),
        ("各地行政处罚案件数量", "set"),
        ("各乡镇的行政处罚案件一共多少", "sum"),
        ("乡镇的行政处罚案件是多少", "sum"),
    ],
)
def test_every_place_has_a_figure_of_its_own(question: str, kind: str) -> None:
    assert ask(question).kind == kind


@pytest.mark.parametrize(
    ("question", "kind", "indicator"),
    [
        ("各地聘请了多少法律顾问?", "set", "legal_advisers"),
        ("罚没金额总额超过100万元的有哪些?", "set", "penalty_amount"),
        ("罚没金额总额是多少?", "sum", "penalty_amount"),
        ("败诉率是多少?", "set", "litigation_loss_rate"),
        ("平均每个乡镇化解多少起矛盾纠纷?", "average", "disputes_resolved"),
        ("后塘瑶族乡和李馥镇谁调解的纠纷多?", "compare", "disputes_handled"),
    ],
)
def test_what_is_done_with_a_figure(question: str, kind: str, indicator: str) -> None:
    query = ask(question)
    assert (query.kind, [t.indicator for t in query.topics]) == (kind, [indicator])
    assert not query.reason


def test_the_share_of_reports_that_say_something() -> None:
    for question in (
        "What share of the reports mention the Fengqiao experience?",
        "多少比例的报告提到枫桥经验?",
    ):
        query = ask(question)
        assert (query.kind, query.statistics) == ("count", ("share",))
        assert [t.claim for t in query.topics] == ["枫桥经验"]


def test_what_was_claimed_is_counted_by_its_figure() -> None:
    assert [t.claim for t in ask("哪些单位配备了执法记录仪?").topics] == ["执法记录仪"]
    total = ask("哪些单位配备了执法记录仪?", "一共多少台?")
    assert (total.kind, [t.indicator for t in total.topics]) == ("sum", ["body_cameras"])


def test_what_nothing_counts_is_not_added_up() -> None:
    before = "Which reports mention the Fengqiao experience?"
    assert ask(before, "How many in total?").kind == "count"
    ranked = ask(before, "rank them")
    assert ranked.kind == "claim" and [t.claim for t in ranked.topics] == ["枫桥经验"]


@pytest.mark.parametrize(
    "question", ["后塘瑶族乡的报告里有哪些数据?", "List all figures of Houtang."]
)
def test_every_figure_of_a_report(question: str) -> None:
    query = ask(question)
    assert (query.kind, query.topics, query.where.places) == ("set", (), (PLACE,))


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("Which reports mention schools?", ["学校"]),
        ("Which reports mention migrant workers?", ["农民工"]),
        ("Which reports talk about environmental protection?", ["环境保护"]),
        ("Which places mention artificial intelligence or big data?", ["人工智能", "大数据"]),
        ("哪些报告提到人工智能或大数据?", ["人工智能", "大数据"]),
    ],
)
def test_words_that_no_name_holds_are_looked_for_in_chinese(
    question: str, phrases: list[str]
) -> None:
    query = ask(question)
    assert query.kind == "claim" and [t.phrase for t in query.topics] == phrases


@pytest.mark.parametrize(
    "question",
    [
        "What percentage of townships reported a 100% mediation success rate?",
        "多少比例的乡镇调解成功率达到100%?",
        "What proportion of the counties have legal advisers?",
    ],
)
def test_a_share_of_places(question: str) -> None:
    query = ask(question)
    assert (query.kind, query.statistics) == ("count", ("share",))


@pytest.mark.parametrize(
    ("question", "claims", "stance"),
    [
        ("哪些地方没有行政复议和诉讼案件?", ["无行政复议诉讼"], "any"),
        ("哪些报告提到未发生行政复议?", ["无行政复议诉讼"], "any"),
        ("哪些乡镇没有法律顾问?", ["法律顾问"], "silent"),
    ],
)
def test_that_there_was_none_is_a_statement_of_its_own(
    question: str, claims: list[str], stance: str
) -> None:
    query = ask(question)
    assert ([t.claim for t in query.topics], query.stance) == (claims, stance)


def test_that_there_was_none_is_not_meant_unless_denied() -> None:
    query = ask("哪些报告既写了行政复议案件又写了行政诉讼案件?")
    assert query.together and not any(t.claim for t in query.topics)


def test_joint_reports_in_english() -> None:
    query = ask("Which report was written by a party committee and a government together?")
    assert [t.field for t in query.topics] == ["joint_party_government"]


def test_a_thing_that_no_name_knows_is_asked_for_in_its_own_words() -> None:
    query = ask("后塘瑶族乡发放了多少补贴?")
    assert [t.phrase for t in query.topics] == ["发放 补贴"]
    known = ask("后塘瑶族乡发放了多少宣传资料?")
    assert [t.indicator for t in known.topics] == ["publicity_materials"]


def test_people_are_counted_by_a_figure_of_people() -> None:
    assert [t.indicator for t in ask("有多少名群众参加了普法活动?").topics] == [
        "publicity_audience"
    ]


def test_whether_or_not_denies_nothing() -> None:
    query = ask("后塘瑶族乡有没有被复议?")
    assert [t.claim for t in query.topics] == ["行政复议"]


@pytest.mark.parametrize(
    ("question", "indicator"),
    [
        ("哪个县的法律援助案件最多,挽回了多少损失?", "legal_aid_cases"),
        ("行政复议案件数排名前五的地方,以及它们的纠错率", "reconsideration_cases"),
        ("Compare counties by their total fines.", "penalty_amount"),
    ],
)
def test_what_orders_a_ranking(question: str, indicator: str) -> None:
    query = ask(question)
    assert (query.kind, [t.indicator for t in query.topics]) == ("rank", [indicator])


def test_a_figure_and_its_change_in_one_question() -> None:
    query = ask("五通桥区的行政复议案件是多少?比上年增长了吗?")
    assert (query.kind, query.fact_kinds) == ("fact", ("level", "change"))
    assert ask("五通桥区的行政复议案件比上年增长了多少?").fact_kinds == ("change",)


def test_a_bare_percentage_is_no_rate_of_taking_part() -> None:
    query = ask("Which percentage figures in these reports are only targets, not results?")
    assert (query.topics, query.planned, query.unit) == ((), "only", "%")


def test_the_script_of_reports_is_no_language_to_answer_in() -> None:
    query = ask("Which reports were written in traditional characters?")
    assert (query.language, query.where.scripts) == ("en", ("hant",))
    assert ask("Which towns reached 100%? Answer in traditional characters.").language == "zh-Hant"


def test_what_the_index_holds() -> None:
    query = ask("Which prefectures are covered?")
    assert (query.kind, query.where.levels) == ("metadata", ("prefecture",))


def test_shared_problems_are_counted() -> None:
    for question in ("What problems are shared by townships?", "各报告的主要困难有哪些共同点?"):
        assert ask(question).common


@pytest.mark.parametrize(
    "question",
    ["各乡镇平均每场普法活动覆盖多少人?", "How many disputes were mediated per capita in Houtang?"],
)
def test_a_figure_per_unit_is_no_figure_of_all(question: str) -> None:
    assert ask(question).fact_kinds == ("per_unit",)


@pytest.mark.parametrize(
    "question", ["哪些地方每村都有法律顾问?", "平均每个乡镇化解多少起矛盾纠纷?", "每年普法多少场?"]
)
def test_each_place_and_each_year_are_no_units(question: str) -> None:
    assert ask(question).fact_kinds == ("level",)


def test_a_rate_is_not_answered_with_a_count() -> None:
    query = ask("五通桥区行政复议受理率是多少?")
    assert [t.indicator for t in query.topics] == [None]


@pytest.mark.parametrize(
    "question", ["哪几份报告的字数最多?", "How many pages is the Moyu report?"]
)
def test_the_length_of_a_report_is_not_known(question: str) -> None:
    assert ask(question).reason == "unknown_topic"


def test_towns_of_a_county_are_not_the_county() -> None:
    query = ask("墨玉县有几个乡镇?")
    assert query.kind == "count" and query.where.places == ()
    assert query.where.parents == ("墨玉县",) and query.where.level_words


def test_a_level_of_an_award_is_no_level_of_reports() -> None:
    assert ask("哪些单位获得省级表彰?").where.levels == ()
    assert ask("哪些省级部门提到枫桥经验?").where.levels == ("province",)


def test_what_is_wrong_with_a_practice_is_told_in_many_ways() -> None:
    query = ask("Does Houtang admit any shortcomings in enforcement?")
    assert (query.kind, query.where.roles) == ("passage", ("problems",))


def test_words_of_one_meaning() -> None:
    assert "矛盾" in same_meaning("纠纷") and "纠纷" not in same_meaning("纠纷")
    assert same_meaning("量子") == ()


def test_two_bureaus_of_one_name() -> None:
    found = find_departments("和   司法局和   司法局的报告", ["司法局"])
    assert [(f.start, f.end) for f in found] == [(4, 7), (11, 14)]


def test_both_ends_of_a_ranking() -> None:
    for question in (
        "调解成功率最高和最低的分别是哪里?",
        "What are the highest and lowest mediation success rates?",
    ):
        assert (ask(question).kind, ask(question).statistics) == ("rank", ("max", "min"))
