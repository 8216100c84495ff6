"""Answers from a report's metadata: who issued it, when it was published, which are joint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rag.answers.finding import Finding, Line, Note, Statistic, Value
from rag.answers.groups import satisfies
from rag.answers.lines import Lines, Pool, all_of
from rag.answers.scope import FEW_REPORTS, Reports, Scope, cover
from rag.days import DAYS, number_of_date
from rag.types import Comparison, Group, Metadata, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

_EVIDENCE_BESIDE = {  # where a field is stated when its own evidence is missing
    "place_level": ("place", "title", "issuers"),
    "level_word": ("place", "title", "issuers"),
    "parents": ("place", "title", "addressee"),
    "joint_party_government": ("issuers", "title"),
    "issuers": ("title",),
    "year_covered": ("title",),
    "department": ("issuers", "title"),
}
_DATES_SHOWN = 5  # of all reports, those whose dates come closest
_DATES = ("published", "written")


def answer_fields(query: Query, scope: Scope, index: Index) -> Finding:
    """Lines for the fields that are asked for; a count where a count is asked for."""
    fields = [t.field for t in query.topics if t.field] or [_told_apart_by(query)]
    reports = scope.inside
    if query.stance == "silent" and fields[0] != "joint_party_government":
        return _missing(fields[0], reports, query, index)
    lines = all_of([_lines(name, reports, query, index) for name in fields], index)
    stated = Reports.at(lines.report, index)
    if query.comparison is not None:
        asked = query.comparison
        lines = lines.take(lines.said.says(lambda value: _is_in_time(value, asked)))
    by_date = bool({"max", "min"} & set(query.statistics)) and fields[0] in _DATES
    notes: list[Note] = []
    if fields[0] == "published" and (by_date or query.where.places):
        instead = _written_instead(lines, reports, "match" if by_date else "near", index)
        lines = all_of([lines, instead], index)
        stated |= Reports.at(instead.take(instead.of_group("match")).report, index)
        notes += [Note("written_instead", {}, (x.record,)) for x in instead]
    if query.where.places:
        notes += [
            Note("field_missing", {"field": name}, (record,))
            for record in reports.by_age()
            for name in fields
            if getattr(record.metadata, name, None) in (None, (), "") and name != "published"
        ]
    if by_date:
        lines = _by_date(lines, latest_first="max" in query.statistics)
        if not query.where.places:  # of all reports, the first one answers
            lines = lines[:_DATES_SHOWN]
            first = lines.said[0] if lines else ""
            lines = lines.moved(~lines.said.isin((first,)), "near")
    elif len(fields) > 1:  # stable: fields keep their order
        ages = reports.directory.age_rank[lines.report]
        lines = lines.take(np.argsort(ages, kind="stable"))
    matching = Reports.at(lines.report[lines.of_group("match")], index)
    number, statistics = _count(query, lines, matching)
    coverage, silent = cover(reports, stated)
    return Finding(
        lines=lines,
        number=number,
        statistics=statistics,
        coverage=coverage,
        in_scope=len(reports),
        silent=silent,
        notes=tuple(notes),
        abstained=not lines,
    )


def _told_apart_by(query: Query) -> str:
    """What shows that a report is of the kind that is counted: its bureau, or its level."""
    return "department" if query.where.department else "place_level"


def _missing(name: str, reports: Reports, query: Query, index: Index) -> Finding:
    """Reports that do not state a field."""
    every = _every_line(name, reports, index)
    lines = every.take(~every.is_stated)
    missing = Reports.at(lines.report, index)
    counted = query.kind == "count"
    if not missing:  # none: those that do state it are the evidence
        lines = every.moved(every.is_stated, "near")
    number = float(len(missing)) if counted else None
    count = (Statistic("count", float(len(missing)), None, len(missing), len(missing)),)
    coverage, silent = cover(reports, reports.without(missing))
    return Finding(
        lines=lines,
        number=number,
        statistics=count if counted else (),
        coverage=coverage,
        in_scope=len(reports),
        silent=silent,
        abstained=not reports,
    )


def _every_line(name: str, reports: Reports, index: Index) -> Lines:
    """A line a report, older ones first."""

    def make(some: Reports) -> Pool:
        return Pool([field_line(record, name) for record in some.by_age()], index)

    if len(reports) <= FEW_REPORTS:
        return Lines.whole(make(reports))
    everyone = Reports(index.directory, index.directory.is_report)
    lines = Lines.whole(index.shelf.keep(("field", name), lambda: make(everyone)))
    return lines.take(reports.mask[lines.report])


def _by_date(lines: Lines, latest_first: bool) -> Lines:
    ages = lines.pool.directory.age_rank[lines.report]
    known = {value: rank for rank, value in enumerate(sorted(lines.said.values))}
    dates = np.array([known[value] for value in lines.said.values], dtype=np.int64)
    order = np.lexsort((ages, dates[lines.said.codes]))
    return lines.take(order[::-1] if latest_first else order)


def _is_in_time(value: str, comparison: Comparison) -> bool:
    """A date, or a year, against a condition on days or on years."""
    if comparison.unit == DAYS:
        day = number_of_date(value, like=comparison.value)
        return day is not None and bool(satisfies(day, comparison))
    year = value[:4]
    return year.isdigit() and satisfies(float(year), comparison)


def field_line(record: ReportRecord, name: str) -> Line:
    """A field of one report with the span that states it."""
    meta = record.metadata
    return Line(
        record=record,
        topic=Topic(field=name),
        phrase=name,
        value=_value(meta, name),
        span=evidence_of(meta, name),
        year=meta.year_covered,
    )


def evidence_of(meta: Metadata, name: str) -> Span | None:
    """Where the text states a field; for what follows from others, where those stand."""
    for candidate in (name, *_EVIDENCE_BESIDE.get(name, ()), "title", "place", "issuers"):
        if candidate in meta.evidence:
            return meta.evidence[candidate]
    return None


def _lines(name: str, reports: Reports, query: Query, index: Index) -> Lines:
    """In a list of reports a yes-or-no field keeps those that say yes; else all that
    state the field."""
    lines = _every_line(name, reports, index)
    wanted = _wanted(name, query)
    if wanted is not None:
        if query.kind == "metadata" and query.where.places:
            return lines  # "is the X report joint?" may be answered with no
        return lines.take(lines.said.isin((str(wanted),)))
    if name == "title" and not query.where.places:
        return lines  # a list of reports holds those without one
    return lines.take(lines.is_stated)


def _wanted(name: str, query: Query) -> bool | None:
    if name != "joint_party_government":
        return None
    return query.where.joint is not False and query.stance != "silent"


def _value(meta: Metadata, name: str) -> Value:
    value: Value = getattr(meta, name, None)
    return value


def _written_instead(lines: Lines, reports: Reports, group: Group, index: Index) -> Lines:
    """The signing date of reports without a publication date, named as such."""
    undated = reports.without(Reports.at(lines.report, index))
    found = _every_line("written", undated, index)
    found = found.take(found.is_stated)
    return found.moved(np.ones(len(found), dtype=bool), group, "later_written")


def _count(
    query: Query, lines: Lines, matching: Reports
) -> tuple[float | None, tuple[Statistic, ...]]:
    if query.kind != "count" and "count" not in query.statistics:
        return None, ()
    number = float(len(matching))
    return number, (Statistic("count", number, None, len(lines), len(matching)),)
