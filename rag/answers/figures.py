"""Which figures an answer is given: over which lines, for each indicator apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from rag.answers.finding import Statistic
from rag.answers.lines import Lines
from rag.answers.remarks import DEFAULT, is_rate
from rag.answers.scope import Reports, Scope
from rag.answers.statistics import main_lines, main_unit, parties, summarise, without_parts
from rag.answers.units import same_class
from rag.columns import Ints, Mask
from rag.types import Query, Topic

_ADDED = {"sum", "mean", "median", "difference"}


def keep_one_unit(lines: Lines) -> tuple[Lines, int]:
    """The lines without matches of another unit than most, and how many those are."""
    matches = lines.of_group("match")
    kept: list[Ints] = []
    for topic in lines.topic.take(matches).present():
        own = np.flatnonzero(matches & lines.topic.isin((topic,)))
        asked = lines.unit.take(own).says(partial(same_class, topic.unit))
        if topic.unit and asked.any():  # 多少件: not the 项 that more reports give
            own = own[asked]
        kept.append(own[main_unit(lines.take(own))])
    order = np.concatenate([np.flatnonzero(~matches), *kept])
    return lines.take(order), len(lines) - len(order)


def figures_over(
    query: Query, lines: Lines, scope: Scope
) -> tuple[tuple[Statistic, ...], Reports, Mask]:
    """The figures, the reports whose total stands for its parts, and the lines on which no
    figure rests."""
    totals = Reports.of((), lines.pool.index)
    beside = np.zeros(len(lines), dtype=bool)
    names = query.statistics or DEFAULT.get(query.kind, ())
    names = tuple(n for n in names if not (query.kind == "rank" and n in ("max", "min")))
    matches = lines.of_group("match")
    if not names and _sets_two_values_side_by_side(query, lines.take(matches)):
        names = ("difference",)
    if query.kind == "sum" and "sum" not in names:
        names = ("sum", *names)
    if not names or (not matches.any() and "count" not in names):
        return (), totals, beside
    figures: list[Statistic] = []
    for topic in _topics_apart(query, lines.take(matches)):
        meant = matches if topic is None else matches & lines.topic.isin((topic,))
        own = lines.take(meant)
        rate = is_rate(own)
        whole, with_total = (own, totals) if rate else without_parts(own)
        if _ADDED & set(names):
            totals |= with_total
            used = [whole.at]
            if names == ("difference",):
                used = [main_lines(party).at for party in parties(whole)]
            beside |= meant & ~np.isin(lines.at, np.concatenate(used))
        for name in names:
            counted = own if name in ("count", "share", "max", "min") else whole
            figure = summarise(name, counted, len(scope.inside), rate)
            if figure is not None:
                figures.append(replace(figure, topic=topic))
    return tuple(figures), totals, beside


def _sets_two_values_side_by_side(query: Query, matches: Lines) -> bool:
    """Two places, one figure each: what lies between them is what a comparison asks."""
    if query.kind != "compare" or len(query.topics) != 1:
        return False
    levels = matches.take(matches.fact_kind.isin(("level",)))
    if len(levels) != 2:
        return False
    first, second = levels
    elsewhere = first.record.metadata.place != second.record.metadata.place
    return elsewhere and same_class(first.unit, second.unit)


def _topics_apart(query: Query, matches: Lines) -> list[Topic | None]:
    """Fines and cases are not added up: each indicator has a figure of its own."""
    if query.kind not in ("sum", "average") or len(query.topics) < 2:
        return [None]
    return [topic for topic in matches.topic.present() if topic.indicator] or [None]
