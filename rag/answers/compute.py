"""From a query to a finding: which lines answer it, and the figures over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answers.claims import claim_lines, phrase_lines, silent_lines
from rag.answers.derive import find_contradictions
from rag.answers.fields import answer_fields
from rag.answers.finding import Finding, Line, Note, Statistic
from rag.answers.gather import fact_lines
from rag.answers.groups import sorted_into_groups, value_order
from rag.answers.likeness import Encode
from rag.answers.passages import Search, answer_passages
from rag.answers.remarks import DEFAULT, by_level, by_year, is_rate, remarks
from rag.answers.scope import Scope, cover, find_scope, record_order
from rag.answers.stated import all_stated_lines, nearest_stated, stated_lines, unit_of
from rag.answers.statistics import main_lines, main_unit, parties, summarise, without_parts
from rag.answers.units import same_class
from rag.indicators.catalogue import load_catalogue
from rag.types import AnswerKind, Comparison, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

# Kinds of question whose own words are looked for as text, not as the name of a number.
_AS_TEXT: tuple[AnswerKind, ...] = ("set", "claim", "count")
# Kinds that fall back on the question's own words when its topic is stated nowhere.
_IN_OWN_WORDS: tuple[AnswerKind, ...] = ("fact", "set", "sum", "average", "rank")
_ONE_UNIT: tuple[AnswerKind, ...] = ("sum", "average", "rank")


_ADDED = {"sum", "mean", "median", "difference"}


@dataclass(frozen=True, slots=True)
class Tools:
    """What computing may use: the index, and (for open questions) search and vectors."""

    index: Index
    retriever: Search | None = None
    encode: Encode | None = None


def compute(query: Query, tools: Tools) -> Finding:
    """All that the reports hold on the question; ``abstained`` when that is nothing."""
    if query.reason == "unknown_year":
        return _values_for_an_earlier_year(query, tools)
    if query.kind == "none" or query.reason:
        return Finding(abstained=True)
    if query.within is not None:
        query = _narrowed(query, tools)
        if not query.where.reports:
            return Finding(abstained=True)
    if query.comparison and query.comparison.relative:
        return _against_a_figure(query, query.comparison, tools)
    scope = find_scope(query, tools.index)
    if query.kind == "passage":
        return answer_passages(query, scope, tools.index, tools.retriever, tools.encode)
    if not query.topics and (query.planned == "only" or query.unit):
        return _answer_topics(query, scope, tools)
    if query.kind == "metadata" or not any(
        t.indicator or t.claim or t.phrase for t in query.topics
    ):
        return answer_fields(query, scope)
    return _answer_topics(query, scope, tools)


def _narrowed(query: Query, tools: Tools) -> Query:
    """The query over the reports that matched the earlier question only."""
    assert query.within is not None
    before = compute(query.within, tools)
    reports = dict.fromkeys(x.record.id for x in before.lines if x.group == "match")
    return replace(query, within=None, where=replace(query.where, reports=tuple(reports)))


def _against_a_figure(query: Query, comparison: Comparison, tools: Tools) -> Finding:
    """Above average: the figure of all reports that count first, then those beyond it."""
    assert comparison.relative
    plain = replace(query, comparison=None, limit=None)
    figures = replace(plain, kind="average", statistics=(comparison.relative,))
    (figure, *_) = compute(figures, tools).statistics or (None,)
    if figure is None:
        return Finding(abstained=True)
    asked = replace(comparison, value=figure.value, unit=figure.unit, relative="")
    found = compute(replace(query, comparison=asked), tools)
    values: dict[str, str | int | float] = {
        "name": comparison.relative,
        "value": figure.value,
        "unit": figure.unit or "",
        "values": figure.values,
    }
    return replace(found, notes=(Note("figure_of_all", values), *found.notes))


def _answer_topics(query: Query, scope: Scope, tools: Tools) -> Finding:
    lines, stating = _gather(query, scope, tools)
    if not lines and query.readings and query.where.places:
        other = _answer_topics(replace(query, topics=query.readings, readings=()), scope, tools)
        if other.of("match"):
            return other
    if query.stance == "silent":
        return _silent(query, scope, lines, stating)
    if not lines and query.kind in _IN_OWN_WORDS and not any(t.claim for t in query.topics):
        found = nearest_stated(query, scope, tools.index, tools.encode)
        stating = {line.record.id for line in found}
        lines = sorted_into_groups(found, query, scope)
    if not lines and query.stance == "weakness" and query.kind == "claim":
        return _weaknesses_in_other_words(query, scope, tools)
    if not lines and query.planned == "only":
        wider = replace(query, unit=query.unit or unit_of(query))
        lines = all_stated_lines(Topic(), wider, scope, tools.index)
        stating = {line.record.id for line in lines}
    left_out: list[Line] = []
    if query.kind in _ONE_UNIT and not is_rate(lines):
        lines, left_out = _keep_one_unit(lines)
    if query.kind == "rank" and not is_rate(lines):
        whole, _ = without_parts([x for x in lines if x.group == "match"])
        kept = {id(x) for x in whole}
        lines = [
            replace(x, group="near", notes=(*x.notes, "part"))
            if x.group == "match" and id(x) not in kept
            else x
            for x in lines
        ]
    lines = _in_order(lines, query)
    considered = sorted(scope.considered.values(), key=record_order)
    statistics, totals, beside = _statistics(query, lines, scope)
    lines = [
        replace(x, group="near", notes=(*x.notes, "part")) if id(x) in beside else x for x in lines
    ]
    notes = [
        *find_contradictions(lines, tools.index),
        *remarks(query, lines),
        *by_level(query, scope, stating),
        *by_year(query, scope, lines),
        *(Note("total_only", {}, (scope.considered[r],)) for r in sorted(totals)),
    ]
    if left_out:
        notes.append(Note("also_other", {"count": len(left_out)}))
    number = statistics[0].value if statistics else None
    return Finding(
        lines=tuple(lines),
        number=number,
        statistics=statistics,
        coverage=cover(considered, stating),
        in_scope=len(scope.inside),
        silent=tuple(r for r in considered if r.id not in stating),
        notes=tuple(notes),
        abstained=not lines and not _asks_who_has_none(query),
    )


def _asks_who_has_none(query: Query) -> bool:
    """Who has no such case: that no report says so, and which are silent, is an answer."""
    asked = query.comparison
    nothing = asked is not None and asked.op == "=" and asked.value == 0
    return nothing and query.kind in ("set", "count") and not query.where.places


def _weaknesses_in_other_words(query: Query, scope: Scope, tools: Tools) -> Finding:
    """No report admits it in the words of the catalogue: read the problems they tell."""
    topics = tuple(Topic(phrase=t.claim or t.phrase) for t in query.topics)
    where = replace(query.where, roles=("problems",))
    wider = replace(query, kind="passage", topics=topics, where=where)
    return answer_passages(wider, scope, tools.index, tools.retriever, tools.encode)


# ------------------------------------------------------------ lines


def _gather(query: Query, scope: Scope, tools: Tools) -> tuple[list[Line], set[str]]:
    lines: list[Line] = []
    stating: set[str] = set()
    numbers = any(t.indicator for t in query.topics)
    for topic in _with_parts(query) or (Topic(),):
        found, reports = _lines_of(topic, query, scope, tools)
        if numbers and not topic.indicator:  # "which mention X, and which of them give a number?"
            found = [replace(x, value="done, no number") if x.value == "done" else x for x in found]
        lines += found
        stating |= reports
    if numbers:
        counted = {x.record.id for x in lines if x.fact is not None}
        lines = [x for x in lines if x.fact or x.parts or x.record.id not in counted]
    if query.stance == "no_number":
        lines = [replace(x, group="near") if x.fact or x.parts else x for x in lines]
    return _beside_their_totals(_once(lines), query), stating


def _lines_of(
    topic: Topic, query: Query, scope: Scope, tools: Tools
) -> tuple[list[Line], set[str]]:
    if topic.indicator:
        return fact_lines(topic, query, scope, tools.index)
    if topic.claim:
        return claim_lines(topic, query, scope, tools.index)
    if topic == Topic():
        found = all_stated_lines(topic, query, scope, tools.index)
        return found, {line.record.id for line in found}
    if topic.phrase and _read_as_text(topic, query):
        return phrase_lines(topic, query, scope, tools.index)
    if topic.phrase:
        found = stated_lines(topic, query, scope, tools.index, tools.encode)
        reports = {line.record.id for line in found}
        return sorted_into_groups(found, query, scope) if query.comparison else found, reports
    return [], set()


def _with_parts(query: Query) -> tuple[Topic, ...]:
    """An open comparison shows the parts of what it compares too: 简易程序 of 行政处罚."""
    if query.kind != "compare" or query.statistics:
        return query.topics
    asked = {t.indicator for t in query.topics if t.indicator and not t.group}
    parts = (i.id for i in load_catalogue().indicators.values() if i.part_of in asked)
    return (*query.topics, *(Topic(indicator=p) for p in parts if p not in asked))


def _beside_their_totals(lines: list[Line], query: Query) -> list[Line]:
    """A part that was not asked for stands in for a total that is not stated; beside a
    stated total it stands apart."""
    asked = {t.indicator for t in query.topics}
    stated = {(x.record.id, x.topic.indicator) for x in lines if x.group == "match"}
    known = load_catalogue().indicators

    def is_extra(line: Line) -> bool:
        entry = known.get(line.topic.indicator or "")
        added = line.topic.indicator not in asked
        return added and entry is not None and (line.record.id, entry.part_of) in stated

    return [
        replace(x, group="near", notes=(*x.notes, "part"))
        if query.kind == "compare" and x.group == "match" and is_extra(x)
        else x
        for x in lines
    ]


def _read_as_text(topic: Topic, query: Query) -> bool:
    """Whether the reports are read for the words themselves, not for numbers so named."""
    if topic.literal or query.kind == "claim":
        return True
    return query.kind in _AS_TEXT and query.comparison is None and topic.unit is None


def _once(lines: Sequence[Line]) -> list[Line]:
    """Two topics of a question may find one fact; it is shown once.

    One number may be two facts (已受理并办结33起), and then both are shown.
    """
    seen: set[tuple[object, ...]] = set()
    kept = []
    for line in lines:
        place = line.number or line.span
        what = (line.value, line.fact.indicator) if line.fact else line.phrase
        key = (line.record.id, place, what)
        if key not in seen or line.fact is None:
            seen.add(key)
            kept.append(line)
    return kept


def _in_order(lines: list[Line], query: Query) -> list[Line]:
    if query.kind == "rank":
        ranked = sorted(lines, key=lambda x: value_order(x, query.order == "desc"))
        return _limited(ranked, query.limit)
    if query.kind == "trend":
        return sorted(lines, key=lambda x: (x.record.metadata.place or "", x.year or 0))
    if query.kind in ("compare", "fact"):
        places = {place: i for i, place in enumerate(query.where.places)}
        return sorted(  # stable: topics keep their order
            lines,
            key=lambda x: (
                places.get(x.record.metadata.place or "", len(places)),
                record_order(x.record),
            ),
        )
    return lines


def _limited(ranked: list[Line], limit: int | None) -> list[Line]:
    """The first ``limit`` matches, and those that share the last one's value."""
    matches = [x for x in ranked if x.group == "match"]
    if limit is None or len(matches) <= limit or limit < 1:
        return ranked
    last = matches[limit - 1].value
    kept = matches[:limit] + [x for x in matches[limit:] if x.value == last]
    return kept + [x for x in ranked if x.group != "match"]


