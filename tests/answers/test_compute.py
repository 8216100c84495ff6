"""Computations over the samples' truth; every expected value is read off the reports."""

from collections.abc import Callable

import pytest

from rag.answers.finding import Finding
from rag.answers.groups import satisfies
from rag.days import DAYS
from rag.types import Comparison, Filter, Group, Query, Topic
from tests.answers.conftest import make_query
from tests.answers.gold_index import GoldIndex

Find = Callable[..., Finding]
RATE = Topic(indicator="mediation_success_rate")
TOWNS = Filter(levels=("township",))


def places(finding: Finding, group: Group = "match") -> list[str | None]:
    return [line.record.metadata.place for line in finding.of(group)]


def test_a_set_has_matches_near_other_levels_and_a_ledger(find: Find) -> None:
    found = find(kind="set", topics=(RATE,), where=TOWNS, comparison=Comparison("=", 100, unit="%"))
    assert places(found) == ["李馥镇", "后塘瑶族乡"]
    assert places(found, "near") == ["王场镇"]
    assert places(found, "other_level") == ["五通桥区"]
    assert (found.coverage.considered, found.coverage.stating) == (5, 4)
    assert [s.place for s in found.coverage.silent] == ["墨玉县"]


def test_the_ledger_adds_up(find: Find) -> None:
    for indicator in ("legal_aid_cases", "disputes_handled", "litigation_lost"):
        ledger = find(kind="set", topics=(Topic(indicator=indicator),)).coverage
        assert ledger.considered == ledger.stating + len(ledger.silent) == 5


def test_an_empty_set_shows_what_comes_nearest(find: Find) -> None:
    court = Topic(indicator="leader_court_attendance_rate")
    found = find(kind="set", topics=(court,), comparison=Comparison("<", 100, unit="%"))
    assert not found.of("match")
    assert places(found, "near") == ["五通桥区", "墨玉县"]
    assert not found.abstained


def test_at_least_but_below(find: Find) -> None:
    between = Comparison("between", 98, 100, "%", open_upper=True)
    assert places(find(kind="set", topics=(RATE,), comparison=between)) == ["王场镇"]


def test_planned_figures_are_no_results(find: Find) -> None:
    topic = Topic(indicator="reconsideration_compliance_rate")
    assert places(find(kind="set", topics=(topic,))) == []
    assert places(find(kind="set", topics=(topic,)), "planned") == ["墨玉县"]
    assert places(find(kind="set", topics=(topic,), planned="only")) == ["墨玉县"]


def test_every_planned_rate_when_no_topic_is_asked(find: Find) -> None:
    found = find(kind="set", planned="only", unit="%")
    assert [(line.value, line.record.metadata.place) for line in found.lines] == [(100, "墨玉县")]


def test_a_change_is_not_a_level(find: Find) -> None:
    topic = Topic(indicator="reconsideration_cases")
    where = Filter(places=("五通桥区",))
    assert [x.value for x in find(kind="fact", topics=(topic,), where=where).lines] == [16]
    change = find(kind="fact", topics=(topic,), where=where, fact_kinds=("change",))
    assert [x.value for x in change.lines] == [45.45]


def test_a_scope_singles_out_a_value(find: Find) -> None:
    topic = Topic(indicator="proposals_handled", scope="政协")
    found = find(kind="fact", topics=(topic,), where=Filter(places=("五通桥区",)))
    assert [x.value for x in found.lines] == [107]


def test_a_measure_word_singles_out_a_value(find: Find) -> None:
    topic = Topic(indicator="legal_opinions", unit="份")
    found = find(kind="fact", topics=(topic,), where=Filter(places=("五通桥区",)))
    assert [x.value for x in found.lines] == [105]


def test_two_scopes_are_both_shown(find: Find) -> None:
    topic = Topic(indicator="publicity_audience")
    found = find(kind="fact", topics=(topic,), where=Filter(places=("李馥镇",)))
    assert [x.value for x in found.lines] == [25903, 23000]


def test_parts_stand_apart_from_their_total(find: Find) -> None:
    found = find(kind="fact", topics=(Topic(indicator="litigation_cases"),))
    assert [x.value for x in found.of("match")] == [27]
    assert sorted(float(x.amount) for x in found.of("near")) == [2, 25]


def test_sum_of_one_report_s_three_kinds(find: Find) -> None:
    topic = Topic(indicator="info_disclosed")
    found = find(kind="sum", topics=(topic,), where=Filter(places=("李馥镇",)))
    assert found.number == 27
    assert found.statistics[0].approx == 0


