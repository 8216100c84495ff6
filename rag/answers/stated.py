"""Numbers that a report states under a name the catalogue does not have.

A topic in the question's own words is matched against what each fact counts: by the
words they share, weighted by how rare they are among the facts, with the last word of
the phrase (what is counted) weighing most; and by meaning where scripts differ.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.answers.finding import Line
from rag.answers.gather import fact_line, value_order
from rag.answers.glossary import matter_of
from rag.answers.scope import Scope
from rag.answers.units import same_class, unit_of_name
from rag.indicators.catalogue import load_catalogue
from rag.names import english_name, split_name
from rag.text import fold, has_han, segment
from rag.types import Fact, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

ENOUGH = 0.58  # of the asked words' weight that a fact must share
BESIDE_BEST = 0.85  # of the best fact's score, to be shown with it
CLOSE_IN_MEANING = 0.36  # cosine between an English topic and a Chinese phrase
DESCRIBED = 0.85  # of the question's own words, when nothing else answers it
CLEAR = 0.1  # ahead of the second, when meaning alone decides
MOST_FACTS = 4000  # above this many facts meaning is not computed
_FEW = 5  # reports whose sentences are read for context
_CONTEXT = 40  # characters before a clause
_SENTENCE = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    report: str
    fact: Fact
    named: str  # folded: what is counted, in the extractor's words
    clause: str  # folded: the sentence up to the number; empty over many reports


def stated_lines(
    topic: Topic, query: Query, scope: Scope, index: Index, encode: Encode | None
) -> list[Line]:
    """Lines for the facts that are about the topic's words, best reading only."""
    assert topic.phrase is not None
    where = replace(query.where, roles=())
    few = len(scope.inside) <= _FEW
    texts = {report: index.report(report).text for report in scope.inside} if few else {}
    candidates = [
        _candidate(report, fact, texts.get(report, ""))
        for report, fact in index.facts(None, where)
        if report in scope.inside and fact.kind in query.fact_kinds
    ]
    if query.planned == "exclude":
        candidates = [c for c in candidates if not c.fact.planned]
    if query.planned == "only":
        candidates = [c for c in candidates if c.fact.planned]
    unit = unit_of_name(topic.phrase)
    candidates = [c for c in candidates if unit is None or c.fact.unit in (unit, None)]
    scores = _by_words(topic.phrase, candidates)
    if encode is not None and len(candidates) <= MOST_FACTS and not has_han(topic.phrase):
        scores = _by_meaning(topic.phrase, candidates, encode)
    best = max(scores, default=0.0)
    if best < ENOUGH:
        return []
    chosen = [
        _line(scope.inside[c.report], topic, c.fact)
        for c, score in zip(candidates, scores, strict=True)
        if score >= BESIDE_BEST * best
    ]
    return sorted(chosen, key=value_order) if query.kind == "rank" else chosen


def nearest_stated(query: Query, scope: Scope, index: Index, encode: Encode | None) -> list[Line]:
    """The fact of one place that the whole question describes, when its topic, as the
    catalogue names it, is stated nowhere. Strict: a wrong number is worse than none."""
    if not query.where.places or len(scope.inside) > _FEW:
        return []
    unit = next((t.unit for t in query.topics if t.unit), None) or _unit_of(query)
    candidates = [
        _candidate(report, fact, "")
        for report, fact in index.facts(None, replace(query.where, roles=()))
        if report in scope.inside
        and fact.kind in query.fact_kinds
        and not fact.planned
        and same_class(unit, fact.unit)
    ]
    if has_han(query.text):
        scores = _by_words(matter_of(query.text, query.where.places), candidates)
        least, margin = DESCRIBED, 0.0
    elif encode is not None:
        scores = _by_meaning(_without_names(query), candidates, encode)
        least, margin = ENOUGH, CLEAR
    else:
        return []
    ranked = sorted(zip(scores, range(len(scores)), strict=True), reverse=True)
    if not ranked or ranked[0][0] < least:
        return []
    best = [candidates[i] for score, i in ranked if score >= ranked[0][0] - 1e-6]
    runner_up = next((score for score, _ in ranked if score < ranked[0][0] - 1e-6), 0.0)
    if ranked[0][0] - runner_up < margin:
        return []
    topic = Topic(phrase=best[0].fact.phrase)
    return [_line(scope.inside[c.report], topic, c.fact) for c in best]


