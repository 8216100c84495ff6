"""Answers about qualitative statements: which reports make them, plan them, deny them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.finding import Line
from rag.answers.scope import Scope, record_order
from rag.answers.sentences import clause_at
from rag.types import Claim, Group, Query, Role, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

_MENTION = re.compile(r"提到|提及|提過|提过|mention", re.IGNORECASE)
_ORDER = {"done": 0, "done, no number": 0, "planned": 1, "weakness": 2}
_OF_ROLE: dict[Role, str] = {"plans": "planned", "problems": "weakness"}


def claim_lines(
    topic: Topic, query: Query, scope: Scope, index: Index
) -> tuple[list[Line], set[str]]:
    """A line for each report that makes the claim, and the ids of those that do at all."""
    assert topic.claim is not None
    considered = scope.considered
    lines = []
    for report, claim in index.claims(
        [topic.claim], replace(query.where, roles=(), levels=(), level_words=())
    ):
        if report in considered and claim.present and claim.start is not None:
            record = considered[report]
            lines.append(_claim_line(record, topic, claim))
    if _MENTION.search(query.text):
        lines = _in_other_words_apart(lines, topic.claim, index)
    return _grouped(lines, query, scope), {line.record.id for line in lines}


def _in_other_words_apart(lines: list[Line], name: str, index: Index) -> list[Line]:
    """Who asks what reports *mention* asks for the term: a report that says it in other
    words is shown apart."""
    literal = {report for report, _ in index.find_phrase(name)}
    if not literal:  # the claim's name is ours, no report's
        return lines
    return [
        x if x.record.id in literal else replace(x, group="near", notes=(*x.notes, "other_words"))
        for x in lines
    ]


def phrase_lines(
    topic: Topic, query: Query, scope: Scope, index: Index
) -> tuple[list[Line], set[str]]:
    """The same for words that the question gives: every report is read for them."""
    assert topic.phrase is not None
    considered = scope.considered
    found: dict[str, Line] = {}
    where = replace(query.where, roles=(), levels=(), level_words=())
    spans = [(r, s) for r, s in index.find_phrase(topic.phrase, where) if r in considered]
    texts = index.texts(list({report for report, _ in spans}))
    sections = index.sections_at([(report, span.start) for report, span in spans])
    for (report, span), section in zip(spans, sections, strict=True):
        status = _OF_ROLE.get(section.role if section else "achievements", "done")
        sentence = clause_at(texts[report], span)
        line = Line(
            record=considered[report],
            topic=topic,
            phrase=topic.phrase,
            value=status,
            span=sentence,
            planned=status == "planned",
            number=span,
            year=considered[report].metadata.year_covered,
        )
        best = found.get(report)
        if best is None or _ORDER[status] < _ORDER[str(best.value)]:
            found[report] = line
    lines = list(found.values())
    return _grouped(lines, query, scope), set(found)


def silent_lines(topic: Topic, scope: Scope, stating: set[str]) -> list[Line]:
    """Reports that say nothing of it: what "which do not mention X" asks for."""
    from rag.answers.fields import evidence_of

    records = sorted(scope.inside.values(), key=record_order)
    return [
        Line(
            record=record,
            topic=topic,
            phrase=topic.claim or topic.phrase or topic.indicator or "",
            value=None,
            span=evidence_of(record.metadata, "title"),
            year=record.metadata.year_covered,
        )
        for record in records
        if record.id not in stating
    ]


def _claim_line(record: ReportRecord, topic: Topic, claim: Claim) -> Line:
    assert claim.start is not None and claim.end is not None
    status = "planned" if claim.planned else "weakness" if claim.negated else "done"
    return Line(
        record=record,
        topic=topic,
        phrase=claim.name,
        value=status,
        span=Span(claim.start, claim.end),
        planned=claim.planned,
        year=record.metadata.year_covered,
    )


def _grouped(lines: list[Line], query: Query, scope: Scope) -> list[Line]:
    kept = []
    for line in lines:
        group = _group(line, query)
        if group == "match" and line.group == "near":
            group = "near"
        if group is None:
            continue
        if line.record.id not in scope.inside:
            group = "other_level" if group == "match" else None
        if group is not None:
            kept.append(replace(line, group=group))
    return sorted(kept, key=lambda x: (_ORDER.get(str(x.value), 0), record_order(x.record)))


def _group(line: Line, query: Query) -> Group | None:
    """Whether a statement of this kind is what was asked for."""
    status = str(line.value)
    if query.stance in ("any", "silent", "no_number"):
        return "match"
    if query.stance == "done":
        return "match" if status.startswith("done") else "planned" if status == "planned" else None
    if query.stance == "planned":
        return "match" if status == "planned" else None
    if query.stance == "weakness":
        return "match" if status == "weakness" else None
    return None
