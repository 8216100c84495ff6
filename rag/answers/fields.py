"""Answers from a report's metadata: who issued it, when it was published, which are joint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.finding import Finding, Line, Note, Statistic, Value
from rag.answers.groups import satisfies
from rag.answers.scope import Scope, cover, record_order
from rag.types import Comparison, Metadata, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import ReportRecord

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


def answer_fields(query: Query, scope: Scope) -> Finding:
    """Lines for the fields that are asked for; a count where a count is asked for."""
    fields = [t.field for t in query.topics if t.field] or ["place_level"]
    records = sorted(scope.inside.values(), key=record_order)
    if query.stance == "silent" and fields[0] != "joint_party_government":
        return _missing(fields[0], records, query)
    lines = [line for name in fields for line in _lines(name, records, query)]
    if query.comparison is not None:
        lines = [x for x in lines if _is_in_time(x, query.comparison)]
    by_date = bool({"max", "min"} & set(query.statistics)) and fields[0] in _DATES
    notes: list[Note] = []
    if fields[0] == "published" and (by_date or query.where.places):
        instead = _written_instead(lines, records, group="match" if by_date else "near")
        lines += instead
        notes += [Note("written_instead", {}, (x.record,)) for x in instead]
    if query.where.places:
        notes += [
            Note("field_missing", {"field": name}, (record,))
            for record in records
            for name in fields
            if getattr(record.metadata, name, None) in (None, (), "") and name != "published"
        ]
    if by_date:
        latest_first = "max" in query.statistics
        lines.sort(key=lambda x: (str(x.value), record_order(x.record)), reverse=latest_first)
        if not query.where.places:  # of all reports, the first one answers
            first = str(lines[0].value) if lines else ""
            lines = [
                x if str(x.value) == first else replace(x, group="near")
                for x in lines[:_DATES_SHOWN]
            ]
    elif len(fields) > 1:
        order = {r.id: i for i, r in enumerate(records)}
        lines.sort(key=lambda x: order[x.record.id])  # stable: fields keep their order
    stating = {x.record.id for x in lines if x.group == "match"}
    number, statistics = _count(query, lines, stating)
    silent = tuple(r for r in records if r.id not in stating)
    return Finding(
        lines=tuple(lines),
        number=number,
        statistics=statistics,
        coverage=cover(records, stating),
        in_scope=len(records),
        silent=silent,
        notes=tuple(notes),
        abstained=not lines,
    )


def _missing(name: str, records: Sequence[ReportRecord], query: Query) -> Finding:
    """Reports that do not state a field."""
    lines = [x for x in (field_line(r, name) for r in records) if x.value in (None, (), "")]
    missing = {x.record.id for x in lines}
    stating = [r.id for r in records if r.id not in missing]
    counted = query.kind == "count"
    if not missing:  # none: those that do state it are the evidence
        lines = [replace(field_line(r, name), group="near") for r in records]
    number = float(len(missing)) if counted else None
    count = (Statistic("count", float(len(missing)), None, len(missing), len(missing)),)
    return Finding(
        lines=tuple(lines),
        number=number,
        statistics=count if counted else (),
        coverage=cover(records, stating),
        in_scope=len(records),
        silent=tuple(r for r in records if r.id in missing),
        abstained=not records,
    )


def _is_in_time(line: Line, comparison: Comparison) -> bool:
    """A date, or a year, against a condition on years."""
    year = str(line.value)[:4]
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


def _lines(name: str, records: Sequence[ReportRecord], query: Query) -> list[Line]:
    """In a list of reports a yes-or-no field keeps those that say yes; else all that
    state the field."""
    lines = [field_line(record, name) for record in records]
    wanted = _wanted(name, query)
    if wanted is not None:
        if query.kind == "metadata" and query.where.places:
            return lines  # "is the X report joint?" may be answered with no
        return [line for line in lines if line.value is wanted]
    if name == "title" and not query.where.places:
        return lines  # a list of reports holds those without one
    return [line for line in lines if line.value not in (None, (), "")]


def _wanted(name: str, query: Query) -> bool | None:
    if name != "joint_party_government":
        return None
    return query.where.joint is not False and query.stance != "silent"


def _value(meta: Metadata, name: str) -> Value:
    value: Value = getattr(meta, name, None)
    return value


def _written_instead(lines: list[Line], records: Sequence[ReportRecord], group: str) -> list[Line]:
    """The signing date of reports without a publication date, named as such."""
    dated = {line.record.id for line in lines}
    return [
        replace(
            field_line(r, "written"),
            group=group,  # type: ignore[arg-type]
            notes=("later_written",),
        )
        for r in records
        if r.id not in dated and r.metadata.written
    ]


def _count(
    query: Query, lines: list[Line], stating: set[str]
) -> tuple[float | None, tuple[Statistic, ...]]:
    if query.kind != "count" and "count" not in query.statistics:
        return None, ()
    number = float(len(stating))
    return number, (Statistic("count", number, None, len(lines), len(stating)),)
