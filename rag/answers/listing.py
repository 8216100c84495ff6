"""What the index holds, as plain entries: the shapes of the commands' JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import UserError
from rag.indicators.catalogue import load_catalogue
from rag.types import Filter, Report

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_REPORT_FIELDS = (
    "title",
    "place",
    "place_level",
    "level_word",
    "parents",
    "department",
    "issuers",
    "addressee",
    "year_covered",
    "published",
    "written",
    "script",
    "joint_party_government",
    "kind",
    "warnings",
)


def report_entry(record: ReportRecord) -> dict[str, Any]:
    """A report's metadata."""
    entry: dict[str, Any] = {"report": record.id, "file": record.file}
    for name in _REPORT_FIELDS:
        value = getattr(record.metadata, name)
        entry[name] = list(value) if isinstance(value, tuple) else value
    return entry


def fact_entries(
    index: Index, indicator: str | None = None, report: str | None = None
) -> list[dict[str, Any]]:
    """Facts, of one indicator or one report where asked; raises UserError for an unknown id."""
    if indicator is not None and indicator not in load_catalogue().indicators:
        near = [i for i in load_catalogue().indicators if indicator in i or i in indicator]
        hint = f"; did you mean {', '.join(near[:3])}?" if near else ""
        raise UserError(f"no indicator {indicator!r} in the catalogue{hint}")
    where = Filter(reports=(index.record(report).id,)) if report else Filter()
    found = index.facts([indicator] if indicator else None, where)
    texts = index.texts(list({report_id for report_id, _ in found}))
    entries = []
    for report_id, fact in found:
        record = index.record(report_id)
        entries.append(
            {
                "report": report_id,
                "file": record.file,
                "place": record.metadata.place,
                "year": fact.year if fact.year is not None else record.metadata.year_covered,
                "indicator": fact.indicator,
                "phrase": fact.phrase,
                "value": fact.value,
                "unit": fact.unit,
                "approx": fact.approx,
                "planned": fact.planned,
                "kind": fact.kind,
                "scope": fact.scope,
                "quote": texts[report_id][fact.start : fact.end],
                "start": fact.start,
                "end": fact.end,
            }
        )
    return entries


def claim_entries(index: Index, claim: str | None = None) -> list[dict[str, Any]]:
    """Claims, present or not, in every report; raises UserError for an unknown name."""
    found = index.claims([claim] if claim else None)
    if claim and not found:
        known = sorted({c.name for _, c in index.claims()})
        raise UserError(f"no claim {claim!r} is looked for; known: {', '.join(known)}")
    texts = index.texts(list({report_id for report_id, _ in found}))
    entries = []
    for report_id, one in found:
        record = index.record(report_id)
        quote = texts[report_id][one.start : one.end] if one.start is not None else None
        entries.append(
            {
                "report": report_id,
                "file": record.file,
                "place": record.metadata.place,
                "year": record.metadata.year_covered,
                "claim": one.name,
                "present": one.present,
                "planned": one.planned,
                "negated": one.negated,
                "quote": quote,
                "start": one.start,
                "end": one.end,
            }
        )
    return entries


def shown_report(report: Report) -> dict[str, Any]:
    """A whole report with its sections."""
    return {
        "report": report.id,
        "file": report.file,
        "text": report.text,
        "sections": [
            {"path": list(s.path), "role": s.role, "start": s.start, "end": s.end}
            for s in report.sections
        ],
    }


def to_csv(entries: Sequence[dict[str, Any]]) -> str:
    """Rows with a header; cells that a spreadsheet would run as a formula are guarded."""
    out = io.StringIO()
    if entries:
        writer = csv.DictWriter(out, fieldnames=list(entries[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _guarded(v) for k, v in e.items()} for e in entries)
    return out.getvalue()


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
