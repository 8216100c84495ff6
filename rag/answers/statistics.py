"""Figures over lines: counts, sums, means, medians, shares, differences.

Every figure says how many values it rests on and how many of them are approximate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from rag.answers.finding import Line, Statistic, StatisticName
from rag.answers.groups import MEASURES
from rag.answers.units import counted_as, unit_class

_OPENED = ("立案", "办理", "查处", "作出", "查办")  # scopes of a count of all cases
_CLOSED = ("结案", "办结", "审结")  # and of those of them that are over
_PARTS_WITHIN = 60  # characters after a total within which its parts stand


def main_unit(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(lines of the commonest class of units, the others): 2 firms are not 5 lawyers.

    Where classes tie, the one of the first line counts. Lines without a unit fit all.
    """
    classes = Counter(counted_as(line.unit) for line in lines if line.unit)
    if len(classes) <= 1:
        return list(lines), []
    most = max(classes.values())
    first = next(c for line in lines if classes[c := counted_as(line.unit)] == most)
    kept = [x for x in lines if not x.unit or counted_as(x.unit) == first]
    return kept, [x for x in lines if x.unit and counted_as(x.unit) != first]


def without_parts(lines: Sequence[Line]) -> tuple[list[Line], set[str]]:
    """Leaves out what a total of the same report already holds, so that nothing is added
    twice; gives the ids of the reports where that happened.

    In one report, a value without a scope is the total of scoped ones that do not exceed
    it. (The parts of a stated total stand apart already.)
    """
    kept: list[Line] = []
    totals: set[str] = set()
    by_report: dict[tuple[str, int | None], list[Line]] = defaultdict(list)
    for line in lines:
        by_report[line.record.id, line.year].append(line)
    for (report, _), own in by_report.items():
        total = _total_of(own)
        if total is not None:
            totals.add(report)
            kept.append(total)
        else:
            kept += own
    return kept, totals


def summarise(
    name: StatisticName, lines: Sequence[Line], considered: int, rate: bool
) -> Statistic | None:
    """One figure, or None where it has no meaning (a mean of nothing, a sum of rates).

    sum: all values. mean, median: of all values for rates, and of each report's total
    for counts. share: reports with a line / reports considered, in percent.
    """
    values = [x.amount for x in lines]
    reports = len({x.record.id for x in lines})
    approx = sum(x.approx for x in lines)
    unit = lines[0].unit if lines else None
    if name == "count":
        return Statistic(name, float(reports), None, len(values), reports)
    if name == "share":
        share = 100.0 * reports / considered if considered else 0.0
        return Statistic(name, round(share, 2), "%", considered, reports)
    if not values:
        return None
    if name == "difference":
        return _difference(lines)
    each = values if rate else _report_totals(lines)
    if name == "sum" and rate:
        return None
    figures = {
        "sum": sum(values),
        "mean": sum(each) / len(each),
        "median": median(each),
        "max": max(values),
        "min": min(values),
    }
    figure = figures[name]
    return Statistic(name, round(figure, 6), unit, len(values), reports, approx)


def _difference(lines: Sequence[Line]) -> Statistic | None:
    """Between the (totals of the) first two parties, or years, that give a value."""
    sides = parties(lines)
    if len(sides) < 2:
        return None
    first, second = (main_lines(x) for x in sides[:2])
    rate = first[0].unit == "%"
    a, b = (sum(y.amount for y in x) for x in (first, second))
    used = [*first, *second]
    unit = "个百分点" if rate else first[0].unit
    approx = sum(x.approx for x in used)
    return Statistic("difference", round(abs(a - b), 6), unit, len(used), 2, approx)


def parties(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each place and year, in order: what a difference lies between."""
    found: dict[tuple[str | None, int | None], list[Line]] = defaultdict(list)
    for line in lines:
        found[line.record.metadata.place, line.year].append(line)
    return list(found.values())


def main_lines(lines: Sequence[Line]) -> list[Line]:
    """Of the values that one report gives for one year, those that stand for the whole:
    one for a rate, all whose scopes lie side by side for counts."""
    whole = [x for x in lines if x.fact is None or _is_whole(x.fact.scope)] or list(lines)
    if whole[0].unit == "%":
        return whole[:1]
    return whole if len(whole) == len(lines) else [max(whole, key=lambda x: x.amount)]


def _is_whole(scope: str | None) -> bool:
    return not scope or scope[0] in "全本" or scope in MEASURES


def _report_totals(lines: Sequence[Line]) -> list[float]:
    totals: dict[str, float] = defaultdict(float)
    for line in lines:
        totals[line.record.id] += line.amount
    return list(totals.values())


def _total_of(own: Sequence[Line]) -> Line | None:
    """The one value without a scope, when scoped ones that do not exceed it follow it
    closely: 立案390件(其中简易110件、普通280件); of cases, the largest value, when all
    others together do not exceed it (立案 holds what is 结案, and each kind of case)."""
    if len(own) > 1 and all(unit_class(x.unit) == "cases" and x.fact for x in own):
        most = max(own, key=lambda x: x.amount)
        rest = [x for x in own if x is not most and (x.fact.scope or "") not in _CLOSED]  # type: ignore[union-attr]
        scope = most.fact.scope if most.fact else None
        if (_is_whole(scope) or scope in _OPENED) and sum(x.amount for x in rest) <= most.amount:
            return most
    plain = [x for x in own if x.fact is not None and not x.fact.scope]
    scoped = [x for x in own if x.fact is not None and x.fact.scope]
    if len(plain) != 1 or not scoped or plain[0].span is None:
        return None
    after = plain[0].span.end
    close = all(x.span and 0 <= x.span.start - after <= _PARTS_WITHIN for x in scoped)
    return plain[0] if close and sum(x.amount for x in scoped) <= plain[0].amount else None
