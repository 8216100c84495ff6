"""Open questions: the sentences that answer, in the report's order, from fitting sections.

Two ways. A question about a whole section ("what problems does X admit?") gets its items:
the headings inside it, or the sentences that begin 一是, 二是, or its paragraphs. A
question with a subject gets the sentences that are about it, scored by shared words, by
the heading of the block they stand in, and by meaning.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.answers.finding import Finding, Line
from rag.answers.glossary import chinese_terms, count_cues, matter_of
from rag.answers.likeness import Encode
from rag.answers.scope import Reports, Scope, cover
from rag.answers.sentences import ITEM, sentences
from rag.indicators.catalogue import load_catalogue
from rag.questions.concepts import same_meaning
from rag.text import fold, has_han, segment
from rag.types import Filter, Hit, Query, Report, Role, Section, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

MOST_ITEMS = 16  # of a section
MOST_SENTENCES = 8  # about a subject, of one report
READ_ALL = 40  # reports; of more, those that the search finds
MOST_REPORTS = 12  # shown when no place is named
OF_THE_BEST_REPORT = 0.75  # what a report's best sentence must reach of the best of all
ENOUGH = 0.34  # of the subject's words, or the same in meaning
BESIDE_BEST = 0.6
MOST_SENTENCES_IN_SETS = 2  # when many reports are read, each says it once or twice
BESIDE_BEST_IN_SETS = 0.85
OF_ANOTHER_WORD = 0.8  # what a word of the same meaning counts: 矛盾 for 纠纷
OF_THE_HEADING = 0.85  # what a sentence takes over from the heading of its block
CLOSE = 0.42  # cosine of a question and a sentence that answers it

LEAST_CUES = 2  # words that say so, for a paragraph to count
_LINE = re.compile(r"[^\n]+")
_SHORT = 160  # characters of a part that is quoted whole
_CAUSE_WITHIN = 8  # characters from the beginning of a sentence
_STATUS: dict[Role, str] = {"plans": "planned", "problems": "weakness"}


class Search(Protocol):
    """The retriever, as far as answers need it."""

    def search(self, query: str, k: int = 8, where: Filter = ...) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    role: Role
    text: str  # folded
    heading: str  # folded: of the block it stands in
    section: int
    leads: bool  # begins a block


def answer_passages(
    query: Query,
    scope: Scope,
    index: Index,
    retriever: Search | None,
    encode: Encode | None,
    *,
    or_whole: bool = True,
) -> Finding:
    """Lines without values, in each report's order; plans and problems carry their role.

    ``or_whole``: the whole part of a report that is asked for, where it says nothing of the
    subject.
    """
    subject = _subject(query)
    lines: list[Line] = []
    best: dict[str, float] = {}
    records = _reports_to_read(query, scope, retriever)
    reports = index.whole_reports([record.id for record in records])
    for record, report in zip(records, reports, strict=True):
        spans, best[record.id] = _about(report, subject, query, encode) if subject else ([], 1.0)
        whole = or_whole and bool(query.where.roles) and bool(query.where.places)
        if not subject or (not spans and whole):
            spans = _items(report, query.where.roles or ("achievements",))
        lines += [_line(record, report, span, query) for span in spans]
    if subject and not query.where.places:
        lines = _of_the_best_reports(lines, best)
    stating = Reports.of((line.record.id for line in lines), index)
    read = Reports.of((record.id for record in records), index)
    return Finding(
        lines=tuple(lines),
        coverage=cover(read, stating)[0],
        in_scope=len(scope.inside),
        silent=tuple(r for r in records if r.id not in stating),
        abstained=not lines,
    )


def _of_the_best_reports(lines: list[Line], best: dict[str, float]) -> list[Line]:
    """Over many reports those stay whose best sentence is nearly as good as any."""
    bar = OF_THE_BEST_REPORT * max(best.values(), default=0.0)
    kept = sorted((r for r, score in best.items() if score >= bar), key=lambda r: -best[r])
    shown = set(kept[:MOST_REPORTS])
    return [line for line in lines if line.record.id in shown]


def _reports_to_read(query: Query, scope: Scope, retriever: Search | None) -> list[ReportRecord]:
    records = scope.inside.by_age()
    if query.where.places or len(records) <= READ_ALL or retriever is None:
        return list(records[:READ_ALL])
    found: dict[str, ReportRecord] = {}
    for hit in retriever.search(query.text, k=8 * MOST_REPORTS, where=query.where):
        if hit.report in scope.inside and len(found) < MOST_REPORTS:
            found.setdefault(hit.report, scope.inside[hit.report])
    return list(found.values())


def _line(record: ReportRecord, report: Report, span: Span, query: Query) -> Line:
    """Over several places the status is a value too: which reports name it as a weakness."""
    role = _role_at(report, span.start)
    topic = query.topics[0] if query.topics else Topic(phrase=role)
    return Line(
        record=record,
        topic=topic,
        phrase=role,
        value=None if query.where.places else _STATUS.get(role, "done"),
        span=span,
        planned=role == "plans",
        year=record.metadata.year_covered,
    )


# ------------------------------------------------------------ a whole section


def _items(report: Report, roles: Sequence[Role]) -> list[Span]:
    """The items of the sections with these roles."""
    leaves = [s for s in report.sections if s.role in roles]
    if not leaves:
        return _paragraph_by_cues(report, roles)
    depth = min(len(s.path) for s in leaves)
    heads: list[Span] = []
    rest: list[Span] = []
    for leaf in leaves:
        own = list(sentences(report.text, leaf.start, leaf.end))
        below = len(leaf.path) > depth
        chosen = _with_what_follows(report, leaf, own) if below else _own_items(report, leaf, own)
        heads += chosen
        rest += [s for s in own[: 4 + below] if s not in chosen and not _leads_in(report, leaf, s)]
    if len(heads) < 3:
        heads = sorted({*heads, *rest}, key=lambda s: s.start)
    return heads[:MOST_ITEMS]


def _with_what_follows(report: Report, leaf: Section, own: list[Span]) -> list[Span]:
    """The head of a part below; a bare heading together with what stands under it."""
    if len(own) < 2 or not _leads_in(report, leaf, own[0]):
        return own[:1]
    whole = Span(own[0].start, own[-1].end)
    return [whole if whole.end - whole.start <= _SHORT else Span(own[0].start, own[1].end)]


def _paragraph_by_cues(report: Report, roles: Sequence[Role]) -> list[Span]:
    """The paragraph that reads most like such a section, where no heading says so."""
    best: tuple[int, Span] | None = None
    for leaf in report.sections:
        for line in _LINE.finditer(report.text, leaf.start, leaf.end):
            number = sum(count_cues(line[0], role) for role in roles)
            if number >= LEAST_CUES and (best is None or number >= best[0]):
                best = (number, Span(line.start(), line.end()))
    if best is None:
        return []
    return list(sentences(report.text, best[1].start, best[1].end))[:MOST_ITEMS]


def _own_items(report: Report, leaf: Section, own: list[Span]) -> list[Span]:
    """Sentences that begin 一是, or else paragraphs, of a section without headings below."""
    text = report.text
    marked = [s for s in own if ITEM.match(text, s.start) or _names_causes(text, s)]
    paragraphs = [
        s for s in own if s.start == 0 or text[: s.start].rstrip(" \t\u3000\xa0")[-1:] == "\n"
    ]
    paragraphs = [s for s in paragraphs if not _leads_in(report, leaf, s)]
    if marked:
        first = marked[0].start
        late = [s for s in paragraphs if s.start > first]
        return sorted({*marked, *late}, key=lambda s: s.start)
    return paragraphs if len(paragraphs) >= 3 else []


def _names_causes(text: str, span: Span) -> bool:
    """究其原因,主要是…: an item of a section on problems, whatever mark it has."""
    return "原因" in fold(text[span.start : span.start + _CAUSE_WITHIN]).text


def _leads_in(report: Report, leaf: Section, span: Span) -> bool:
    """The section's own heading, or a sentence that only announces the list."""
    said = report.text[span.start : span.end].rstrip("。 ")
    return said.endswith((":", "：")) or any(said.strip() == h.strip() for h in leaf.path)