def _unit_of(query: Query) -> str | None:
    """% where the topic is a rate, 元 where it is an amount."""
    catalogue = load_catalogue()
    kinds = {
        catalogue.indicators[t.indicator].kind
        for t in query.topics
        if t.indicator and t.indicator in catalogue.indicators
    }
    return {"rate": "%", "money": "元"}.get(next(iter(kinds))) if len(kinds) == 1 else None


def _without_names(query: Query) -> str:
    text = query.text
    for place in query.where.places:
        for part in (english_name(place), split_name(place).proper):
            text = re.sub(re.escape(part), " ", text, flags=re.IGNORECASE)
    return re.sub(r"\b\d{4}\b", " ", text)


def all_stated_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> list[Line]:
    """Every number of the asked unit and modality, whatever it counts: "which percentages
    are only targets?"."""
    where = replace(query.where, roles=())
    lines = [
        replace(fact_line(scope.inside[report], topic, fact), group="match")
        for report, fact in index.facts(None, where)
        if report in scope.inside
        and fact.kind in query.fact_kinds
        and (query.unit is None or (fact.unit and same_class(query.unit, fact.unit)))
        and fact.planned == (query.planned == "only")
    ]
    return sorted(lines, key=value_order)


def _line(record: ReportRecord, topic: Topic, fact: Fact) -> Line:
    return replace(fact_line(record, topic, fact), group="match")


def _candidate(report: str, fact: Fact, text: str) -> _Candidate:
    """What a fact is about: its phrase and scope, and its clause where that is at hand."""
    clause = fold(text[max(fact.start - _CONTEXT, 0) : fact.end]).text if text else ""
    clause = _SENTENCE.split(clause)[-1]
    named = fold(f"{fact.phrase} {fact.scope or ''}").text
    return _Candidate(report, fact, named, clause)


def _by_words(phrase: str, candidates: Sequence[_Candidate]) -> list[float]:
    """The share of the asked words, weighted, that each fact holds.

    A word that only stands earlier in the sentence counts half; so do the characters of
    a word that does not stand as such (省市 of 省委). A fact that lacks the head, the last
    word, loses a third.
    """
    asked = _words(phrase)
    if not asked or not candidates:
        return [0.0] * len(candidates)
    frequency = Counter(w for c in candidates for w in set(asked) if w in c.named)
    weight = {w: math.log(1 + len(candidates) / (1 + frequency[w])) for w in asked}
    head = asked[-1]
    weight[head] *= 2.0  # the head of a Chinese noun phrase stands last
    total = sum(weight.values())
    scores = []
    for c in candidates:
        share = sum(v * _holds(c, w) for w, v in weight.items()) / total
        scores.append(share if head in c.named or head in c.clause[-12:] else share * 2 / 3)
    return scores


def _words(phrase: str) -> list[str]:
    """The longest words of a phrase; the cutter also gives those inside them."""
    words = [w for w in segment(fold(phrase).text) if len(w) > 1 or not has_han(w)]
    return [w for w in words if not any(w != other and w in other for other in words)]


def _holds(candidate: _Candidate, word: str) -> float:
    if word in candidate.named:
        return 1.0
    if word in candidate.clause:
        return 0.75
    if not has_han(word):
        return 0.0
    return 0.5 * sum(c in candidate.named for c in word) / len(word)


def _by_meaning(phrase: str, candidates: Sequence[_Candidate], encode: Encode) -> list[float]:
    if not candidates:
        return []
    vectors = encode([phrase, *(c.named for c in candidates)])
    cosines = vectors[1:] @ vectors[0]
    # Brought to the scale of _by_words, where ENOUGH is the least that counts.
    return [float(c) / CLOSE_IN_MEANING * ENOUGH for c in cosines]