def _keep_one_unit(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    matches = [x for x in lines if x.group == "match"]
    kept: list[Line] = []
    others: list[Line] = []
    for topic in dict.fromkeys(x.topic for x in matches):
        own, rest = main_unit([x for x in matches if x.topic == topic])
        kept += own
        others += rest
    return [x for x in lines if x.group != "match"] + kept, others


# ------------------------------------------------------------ figures


def _statistics(
    query: Query, lines: Sequence[Line], scope: Scope
) -> tuple[tuple[Statistic, ...], set[str], set[int]]:
    """The figures, the reports whose total stands for its parts, and the lines (by
    identity) on which no figure rests."""
    names = query.statistics or DEFAULT.get(query.kind, ())
    names = tuple(n for n in names if not (query.kind == "rank" and n in ("max", "min")))
    if not names and _sets_two_values_side_by_side(query, lines):
        names = ("difference",)
    if query.kind == "sum" and "sum" not in names:
        names = ("sum", *names)
    matches = [x for x in lines if x.group == "match"]
    if not names or (not matches and "count" not in names):
        return (), set(), set()
    figures: list[Statistic] = []
    totals: set[str] = set()
    beside: set[int] = set()
    for topic in _topics_apart(query, matches):
        own = [x for x in matches if topic is None or x.topic == topic]
        rate = is_rate(own)
        whole, with_total = (own, set()) if rate else without_parts(own)
        if _ADDED & set(names):
            totals |= with_total
            used = [y for x in parties(whole) for y in main_lines(x)]
            used = used if names == ("difference",) else whole
            beside |= {id(x) for x in own} - {id(x) for x in used}
        for name in names:
            counted = own if name in ("count", "share", "max", "min") else whole
            figure = summarise(name, counted, len(scope.inside), rate)
            if figure is not None:
                figures.append(replace(figure, topic=topic))
    return tuple(figures), totals, beside


def _sets_two_values_side_by_side(query: Query, lines: Sequence[Line]) -> bool:
    """Two places, one figure each: what lies between them is what a comparison asks."""
    matches = [x for x in lines if x.group == "match" and x.fact and x.fact.kind == "level"]
    return (
        query.kind == "compare"
        and len(matches) == 2
        and len({x.record.metadata.place for x in matches}) == 2
        and len(query.topics) == 1
        and same_class(matches[0].unit, matches[1].unit)
    )


def _topics_apart(query: Query, matches: Sequence[Line]) -> list[Topic | None]:
    """Fines and cases are not added up: each indicator has a figure of its own."""
    topics = list(dict.fromkeys(x.topic for x in matches if x.topic.indicator))
    apart = query.kind in ("sum", "average") and len(query.topics) > 1 and topics
    return list(topics) if apart else [None]


def _silent(query: Query, scope: Scope, lines: list[Line], stating: set[str]) -> Finding:
    quiet = silent_lines(query.topics[0], scope, stating)
    # None is silent: those that do state it are the evidence.
    shown = quiet or [replace(x, group="match" if query.where.places else "near") for x in lines]
    considered = sorted(scope.considered.values(), key=record_order)
    number = float(len(quiet)) if query.kind == "count" else None
    figures = (
        (Statistic("count", number, None, len(quiet), len(quiet)),) if number is not None else ()
    )
    return Finding(
        lines=tuple(shown),
        number=number,
        statistics=figures,
        coverage=cover(considered, stating),
        in_scope=len(scope.inside),
        silent=tuple(r for r in considered if r.id not in stating),
        abstained=not shown,
    )


def _values_for_an_earlier_year(query: Query, tools: Tools) -> Finding:
    """No report covers the year, but a later one may give a value for it."""
    asked = query.unknown_years or query.where.years
    if not any(t.indicator for t in query.topics) or not asked:
        return Finding(abstained=True)
    wider = replace(query, reason="", where=replace(query.where, years=()), kind="trend")
    found = _answer_topics(wider, find_scope(wider, tools.index), tools)
    lines = tuple(x for x in found.lines if x.year in asked and x.group == "match")
    if not lines:
        return Finding(abstained=True)
    return replace(found, lines=lines, number=None, statistics=())