# ------------------------------------------------------------ about a subject


def _subject(query: Query) -> list[str]:
    """Chinese words, folded, that the answer is about; empty for a whole section."""
    catalogue = load_catalogue()
    words: list[str] = []
    for topic in query.topics:
        if topic.indicator and topic.indicator in catalogue.indicators:
            words.append(catalogue.indicators[topic.indicator].zh)
        elif topic.claim:
            words.append(topic.claim)
        elif topic.phrase:
            words.append(topic.phrase)
            if not has_han(topic.phrase):
                words += chinese_terms(topic.phrase)
    return words


def _about(
    report: Report, subject: list[str], query: Query, encode: Encode | None
) -> tuple[list[Span], float]:
    """The best sentences about the subject, in order, and the best one's score; of the
    roles that are asked for only."""
    roles = query.where.roles
    everything = [s for s in _read(report) if not roles or s.role in roles]
    if not everything:
        return [], 0.0
    scores = _scores(everything, subject, encode)
    best = max(scores)
    if best < ENOUGH:
        return [], best
    one_place = bool(query.where.places)
    bar = max(ENOUGH, (BESIDE_BEST if one_place else BESIDE_BEST_IN_SETS) * best)
    most = MOST_SENTENCES if one_place else MOST_SENTENCES_IN_SETS
    ranked = sorted(range(len(everything)), key=lambda i: (-scores[i], i))
    chosen = {i for i in ranked[:most] if scores[i] >= bar}
    return [everything[i].span for i in sorted(chosen)], best


