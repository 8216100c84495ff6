"""Facts that answer a question, one line each, sorted into the groups of an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.derive import derive_rates
from rag.answers.finding import Line
from rag.answers.scope import Scope, record_order
from rag.answers.units import same_class
from rag.text import fold
from rag.types import Comparison, Fact, Filter, Query, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

NEAR_POINTS = 5.0  # percentage points from the asked rate that are still "near"
NEAR_SHARE = 0.2  # and the same for counts, as a share of the asked value
NEAREST_SHOWN = 3  # when nothing matches and nothing is near
_RATES = ("%", "‰")
_MEASURES = ("收到", "受理", "被申请")
_PART_WITHIN = 30  # characters between a total and a part of it
_SENTENCE_END = re.compile(r"[。;；\n]")
_OF_WHICH = re.compile(r"\s*(?:[,，、]?\s*[(（]?\s*(?:其中|含|包括)|[(（])")


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
    grouped = _words_apart(sorted_into_groups(lines, query, scope))
    grouped = _other_verbs_apart(grouped, topic)
    return parts_apart(grouped, topic, index), stating


def lines_of_report(
    record: ReportRecord, topic: Topic, facts: Sequence[Fact], query: Query
) -> list[Line]:
    """The facts of one report that are meant: its own year, the asked kind and scope."""
    kinds = query.fact_kinds
    if query.kind == "compare":  # a comparison shows all that is said; figures need levels
        kinds = ("level",) if query.statistics else ("level", "change")
    meant = [f for f in facts if f.kind in kinds and _of_the_year(f, record, query)]
    notes: tuple[str, ...] = ()
    if not meant and query.kind in ("fact", "compare") and query.fact_kinds == ("level",):
        meant = [f for f in facts if f.kind == "change" and _of_the_year(f, record, query)]
        notes = ("no_level",) if meant else ()
    covered = record.metadata.year_covered
    before = [f for f in meant if f.year is not None and covered is not None and f.year < covered]
    own = [f for f in meant if f not in before]  # a value of last year says its scope but once
    own = _of_the_unit(_of_the_scope(own, topic, query.text), topic)
    meant = [f for f in meant if f in before or f in own]
    if query.planned == "only":
        meant = [f for f in meant if f.planned]
    return [replace(fact_line(record, topic, f), notes=notes) for f in _distinct(meant)]


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


def _words_apart(lines: list[Line]) -> list[Line]:
    """A report that gives a rate in digits means that one; "all were …" beside it is said
    of something narrower."""
    digits = {
        x.record.id
        for x in lines
        if x.unit == "%" and x.fact and not x.fact.in_words and not x.planned
    }
    return [
        replace(x, group="near", notes=(*x.notes, "scope_other"))
        if x.group == "match"
        and x.unit == "%"
        and x.fact
        and x.fact.in_words
        and x.record.id in digits
        else x
        for x in lines
    ]


def parts_apart(lines: list[Line], topic: Topic, index: Index) -> list[Line]:
    """The parts of a total that the same report states stand apart from it."""
    if topic.scope:
        return lines
    by_report: dict[str, list[Line]] = defaultdict(list)
    for x in lines:
        if x.group == "match" and not x.parts:
            by_report[x.record.id].append(x)
    several = {report: own for report, own in by_report.items() if len(own) > 1}
    texts = index.texts(list(several)) if several else {}
    parts: set[int] = set()
    for report, own in several.items():
        total = total_of(own)
        found = [x for x in own if x is not total] if total else _inner_parts(own, texts[report])
        parts |= {id(x) for x in found}
    return [
        replace(x, group="near", notes=(*x.notes, "part")) if id(x) in parts else x for x in lines
    ]


def _inner_parts(own: Sequence[Line], text: str) -> list[Line]:
    """Values that follow a larger one after 其中, or in the bracket after it: 85名(其中专职4名)."""
    placed = sorted((x for x in own if x.number), key=lambda x: x.number.start)  # type: ignore[union-attr]
    found: list[Line] = []
    for i, whole in enumerate(placed):
        assert whole.number is not None
        if whole in found:
            continue
        for part in placed[i + 1 :]:
            assert part.number is not None
            between = text[whole.number.end : part.number.start]
            if len(between) > _PART_WITHIN or _SENTENCE_END.search(between):
                break
            smaller = same_class(whole.unit, part.unit) and part.amount < whole.amount
            if smaller and _OF_WHICH.match(between):
                found.append(part)
    return found


def total_of(own: Sequence[Line]) -> Line | None:
    """The value that is the sum of all others, of at least two, of one report and unit."""
    if len(own) < 3 or len({x.unit for x in own}) > 1 or own[0].unit == "%":
        return None
    whole = sum(x.amount for x in own)
    return next((x for x in own if x.amount > 0 and abs(whole - 2 * x.amount) < 1e-9), None)


def value_order(line: Line, descending: bool = True) -> tuple[float, int, str, int]:
    """Largest (or smallest) first, then the older year, then by file and place in it."""
    return (
        -line.amount if descending else line.amount,
        line.year or 0,
        line.record.file,
        line.span.start if line.span else 0,
    )


def satisfies(value: float, comparison: Comparison) -> bool:
    """Whether a value in base units meets a condition."""
    asked, upper = comparison.value, comparison.upper
    if comparison.op == "between":
        upper = upper if upper is not None else asked
        above = value > asked if comparison.open_lower else value >= asked
        return above and (value < upper if comparison.open_upper else value <= upper)
    return {
        "=": value == asked,
        "!=": value != asked,
        ">": value > asked,
        ">=": value >= asked,
        "<": value < asked,
        "<=": value <= asked,
    }[comparison.op]


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
    for meets in (all, any):
        meant = [
            f for f in facts if meets(w in (fold(f.scope or "").text + f.phrase) for w in words)
        ]
        if meant:
            return meant
    return facts


def _other_verbs_apart(lines: list[Line], topic: Topic) -> list[Line]:
    """申请收到 and 受理 are two measures: where one is asked for and given, the other
    stands apart."""
    asked = [v for v in _MEASURES if v in (topic.scope or "")]
    if not asked or not any(_says(x, asked) for x in lines if x.group == "match"):
        return lines
    others = [v for v in _MEASURES if v not in asked]
    return [
        replace(x, group="near", notes=(*x.notes, "scope_other"))
        if x.group == "match" and _says(x, others) and not _says(x, asked)
        else x
        for x in lines
    ]


def _says(line: Line, verbs: Sequence[str]) -> bool:
    fact = line.fact
    return fact is not None and any(v in f"{fact.scope or ''}{fact.phrase}" for v in verbs)


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


def sorted_into_groups(lines: Sequence[Line], query: Query, scope: Scope) -> list[Line]:
    """Each line in its group, those worth showing, in the order of their values."""
    grouped = [g for line in lines if (g := _grouped(line, query, scope)) is not None]
    if query.comparison and not any(line.group in ("match", "near") for line in grouped):
        inside = [x for x in lines if x.record.id in scope.inside and not x.parts and not x.planned]
        asked = query.comparison.value
        closest = sorted(inside, key=lambda x: (abs(x.amount - asked), record_order(x.record)))
        grouped += [replace(line, group="near") for line in closest[:NEAREST_SHOWN]]
    descending = not (query.comparison and query.comparison.op in ("<", "<="))
    return sorted(grouped, key=lambda line: value_order(line, descending))


def _grouped(line: Line, query: Query, scope: Scope) -> Line | None:
    """The line with its group, or None when it is not worth showing."""
    fits, near, note = _compare(line, query.comparison)
    notes = (*line.notes, note) if note else line.notes
    if line.planned and query.planned == "exclude":
        return replace(line, group="planned", notes=notes) if fits else None
    if line.record.id not in scope.inside:
        return replace(line, group="other_level", notes=notes) if fits else None
    if line.parts:
        return replace(line, group="derived", notes=notes) if fits or near else None
    if fits and not note:
        return replace(line, group="match", notes=notes)
    return replace(line, group="near", notes=notes) if fits or near else None


def _compare(line: Line, comparison: Comparison | None) -> tuple[bool, bool, str]:
    """(meets it, comes near, why it is not a plain match)."""
    if comparison is None:
        return True, False, ""
    value = line.amount
    rate_asked, rate_found = comparison.unit in _RATES, line.unit in _RATES
    if comparison.unit and line.unit and rate_asked != rate_found:
        return False, False, ""
    note = "" if same_class(comparison.unit, line.unit) else "unit_other"
    if satisfies(value, comparison):
        return True, False, note
    edges = [comparison.value] + ([comparison.upper] if comparison.upper is not None else [])
    if line.approx and comparison.op in (">", ">=") and value == comparison.value:
        return False, True, "approx_edge"
    if comparison.op == "!=":
        return False, False, note
    reach = NEAR_POINTS if rate_found else None
    near = any(
        abs(value - edge) <= (reach if reach is not None else NEAR_SHARE * abs(edge))
        for edge in edges
    )
    return False, near, note
