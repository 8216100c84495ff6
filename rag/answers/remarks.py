"""Remarks under an answer: what to heed when comparing, and figures by level and by year."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers.finding import Line, Note, StatisticName
from rag.answers.scope import Scope
from rag.answers.statistics import summarise
from rag.types import AnswerKind, Query

# What a kind of answer is computed as when no figure is asked for by name.
DEFAULT: dict[AnswerKind, tuple[StatisticName, ...]] = {
    "count": ("count",),
    "sum": ("sum",),
    "average": ("mean",),
}


def is_rate(lines: Sequence[Line]) -> bool:
    return any(x.unit == "%" for x in lines if x.group == "match")


def remarks(query: Query, lines: Sequence[Line]) -> list[Note]:
    matches = [x for x in lines if x.group == "match" and x.fact is not None]
    notes = []
    if query.kind in ("compare", "rank") or "difference" in query.statistics:
        if len({x.year for x in matches}) > 1:
            notes.append(Note("years_differ"))
        if len({x.record.metadata.place_level for x in matches}) > 1:
            notes.append(Note("levels_differ"))
    if query.kind in ("rank", "sum", "average"):
        units = list(dict.fromkeys(x.unit for x in matches if x.unit))
        if len(units) > 1:
            notes.append(Note("units_differ", {"units": "、".join(units)}))
    for line in matches:
        covered = line.record.metadata.year_covered
        if line.year != covered and line.year is not None:
            notes.append(Note("prior_year", {"year": line.year}, (line.record,)))
    return notes


def by_level(query: Query, scope: Scope, stating: set[str]) -> list[Note]:
    """Which level states it more often, where levels are compared."""
    if query.kind != "compare" or query.where.places or len(query.where.levels) < 2:
        return []
    notes = []
    for level in query.where.levels:
        own = [r for r in scope.inside.values() if r.metadata.place_level == level]
        said = sum(r.id in stating for r in own)
        values = {"level": level, "stating": said, "reports": len(own)}
        notes.append(Note("level_share", values))
    return notes


def by_year(query: Query, scope: Scope, lines: Sequence[Line]) -> list[Note]:
    """The figure of each year apart, where it is asked for by year."""
    names = query.statistics or DEFAULT.get(query.kind, ())
    if query.per != "year" or not names:
        return []
    notes = []
    reports = [r for r in scope.inside.values() if r.metadata.year_covered]
    for year in sorted({r.metadata.year_covered or 0 for r in reports}):
        inside = {r.id for r in reports if r.metadata.year_covered == year}
        own = [x for x in lines if x.group == "match" and x.record.id in inside]
        if names[0] in ("share", "count"):
            said = len({x.record.id for x in own})
            share = round(100.0 * said / len(inside), 2)
            values = {"year": year, "stating": said, "reports": len(inside), "share": share}
            notes.append(Note("year_share", values))
            continue
        figure = summarise(names[0], own, len(inside), is_rate(own)) if own else None
        if figure:
            unit = figure.unit or ""
            given: dict[str, str | int | float] = {
                "year": year,
                "value": figure.value,
                "unit": unit,
                "values": figure.values,
            }
            notes.append(Note("year_figure", given))
    return notes
