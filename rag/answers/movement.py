"""Which way a figure moved: what reports say of it, and the values of two years side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rag.answers.finding import Line
from rag.answers.gather import fact_lines
from rag.answers.lines import Lines
from rag.answers.scope import Reports, Scope
from rag.answers.statistics import main_lines
from rag.columns import Ints
from rag.types import Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

_MOVED = re.compile(
    r"(?P<up>上升|增长|增加|增多|提高|提升|上涨|净增|增幅|涨|多|增|升)"
    r"|(?P<down>下降|减少|降低|下滑|净减|压减|压缩|降幅|减幅|少|减|降)"
)


def moved_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> tuple[Lines, Reports]:
    """Lines that show the asked movement, and the reports that show any.

    A report says itself how a figure moved (同比下降12%), or the values of one place for
    two years show it: the years that are named, or any two that follow each other.
    """
    asked, years = query.direction, query.where.years
    told = replace(query, direction="", fact_kinds=("change",))
    changes, stating = fact_lines(topic, told, scope, index)
    lines = [
        line
        for line in changes
        if (line.group != "match" or _told(line) == asked)
        and (len(years) < 2 or line.record.metadata.year_covered == max(years))
    ]
    values, _ = fact_lines(topic, replace(told, kind="trend", fact_kinds=("level",)), scope, index)
    values = values.take(values.of_group("match") & ~values.is_derived & ~values.is_narrow)
    tells = {line.record.id for line in changes}  # what a report says of it comes first
    for before, after in _pairs(values, years):
        if after.record.id in tells:
            continue
        stating |= Reports.of((before.record.id, after.record.id), index)
        if before.unit == after.unit and _way(before.amount, after.amount) == asked:
            lines += [before, after]
    return Lines.of(lines, index), stating


def _told(line: Line) -> str:
    """The way a report tells: the last word for moving in front of the number."""
    said = [str(found.lastgroup) for found in _MOVED.finditer(line.phrase)]
    return said[-1] if said else ""


def _way(before: float, after: float) -> str:
    return "up" if after > before else "down" if after < before else ""


def _pairs(values: Lines, years: Sequence[int]) -> Iterator[tuple[Line, Line]]:
    """The values of one place for two years, the earlier first."""
    by_place: dict[tuple[str | None, str | None], dict[int, list[int]]] = defaultdict(dict)
    for i, line in enumerate(values):
        if line.year is not None:
            named = line.record.metadata
            if named.place:
                own = by_place[(named.place, named.department)]
                own.setdefault(line.year, []).append(i)
    for own in by_place.values():
        for first, second in pairwise(sorted(own)):
            if (len(years) < 2 and second == first + 1) or (
                len(years) > 1 and (first, second) == (min(years), max(years))
            ):
                before, after = (main_lines(values.take(_at(own[y]))) for y in (first, second))
                if len(before) == len(after) == 1 or _alike(before[0], after[0]):
                    yield before[0], after[0]


def _at(places: list[int]) -> Ints:
    return np.asarray(places, dtype=np.int64)


def _alike(before: Line, after: Line) -> bool:
    """Whether two values are of one scope."""
    scopes = [line.fact.scope if line.fact else None for line in (before, after)]
    return scopes[0] == scopes[1]
