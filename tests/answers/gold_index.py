"""An index in memory, made of the hand-made truth: what answers are tested against.

It has the methods of rag.store.Index that answers use, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import compress
from pathlib import Path
from typing import Any

from rag.errors import UnknownReport
from rag.store import ReportRecord
from rag.store.directory import Directory
from rag.store.shelf import Shelf
from rag.text import fold
from rag.types import Claim, Fact, Filter, Metadata, Report, Section, Span

ROOT = Path(__file__).parents[2]
EVERYTHING = Filter()


@dataclass(eq=False)
class GoldIndex:
    """Reports in memory behind the methods of Index."""

    all_reports: list[Report]
    generation: str = "gold"
    shelf: Shelf = field(default_factory=Shelf)

    def _fitting(self, where: Filter) -> Iterable[Report]:
        return compress(self.all_reports, self.directory.matching(where))

    @cached_property
    def directory(self) -> Directory:
        return Directory([_record(r, number) for number, r in enumerate(self.all_reports)])

    def reports(self, where: Filter = EVERYTHING) -> list[ReportRecord]:
        return [self.record(r.id) for r in self._fitting(where)]

    def record(self, id_or_file: str) -> ReportRecord:
        return self.directory.records[self.all_reports.index(self.report(id_or_file))]

    def report(self, id_or_file: str) -> Report:
        for report in self.all_reports:
            if id_or_file in (report.id, report.file):
                return report
        raise UnknownReport(id_or_file)

    def whole_reports(self, ids_or_files: Sequence[str]) -> list[Report]:
        return [self.report(name) for name in ids_or_files]

    def texts(self, reports: Sequence[str]) -> dict[str, str]:
        return {report: self.report(report).text for report in reports}

    def sections_at(self, places: Sequence[tuple[str, int]]) -> list[Section | None]:
        return [
            next((s for s in self.report(r).sections if s.start <= at < s.end), None)
            for r, at in places
        ]

    def facts(
        self, indicators: Sequence[str] | None = None, where: Filter = EVERYTHING
    ) -> list[tuple[str, Fact]]:
        return [
            (r.id, f)
            for r in self._fitting(where)
            for f in r.facts
            if indicators is None or f.indicator in indicators
        ]

    def claims(
        self, names: Sequence[str] | None = None, where: Filter = EVERYTHING
    ) -> list[tuple[str, Claim]]:
        return [
            (r.id, c)
            for r in self._fitting(where)
            for c in r.claims
            if names is None or c.name in names
        ]

    def reports_with(self, roles: Sequence[str]) -> set[str]:
        return {r.id for r in self.all_reports if any(s.role in roles for s in r.sections)}

    def find_phrase(self, phrase: str, where: Filter = EVERYTHING) -> list[tuple[str, Span]]:
        wanted = fold(phrase).text
        found = []
        for report in self._fitting(where):
            text = fold(report.text).text
            start = text.find(wanted)
            while start >= 0:
                found.append((report.id, Span(start, start + len(wanted))))
                start = text.find(wanted, start + 1)
        return found


def _record(report: Report, number: int) -> ReportRecord:
    return ReportRecord(
        id=report.id,
        file=report.file,
        number=number,
        metadata=report.metadata,
        url=None,
        sources=(),
        characters=len(report.text),
        sections=len(report.sections),
        passages=0,
        facts=len(report.facts),
        claims=len(report.claims),
    )


def read_gold() -> GoldIndex:
    """The five samples as their truth has them."""
    reports = []
    for path in sorted((ROOT / "corpus").glob("*.txt")):
        truth = json.loads((ROOT / "tests/gold" / f"{path.stem}.json").read_text("utf-8"))
        reports.append(_report(path.read_bytes().decode("utf-8"), truth))
    return GoldIndex(reports)


def _report(text: str, truth: dict[str, Any]) -> Report:
    return Report(
        id=sha256(text.encode()).hexdigest()[:12],
        file=truth["file"],
        text=text,
        metadata=_metadata(text, truth),
        boilerplate=(),
        sections=tuple(
            Section(tuple(s["path"]), s["role"], s["start"], s["end"])
            for s in truth["sections"]
            if s["leaf"]
        ),
        passages=(),
        facts=tuple(_fact(text, f, truth["year_covered"]) for f in truth["facts"]),
        claims=tuple(
            Claim(n, c["present"], c["planned"], c["negated"], c["start"], c["end"])
            for n, c in truth["claims"].items()
        ),
    )


def _metadata(text: str, truth: dict[str, Any]) -> Metadata:
    place = text.find(truth["place_as_written"])
    evidence = {"place": Span(place, place + len(truth["place_as_written"]))}
    if truth["title"] and truth["title"] in text:
        start = text.index(truth["title"])
        evidence["title"] = Span(start, start + len(truth["title"]))
    for name, written in (("published", truth["published"]), ("written", truth["written"])):
        if written:
            at = text.rfind(str(int(written[:4])))
            evidence[name] = Span(at, at + 4)
    return Metadata(
        title=truth["title"],
        place=truth["place"],
        place_as_written=truth["place_as_written"],
        place_level=truth["place_level"],
        level_word=truth["level_word"],
        parents=tuple(truth["parents"]),
        parents_inferred=tuple(truth.get("parents_inferred", ())),
        department=truth["department"],
        issuers=tuple(truth["issuers"]),
        addressee=truth["addressee"],
        year_covered=truth["year_covered"],
        published=truth["published"],
        written=truth["written"],
        script=truth["script"],
        joint_party_government=truth["joint_party_government"],
        evidence=evidence,
    )


def _fact(text: str, fact: dict[str, Any], year: int) -> Fact:
    start = fact["start"] + fact["quote"].find(fact.get("value_text") or fact["quote"])
    end = start + len(fact.get("value_text") or fact["quote"])
    return Fact(
        indicator=fact["indicator_id"],
        phrase=fact["phrase"],
        value=fact["value"],
        unit=fact["unit"],
        approx=fact["approx"],
        planned=fact["planned"],
        kind=fact["kind"],
        scope=fact["scope"],
        year=fact.get("year") or year,
        as_of=None,
        start=fact["start"],
        end=fact["end"],
        number=Span(start, end),
    )