def test_an_approximate_sum_says_so(find: Find) -> None:
    topic = Topic(indicator="publicity_events")
    found = find(kind="sum", topics=(topic,), where=Filter(places=("李馥镇",)))
    assert found.number == 17
    assert (found.statistics[0].values, found.statistics[0].approx) == (2, 1)


def test_mean_and_median_leave_silent_reports_out(find: Find) -> None:
    found = find(kind="average", topics=(RATE,), statistics=("mean", "median"))
    assert found.number == 99.75
    assert [s.value for s in found.statistics] == [99.75, 100]


def test_rank_orders_and_limits_with_ties(find: Find) -> None:
    everything = find(kind="rank", topics=(RATE,))
    assert places(everything)[-1] == "王场镇"
    assert len(find(kind="rank", topics=(RATE,), limit=1).lines) == 3  # three share 100%
    assert places(find(kind="rank", topics=(RATE,), order="asc", limit=1)) == ["王场镇"]


def test_rank_compares_people_counted_once_or_often(find: Find) -> None:
    found = find(kind="rank", topics=(Topic(indicator="publicity_audience"),))
    assert [x.value for x in found.lines] == [250000, 25903, 23000]
    assert any(note.key == "units_differ" for note in found.notes)


def test_difference(find: Find) -> None:
    found = find(
        kind="compare",
        topics=(Topic(indicator="enforcement_officers"),),
        where=Filter(places=("李馥镇", "墨玉县")),
        statistics=("difference",),
    )
    assert found.number == 399


def test_a_comparison_names_who_is_silent(find: Find) -> None:
    found = find(
        kind="compare",
        topics=(Topic(indicator="publicity_materials"),),
        where=Filter(places=("李馥镇", "王场镇")),
    )
    assert [r.metadata.place for r in found.silent] == ["王场镇"]


def test_count_of_reports(find: Find) -> None:
    assert find(kind="count", where=TOWNS).number == 3
    at_least = Comparison(">=", 98, unit="%")
    assert find(kind="count", topics=(RATE,), comparison=at_least).number == 4


def test_claims_done_planned_and_named_as_weak(find: Find) -> None:
    found = find(kind="claim", topics=(Topic(claim="枫桥经验"),))
    assert [(x.record.metadata.place, x.value) for x in found.lines] == [
        ("墨玉县", "done"),
        ("李馥镇", "planned"),
    ]
    done = find(kind="claim", topics=(Topic(claim="枫桥经验"),), stance="done")
    assert places(done) == ["墨玉县"]
    assert places(done, "planned") == ["李馥镇"]
    weak = find(kind="claim", topics=(Topic(claim="综合执法"),), stance="weakness")
    assert places(weak) == ["后塘瑶族乡"]


def test_mentioning_is_by_the_term(find: Find) -> None:
    asked = find(text="哪些报告提到述法?", kind="claim", topics=(Topic(claim="述法"),))
    assert places(asked) == ["五通桥区"]
    assert places(asked, "near") == ["后塘瑶族乡"]  # writes 述職


def test_any_phrase_is_looked_for_in_every_report(find: Find) -> None:
    found = find(kind="set", topics=(Topic(phrase="最多跑一次"), Topic(phrase="好差评")))
    assert [(x.phrase, x.value) for x in found.lines] == [
        ("最多跑一次", "done"),
        ("好差评", "done"),
    ]
    assert found.coverage.stating == 1
    planned = find(kind="set", topics=(Topic(phrase="府院联动", literal=True),))
    assert [x.value for x in planned.lines] == ["planned"]


def test_which_do_not_state(find: Find) -> None:
    found = find(kind="set", topics=(RATE,), stance="silent")
    assert places(found) == ["墨玉县"]


def test_numbers_without_a_catalogue_id(find: Find) -> None:
    where = Filter(places=("五通桥区",))
    amount = find(kind="fact", topics=(Topic(phrase="涉审金额"),), where=where)
    assert [x.value for x in amount.lines] == [117189000000]
    letters = find(kind="sum", topics=(Topic(phrase="答复的省 市 区领导信箱留言"),), where=where)
    assert letters.number == 99  # 17 + 30 + 13 + 16 + 23, the online petitions left out


def test_what_no_report_holds_is_declined(find: Find) -> None:
    gdp = find(kind="fact", topics=(Topic(phrase="gdp"),), where=Filter(places=("李馥镇",)))
    assert gdp.abstained
    assert find(kind="fact", topics=(RATE,), where=Filter(places=("墨玉县",))).abstained
    assert find(kind="none", reason="out_of_domain").abstained


