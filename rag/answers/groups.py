"""Lines of facts in the groups of an answer: what matches, and what stands apart and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.finding import Line
from rag.answers.scope import Scope, record_order
from rag.answers.units import same_class
from rag.text import fold
from rag.types import Comparison, Fact, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

NEAR_POINTS = 5.0  # percentage points from the asked rate that are still "near"
NEAR_SHARE = 0.2  # and the same for counts, as a share of the asked value
NEAREST_SHOWN = 3  # when nothing matches and nothing is near
_RATES = ("%", "‰")
MEASURES = ("收到", "受理", "被申请")
_SAY_AGAIN = ("一审", "二审", "审结", "办结", "律师", "律师事务所")
_PART_WITHIN = 30  # characters between a total and a part of it
_SENTENCE_WITHIN = 60  # characters before a rate that may say of what it is
_NARROW = re.compile("司法所|派出所|两所|法庭|婚姻|家事|医疗|劳动|物业|交通事故|专业性|行业性|消费")
_SENTENCE_END = re.compile(r"[。;；\n]")
_OF_WHICH = re.compile(r"\s*(?:[,，、]?\s*[(（]?\s*(?:其中|含|包括)|[(（])")


def group_lines(
    lines: Sequence[Line], topic: Topic, query: Query, scope: Scope, index: Index
) -> list[Line]:
    """Each line in its group, those worth showing, in the order of their values."""
    grouped = _words_apart(sorted_into_groups(lines, query, scope))
    if not topic.scope:
        grouped = _narrow_rates_apart(grouped, index)
    return _parts_apart(_unscoped_apart(_other_verbs_apart(grouped, topic), topic), topic, index)


def sorted_into_groups(lines: Sequence[Line], query: Query, scope: Scope) -> list[Line]:
    """The same by the condition, the plans and the levels alone."""
    grouped = [g for line in lines if (g := _grouped(line, query, scope)) is not None]
    if query.comparison and not any(line.group in ("match", "near") for line in grouped):
        rate = query.comparison.unit in _RATES
        inside = [x for x in lines if x.record.id in scope.inside and not x.parts and not x.planned]
        if query.comparison.unit:  # 5821件 is nowhere near a rate
            inside = [x for x in inside if not x.unit or (x.unit in _RATES) == rate]
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


def value_order(line: Line, descending: bool = True) -> tuple[float, int, str, int]:
    """Largest (or smallest) first, then the older year, then by file and place in it."""
    return (
        -line.amount if descending else line.amount,
        line.year or 0,
        line.record.file,
        line.span.start if line.span else 0,
    )


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


def _narrow_rates_apart(lines: list[Line], index: Index) -> list[Line]:
    """Of several rates in one report, one whose sentence speaks of a single body or kind
    (司法所直接调解74起,成功率100%) stands apart from the rate of the whole place."""
    by_report: dict[str, list[Line]] = defaultdict(list)
    for x in lines:
        if x.group in ("match", "near") and x.unit == "%" and x.fact and x.span and not x.planned:
            by_report[x.record.id].append(x)
    several = {r: own for r, own in by_report.items() if len(own) > 1}
    texts = index.texts(list(several)) if several else {}
    narrow: set[int] = set()
    for report, own in several.items():
        found = [x for x in own if _is_narrow(x, texts[report])]
        if len(found) < len(own):
            narrow |= {id(x) for x in found}
    return [
        replace(x, group="near", notes=(*x.notes, "scope_other"))
        if x.group == "match" and id(x) in narrow
        else x
        for x in lines
    ]


def _is_narrow(line: Line, text: str) -> bool:
    assert line.span is not None
    before = fold(text[max(0, line.span.start - _SENTENCE_WITHIN) : line.span.end]).text
    said = _SENTENCE_END.split(before)[-1]
    return bool(_NARROW.search(said))


def _other_verbs_apart(lines: list[Line], topic: Topic) -> list[Line]:
    """申请收到 and 受理 are two measures: where one is asked for and given, the other
    stands apart."""
    asked = [v for v in MEASURES if v in (topic.scope or "")]
    if not asked or not any(_says(x, asked) for x in lines if x.group == "match"):
        return lines
    others = [v for v in MEASURES if v not in asked]
    return [
        replace(x, group="near", notes=(*x.notes, "scope_other"))
        if x.group == "match" and _says(x, others) and not _says(x, asked)
        else x
        for x in lines
    ]


def _unscoped_apart(lines: list[Line], topic: Topic) -> list[Line]:
    """专职人民调解员: where some report gives the number of those, all mediators of another
    stand apart. Courts and verbs (一审, 受理) only say again what is counted."""
    asked = [w for w in (topic.scope or "").split() if w not in (*MEASURES, *_SAY_AGAIN)]
    if not asked or not any(_says(x, asked) for x in lines if x.group == "match"):
        return lines
    return [
        replace(x, group="near", notes=(*x.notes, "scope_other"))
        if x.group == "match" and not _says(x, asked)
        else x
        for x in lines
    ]


def _says(line: Line, verbs: Sequence[str]) -> bool:
    fact = line.fact
    return fact is not None and any(says(fact, v) for v in verbs)


def says(fact: Fact, word: str) -> bool:
    """Whether a value's scope or phrase holds a word; a verb of its own (受理) outweighs
    another in the phrase."""
    scope = fold(fact.scope or "").text
    if word in MEASURES and scope in MEASURES:
        return word in scope
    return word in scope + fact.phrase


def _parts_apart(lines: list[Line], topic: Topic, index: Index) -> list[Line]:
    """The parts of a total that the same report states stand apart from it."""
    if topic.scope:
        return lines
    by_report: dict[tuple[str, int | None], list[Line]] = defaultdict(list)
    for x in lines:
        if x.group == "match" and not x.parts:
            by_report[x.record.id, x.year].append(x)
    several = {key: own for key, own in by_report.items() if len(own) > 1}
    texts = index.texts([report for report, _ in several]) if several else {}
    parts: set[int] = set()
    for (report, _), own in several.items():
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
