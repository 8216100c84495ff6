"""Rates that follow from a report's own counts, and rates that its counts contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rag.answers.finding import Line, Note
from rag.answers.scope import FEW_REPORTS
from rag.columns import unique_in_order
from rag.indicators.catalogue import load_catalogue
from rag.types import Fact, Filter, Span, Topic

if TYPE_CHECKING:
    from rag.answers.lines import Lines
    from rag.store import Index, ReportRecord

Pairs: TypeAlias = dict[str, tuple[Fact, Fact]]  # by report: part, whole

_VERBS = ("受理", "调解", "调处", "化解", "处理", "收到", "成功调解")  # as scopes of counts
_NEARBY = 120  # characters between two counts of one sentence or two
TOLERANCE = 1.0  # percentage points between a stated rate and its counts (rounding)


def derive_rates(topic: Topic, silent: Mapping[str, ReportRecord], index: Index) -> list[Line]:
    """For reports that state no rate: part / whole, where both counts share one scope.

    The rate is 100 * numerator / denominator, the indicators that the catalogue names.
    """
    names = _counts_of(topic.indicator)
    if names is None or not silent:
        return []
    counts = _pairs(index, names, silent)
    lines = []
    for report, (part, whole) in counts.items():
        record = silent[report]
        lines.append(
            Line(
                record=record,
                topic=topic,
                phrase=topic.indicator or "",
                value=_percent(part, whole),
                span=Span(min(part.start, whole.start), max(part.end, whole.end)),
                unit="%",
                approx=part.approx or whole.approx,
                number=part.number,
                year=record.metadata.year_covered,
                parts=tuple(
                    Line(
                        record,
                        Topic(indicator=fact.indicator),
                        fact.phrase,
                        fact.value,
                        Span(fact.start, fact.end),
                        unit=fact.unit,
                        approx=fact.approx,
                        number=fact.number,
                        fact=fact,
                    )
                    for fact in (part, whole)
                ),
            )
        )
    return lines


def find_contradictions(lines: Lines, index: Index) -> list[Note]:
    """Notes on stated rates that differ from the report's counts by more than rounding."""
    rates = lines.is_fact & lines.unit.isin(("%",)) & ~lines.planned
    notes = []
    for indicator in lines.indicator.take(rates).present():
        names = _counts_of(indicator)
        if names is None:
            continue
        own = lines.take(rates & lines.indicator.isin((indicator,)))
        reports = unique_in_order(np.sort(own.report))
        records = [lines.pool.directory.records[number] for number in reports]
        pairs = _pairs(index, names, {record.id: record for record in records})
        computed = np.full(len(lines.pool.directory), np.nan)
        for report, (part, whole) in pairs.items():
            if not (part.approx or whole.approx):
                computed[lines.pool.directory.number_of[report]] = _percent(part, whole)
        away = np.abs(computed[own.report] - own.amount) > TOLERANCE
        away &= ~own.approx & own.fact_kind.isin(("level",))
        order = np.argsort(own.report, kind="stable")
        for line in own.take(order[away[order]]):
            note = _contradiction(line, *pairs[line.record.id])
            notes += [note] if note else []
    return notes


def _contradiction(line: Line, part: Fact, whole: Fact) -> Note | None:
    """A note where the counts stand near the rate, or share its scope."""
    assert line.fact is not None
    if abs(part.start - line.fact.start) >= 200 and part.scope != line.fact.scope:
        return None
    values = {
        "rate": float(line.fact.value),
        "part": part.value,
        "whole": whole.value,
        "computed": round(_percent(part, whole), 2),
    }
    return Note("contradiction", values, (line.record,))


def _counts_of(indicator: str | None) -> tuple[str, str] | None:
    entry = load_catalogue().indicators.get(indicator or "")
    if entry is None or not entry.numerator or not entry.denominator:
        return None
    return entry.numerator, entry.denominator


def _pairs(index: Index, names: tuple[str, str], records: Mapping[str, ReportRecord]) -> Pairs:
    """Per report the first pair of counts of one scope and year, part <= whole."""
    if len(records) <= FEW_REPORTS:
        return _find_pairs(index, names, Filter(reports=tuple(records))) if records else {}
    every = index.shelf.keep(("pairs", names), lambda: _find_pairs(index, names, Filter()))
    return {report: pair for report, pair in every.items() if report in records}


def _find_pairs(index: Index, names: tuple[str, str], where: Filter) -> Pairs:
    found: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for report, fact in index.facts(list(names), where):
        if fact.kind == "level" and not fact.planned and fact.indicator:
            found[report][fact.indicator].append(fact)
    pairs = {}
    for report, facts in found.items():
        fits = [
            (part, whole)
            for part in facts[names[0]]
            for whole in facts[names[1]]
            if _belong_together(part, whole)
        ]
        if fits:
            pairs[report] = min(fits, key=lambda pair: abs(pair[0].start - pair[1].start))
    return pairs


def _belong_together(part: Fact, whole: Fact) -> bool:
    """One year and one scope; a verb (受理, 调解) or nothing as a scope fits any nearby."""
    if part.year != whole.year or not 0 < whole.value >= part.value:
        return False
    if part.scope == whole.scope:
        return True
    plain = all(not s or s in _VERBS for s in (part.scope, whole.scope))
    return plain and abs(part.start - whole.start) <= _NEARBY


def _percent(part: Fact, whole: Fact) -> float:
    return round(100.0 * part.value / whole.value, 4)
