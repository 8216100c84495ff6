"""Records of the index as JSON, in the shapes that the command line prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.answers.render import to_json
from rag.answers.say import Speaker
from rag.errors import UnknownReport
from rag.text import in_traditional
from rag.types import LEVELS, Answer, Claim, Fact, Hit, Language, Metadata, Report
from rag.web.chips import indicator_name
from rag.web.texts import LANGUAGES, names_as_written, place_name, place_of, say

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord


def metadata_json(metadata: Metadata) -> dict[str, Any]:
    """All fields but the evidence."""
    fields = asdict(metadata)
    del fields["evidence"]
    return fields


def record_json(record: ReportRecord) -> dict[str, Any]:
    """One line of the list of reports."""
    return {
        "report": record.id,
        "file": record.file,
        **metadata_json(record.metadata),
        "url": record.url,
        "sources": list(record.sources),
        "characters": record.characters,
        "sections": record.sections,
        "passages": record.passages,
        "facts": record.facts,
    }


def report_json(report: Report, has_original: bool) -> dict[str, Any]:
    """A whole report for the panel: text, sections, furniture and metadata."""
    return {
        "report": report.id,
        "file": report.file,
        "text": report.text,
        "sections": [
            {"path": list(s.path), "role": s.role, "start": s.start, "end": s.end}
            for s in report.sections
        ],
        "boilerplate": [{"start": b.start, "end": b.end} for b in report.boilerplate],
        "metadata": metadata_json(report.metadata),
        "place_names": {language: place_of(report.metadata, language) for language in LANGUAGES},
        "url": web_address(report.url),
        "original": has_original,
    }


def web_address(url: str | None) -> str | None:
    """``url`` when it is one a page may link to; a report may claim any address."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def hit_json(hit: Hit) -> dict[str, Any]:
    """A retrieved passage."""
    return {**asdict(hit), "section": list(hit.section)}


def facts_json(index: Index, facts: Iterable[tuple[str, Fact]]) -> list[dict[str, Any]]:
    """Facts with their report and quote."""
    texts = _Texts(index)
    return [
        {
            **texts.head(report),
            "indicator": fact.indicator,
            "phrase": fact.phrase,
            "value": fact.value,
            "unit": fact.unit,
            "approx": fact.approx,
            "planned": fact.planned,
            "kind": fact.kind,
            "scope": fact.scope,
            "year": fact.year,
            **texts.quote(report, fact.start, fact.end),
        }
        for report, fact in facts
    ]


def claims_json(index: Index, claims: Iterable[tuple[str, Claim]]) -> list[dict[str, Any]]:
    """Claims with their report and, where something stands, its quote."""
    texts = _Texts(index)
    return [
        {
            **texts.head(report),
            "claim": claim.name,
            "present": claim.present,
            "planned": claim.planned,
            "negated": claim.negated,
            **texts.quote(report, claim.start, claim.end),
        }
        for report, claim in claims
    ]


def view_json(answer: Answer, index: Index) -> dict[str, Any]:
    """The answer's contract, with the report of each row and how the answer names each report."""
    reports = {row.report for row in answer.rows} | {c.report for c in answer.citations}
    reports |= {silent.report for silent in answer.coverage.silent}
    found = to_json(answer)
    for line, row in zip(found["rows"], answer.rows, strict=True):
        line["report"] = row.report
        if answer.language == "zh-Hant":
            line["phrase"] = in_traditional(row.phrase)  # the index holds it folded
    return {**found, "labels": {r: _label(index, r, answer.language) for r in reports if r}}


def _label(index: Index, report: str, language: Language) -> str:
    try:
        return place_label(index.record(report), language)
    except UnknownReport:  # answered from a generation that has just been replaced
        return ""


def place_label(record: ReportRecord, language: Language) -> str:
    """Place and department as an answer names them: Lifu Town Justice Office (李馥镇司法所)."""
    if not record.metadata.place:
        return say(language, "unnamed")
    return Speaker(language).place(record)


class _Texts:
    """Each report is read once, however many of its facts are listed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._reports: dict[str, Report] = {}

    def _report(self, report: str) -> Report:
        if report not in self._reports:
            self._reports[report] = self._index.report(report)
        return self._reports[report]

    def head(self, report: str) -> dict[str, Any]:
        found = self._report(report)
        place, year = found.metadata.place, found.metadata.year_covered
        return {"report": report, "file": found.file, "place": place, "year": year}

    def quote(self, report: str, start: int | None, end: int | None) -> dict[str, Any]:
        stated = start is not None and end is not None
        text = self._report(report).text[start:end] if stated else None
        return {"quote": text, "start": start, "end": end}


def facets_json(index: Index) -> dict[str, Any]:
    """What a question can vary over: the choices behind the chips, named in each language."""
    metas = [r.metadata for r in index.reports() if r.metadata.kind == "report"]
    places = sorted({m.place for m in metas if m.place})
    levels = [level for level in LEVELS if any(m.place_level == level for m in metas)]
    years = sorted({m.year_covered for m in metas if m.year_covered}, reverse=True)
    indicators = sorted({f.indicator for _, f in index.facts() if f.indicator})
    written = {language: names_as_written(metas, language) for language in LANGUAGES}
    return {
        language: {
            "place": sorted(
                [written[language].get(place) or place_name(place, language)] * 2
                for place in places
            ),
            "level": [[say(language, f"plural_{level}")] * 2 for level in levels],
            "year": [[str(year)] * 2 for year in years],
            "indicator": sorted([indicator_name(i, language)] * 2 for i in indicators),
            "follow": {
                field: say(language, f"follow_{field}", value="{value}")
                for field in ("place", "level", "year", "indicator")
            },
        }
        for language in LANGUAGES
    }
