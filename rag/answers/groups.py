"""Lines of facts in the groups of an answer: what matches, and what stands apart and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from rag.answers.finding import Line
from rag.answers.lines import Lines, Pool, all_of
from rag.answers.scope import Scope
from rag.answers.units import same_class
from rag.columns import Floats, Ints, Mask, several
from rag.text import fold
from rag.types import Comparison, Fact, Group, Query, Topic

if TYPE_CHECKING:
    from rag.store import Index

NEAR_POINTS = 5.0  # percentage points from the asked rate that are still "near"
NEAR_SHARE = 0.2  # and the same for counts, as a share of the asked value
NEAREST_SHOWN = 3  # when nothing matches and nothing is near
_RATES = ("%", "‰")
MEASURES = ("收到", "受理", "被申请", "立案", "结案")
_SAY_AGAIN = ("一审", "二审", "审结", "办结", "律师", "律师事务所")
_PART_WITHIN = 30  # characters between a total and a part of it
_SENTENCE_END = re.compile(r"[。;；\n]")
_OF_WHICH = re.compile(r"\s*(?:[,，、]?\s*[(（]?\s*(?:其中|含|包括)|[(（])")


def group_lines(lines: Lines, topic: Topic, query: Query, scope: Scope, index: Index) -> Lines:
    """Each line in its group, those worth showing, in the order of their values."""
    grouped = _words_apart(sorted_into_groups(lines, query, scope, index))
    if not topic.scope:
        grouped = _narrow_rates_apart(grouped)
    return _parts_apart(_unscoped_apart(_other_verbs_apart(grouped, topic), topic), topic, index)


def sorted_into_groups(lines: Sequence[Line], query: Query, scope: Scope, index: Index) -> Lines:
    """The same by the condition, the plans and the levels alone."""
    lines = Lines.of(lines, index)
    grouped = _grouped(lines, query, scope)
    if query.comparison and not grouped.of_group("match", "near").any():
        inside = scope.inside.mask[lines.report] & ~lines.is_derived & ~lines.planned
        if query.comparison.unit:  # 5821件 is nowhere near a rate
            rate = query.comparison.unit in _RATES
            inside &= lines.unit.says(lambda unit: not unit or (unit in _RATES) == rate)
        away = np.abs(lines.amount - query.comparison.value)
        closest = np.lexsort((scope.inside.directory.age_rank[lines.report], away))
        nearest = lines.take(closest[inside[closest]][:NEAREST_SHOWN])
        everything = np.ones(len(nearest), dtype=bool)
        grouped = all_of([grouped, nearest.moved(everything, "near")], index)
    descending = not (query.comparison and query.comparison.op in ("<", "<="))
    return grouped.take(value_order(grouped, descending))


def _grouped(lines: Lines, query: Query, scope: Scope) -> Lines:
    """The lines with their groups, without those that are not worth showing."""
    fits, near, noted = _compare(lines, query.comparison)
    plans = lines.planned & (query.planned == "exclude")
    elsewhere = ~plans & ~scope.inside.mask[lines.report]
    here = ~plans & ~elsewhere
    derived = here & lines.is_derived
    plain = np.ones(len(lines), dtype=bool)
    for note, which in noted.items():
        lines = lines.moved(which, note=note)
        plain &= ~which
    moves: tuple[tuple[Group, Mask], ...] = (
        ("planned", plans & fits),
        ("other_level", elsewhere & fits),
        ("derived", derived & (fits | near)),
        ("match", here & ~derived & fits & plain),
        ("near", here & ~derived & (fits | near) & ~(fits & plain)),
    )
    kept = np.zeros(len(lines), dtype=bool)
    for group, which in moves:
        lines = lines.moved(which, group)
        kept |= which
    return lines.take(kept)


def _compare(lines: Lines, comparison: Comparison | None) -> tuple[Mask, Mask, dict[str, Mask]]:
    """(which meet it, which come near, why they are no plain match)."""
    nothing, everything = np.zeros(len(lines), dtype=bool), np.ones(len(lines), dtype=bool)
    if comparison is None:
        return everything, nothing, {}
    values, unit = lines.amount, lines.unit
    rate_found = unit.isin(_RATES)
    comparable = everything
    if comparison.unit:
        comparable = unit.says(lambda u: not u) | (rate_found == (comparison.unit in _RATES))
    fits = comparable & satisfies(values, comparison)
    rest = comparable & ~fits
    edge = nothing
    if comparison.op in (">", ">="):
        edge = rest & lines.approx & (values == comparison.value)
    near = edge.copy()
    if comparison.op != "!=":
        edges = [comparison.value] + ([comparison.upper] if comparison.upper is not None else [])
        for value in edges:
            reach = np.where(rate_found, NEAR_POINTS, NEAR_SHARE * abs(value))
            near |= rest & (np.abs(values - value) <= reach)
    other = unit.says(lambda u: not same_class(comparison.unit, u))
    return fits, near, {"approx_edge": edge, "unit_other": comparable & other & ~edge}


@overload
def satisfies(value: float, comparison: Comparison) -> bool: ...
@overload
def satisfies(value: Floats, comparison: Comparison) -> Mask: ...
def satisfies(value: Any, comparison: Comparison) -> Any:
    """Whether a value in base units, or each of an array of them, meets a condition."""
    asked, upper = comparison.value, comparison.upper
    if comparison.op == "between":
        upper = upper if upper is not None else asked
        above = value > asked if comparison.open_lower else value >= asked
        return above & (value < upper if comparison.open_upper else value <= upper)
    return {
        "=": value == asked,
        "!=": value != asked,
        ">": value > asked,
        ">=": value >= asked,
        "<": value < asked,
        "<=": value <= asked,
    }[comparison.op]


def value_order(lines: Lines, descending: bool = True) -> Ints:
    """Largest (or smallest) first, then the older year, then by file and place in it."""
    amount = -lines.amount if descending else lines.amount
    files = lines.pool.directory.file_rank[lines.report]
    return np.lexsort((lines.start, files, lines.year, amount))


def _words_apart(lines: Lines) -> Lines:
    """A report that gives a rate in digits means that one; "all were …" beside it is said
    of something narrower."""
    rates = lines.is_fact & lines.unit.isin(("%",))
    digits = lines.report[rates & ~lines.in_words & ~lines.planned]
    apart = lines.of_group("match") & rates & lines.in_words & np.isin(lines.report, digits)
    return lines.moved(apart, "near", "scope_other")


def _narrow_rates_apart(lines: Lines) -> Lines:
    """Of several rates in one report, one whose sentence speaks of a single body or kind
    (司法所直接调解74起,成功率100%) stands apart from the rate of the whole place."""
    rates = lines.of_group("match", "near") & lines.is_fact & ~lines.planned
    rates &= lines.unit.isin(("%",))
    own = np.bincount(lines.report[rates], minlength=1)
    if own.max() < 2:
        return lines
    narrow = rates & lines.is_narrow
    of_these = np.bincount(lines.report[narrow], minlength=len(own))
    apart = (own > 1) & (of_these < own)
    reports = np.minimum(lines.report, len(own) - 1)  # of lines that are no rates
    return lines.moved(narrow & apart[reports] & lines.of_group("match"), "near", "scope_other")


def _other_verbs_apart(lines: Lines, topic: Topic) -> Lines:
    """申请收到 and 受理 are two measures: where one is asked for and given, the other
    stands apart."""
    asked = [v for v in MEASURES if v in (topic.scope or "")]
    if not asked:
        return lines
    matches, own = lines.of_group("match"), _says_any(lines, asked)
    if not (matches & own).any():
        return lines
    others = [v for v in MEASURES if v not in asked]
    return lines.moved(matches & _says_any(lines, others) & ~own, "near", "scope_other")


def _unscoped_apart(lines: Lines, topic: Topic) -> Lines:
    """专职人民调解员: where some report gives the number of those, all mediators of another
    stand apart. Courts and verbs (一审, 受理) only say again what is counted."""
    asked = [w for w in (topic.scope or "").split() if w not in (*MEASURES, *_SAY_AGAIN)]
    if not asked:
        return lines
    matches, own = lines.of_group("match"), _says_any(lines, asked)
    if not (matches & own).any():
        return lines
    return lines.moved(matches & ~own, "near", "scope_other")


def _says_any(lines: Lines, words: Sequence[str]) -> Mask:
    said = lines.naming.says(lambda name: any(_holds(*name, word) for word in words))
    return said & lines.is_fact


def says(fact: Fact, word: str) -> bool:
    """Whether a value's scope or phrase holds a word; a verb of its own (受理) outweighs
    another in the phrase."""
    return _holds(fact.phrase, fact.scope, word)


def _holds(phrase: str, scope: str | None, word: str) -> bool:
    scope = fold(scope or "").text
    if word in MEASURES and scope in MEASURES:
        return word in scope
    return word in scope + phrase


def _parts_apart(lines: Lines, topic: Topic, index: Index) -> Lines:
    """The parts of a total that the same report states stand apart from it."""
    if topic.scope:
        return lines
    matches = np.flatnonzero(lines.of_group("match") & ~lines.is_derived)
    together = several(lines.report[matches], lines.year[matches])
    found = [(matches[own], tuple(lines.at[matches[own]].tolist())) for own in together]
    _find_parts([places for _, places in found], lines.pool, index)
    parts = np.zeros(len(lines), dtype=bool)
    for own, places in found:
        inner = lines.pool.parts_of[places]
        if inner:
            parts[[line for line, place in zip(own, places, strict=True) if place in inner]] = True
    return lines.moved(parts, "near", "part")


def _find_parts(together: Sequence[tuple[int, ...]], pool: Pool, index: Index) -> None:
    """For lines of a pool that one report states for one year, those that are only parts."""
    new = [places for places in together if places not in pool.parts_of]
    texts = index.texts(list({pool.lines[places[0]].record.id for places in new})) if new else {}
    for places in new:
        own = [pool.lines[place] for place in places]
        total = total_of(own)
        if total is not None:
            inner = [x for x in own if x is not total]
        else:
            inner = _inner_parts(own, texts[own[0].record.id])
        pool.parts_of[places] = frozenset(
            place for place, x in zip(places, own, strict=True) if any(x is y for y in inner)
        )


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