def _scores(
    everything: Sequence[_Sentence], subject: list[str], encode: Encode | None
) -> list[float]:
    chinese = [w for w in subject if has_han(w)]
    words = _weights(chinese, everything)
    whole = [fold(w).text for w in chinese]
    by_words = []
    for s in everything:
        own = _shared(words, s.text, whole)
        heading = _shared(words, s.heading, whole)
        by_words.append(max(own, OF_THE_HEADING * heading + 0.1 * own))
    if encode is None:
        return by_words
    vectors = encode([" ".join(subject), *(s.text for s in everything)])
    meaning = vectors[1:] @ vectors[0]
    weight = 0.35 if chinese else 1.0
    return [
        max(w, 0.0) + weight * ENOUGH * max(float(m), 0.0) / CLOSE * (1.0 if not chinese else 0.5)
        if (w > 0 or not chinese)
        else 0.5 * ENOUGH * max(float(m), 0.0) / CLOSE
        for w, m in zip(by_words, meaning, strict=True)
    ]


def _weights(chinese: list[str], everything: Sequence[_Sentence]) -> dict[str, float]:
    words = {w for phrase in chinese for w in segment(matter_of(phrase)) if len(w) > 1}
    frequency = Counter(w for s in everything for w in words if _holds(s.text, w))
    return {w: math.log(1 + len(everything) / (1 + frequency[w])) for w in words}


def _shared(words: dict[str, float], text: str, whole: list[str]) -> float:
    if any(phrase in text for phrase in whole):
        return 1.0
    total = sum(words.values())
    return sum(v * _holds(text, w) for w, v in words.items()) / total if total else 0.0


def _holds(text: str, word: str) -> float:
    if word in text:
        return 1.0
    return OF_ANOTHER_WORD if any(other in text for other in same_meaning(word)) else 0.0


def _read(report: Report) -> list[_Sentence]:
    """All sentences, each with the heading and lead sentence of its block."""
    found = []
    for number, leaf in enumerate(report.sections):
        heading = fold(leaf.path[-1]).text if leaf.path else ""
        lead = heading
        for span in sentences(report.text, leaf.start, leaf.end):
            said = fold(report.text[span.start : span.end]).text
            leads = bool(ITEM.match(report.text, span.start))
            if leads:
                lead = f"{said}"
            found.append(_Sentence(span, leaf.role, said, lead, number, leads))
    return found


def _role_at(report: Report, place: int) -> Role:
    return next((s.role for s in report.sections if s.start <= place < s.end), "achievements")
