"""Facts that answer a question, one line each: the year, the kind and the scope meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.derive import derive_rates
from rag.answers.finding import Line
from rag.answers.groups import MEASURES, group_lines, says
from rag.answers.scope import Scope
from rag.answers.units import same_class
from rag.text import fold
from rag.types import Fact, Filter, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord


def fact_lines(
    topic: Topic, query: Query, scope: Scope, index: Index
) -> tuple[list[Line], set[str]]:
    """Lines for an indicator, and the ids of the reports that state it at all."""
    assert topic.indicator is not None
    stated: dict[str, list[Fact]] = defaultdict(list)
    considered = scope.considered
    for report, fact in index.facts([topic.indicator], _where(query, scope)):
        if report in considered:
            stated[report].append(fact)
    lines: list[Line] = []
    stating: set[str] = set()
    for report, facts in stated.items():
        found = lines_of_report(considered[report], topic, facts, query)
        if found:
            stating.add(report)
        lines += found
    silent = {k: v for k, v in considered.items() if k not in stating}
    if query.planned != "only" and "level" in query.fact_kinds:
        lines += derive_rates(topic, silent, index)
    lines = [replace(line, topic=topic) for line in lines]
    return group_lines(lines, topic, query, scope, index), stating


def lines_of_report(
    record: ReportRecord, topic: Topic, facts: Sequence[Fact], query: Query
) -> list[Line]:
    """The facts of one report that are meant: its own year, the asked kind and scope."""
    kinds = query.fact_kinds
    if query.kind == "compare":  # a comparison shows all that is said; figures need levels
        kinds = ("level",) if query.statistics else ("level", "change")
    meant = [f for f in facts if f.kind in kinds and _of_the_year(f, record, query)]
    notes: tuple[str, ...] = ()
    if _asks_what_changed(query) and len({line_year(record, f) for f in meant}) < 2:
        said = [f for f in facts if f.kind == "change" and _of_the_year(f, record, query)]
        meant = said or meant  # 比去年同期少28件: the report gives the difference itself
    if not meant and query.kind in ("fact", "compare") and query.fact_kinds == ("level",):
        meant = [f for f in facts if f.kind == "change" and _of_the_year(f, record, query)]
        notes = ("no_level",) if meant else ()
    covered = record.metadata.year_covered
    before = [f for f in meant if f.year is not None and covered is not None and f.year < covered]
    own = [f for f in meant if f not in before]  # a value of last year says its scope but once
    narrow = _of_the_unit(_of_the_scope(own, topic, query.text), topic)
    if all(f.planned for f in narrow):  # a target of that scope does not hide a result
        narrow += [f for f in own if not f.planned]
    own = narrow
    meant = [f for f in meant if f in before or f in own]
    if query.planned == "only":
        meant = [f for f in meant if f.planned]
    return [
        replace(fact_line(record, topic, f), notes=notes or _remark(f)) for f in _distinct(meant)
    ]


def _asks_what_changed(query: Query) -> bool:
    """How much more than the year before, of one place."""
    one = len(query.where.places) == 1 and len(query.where.years) < 2
    return one and "difference" in query.statistics and "change" in query.fact_kinds


def _remark(fact: Fact) -> tuple[str, ...]:
    """58.9% beside 143 cases needs a word: it is a change."""
    return ("change",) if fact.kind == "change" else ()


def fact_line(record: ReportRecord, topic: Topic, fact: Fact) -> Line:
    """One fact as a line; the bracket straight after its clause belongs to its quote."""
    return Line(
        record=record,
        topic=topic,
        phrase=fact.phrase,
        value=fact.value,
        span=Span(fact.start, fact.end),
        unit=fact.unit,
        approx=fact.approx,
        planned=fact.planned,
        number=fact.number,
        year=line_year(record, fact),
        fact=fact,
    )


def line_year(record: ReportRecord, fact: Fact) -> int | None:
    """The report's year, but for a value that the report gives for an earlier year."""
    covered = record.metadata.year_covered
    if fact.kind == "change" or fact.year is None or covered is None:
        return covered
    return fact.year if fact.year < covered else covered


def _where(query: Query, scope: Scope) -> Filter:
    where = replace(query.where, roles=())
    return replace(where, levels=(), level_words=()) if scope.beside else where


def _of_the_year(fact: Fact, record: ReportRecord, query: Query) -> bool:
    """A value that the report gives for an earlier year counts only in comparisons over
    time, and where the question asks for that year."""
    covered = record.metadata.year_covered
    if fact.year is None or covered is None or fact.year >= covered or fact.kind == "change":
        return True
    over_time = query.kind == "trend" or (
        "difference" in query.statistics and len(query.where.places) == 1
    )
    return over_time or fact.year in query.where.years


def _of_the_scope(facts: list[Fact], topic: Topic, question: str) -> list[Fact]:
    """Facts whose scope or phrase holds the asked words, if any does; else those whose
    own scope the question names, if any is; else all."""
    if not topic.scope:
        asked = fold(question).text
        named = [f for f in facts if f.scope and len(f.scope) > 1 and fold(f.scope).text in asked]
        return named or facts
    words = [w for w in re.split(r"[\s、,，/]+", fold(topic.scope).text) if w]
    both = sum(w in MEASURES for w in words) > 1  # 收到和受理各多少: each is asked for
    for meets in (any,) if both else (all, any):
        meant = [f for f in facts if meets(says(f, w) for w in words)]
        if meant:
            return meant
    return facts


def _of_the_unit(facts: list[Fact], topic: Topic) -> list[Fact]:
    """多少份 asks for documents where the report also counts their points in 条."""
    fitting = [f for f in facts if f.unit and same_class(topic.unit, f.unit)]
    return fitting if topic.unit and fitting else facts


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """A value that a report repeats counts once."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for fact in facts:
        key = (fact.value, fact.unit, fact.scope, fact.planned, fact.kind, fact.year)
        if key not in seen:
            seen.add(key)
            kept.append(fact)
    return kept