def test_the_question_s_own_words_find_a_misread_figure(find: Find) -> None:
    found = find(
        text="后塘瑶族乡2024年调处了多少起矛盾纠纷?",
        kind="fact",
        topics=(Topic(indicator="disputes_resolved"),),
        where=Filter(places=("后塘瑶族乡",)),
    )
    assert [x.value for x in found.lines] == [42]


def test_a_follow_up_stays_within_the_earlier_set(find: Find) -> None:
    earlier = make_query(
        kind="set", topics=(RATE,), where=TOWNS, comparison=Comparison("=", 100, unit="%")
    )
    found = find(kind="set", topics=(RATE,), where=Filter(level_words=("民族乡",)), within=earlier)
    assert places(found) == ["后塘瑶族乡"]


def test_metadata_of_one_report(find: Find) -> None:
    found = find(
        kind="metadata",
        topics=(Topic(field="issuers"), Topic(field="addressee")),
        where=Filter(places=("李馥镇",)),
    )
    assert [x.value for x in found.lines] == [
        ("中共渠县李馥镇委员会", "渠县李馥镇人民政府"),
        "中共渠县县委、渠县人民政府",
    ]


def test_publication_falls_back_on_the_signing_date_by_name(find: Find) -> None:
    both = Filter(places=("后塘瑶族乡", "李馥镇"))
    found = find(
        kind="metadata", topics=(Topic(field="published"),), where=both, statistics=("max",)
    )
    assert [(x.phrase, x.value) for x in found.lines] == [
        ("published", "2025-03-10"),
        ("written", "2023-03-09"),
    ]
    shown = find(kind="count", topics=(Topic(field="published"),), statistics=("count",))
    assert shown.number == 3


def test_a_report_outside_the_period_asked_for_is_not_silent(find: Find) -> None:
    published = (Topic(field="published"),)
    latest = find(kind="metadata", topics=published, statistics=("max",))
    assert [x.value for x in latest.lines if x.group == "match"] == ["2025-03-10"]
    in_2025 = find(kind="metadata", topics=published, comparison=Comparison("=", 2025, unit="年"))
    # three publication dates; the latest may be a signing date, where nothing else is written
    assert (latest.coverage.considered, latest.coverage.stating) == (5, 4)
    assert [s.place for s in latest.coverage.silent] == ["王场镇"]
    assert (in_2025.coverage.considered, in_2025.coverage.stating) == (5, 3)


def test_dates_are_compared_by_day(find: Find) -> None:
    published = (Topic(field="published"),)
    asked = Comparison("between", 301, 331, unit=DAYS)  # 墨玉县 on 03-05, 后塘瑶族乡 on 03-10
    found = find(kind="metadata", topics=published, comparison=asked)
    assert sorted(places(found), key=str) == ["后塘瑶族乡", "墨玉县"]
    of_one_year = find(
        kind="metadata", topics=published, comparison=Comparison("<", 20240101, unit=DAYS)
    )
    assert places(of_one_year) == ["五通桥区"]


def test_every_figure_of_a_report_in_the_order_of_the_text(find: Find) -> None:
    found = find(kind="set", where=Filter(places=("王场镇",)))
    starts = [line.span.start for line in found.lines if line.span]
    assert starts == sorted(starts) and len(starts) > 5


def test_words_of_a_phrase_may_stand_apart_in_one_sentence(find: Find) -> None:
    # 五通桥区: 聚焦食品药品、公共卫生、自然资源、生态环境…; nobody says 食品公共卫生
    apart = find(kind="claim", topics=(Topic(phrase="食品 公共卫生", literal=True),))
    assert (places(apart), apart.coverage.stating) == (["五通桥区"], 1)
    joined = find(kind="claim", topics=(Topic(phrase="食品公共卫生", literal=True),))
    assert [(x.group, x.notes) for x in joined.lines] == [("near", ("other_words",))]
    assert joined.coverage.stating == 0


def test_a_weakness_that_a_report_does_not_admit_is_not_told_by_others(find: Find) -> None:
    # 五通桥区 admits other shortcomings than one of contracts
    found = find(
        kind="claim",
        topics=(Topic(claim="普法形式单一"),),
        where=Filter(places=("五通桥区",)),
        stance="weakness",
    )
    assert not found.of("match") and found.coverage.stating == 0


def test_reports_without_a_part_are_told_by_their_sections(find: Find) -> None:
    said = (Topic(phrase="问题"),)
    for role in ("problems", "plans", "leader_duty"):
        found = find(kind="claim", topics=said, stance="silent", where=Filter(roles=(role,)))
        assert found.coverage.stating + len(found.coverage.silent) == 5
    without = find(kind="claim", topics=said, stance="silent", where=Filter(roles=("leader_duty",)))
    assert places(without) and set(places(without)) == {s.place for s in without.coverage.silent}


