"""Answers about qualitative statements: which reports make them, plan them, deny them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.answers.finding import Line
from rag.answers.lines import Lines, Pool
from rag.answers.scope import FEW_REPORTS, Reports, Scope
from rag.answers.sentences import clause_at, sentence_at
from rag.text import fold_key, segment
from rag.types import Claim, Filter, Group, Query, Role, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

_MENTION = re.compile(r"提到|提及|提過|提过|mention", re.IGNORECASE)
_ORDER = {"done": 0, "done, no number": 0, "planned": 1, "weakness": 2}
_OF_ROLE: dict[Role, str] = {"plans": "planned", "problems": "weakness"}


def claim_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> tuple[Lines, Reports]:
    """A line for each report that makes the claim, and the reports that do at all."""
    assert topic.claim is not None
    name = topic.claim
    considered = scope.considered

    def make(reports: Reports, where: Filter) -> Pool:
        claims = index.claims([name], where)
        made = [_claim_line(reports[r], topic, c) for r, c in claims if r in reports and _said(c)]
        return Pool(made, index)

    lines = _lines(("claim", topic), make, considered, index)
    if _MENTION.search(query.text):
        lines = _in_other_words_apart(lines, name, index)
    return _grouped(lines, query, scope), Reports.at(lines.report, index)


def _said(claim: Claim) -> bool:
    return claim.present and claim.start is not None


def _lines(
    key: Hashable, make: Callable[[Reports, Filter], Pool], considered: Reports, index: Index
) -> Lines:
    """The lines of the reports that count; of many reports, those of all that the index
    holds are made, so that the next question finds them."""
    if not considered:
        return Lines.of([], index)
    if len(considered) <= FEW_REPORTS:
        return Lines.whole(make(considered, Filter(reports=tuple(considered))))
    everyone = Reports(index.directory, index.directory.is_report)
    lines = Lines.whole(index.shelf.keep(key, lambda: make(everyone, Filter())))
    return lines.take(considered.mask[lines.report])


def _in_other_words_apart(lines: Lines, name: str, index: Index) -> Lines:
    """Who asks what reports *mention* asks for the term: a report that says it in other
    words is shown apart."""
    literal = index.shelf.keep(
        ("says", name), lambda: Reports.of({report for report, _ in index.find_phrase(name)}, index)
    )
    if not literal:  # the claim's name is ours, no report's
        return lines
    return lines.moved(~literal.mask[lines.report], "near", "other_words")


def phrase_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> tuple[Lines, Reports]:
    """The same for words that the question gives: every report is read for them."""
    assert topic.phrase is not None
    phrase = topic.phrase

    def make(reports: Reports, where: Filter) -> Pool:
        found: dict[str, Line] = {}
        spans = [(r, s) for r, s in index.find_phrase(phrase, where) if r in reports]
        rest = reports.without(Reports.of({r for r, _ in spans}, index))
        spans += _said_in_one_sentence(phrase.split(), rest, where, index)
        in_other_words = not spans
        if in_other_words:
            words = [word for word in segment(phrase) if len(word) > 1 and word != phrase]
            spans = _said_in_one_sentence(words, reports, where, index)
        texts = index.texts(list({report for report, _ in spans}))
        sections = index.sections_at([(report, span.start) for report, span in spans])
        for (report, span), section in zip(spans, sections, strict=True):
            status = _OF_ROLE.get(section.role if section else "achievements", "done")
            best = found.get(report)
            if best is None or _ORDER[status] < _ORDER[str(best.value)]:
                found[report] = Line(
                    record=reports[report],
                    topic=topic,
                    phrase=phrase,
                    value=status,
                    span=clause_at(texts[report], span),
                    planned=status == "planned",
                    number=span,
                    year=reports[report].metadata.year_covered,
                    group="near" if in_other_words else "match",
                    notes=("other_words",) if in_other_words else (),
                )
        return Pool(list(found.values()), index)

    lines = _lines(("phrase", topic), make, scope.considered, index)
    stating = Reports.at(lines.report[lines.of_group("match")], index)
    return _grouped(lines, query, scope), stating


def _said_in_one_sentence(
    words: Sequence[str], reports: Reports, where: Filter, index: Index
) -> list[tuple[str, Span]]:
    """Where all the words of a phrase stand in one sentence, in whatever order."""
    words = sorted(words, key=len)
    if len(words) < 2:
        return []
    spans = [(r, s) for r, s in index.find_phrase(words[-1], where) if r in reports]
    texts = index.texts(list({report for report, _ in spans}))

    def holds_all(report: str, span: Span) -> bool:
        sentence = sentence_at(texts[report], span)
        said = fold_key(texts[report][sentence.start : sentence.end])
        return all(fold_key(word) in said for word in words)

    return [(report, span) for report, span in spans if holds_all(report, span)]


def silent_lines(topic: Topic, scope: Scope, stating: Reports) -> list[Line]:
    """Reports that say nothing of it: what "which do not mention X" asks for."""
    from rag.answers.fields import evidence_of

    return [
        Line(
            record=record,
            topic=topic,
            phrase=topic.claim or topic.phrase or topic.indicator or "",
            value=None,
            span=evidence_of(record.metadata, "title"),
            year=record.metadata.year_covered,
        )
        for record in scope.inside.without(stating).by_age()
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


def _grouped(lines: Lines, query: Query, scope: Scope) -> Lines:
    kept = np.zeros(len(lines), dtype=bool)
    said, here = lines.said, scope.inside.mask[lines.report]
    for status in said.present():
        own = said.isin((status,))
        group = _group(status, query)
        if group == "match":
            apart = lines.of_group("near")
            kept |= own & (here | ~apart)
            lines = lines.moved(own & ~here, "other_level")
        elif group is not None:
            kept |= own & here
            lines = lines.moved(own, group)
    lines = lines.take(kept)
    orders = np.array([_ORDER.get(status, 0) for status in lines.said.values], dtype=np.int64)
    ages = lines.pool.directory.age_rank[lines.report]
    return lines.take(np.lexsort((ages, orders[lines.said.codes]))) if len(lines) else lines


def _group(status: str, query: Query) -> Group | None:
    """Whether a statement of this kind is what was asked for."""
    if query.stance in ("any", "silent", "no_number"):
        return "match"
    if query.stance == "done":
        return "match" if status.startswith("done") else "planned" if status == "planned" else None
    if query.stance == "planned":
        return "match" if status == "planned" else None
    if query.stance == "weakness":
        return "match" if status == "weakness" else None
    return None
