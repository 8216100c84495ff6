from collections.abc import Sequence
from dataclasses import replace

from rag.answers.finding import Line
from rag.answers.gather import fact_line
from rag.answers.groups import total_of
from rag.answers.lines import Lines
from rag.answers.statistics import main_unit, summarise, without_parts
from rag.types import Fact, Span, Topic
from tests.answers.gold_index import GoldIndex

TOPIC = Topic(indicator="publicity_events")


def line(
    gold: GoldIndex,
    value: float,
    unit: str = "场",
    scope: str | None = None,
    start: int = 0,
    report: int = 0,
    approx: bool = False,
) -> Line:
    record = gold.reports()[report]
    fact = Fact(
        "publicity_events", "宣传", value, unit, approx, False, "level", scope,
        record.metadata.year_covered, None, start, start + 5, Span(start, start + 2),
    )  # fmt: skip
    return fact_line(record, TOPIC, fact)


def together(gold: GoldIndex, lines: Sequence[Line]) -> Lines:
    return Lines.of(lines, gold)  # type: ignore[arg-type]


def test_sum_mean_and_median_of_counts(gold: GoldIndex) -> None:
    lines = together(gold, [line(gold, 11), line(gold, 6, approx=True), line(gold, 40, report=1)])
    total = summarise("sum", lines, 5, rate=False)
    assert total is not None
    assert (total.value, total.values, total.reports, total.approx) == (57, 3, 2, 1)
    mean = summarise("mean", lines, 5, rate=False)
    assert mean is not None and mean.value == (17 + 40) / 2  # a report's total, then the mean
    median = summarise("median", lines, 5, rate=False)
    assert median is not None and median.value == 28.5


def test_rates_are_averaged_value_by_value_and_never_added(gold: GoldIndex) -> None:
    lines = together(
        gold, [line(gold, v, "%", report=i) for i, v in enumerate((100, 100, 100, 99))]
    )
    mean = summarise("mean", lines, 5, rate=True)
    assert mean is not None and mean.value == 99.75
    assert summarise("sum", lines, 5, rate=True) is None


def test_share_and_count_are_of_reports(gold: GoldIndex) -> None:
    lines = together(gold, [line(gold, 1), line(gold, 2), line(gold, 3, report=1)])
    count = summarise("count", lines, 5, rate=False)
    share = summarise("share", lines, 5, rate=False)
    assert count is not None and count.value == 2
    assert share is not None and share.value == 40


def test_difference_is_between_two_parties(gold: GoldIndex) -> None:
    lines = together(gold, [line(gold, 11), line(gold, 410, report=1)])
    difference = summarise("difference", lines, 5, rate=False)
    assert difference is not None and difference.value == 399
    assert summarise("difference", lines[:1], 5, rate=False) is None


def test_parts_that_follow_a_total_closely_are_not_added(gold: GoldIndex) -> None:
    whole = line(gold, 390, "件")
    parts = [line(gold, 110, "件", "简易", 10), line(gold, 280, "件", "普通", 20)]
    kept, totals = without_parts(together(gold, [whole, *parts]))
    assert [x.amount for x in kept] == [390]
    assert list(totals) == [whole.record.id]


def test_scoped_values_elsewhere_in_the_report_are_added(gold: GoldIndex) -> None:
    lines = together(gold, [line(gold, 11), line(gold, 6, scope="主题", start=900)])
    kept, totals = without_parts(lines)
    assert len(kept) == 2 and not totals


def test_a_total_is_the_sum_of_all_the_others(gold: GoldIndex) -> None:
    parts = [line(gold, 27, "件"), line(gold, 2, "件", start=10), line(gold, 25, "件", start=20)]
    assert total_of(parts) is parts[0]
    assert total_of([*parts, line(gold, 9, "件", start=30)]) is None
    assert total_of(parts[:2]) is None


def test_the_commonest_unit_counts(gold: GoldIndex) -> None:
    lines = together(
        gold, [line(gold, 5, "名"), line(gold, 2, "家"), line(gold, 9, "人", report=1)]
    )
    assert main_unit(lines).tolist() == [True, False, True]
    assert main_unit(together(gold, [replace(lines[0], unit=None)])).tolist() == [True]
