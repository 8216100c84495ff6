"""The text of answers: every statement cited, one script, natural in each language."""

import re
from collections.abc import Callable

import pytest

from rag.text import has_han, to_simplified
from rag.types import Answer, Comparison, Filter, Topic
from tests.answers.gold_index import GoldIndex

Ask = Callable[..., Answer]
RATE = Topic(indicator="mediation_success_rate")
HUNDRED = Comparison("=", 100, unit="%")
TOWNS = Filter(levels=("township",))
LIFU = Filter(places=("李馥镇",))
QUERIES = [
    {"kind": "set", "topics": (RATE,), "where": TOWNS, "comparison": HUNDRED},
    {"kind": "set", "topics": (RATE,), "comparison": Comparison("<", 90, unit="%")},
    {"kind": "set", "topics": (RATE,), "stance": "silent"},
    {"kind": "count", "topics": (RATE,), "comparison": Comparison(">=", 98, unit="%")},
    {"kind": "count", "where": TOWNS},
    {"kind": "average", "topics": (RATE,), "statistics": ("mean", "median")},
    {"kind": "sum", "topics": (Topic(indicator="publicity_events"),), "where": LIFU},
    {"kind": "rank", "topics": (Topic(indicator="publicity_audience"),)},
    {"kind": "rank", "topics": (RATE,)},
    {"kind": "rank", "topics": (RATE,), "statistics": ("max", "min")},
    {"kind": "set", "topics": (RATE,), "where": Filter(without=("李馥镇",))},
    {
        "kind": "compare",
        "topics": (RATE, Topic(indicator="publicity_materials")),
        "where": Filter(places=("李馥镇", "王场镇")),
    },
    {"kind": "fact", "topics": (Topic(indicator="legal_aid_recovered"),), "where": LIFU},
    {"kind": "fact", "topics": (RATE,), "where": Filter(places=("墨玉县",))},
    {"kind": "claim", "topics": (Topic(claim="枫桥经验"),)},
    {"kind": "claim", "topics": (Topic(claim="三项制度"),)},
    {"kind": "set", "topics": (Topic(phrase="最多跑一次"),)},
    {"kind": "set", "topics": (Topic(field="joint_party_government"),)},
    {"kind": "metadata", "topics": (Topic(field="published"),)},
    {"kind": "passage", "where": Filter(places=("后塘瑶族乡",), roles=("problems",))},
    {
        "kind": "passage",
        "topics": (Topic(phrase="营商环境"),),
        "where": Filter(places=("五通桥区",)),
    },
    {"kind": "none", "reason": "unknown_year", "unknown_years": (2019,), "where": LIFU},
    {"kind": "none", "reason": "unknown_place", "unknown_places": ("成都市",)},
    {"kind": "none", "reason": "out_of_domain"},
]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def own_words(text: str) -> str:
    """The text without what it quotes."""
    return re.sub(r"“[^”]*”|「[^」]*」|\([^()]*[\u4e00-\u9fff][^()]*\)", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parts", QUERIES, ids=lambda parts: parts["kind"])
def test_an_answer_is_cited_and_in_one_script(
    answer: Ask, gold: GoldIndex, language: str, parts: dict[str, object]
) -> None:
    given = answer(language=language, **parts)
    for citation in given.citations:
        text = gold.report(citation.report).text
        assert citation.quote == text[citation.start : citation.end]
    numbers = {c.n for c in given.citations}
    assert {int(n) for n in re.findall(r"\[(\d+)\]", given.text)} == numbers
    assert given.abstained or numbers
    assert all(row.citation in numbers for row in given.rows if row.citation)
    if language == "en":
        assert not has_han(re.sub(r"“.*”|\(.*?[\u4e00-\u9fff].*?\)", "", given.text))
        assert not re.search(r"\b1 (?:reports|values|towns|cases)\b", given.text)
    if language == "zh-Hant":
        plain = own_words(given.text)
        kept = "后里"  # names of places keep these
        assert [c for c in plain if c not in kept and is_simplified_only(c)] == []
    if language == "zh-Hans":
        plain = own_words(given.text)
        assert to_simplified(plain) == plain


def is_simplified_only(character: str) -> bool:
    from rag.answers.say import in_traditional

    return in_traditional(character) != character and to_simplified(character) == character


@pytest.mark.parametrize("parts", QUERIES, ids=lambda parts: parts["kind"])
def test_every_stated_number_stands_in_its_quote(
    answer: Ask, gold: GoldIndex, parts: dict[str, object]
) -> None:
    given = answer(**parts)
    quotes = {c.n: c.quote for c in given.citations}
    for row in given.rows:
        if isinstance(row.value, float) and row.group == "match" and row.citation:
            fact = next(
                f for _, f in gold.facts() if f.value == row.value and f.phrase == row.phrase
            )
            report = gold.report(row.report)
            assert report.text[fact.number.start : fact.number.end] in quotes[row.citation]


def test_the_headline(answer: Ask) -> None:
    parts = {"kind": "set", "topics": (RATE,), "where": TOWNS, "comparison": HUNDRED}
    english = answer(language="en", **parts).text
    assert english.startswith("2 reports match (township level):")
    assert "**Houtang Yao Ethnic Township (后塘瑶族乡), 2024**" in english
    assert english.index("Lifu") < english.index("Houtang") < english.index("Close, but not")
    assert "1 is silent (Moyu County (墨玉县), 2024)" in english
    traditional = answer(language="zh-Hant", **parts).text
    assert traditional.startswith("符合條件的有2份報告（鄉鎮級）：")
    assert "后塘瑤族鄉2024年報告" in traditional and "王場鎮" in traditional


def test_an_abstention_gives_no_number_that_reads_as_an_answer(answer: Ask) -> None:
    given = answer(kind="fact", topics=(RATE,), where=Filter(places=("墨玉县",)), language="en")
    assert given.abstained and not given.rows and given.number is None
    assert "%" not in given.text
    assert given.text.startswith("Moyu County (墨玉县), 2024: the report does not state")


def test_no_word_of_a_change_is_not_said_of_the_figure(answer: Ask) -> None:
    given = answer(kind="set", topics=(RATE,), fact_kinds=("change",))
    assert given.abstained
    assert given.text.startswith("报告中没有调解成功率比上年增减的内容")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_made_otherwise_is_not_said_to_be_missing(answer: Ask, language: str) -> None:
    topics = (Topic(claim="法律顾问"),)  # four have one, none only plans one
    given = answer(kind="claim", topics=topics, stance="planned", language=language)
    assert given.abstained
    start = {"zh-Hans": "4份报告写到“法律顾问”", "zh-Hant": "4份報告寫到「法律顧問」"}
    assert given.text.startswith(start.get(language, "4 reports write of “"))


def test_an_unknown_year_offers_the_years_that_are_held(answer: Ask) -> None:
    given = answer(
        kind="fact",
        topics=(RATE,),
        reason="unknown_year",
        unknown_years=(2019,),
        where=Filter(places=("后塘瑶族乡",)),
        language="zh-Hant",
    )
    assert given.abstained
    assert given.text.startswith("索引中沒有后塘瑤族鄉2019年的報告")
    assert "2024" in given.text


def test_plans_are_labelled_as_plans(answer: Ask) -> None:
    where = Filter(places=("五通桥区",))
    text = answer(kind="passage", topics=(Topic(phrase="优化营商环境"),), where=where).text
    assert text.index("18项营商环境指标全部达标") < text.index("以下为计划") < text.index("堵点")


def test_the_items_of_a_section(answer: Ask) -> None:
    where = Filter(places=("后塘瑶族乡",), roles=("problems",))
    given = answer(kind="passage", where=where, language="en")
    assert len(given.citations) == 8
    assert "monotonous" in given.text  # an English gloss beside the Chinese quote


def test_a_bracket_after_a_number_is_quoted_with_it(answer: Ask) -> None:
    topic = Topic(indicator="enforcement_officers")
    given = answer(kind="fact", topics=(topic,), where=Filter(places=("墨玉县",)))
    assert given.citations[0].quote == "全县行政执法人员410人(不含公安局及垂管部门)"


def test_a_contradiction_is_shown_as_written_and_flagged(gold: GoldIndex) -> None:
    from dataclasses import replace

    from rag.answers.compose import compose
    from rag.answers.compute import Tools, compute
    from tests.answers.conftest import make_query

    report = gold.report("lifu-2022.txt")
    facts = []
    for fact in report.facts:
        if fact.indicator == "mediation_success_rate":
            facts.append(replace(fact, value=90.0))
        elif fact.indicator == "disputes_resolved":
            facts += [fact, replace(fact, indicator="disputes_handled")]
        elif fact.indicator != "disputes_handled":
            facts.append(fact)
    index = GoldIndex([replace(report, facts=tuple(facts))])
    query = make_query(kind="fact", topics=(RATE,), where=LIFU, language="en")
    given = compose(query, compute(query, Tools(index)), index)  # type: ignore[arg-type]
    assert "states 90%, which its own counts (38/38, about 100%) do not bear out" in given.text


def test_a_rate_that_only_follows_from_counts_is_derived(gold: GoldIndex) -> None:
    from dataclasses import replace

    from rag.answers.compute import Tools, compute
    from tests.answers.conftest import make_query

    report = gold.report("wutongqiao-2022.txt")
    facts = tuple(f for f in report.facts if f.indicator != "mediation_success_rate")
    index = GoldIndex([replace(report, facts=facts)])
    query = make_query(kind="set", topics=(RATE,), comparison=HUNDRED)
    found = compute(query, Tools(index))  # type: ignore[arg-type]
    (line,) = found.of("derived")
    assert (line.value, [p.value for p in line.parts]) == (100, [1119, 1119])
    assert not found.of("match")


def test_both_ends_of_a_ranking_are_told(answer: Ask) -> None:
    text = answer(kind="rank", topics=(RATE,), statistics=("max", "min")).text
    assert "最高（**100%**）" in text and "最低的是**王场镇2020年报告**：**99%**" in text
