"""From a query to a finding: which lines answer it, and the figures over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rag.answers.claims import claim_lines, phrase_lines, silent_lines
from rag.answers.commonest import commonest
from rag.answers.derive import find_contradictions
from rag.answers.fields import answer_fields
from rag.answers.figures import figures_over, keep_one_unit
from rag.answers.finding import Finding, Note, Statistic
from rag.answers.gather import fact_lines
from rag.answers.groups import sorted_into_groups, value_order
from rag.answers.likeness import Encode
from rag.answers.lines import Lines, all_of
from rag.answers.movement import moved_lines
from rag.answers.passages import Search, answer_passages
from rag.answers.remarks import by_level, by_year, is_rate, remarks
from rag.answers.scope import Reports, Scope, cover, find_scope
from rag.answers.stated import all_stated_lines, nearest_stated, stated_lines, unit_of
from rag.answers.statistics import without_parts
from rag.columns import first_of_equal, unique_in_order
from rag.indicators.catalogue import load_catalogue
from rag.text import fold
from rag.types import AnswerKind, Comparison, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

# Kinds of question whose own words are looked for as text, not as the name of a number.
_AS_TEXT: tuple[AnswerKind, ...] = ("set", "claim", "count")
# Kinds that fall back on the question's own words when its topic is stated nowhere.
_IN_OWN_WORDS: tuple[AnswerKind, ...] = ("fact", "set", "sum", "average", "rank")
_ONE_UNIT: tuple[AnswerKind, ...] = ("sum", "average", "rank")


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
    if query.common:
        return commonest(query, scope, tools.index)
    if query.stance == "silent" and query.where.roles:
        stating = Reports.of(tools.index.reports_with(query.where.roles), tools.index)
        found = _silent(query, scope, Lines.of([], tools.index), stating, tools.index)
        return replace(found, abstained=not scope.inside)  # that all have it is an answer
    if query.kind == "passage":
        told = answer_passages(query, scope, tools.index, tools.retriever, tools.encode)
        return (_figures_of_the_matter(query, scope, tools) if told.abstained else None) or told
    every_figure = query.kind == "set" and bool(query.where.places)
    if not query.topics and (query.planned == "only" or query.unit or every_figure):
        return _answer_topics(query, scope, tools)
    if query.kind == "metadata" or not any(
        t.indicator or t.claim or t.phrase for t in query.topics
    ):
        return answer_fields(query, scope, tools.index)
    return _answer_topics(query, scope, tools)


def _figures_of_the_matter(query: Query, scope: Scope, tools: Tools) -> Finding | None:
    """What a place reports of mediation, where no sentence has the word: its figures."""
    if not query.where.places or len(query.topics) != 1 or query.where.roles:
        return None
    said = fold(query.topics[0].phrase or "").text.replace(" ", "")
    groups = load_catalogue().groups.values()
    group = next((g for g in groups if said in (fold(g.zh).text, *g.synonyms_zh)), None)
    if group is None:
        return None
    topics = tuple(Topic(indicator=member, group=group.id) for member in group.members)
    figures = _answer_topics(replace(query, kind="fact", topics=topics), scope, tools)
    return None if figures.abstained else figures


def _narrowed(query: Query, tools: Tools) -> Query:
    """The query over the reports that matched the earlier question only."""
    assert query.within is not None
    before = Lines.of(compute(query.within, tools).lines, tools.index)
    numbers = unique_in_order(before.take(before.of_group("match")).report)
    reports = tuple(tools.index.directory.records[number].id for number in numbers)
    return replace(query, within=None, where=replace(query.where, reports=reports))


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
    index = tools.index
    lines, stating = _gather(query, scope, tools)
    if not lines and query.readings and query.where.places:
        other = _answer_topics(replace(query, topics=query.readings, readings=()), scope, tools)
        if other.of("match"):
            return other
    if query.together:
        lines, stating = _with_all(query, lines)
    if query.stance == "silent":
        return _silent(query, scope, lines, stating, index)
    if not lines and query.kind in _IN_OWN_WORDS and not any(t.claim for t in query.topics):
        found = nearest_stated(query, scope, index, tools.encode)
        stating = Reports.of((line.record.id for line in found), index)
        lines = sorted_into_groups(found, query, scope, index)
    if not lines and query.stance == "weakness" and query.kind == "claim":
        return _weaknesses_in_other_words(query, scope, tools)
    if not lines and query.planned == "only" and not _is_named(query):
        wider = replace(query, unit=query.unit or unit_of(query))
        lines = all_stated_lines(Topic(), wider, scope, index)
        stating = Reports.at(lines.report, index)
    left_out = 0
    if query.kind in _ONE_UNIT and not is_rate(lines):
        lines, left_out = keep_one_unit(lines)
    if query.kind == "rank" and not is_rate(lines):
        matches = lines.of_group("match")
        whole, _ = without_parts(lines.take(matches))
        lines = lines.moved(matches & ~np.isin(lines.at, whole.at), "near", "part")
    lines = _in_order(lines, query)
    statistics, totals, beside = figures_over(query, lines, scope)
    lines = lines.moved(beside, "near", "part")
    coverage, silent = cover(scope.considered, stating)
    notes = [
        *find_contradictions(lines, index),
        *remarks(query, lines),
        *by_level(query, scope, stating),
        *by_year(query, scope, lines),
        *(Note("total_only", {}, (totals[report],)) for report in sorted(totals)),
    ]
    if left_out:
        notes.append(Note("also_other", {"count": left_out}))
    return Finding(
        lines=lines,
        number=statistics[0].value if statistics else None,
        statistics=statistics,
        coverage=coverage,
        in_scope=len(scope.inside),
        silent=silent,
        notes=tuple(notes),
        abstained=not lines and not _asks_who_has_none(query),
    )


def _with_all(query: Query, lines: Lines) -> tuple[Lines, Reports]:
    """The lines of reports that have a match for each matter asked for, and those reports."""
    matches = lines.of_group("match")
    if query.comparison is None:
        matches |= lines.of_group("near") & (lines.said.codes >= 0)
    parties: dict[object, list[Topic]] = {}
    for topic in query.topics:
        parties.setdefault(topic.group or topic, []).append(topic)
    kept = np.ones(len(lines), dtype=bool)
    for topics in parties.values():
        own = matches & lines.topic.isin(tuple(topics))
        kept &= np.isin(lines.report, lines.report[own])
    lines = lines.take(kept)
    return lines, Reports.at(lines.report, lines.pool.index)


def _is_named(query: Query) -> bool:
    """Whether an indicator or a statement is asked for, not just any target."""
    return any(t.claim or t.indicator for t in query.topics)


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
    return answer_passages(wider, scope, tools.index, tools.retriever, tools.encode, or_whole=False)


# ------------------------------------------------------------ lines


def _gather(query: Query, scope: Scope, tools: Tools) -> tuple[Lines, Reports]:
    found: list[Lines] = []
    stating = Reports.of((), tools.index)
    numbers = any(t.indicator for t in query.topics)
    for topic in _with_parts(query) or (Topic(),):
        own, reports = _lines_of(topic, query, scope, tools)
        if numbers and not topic.indicator:  # "which mention X, and which of them give a number?"
            some = [replace(x, value="done, no number") if x.value == "done" else x for x in own]
            own = Lines.of(some, tools.index)
        found.append(own)
        stating |= reports
    lines = all_of(found, tools.index)
    if numbers and len(found) > 1:
        counted = np.isin(lines.report, lines.report[lines.is_fact])
        lines = lines.take(lines.is_fact | lines.is_derived | ~counted)
    if query.stance == "no_number":
        lines = lines.moved(lines.is_fact | lines.is_derived, "near")
    return _beside_their_totals(_once(lines), query), stating


def _lines_of(topic: Topic, query: Query, scope: Scope, tools: Tools) -> tuple[Lines, Reports]:
    index = tools.index
    if topic.indicator:
        lines = moved_lines if query.direction else fact_lines
        return lines(topic, query, scope, index)
    if topic.claim:
        return claim_lines(topic, query, scope, index)
    if topic.phrase and _read_as_text(topic, query):
        return phrase_lines(topic, query, scope, index)
    if topic == Topic():
        found = all_stated_lines(topic, query, scope, index)
    elif topic.phrase:
        found = stated_lines(topic, query, scope, index, tools.encode)
    else:
        found = Lines.of([], index)
    stating = Reports.at(found.report, index)
    if topic.phrase and query.comparison:
        found = sorted_into_groups(found, query, scope, index)
    return found, stating


def _with_parts(query: Query) -> tuple[Topic, ...]:
    """An open comparison shows the parts of what it compares too: 简易程序 of 行政处罚."""
    if query.kind != "compare" or query.statistics:
        return query.topics
    asked = {t.indicator for t in query.topics if t.indicator and not t.group}
    parts = (i.id for i in load_catalogue().indicators.values() if i.part_of in asked)
    return (*query.topics, *(Topic(indicator=p) for p in parts if p not in asked))


def _beside_their_totals(lines: Lines, query: Query) -> Lines:
    """A part that was not asked for stands in for a total that is not stated; beside a
    stated total it stands apart."""
    if query.kind != "compare":
        return lines
    asked = {t.indicator for t in query.topics}
    matches = lines.of_group("match")
    apart = np.zeros(len(lines), dtype=bool)
    for topic in lines.topic.present():
        entry = load_catalogue().indicators.get(topic.indicator or "")
        if topic.indicator in asked or entry is None or not entry.part_of:
            continue
        wholes = [t for t in lines.topic.present() if t.indicator == entry.part_of]
        whole = matches & lines.topic.isin(wholes)
        own = matches & lines.topic.isin((topic,))
        apart |= own & np.isin(lines.report, lines.report[whole])
    return lines.moved(apart, "near", "part")


def _read_as_text(topic: Topic, query: Query) -> bool:
    """Whether the reports are read for the words themselves, not for numbers so named."""
    if topic.literal or query.kind == "claim":
        return True
    return query.kind in _AS_TEXT and query.comparison is None and topic.unit is None


def _once(lines: Lines) -> Lines:
    """Two topics of a question may find one fact; it is shown once.

    One number may be two facts (已受理并办结33起), and then both are shown.
    """
    facts = np.flatnonzero(lines.is_fact)
    start, end = (ends[facts] for ends in lines.number)
    what = lines.amount[facts], lines.indicator.codes[facts]
    first = first_of_equal(lines.report[facts], start, end, *what)
    again = np.zeros(len(lines), dtype=bool)
    again[facts[first != np.arange(len(first))]] = True
    return lines.take(~again) if again.any() else lines


def _in_order(lines: Lines, query: Query) -> Lines:
    directory = lines.pool.directory
    if query.kind == "rank":
        return _limited(lines.take(value_order(lines, query.order == "desc")), query.limit)
    if query.kind == "trend":
        return lines.take(np.lexsort((lines.year, directory.place_rank[lines.report])))
    if query.kind in ("compare", "fact"):
        asked = {place: i for i, place in enumerate(query.where.places)}
        named = [asked.get(name or "", len(asked)) for name in directory.places.values]
        places = np.array(named, dtype=np.int64)[directory.places.codes[lines.report]]
        order = np.lexsort((directory.age_rank[lines.report], places))
        return lines.take(order)  # stable: topics keep their order
    if not query.topics:  # every figure of a report: as it gives them
        return lines.take(np.lexsort((lines.start, directory.age_rank[lines.report])))
    return lines


def _limited(ranked: Lines, limit: int | None) -> Lines:
    """The first ``limit`` matches, and those that share the last one's value."""
    matches = np.flatnonzero(ranked.of_group("match"))
    if limit is None or len(matches) <= limit or limit < 1:
        return ranked
    amounts = ranked.amount[matches]
    kept = np.arange(len(matches)) < limit
    kept |= amounts == amounts[limit - 1]
    rest = np.flatnonzero(~ranked.of_group("match"))
    return ranked.take(np.concatenate([matches[kept], rest]))


