"""What reports admit or plan most often: the statements of claims.toml, by number of reports."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rag.answers.finding import Finding, Line
from rag.answers.scope import Reports, Scope, cover
from rag.indicators.claims import find_claims, load_claims
from rag.text import fold
from rag.types import Claim, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index

SHOWN = 5  # statements, when the question says no number
READ_ALL = 300  # reports whose plans are read; of more, what is only planned counts


def commonest(query: Query, scope: Scope, index: Index) -> Finding:
    """A line for each report and statement, the statement of most reports first.

    Problems are the weaknesses that reports admit; plans the practices that stand in their
    sections on plans. ``number`` stays empty: each statement has a count of its own.
    """
    plans = query.where.roles == ("plans",)
    weaknesses = {entry.name for entry in load_claims() if entry.kind == "weakness"}
    by_name: dict[str, list[Line]] = defaultdict(list)
    for report, claim in _planned(scope, index) if plans else _admitted(scope, index):
        if claim.start is None or claim.end is None or (claim.name in weaknesses) == plans:
            continue
        record = scope.inside[report]
        by_name[claim.name].append(
            Line(
                record=record,
                topic=Topic(claim=claim.name),
                phrase=claim.name,
                value="planned" if plans else "weakness",
                span=Span(claim.start, claim.end),
                planned=plans,
                year=record.metadata.year_covered,
            )
        )
    ranked = sorted(by_name.values(), key=lambda own: -len(own))  # stable: the catalogue's order
    most = query.limit or SHOWN
    least = len(ranked[most - 1]) if len(ranked) > most else 0
    lines = [line for own in ranked if len(own) >= max(least, 1) for line in own]
    stating = Reports.of((line.record.id for own in ranked for line in own), index)
    coverage, silent = cover(scope.inside, stating)
    return Finding(
        lines=tuple(lines),
        coverage=coverage,
        in_scope=len(scope.inside),
        silent=silent,
        abstained=not lines,
    )


def _admitted(scope: Scope, index: Index) -> list[tuple[str, Claim]]:
    names = [entry.name for entry in load_claims() if entry.kind == "weakness"]
    found = [(r, c) for r, c in index.claims(names) if c.present and r in scope.inside]
    return _by_age(found, scope)


def _planned(scope: Scope, index: Index) -> list[tuple[str, Claim]]:
    records = scope.inside.by_age()
    if len(records) > READ_ALL:
        found = [(r, c) for r, c in index.claims() if c.planned and r in scope.inside]
        return _by_age(found, scope)
    told: list[tuple[str, Claim]] = []
    for report in index.whole_reports([record.id for record in records]):
        ahead = [s for s in report.sections if s.role == "plans"]
        if ahead:
            claims = find_claims(report.text, fold(report.text), ahead)
            told += [(report.id, claim) for claim in claims if claim.present]
    return told


def _by_age(found: list[tuple[str, Claim]], scope: Scope) -> list[tuple[str, Claim]]:
    order = {entry.name: i for i, entry in enumerate(load_claims())}
    age = {record.id: i for i, record in enumerate(scope.inside.by_age())}
    return sorted(found, key=lambda one: (order[one[1].name], age[one[0]]))
