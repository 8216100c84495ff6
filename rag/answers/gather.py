"""Facts that answer a question, one line each: the year, the kind and the scope meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answers.derive import derive_rates
from rag.answers.finding import Line
from rag.answers.groups import MEASURES, group_lines, says
from rag.answers.lines import Lines, Pool
from rag.answers.scope import FEW_REPORTS, Reports, Scope
from rag.answers.units import same_class
from rag.text import fold
from rag.types import Fact, FactKind, Filter, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord


# 清理多少件,其中废止多少件: the whole is asked for too
_OF_WHICH = re.compile(r"(?:多少|几)[^?。]{0,14}其中[^?。]{0,16}(?:多少|几)")


@dataclass(frozen=True, slots=True)
class Reading:
    """Which facts of a report are meant: all of a question that this depends on."""

    topic: Topic
    kinds: tuple[FactKind, ...]
    or_changes: bool  # where a report gives no value, its change is meant
    what_changed: bool  # how much more than the year before, of one place
    over_time: bool  # values for earlier years count
    years: tuple[int, ...]  # values for these years count, whichever year a report covers
    planned_only: bool
    derived: bool  # rates that follow from counts stand in for rates that are not stated
    named: frozenset[str] = frozenset()  # scopes that the question's words name, folded


def fact_lines(topic: Topic, query: Query, scope: Scope, index: Index) -> tuple[Lines, Reports]:
    """Lines for an indicator, and the reports that state it at all."""
    assert topic.indicator is not None
    considered = scope.considered
    pool = _pool(read_as(topic, query), query, scope, index)
    lines = Lines.whole(pool)
    lines = lines.take(considered.mask[lines.report])
    stating = Reports.at(lines.report[~lines.is_derived], index)
    return group_lines(lines, topic, query, scope, index), stating


def read_as(topic: Topic, query: Query) -> Reading:
    """How the facts of each report are read, but for the scopes that the question names."""
    kinds = query.fact_kinds
    if query.kind == "compare":  # a comparison shows all that is said; figures need levels
        kinds = ("level",) if query.statistics else ("level", "change")
    one_place = len(query.where.places) == 1
    difference = "difference" in query.statistics
    return Reading(
        topic=topic,
        kinds=kinds,
        or_changes=query.kind in ("fact", "compare") and query.fact_kinds == ("level",),
        what_changed=one_place
        and len(query.where.years) < 2
        and difference
        and "change" in query.fact_kinds,
        over_time=query.kind == "trend" or (difference and one_place),
        # Reports of the one year asked for hold no earlier value for that year.
        years=tuple(sorted(query.where.years)) if len(query.where.years) > 1 else (),
        planned_only=query.planned == "only",
        derived=query.planned != "only" and "level" in query.fact_kinds,
    )


def _pool(reading: Reading, query: Query, scope: Scope, index: Index) -> Pool:
    """The lines of the reports that count; of many reports, those of all that the index
    holds, so that the next question finds them made."""
    indicator = str(reading.topic.indicator)
    asked = fold(query.text).text
    if reading.topic.scope or _OF_WHICH.search(asked):
        asked = ""
    considered = scope.considered
    if not considered:
        return Pool([], index)
    if len(considered) <= FEW_REPORTS:
        facts = index.facts([indicator], Filter(reports=tuple(considered)))
        return _read(replace(reading, named=_named(facts, asked)), considered, facts, index)
    scopes = index.shelf.keep(("scopes", indicator), lambda: _scopes(index.facts([indicator])))
    reading = replace(reading, named=frozenset(s for s in scopes if s in asked))
    everyone = Reports(index.directory, index.directory.is_report)
    return index.shelf.keep(
        reading, lambda: _read(reading, everyone, index.facts([indicator]), index)
    )


def _scopes(facts: Iterable[tuple[str, Fact]]) -> frozenset[str]:
    """The scopes that facts are limited to, as a question may name them."""
    found = {fact.scope for _, fact in facts if fact.scope and len(fact.scope) > 1}
    return frozenset(fold(scope).text for scope in found)


def _named(facts: Iterable[tuple[str, Fact]], asked: str) -> frozenset[str]:
    return frozenset(scope for scope in _scopes(facts) if scope in asked)


def _read(
    reading: Reading, reports: Reports, facts: Iterable[tuple[str, Fact]], index: Index
) -> Pool:
    stated: dict[str, list[Fact]] = defaultdict(list)
    for report, fact in facts:
        stated[report].append(fact)
    lines: list[Line] = []
    stating: set[str] = set()
    for report, own in stated.items():
        if report in reports:
            found = lines_of_report(reports[report], own, reading)
            lines += found
            stating |= {line.record.id for line in found}
    if reading.derived:
        silent = {report: record for report, record in reports.items() if report not in stating}
        lines += derive_rates(reading.topic, silent, index)
    return Pool(lines, index)


def lines_of_report(record: ReportRecord, facts: Sequence[Fact], reading: Reading) -> list[Line]:
    """The facts of one report that are meant: its own year, the asked kind and scope."""
    topic = reading.topic

    def of_kind(*kinds: FactKind) -> list[Fact]:
        return [f for f in facts if f.kind in kinds and _of_the_year(f, record, reading)]

    meant = of_kind(*reading.kinds)
    notes: tuple[str, ...] = ()
    if reading.what_changed and len({line_year(record, f) for f in meant}) < 2:
        meant = of_kind("change") or meant  # 比去年同期少28件: the report gives the difference
    if not meant and reading.or_changes:
        meant = of_kind("change")
        notes = ("no_level",) if meant else ()
    covered = record.metadata.year_covered
    before = [f for f in meant if f.year is not None and covered is not None and f.year < covered]
    own = [f for f in meant if f not in before]  # a value of last year says its scope but once
    narrow = _of_the_unit(_of_the_scope(own, reading), topic)
    if all(f.planned for f in narrow):  # a target of that scope does not hide a result
        narrow += [f for f in own if not f.planned]
    own = narrow
    meant = [f for f in meant if f in before or f in own]
    if reading.planned_only:
        meant = [f for f in meant if f.planned]
    return [
        replace(fact_line(record, topic, f), notes=notes or _remark(f)) for f in _distinct(meant)
    ]


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


def _of_the_year(fact: Fact, record: ReportRecord, reading: Reading) -> bool:
    """A value that the report gives for an earlier year counts only in comparisons over
    time, and where the question asks for that year."""
    covered = record.metadata.year_covered
    if fact.year is None or covered is None or fact.year >= covered or fact.kind == "change":
        return True
    return reading.over_time or fact.year in reading.years


def _of_the_scope(facts: list[Fact], reading: Reading) -> list[Fact]:
    """Facts whose scope or phrase holds the asked words, if any does; else those whose
    own scope the question names, if any is; else all."""
    topic = reading.topic
    if any(_is_wider(scope) for scope in reading.named):
        return facts  # the place's own figure beside the average of the units above
    facts = [f for f in facts if not _is_wider(f.scope)]
    if not topic.scope:
        named = [f for f in facts if f.scope and fold(f.scope).text in reading.named]
        return named or facts
    words = [w for w in re.split(r"[\s、,，/]+", fold(topic.scope).text) if w]
    both = sum(w in MEASURES for w in words) > 1  # 收到和受理各多少: each is asked for
    for meets in (any,) if both else (all, any):
        meant = [f for f in facts if meets(says(f, w) for w in words)]
        if meant:
            return meant
    return facts


def _is_wider(scope: str | None) -> bool:
    """全市平均: no figure of the reporting place."""
    return scope is not None and scope.endswith("平均")


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
