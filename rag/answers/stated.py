"""Numbers that a report states under a name the catalogue does not have.

A topic in the question's own words is matched against what each fact counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.finding import Line
from rag.answers.gather import fact_line
from rag.answers.glossary import matter_of
from rag.answers.groups import value_order
from rag.answers.likeness import (
    ENOUGH,
    Candidate,
    Encode,
    by_meaning,
    by_words,
    content_words,
    holds_head,
    make_candidate,
)
from rag.answers.lines import Lines
from rag.answers.scope import Scope
from rag.answers.units import same_class, unit_of_name
from rag.indicators.catalogue import load_catalogue
from rag.names import english_name, split_name
from rag.text import has_han
from rag.types import Fact, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

BESIDE_BEST = 0.85  # of the best fact's score, to be shown with it
IN_ONE_LIST = 0.6  # the same for the next item of one list (A件、B件、C件)
DESCRIBED = 0.85  # of the question's own words, when nothing else answers it
CLEAR = 0.06  # ahead of the second, when meaning alone decides
MOST_FACTS = 4000  # above this many facts meaning is not computed
FEW = 5  # reports whose sentences are read for context
_LIST_GAP = 2  # characters between two items of a list


def stated_lines(
    topic: Topic, query: Query, scope: Scope, index: Index, encode: Encode | None
) -> Lines:
    """Lines for the facts that are about the topic's words, best reading only."""
    assert topic.phrase is not None
    unit = unit_of_name(topic.phrase)
    candidates = _candidates(query, scope, index, unit)
    scores = by_words(matter_of(topic.phrase) or topic.phrase, candidates)
    foreign = not has_han(query.text) or not has_han(topic.phrase)
    if encode is not None and foreign and len(candidates) <= MOST_FACTS:
        asked = topic.phrase if not has_han(topic.phrase) else _without_names(query)
        meaning = by_meaning(asked, candidates, encode)
        scores = [max(pair) for pair in zip(scores, meaning, strict=True)]
    best = max(scores, default=0.0)
    if best < ENOUGH:
        return Lines.of([], index)
    chosen = {i for i, score in enumerate(scores) if score >= BESIDE_BEST * best}
    chosen |= _rest_of_lists(topic.phrase, candidates, scores, chosen, IN_ONE_LIST * best)
    lines = [_line(candidates[i], topic, scope) for i in sorted(chosen)]
    found = Lines.of(lines, index)
    return found.take(value_order(found)) if query.kind == "rank" else found


def nearest_stated(query: Query, scope: Scope, index: Index, encode: Encode | None) -> list[Line]:
    """The facts that the whole question describes, when its topic, as the catalogue names
    it, is stated nowhere. Strict: a wrong number is worse than none. By meaning only for
    a place that is named."""
    if query.planned == "only":
        return []
    named = bool(query.where.places) and len(scope.inside) <= FEW
    unit = next((t.unit for t in query.topics if t.unit), None) or unit_of(query)
    candidates = _candidates(query, scope, index, unit)
    if has_han(query.text):
        bare = [replace(c, clause="") for c in candidates]
        scores = by_words(matter_of(query.text, query.where.places), bare)
        for words in _scoped_names(query):
            scores = [max(pair) for pair in zip(scores, by_words(words, bare), strict=True)]
        least, margin = DESCRIBED, 0.0
    elif encode is not None and named:
        scores = by_meaning(_without_names(query), candidates, encode)
        least, margin = ENOUGH, CLEAR
    else:
        return []
    best = max(scores, default=0.0)
    rest = max((score for score in scores if score < best), default=0.0)
    if best < least or best - rest < margin:
        return []
    chosen = [c for c, score in zip(candidates, scores, strict=True) if score == best]
    topic = Topic(phrase=chosen[0].fact.phrase)
    return [_line(c, topic, scope) for c in chosen]


def _scoped_names(query: Query) -> list[str]:
    """消费 挽回经济损失: an indicator's name with the scope that the question asks for."""
    known = load_catalogue().indicators
    return [
        f"{t.scope} {re.sub(r'[(].*?[)]', '', name)}"
        for t in query.topics
        if t.scope and t.indicator and t.indicator in known
        for name in (known[t.indicator].zh, *known[t.indicator].synonyms_zh)
    ]


def all_stated_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> Lines:
    """Every number of the asked unit and modality, whatever it counts: "which percentages
    are only targets?"."""
    found = _candidates(query, scope, index, query.unit)
    lines = Lines.of([_line(c, topic, scope) for c in found if c.fact.unit], index)
    return lines.take(value_order(lines))


def _candidates(query: Query, scope: Scope, index: Index, unit: str | None) -> list[Candidate]:
    inside = set(scope.inside)
    few = len(inside) <= FEW
    texts = index.texts(list(inside)) if few else {}
    return [
        make_candidate(report, fact, texts.get(report, ""))
        for report, fact in index.facts(None, replace(query.where, roles=()))
        if report in inside and _is_meant(fact, query) and same_class(unit, fact.unit)
    ]


def _is_meant(fact: Fact, query: Query) -> bool:
    if fact.kind not in query.fact_kinds:
        return False
    return query.planned == "include" or fact.planned == (query.planned == "only")


def _line(candidate: Candidate, topic: Topic, scope: Scope) -> Line:
    return fact_line(scope.inside[candidate.report], topic, candidate.fact)


def _rest_of_lists(
    phrase: str,
    candidates: Sequence[Candidate],
    scores: Sequence[float],
    chosen: set[int],
    least: float,
) -> set[int]:
    """Items that follow a chosen one in a list, of the same unit and with the same head."""
    words = content_words(phrase)
    more: set[int] = set()
    for i in range(1, len(candidates)):
        one, before = candidates[i], candidates[i - 1]
        follows = (
            (i - 1 in chosen or i - 1 in more)
            and one.report == before.report
            and 0 <= one.fact.start - before.fact.end <= _LIST_GAP
            and one.fact.unit == before.fact.unit
        )
        if follows and words and holds_head(one, words[-1]) and scores[i] >= least:
            more.add(i)
    return more


def unit_of(query: Query) -> str | None:
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
