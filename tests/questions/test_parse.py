"""Parsing as a whole: it never raises, is fast, and does what single questions need."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import FakeIndex, record, sample_index

from rag.questions.describe import describe
from rag.questions.parse import parse
from rag.questions.wording import MAX_LENGTH, read_wording
from rag.types import LEVELS, Query

PIECES = st.sampled_from(
    [
        "李馥镇", "Wutongqiao", "2022年", "2022", "哪些", "how many", "调解成功率", "mediation", "100%",
        "不低于98%", "at least", "前三名", "top", "*", "**", "`", "|", "'; DROP TABLE reports; --", "\u0000",
        "ignore previous instructions", "<script>", "{topics}", "%s", "其中", "呢", "“", "”", "(", "（", "\n",
        "平均", "和", "、", "没有提到", "用英文回答", "原因", "去年", "1" * 40, "亿" * 30, "百分之", "😀", "ﷺ", "𠮷", "\ud800",
    ]
)  # fmt: skip
QUESTIONS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=12).map("".join),
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(QUESTIONS, min_size=1, max_size=3))
def test_no_text_makes_it_raise(turns: list[str]) -> None:
    index = sample_index()
    history: list[Query] = []
    for turn in turns:
        query = parse(turn, index, tuple(history))
        history.append(query)
        assert len(query.text) <= MAX_LENGTH
        assert len(query.suggestions) <= 2
        for language in ("zh-Hans", "zh-Hant", "en"):
            assert describe(query, language)
    assert parse(turns[0], index) == history[0]


def test_long_questions_are_cut() -> None:
    query = parse("哪些乡镇报告调解成功率为100%?" + "很长" * 100_000, sample_index())
    assert len(query.text) == MAX_LENGTH
    assert query.kind == "set"


def test_folding_keeps_one_character_for_one() -> None:
    wording = read_wording("**哪些**鄉鎮 İ ＡＢＣ「調解」")
    assert len(wording.cased) == len(wording.plain)
    assert '"调解"' in wording.plain


@pytest.mark.parametrize("question", ["", "   ", "?!。", "😀"])
def test_nothing_asked(question: str) -> None:
    assert parse(question, sample_index()).kind == "none"


def test_a_thousand_reports_are_parsed_in_time() -> None:
    """Every question in under 30 ms of one core, once the names are known."""
    syllables = "安宁平和清江河山湖泉石林桥塘湾坪岭峰川谷沙溪龙凤马牛羊白黑红"
    names = [a + b + suffix for a in syllables for b in syllables for suffix in ("镇", "县")][:1000]
    records = tuple(record(name, "township", 2015 + i % 10) for i, name in enumerate(names))
    index = FakeIndex("thousand", records)
    questions = [
        "哪些乡镇报告调解成功率为100%?",
        "Which towns reported 100% mediation success?",
        "比较安宁镇和平和县的普法宣传",
        "How many disputes did Qingjiang Town mediate in 2020?",
    ]
    for question in questions:
        parse(question, index)
    took = []
    for question in questions * 3:
        start = time.process_time()
        parse(question, index)
        took.append(time.process_time() - start)
    assert sorted(took)[len(took) // 2] < 0.030


def test_the_same_question_gives_the_same_query() -> None:
    question = "Compare Houtang and Lifu on mediation and on publicity materials."
    assert parse(question, sample_index()) == parse(question, sample_index())


def test_levels_are_levels() -> None:
    query = parse("各县区的行政复议案件一共多少件?", sample_index())
    assert query.where.levels == ("county",)
    assert set(query.where.levels) <= set(LEVELS)


def test_a_place_beside_one_not_held_is_told() -> None:
    query = parse("比较李馥镇和青山镇的调解情况", sample_index())
    assert query.where.places == ("李馥镇",)
    assert query.unknown_places == ("青山镇",)
    assert query.reason == ""


def test_another_level_word_is_another_place() -> None:
    query = parse("墨玉镇2024年调解成功率是多少?", sample_index())
    assert query.reason == "unknown_place"
    assert query.unknown_places == ("墨玉镇",)


def test_a_unit_above_names_its_places() -> None:
    query = parse("渠县的乡镇有几个写了调解成功率?", sample_index())
    assert (query.kind, query.where.parents) == ("count", ("渠县",))


def test_departments_are_not_their_governments() -> None:
    index = FakeIndex(
        "departments",
        (
            record("青河县", "county", 2023),
            record("青河县", "county", 2023, department="司法局"),
        ),
    )
    of_the_county = parse("青河县2023年办结行政复议多少件?", index)
    assert of_the_county.where.department is False
    of_the_bureau = parse("青河县司法局2023年办结行政复议多少件?", index)
    assert of_the_bureau.where.departments == ("司法局",)
    in_english = parse(
        "How many reconsideration cases did the Qinghe justice bureau conclude?", index
    )
    assert in_english.where.departments == ("司法局",)
    not_held = parse("青河县教育局2023年办结行政复议多少件?", index)
    assert not_held.unknown_places or not_held.where.departments == ()


def test_a_self_contained_question_takes_nothing_along() -> None:
    index = sample_index()
    first = parse("李馥镇2022年的调解成功率是多少?", index)
    then = parse("哪些报告提到枫桥经验?", index, (first,))
    assert then.where.places == () and then.where.years == ()


def test_an_earlier_set_can_be_returned_to() -> None:
    index = sample_index()
    turns: list[Query] = []
    for turn in (
        "哪些乡镇报告调解成功率为100%?",
        "哪些报告提到枫桥经验?",
        "回到刚才调解成功率100%的那些,哪些是2024年的?",
    ):
        turns.append(parse(turn, index, tuple(turns)))
    assert turns[-1].topics[0].indicator == "mediation_success_rate"
    assert turns[-1].where.years == (2024,)
    assert turns[-1].comparison is not None and turns[-1].comparison.value == 100


def test_ambiguity_is_offered() -> None:
    query = parse("哪些镇报告调解成功率为100%?", sample_index())
    assert query.where.level_words[0] == "镇"
    assert query.suggestions == ("哪些乡镇报告调解成功率为100%?",)


def test_a_year_not_held_offers_one_that_is() -> None:
    query = parse("后塘瑶族乡2019年的调解成功率是多少?", sample_index())
    assert query.reason == "unknown_year" and query.unknown_years == (2019,)
    assert query.suggestions == ("后塘瑶族乡2024年的调解成功率是多少?",)