def test_joint_reports(find: Find) -> None:
    found = find(kind="set", topics=(Topic(field="joint_party_government"),))
    assert places(found) == ["李馥镇", "后塘瑶族乡"]


def test_which_reports_lack_a_field(find: Find) -> None:
    undated = find(kind="count", topics=(Topic(field="published"),), stance="silent")
    assert undated.number == 2
    assert sorted(places(undated), key=str) == ["李馥镇", "王场镇"]
    unplaced = find(kind="count", topics=(Topic(field="place"),), stance="silent")
    assert unplaced.number == 0 and not unplaced.abstained


def test_dates_are_compared_by_year(find: Find) -> None:
    published = (Topic(field="published"),)
    found = find(kind="metadata", topics=published, comparison=Comparison("=", 2025, unit="年"))
    assert sorted(places(found), key=str) == ["后塘瑶族乡", "墨玉县"]


def test_each_indicator_has_a_sum_of_its_own(find: Find) -> None:
    topics = (Topic(indicator="disputes_resolved"), Topic(indicator="penalty_amount"))
    found = find(kind="sum", topics=topics)
    assert [(s.topic, s.value) for s in found.statistics] == [
        (topics[0], 1157),
        (topics[1], 5629900),
    ]


def test_levels_are_compared_by_how_many_state_it(find: Find) -> None:
    topic = Topic(indicator="leader_court_attendance_rate")
    found = find(kind="compare", topics=(topic,), where=Filter(levels=("county", "township")))
    shares = [n.values for n in found.notes if n.key == "level_share"]
    assert [(v["level"], v["stating"], v["reports"]) for v in shares] == [
        ("county", 2, 2),
        ("township", 0, 3),
    ]


@pytest.mark.parametrize(
    ("comparison", "yes", "no"),
    [
        (Comparison("=", 100), 100, 99),
        (Comparison("!=", 100), 99, 100),
        (Comparison(">", 3), 4, 3),
        (Comparison(">=", 3), 3, 2),
        (Comparison("<", 3), 2, 3),
        (Comparison("<=", 3), 3, 4),
        (Comparison("between", 1, 3), 3, 4),
        (Comparison("between", 1, 3, open_upper=True), 2, 3),
        (Comparison("between", 1, 3, open_lower=True), 2, 1),
    ],
)
def test_satisfies(comparison: Comparison, yes: float, no: float) -> None:
    assert satisfies(yes, comparison)
    assert not satisfies(no, comparison)


def test_order_does_not_depend_on_the_order_of_the_index(gold: GoldIndex) -> None:
    from rag.answers.compute import Tools, compute

    query: Query = make_query(kind="rank", topics=(RATE,))
    other = GoldIndex(list(reversed(gold.all_reports)))
    assert [x.record.id for x in compute(query, Tools(gold)).lines] == [  # type: ignore[arg-type]
        x.record.id
        for x in compute(query, Tools(other)).lines  # type: ignore[arg-type]
    ]


def test_both_of_two_statements_leaves_the_reports_that_make_each(find: Find) -> None:
    both = (Topic(claim="述法"), Topic(claim="行政复议"))
    found = find(kind="claim", topics=both, together=True)
    assert set(places(found)) == {"五通桥区"}
    assert (found.coverage.stating, found.coverage.considered) == (1, 5)


def test_a_figure_that_rose(find: Find) -> None:
    cases = (Topic(indicator="reconsideration_cases"),)
    rose = find(kind="set", topics=cases, fact_kinds=("change",), direction="up")
    assert places(rose) == ["五通桥区"]  # 同比上升45.45%
    fell = find(kind="set", topics=cases, fact_kinds=("change",), direction="down")
    assert places(fell) == []


def test_a_matter_without_its_word_is_told_by_its_figures(find: Find) -> None:
    told = find(
        kind="passage", topics=(Topic(phrase="政务公开"),), where=Filter(places=("李馥镇",))
    )
    assert not told.abstained


def test_a_target_of_one_indicator_is_not_answered_by_others(find: Find) -> None:
    found = find(kind="set", planned="only", topics=(Topic(indicator="notary_cases"),))
    assert found.abstained


def test_a_place_that_is_not_held_is_told_beside_one_that_is(find: Find) -> None:
    where = Filter(places=("李馥镇",))
    found = find(kind="compare", topics=(RATE,), where=where, unknown_places=("甲县",))
    assert [n.values["places"] for n in found.notes if n.key == "not_held"] == ["甲县"]
