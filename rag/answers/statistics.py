"""Figures over lines: counts, sums, means, medians, shares, differences.

Every figure says how many values it rests on and how many of them are approximate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

import numpy as np

from rag.answers.finding import Line, Statistic, StatisticName
from rag.answers.groups import MEASURES
from rag.answers.lines import Lines
from rag.answers.scope import Reports
from rag.answers.units import counted_as, unit_class
from rag.columns import Mask, first_of_equal, several

_OPENED = ("立案", "办理", "查处", "作出", "查办")  # scopes of a count of all cases
_CLOSED = ("结案", "办结", "审结")  # and of those of them that are over
_PARTS_WITHIN = 60  # characters after a total within which its parts stand


def main_unit(lines: Lines) -> Mask:
    """Which lines are of the commonest class of units: 2 firms are not 5 lawyers.

    Where classes tie, the one of the first line counts. Lines without a unit fit all.
    """
    classes = {unit: counted_as(unit) for unit in lines.unit.present() if unit}
    counts = Counter(dict.fromkeys(classes.values(), 0))
    for unit, own in classes.items():
        counts[own] += int(lines.unit.isin((unit,)).sum())
    if len(counts) <= 1:
        return np.ones(len(lines), dtype=bool)
    most = max(counts.values())
    first = next(own for own in classes.values() if counts[own] == most)
    return lines.unit.says(lambda unit: not unit or classes.get(unit) == first)


def without_parts(lines: Lines) -> tuple[Lines, Reports]:
    """Leaves out what a total of the same report already holds, so that nothing is added
    twice; gives the reports where that happened.

    In one report, a value without a scope is the total of scoped ones that do not exceed
    it. (The parts of a stated total stand apart already.)
    """
    kept = np.ones(len(lines), dtype=bool)
    totals = np.zeros(len(lines.pool.directory), dtype=bool)
    reports = lines.report
    for own in several(reports, lines.year):
        stated = [lines.pool.lines[place] for place in lines.at[own]]
        total = _total_of(stated)
        if total is not None:
            totals[reports[own[0]]] = True
            kept[own] = [line is total for line in stated]
    # Report by report, in the order in which each first appears.
    order = np.argsort(first_of_equal(reports, lines.year), kind="stable")
    return lines.take(order[kept[order]]), Reports(lines.pool.directory, totals)


def summarise(name: StatisticName, lines: Lines, considered: int, rate: bool) -> Statistic | None:
    """One figure, or None where it has no meaning (a mean of nothing, a sum of rates).

    sum: all values. mean, median: of all values for rates, and of each report's total
    for counts. share: reports with a line / reports considered, in percent.
    """
    values: list[float] = lines.amount.tolist()
    reports = len(np.unique(lines.report))
    unit = lines.unit[0] if len(lines) else None
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
    figure, approx = figures[name], int(lines.approx.sum())
    return Statistic(name, round(figure, 6), unit, len(values), reports, approx)


def _difference(lines: Lines) -> Statistic | None:
    """Between the (totals of the) first two parties, or years, that give a value."""
    sides = parties(lines)
    if len(sides) < 2:
        return None
    first, second = (main_lines(own) for own in sides[:2])
    rate = first.unit[0] == "%"
    a, b = (sum(own.amount.tolist()) for own in (first, second))
    unit = "个百分点" if rate else first.unit[0]
    approx = int(first.approx.sum() + second.approx.sum())
    values = len(first) + len(second)
    return Statistic("difference", round(abs(a - b), 6), unit, values, 2, approx)


def parties(lines: Lines) -> list[Lines]:
    """The lines of each place and year, in order: what a difference lies between."""
    places = lines.pool.directory.places.codes[lines.report]
    first = first_of_equal(places, lines.year)
    order = np.argsort(first, kind="stable")
    begins = np.flatnonzero(np.diff(first[order], prepend=-1))
    return [lines.take(own) for own in np.split(order, begins[1:])] if len(lines) else []


def main_lines(lines: Lines) -> Lines:
    """Of the values that one report gives for one year, those that stand for the whole:
    one for a rate, all whose scopes lie side by side for counts."""
    whole = lines.naming.says(lambda name: _is_whole(name[1]))
    if not whole.any():
        whole[:] = True
    if lines.unit[int(np.flatnonzero(whole)[0])] == "%":
        return lines.take(np.flatnonzero(whole)[:1])
    if whole.all():
        return lines
    return lines.take(np.argmax(np.where(whole, lines.amount, -np.inf), keepdims=True))


def _is_whole(scope: str | None) -> bool:
    return not scope or scope[0] in "全本" or scope in MEASURES


def _report_totals(lines: Lines) -> list[float]:
    totals: dict[int, float] = defaultdict(float)
    for report, amount in zip(lines.report.tolist(), lines.amount.tolist(), strict=True):
        totals[report] += amount
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
