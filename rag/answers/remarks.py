"""Remarks under an answer: what to heed when comparing, and figures by level and by year."""

from __future__ import annotations

import numpy as np

from rag.answers.finding import Note, StatisticName
from rag.answers.lines import Lines
from rag.answers.scope import Reports, Scope
from rag.answers.statistics import summarise
from rag.types import AnswerKind, Query

# What a kind of answer is computed as when no figure is asked for by name.
DEFAULT: dict[AnswerKind, tuple[StatisticName, ...]] = {
    "count": ("count",),
    "sum": ("sum",),
    "average": ("mean",),
}


def is_rate(lines: Lines) -> bool:
    """Whether what matches is a rate, which is never added up."""
    return bool((lines.of_group("match") & lines.unit.isin(("%",))).any())


def remarks(query: Query, lines: Lines) -> list[Note]:
    """What to heed when the matches are compared, and values for earlier years."""
    matches = lines.take(lines.of_group("match") & lines.is_fact)
    directory = lines.pool.directory
    notes = []
    if query.unknown_places:
        notes.append(Note("not_held", {"places": "、".join(query.unknown_places)}))
    if query.kind in ("compare", "rank") or "difference" in query.statistics:
        if len(np.unique(matches.year)) > 1:
            notes.append(Note("years_differ"))
        if len(np.unique(directory.levels.codes[matches.report])) > 1:
            notes.append(Note("levels_differ"))
    if query.kind in ("rank", "sum", "average"):
        units = [unit for unit in matches.unit.present() if unit]
        if len(units) > 1:
            notes.append(Note("units_differ", {"units": "、".join(units)}))
    earlier = (matches.year != directory.years[matches.report]) & (matches.year != 0)
    for line in matches.take(earlier):
        notes.append(Note("prior_year", {"year": line.year or 0}, (line.record,)))
    return notes


def by_level(query: Query, scope: Scope, stating: Reports) -> list[Note]:
    """Which level states it more often, where levels are compared."""
    if query.kind != "compare" or query.where.places or len(query.where.levels) < 2:
        return []
    notes = []
    for level in query.where.levels:
        own = scope.inside.mask & scope.inside.directory.levels.isin((level,))
        said, reports = int((own & stating.mask).sum()), int(own.sum())
        notes.append(Note("level_share", {"level": level, "stating": said, "reports": reports}))
    return notes


def by_year(query: Query, scope: Scope, lines: Lines) -> list[Note]:
    """The figure of each year apart, where it is asked for by year."""
    names = query.statistics or DEFAULT.get(query.kind, ())
    if query.per != "year" or not names:
        return []
    notes = []
    years, inside = scope.inside.directory.years, scope.inside.mask
    for year in np.unique(years[inside & (years > 0)]).tolist():
        reports = int((inside & (years == year)).sum())
        own = lines.take(lines.of_group("match") & (years[lines.report] == year))
        if names[0] in ("share", "count"):
            said = len(np.unique(own.report))
            share = round(100.0 * said / reports, 2)
            values = {"year": year, "stating": said, "reports": reports, "share": share}
            notes.append(Note("year_share", values))
            continue
        figure = summarise(names[0], own, reports, is_rate(own)) if own else None
        if figure:
            unit = figure.unit or ""
            given = {"year": year, "value": figure.value, "unit": unit, "values": figure.values}
            notes.append(Note("year_figure", given))
    return notes