# ------------------------------------------------------------ who says nothing


def _silent(query: Query, scope: Scope, lines: Lines, stating: Reports, index: Index) -> Finding:
    quiet = silent_lines(query.topics[0], scope, stating)
    # None is silent: those that do state it are the evidence.
    everything = np.ones(len(lines), dtype=bool)
    shown = (
        Lines.of(quiet, index)
        if quiet
        else lines.moved(everything, "match" if query.where.places else "near")
    )
    number = float(len(quiet)) if query.kind == "count" else None
    figures = (
        (Statistic("count", number, None, len(quiet), len(quiet)),) if number is not None else ()
    )
    coverage, silent = cover(scope.considered, stating)
    return Finding(
        lines=shown,
        number=number,
        statistics=figures,
        coverage=coverage,
        in_scope=len(scope.inside),
        silent=silent,
        abstained=not shown,
    )


def _values_for_an_earlier_year(query: Query, tools: Tools) -> Finding:
    """No report covers the year, but a later one may give a value for it."""
    asked = query.unknown_years or query.where.years
    if not any(t.indicator for t in query.topics) or not asked:
        return Finding(abstained=True)
    wider = replace(query, reason="", where=replace(query.where, years=()), kind="trend")
    found = _answer_topics(wider, find_scope(wider, tools.index), tools)
    lines = Lines.of(found.lines, tools.index)
    lines = lines.take(np.isin(lines.year, asked) & lines.of_group("match"))
    if not lines:
        return Finding(abstained=True)
    return replace(found, lines=lines, number=None, statistics=())
