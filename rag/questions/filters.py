"""From places, years, levels and departments found to the filter of a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.questions.findings import Findings
from rag.questions.gazetteer import RANKS, Gazetteer, suffix_of
from rag.questions.kinds import is_left_out
from rag.questions.levels import LevelWish
from rag.questions.places import Place
from rag.questions.wording import Found
from rag.types import Filter, Level

_RANK_OF_LEVEL = {
    "township": "township",
    "county": "county",
    "prefecture": "prefecture",
    "province": "province",
}


@dataclass(frozen=True, slots=True)
class Restriction:
    """Which reports count, and what was asked for that the index does not hold."""

    where: Filter
    unknown_places: tuple[str, ...] = ()
    unknown_years: tuple[int, ...] = ()


def make_filter(found: Findings, gazetteer: Gazetteer) -> Restriction:
    """The filter that the findings ask for."""
    levels, words, department = _levels(found)
    without = left_out(found)
    left = {name for span in without for name in span.value.names}
    named = [span for span in found.places if span not in without]
    places, parents, unknown = _places(replace(found, places=tuple(named)), gazetteer, levels)
    departments: list[str] = []
    for span in found.departments:
        if span.value:
            departments += span.value
        elif places or parents:
            unknown.append(found.wording.cased[span.start : span.end])
    listed = len(places) > 1 and not any(set(places) & set(s.value.names) for s in found.places)
    if places and not listed:
        levels, words = (), ()
        department = _body(places, departments, department, gazetteer)
    if departments:
        department = None
        if len(places) > 1 and any(
            gazetteer.departments_of.get(p, frozenset()).isdisjoint(departments) for p in places
        ):
            departments = []  # 荔湖街道 beside 岱南市生态环境局: the bureau is of one party only
    of_groups = [s.value for s in found.levels if s.value.group]
    if of_groups and not places:
        places = [p for p in gazetteer.places if any(_is_of_group(p, w) for w in of_groups)]
        unknown += [w.word for w in of_groups if not any(_is_of_group(p, w) for p in places)]
    years, missing = _years(found, places, gazetteer)
    if places and parents:
        above = frozenset().union(*(gazetteer.parents_of.get(p, ()) for p in places))
        if above:  # beside 大姚县, 弥勒市 is another party: only towns of it are held
            unknown += [p for p in parents if p not in above]
        parents = [p for p in parents if p in above]
    where = Filter(
        years=tuple(years),
        levels=tuple(levels),
        level_words=tuple(words),
        places=tuple(places),
        parents=tuple(parents),
        departments=tuple(dict.fromkeys(departments)),
        without=tuple(sorted(left)),
        department=department,
    )
    return Restriction(where, tuple(dict.fromkeys(unknown)), tuple(missing))


def merge_filters(old: Filter, new: Filter) -> Filter:
    """The old filter with whatever the new one says."""
    said = {
        name: getattr(new, name)
        for name in Filter.__slots__
        if getattr(new, name) not in ((), None)
    }
    if new.levels or new.level_words:
        said.setdefault("levels", ())
        said["level_words"] = new.level_words
    if new.places:
        said |= {"levels": (), "level_words": (), "parents": new.parents}
        said |= {"department": new.department, "without": new.without}
    return replace(old, **said)


def _levels(found: Findings) -> tuple[Sequence[Level], Sequence[str], bool | None]:
    levels: list[Level] = []
    words: list[str] = []
    open_words = False
    department: bool | None = None
    for span in found.levels:
        wish = span.value
        if wish.department is True:
            department = True
        elif department is None:
            department = wish.department
        levels += [x for x in wish.levels if x not in levels]
        words += [x for x in wish.level_words if x not in words]
        open_words = open_words or (bool(wish.levels) and not wish.level_words)
    if open_words and len(levels) > 1 and words:
        # counties and township level: words cannot be mixed with whole levels
        words = []
    return levels, [] if open_words else words, department


def _places(
    found: Findings, gazetteer: Gazetteer, levels: Sequence[Level]
) -> tuple[list[str], list[str], list[str]]:
    places: list[str] = []
    parents: list[str] = []
    unknown: list[str] = []
    spans = list(found.places)
    for index, span in enumerate(spans):
        names = span.value.names
        if not names:
            unknown.append(_tidy(span.value.said))
            continue
        inner = _lies_inside(found, gazetteer, index)
        if inner is not None:
            if not gazetteer.namesakes.isdisjoint(inner.names):
                parents += names  # 渠县龙溪镇, not the other one
            continue
        for name in names:
            known = gazetteer.names[name]
            lower = bool(levels) and not any(
                _RANK_OF_LEVEL.get(x) == RANKS.get(suffix_of(name)) for x in levels
            )
            below = not known.is_place or lower or _asks_below(found, span.end)
            if below and (known.is_parent or found.counted):
                parents.append(name)
            elif known.is_place:
                places.append(name)
    return list(dict.fromkeys(places)), list(dict.fromkeys(parents)), unknown


_AND = re.compile(r"\s*(?:和|与|及|以及|、|,|and|or)\s*(?:the )?")


def left_out(found: Findings) -> list[Found[Place]]:
    """Places that do not count: 除了镇川市以外, "other than Canglan"."""
    plain = found.wording.plain
    left: list[Found[Place]] = []
    for number, span in enumerate(found.places):
        before = found.places[number - 1] if number else None
        listed = before in left and _AND.fullmatch(plain[before.end : span.start])
        if listed or is_left_out(plain, span.start, span.end):
            left.append(span)
    return left


def _is_of_group(place: str, wish: LevelWish) -> bool:
    """Whether a place bears a group's name, at the level asked: 后塘瑶族乡 of 瑶族乡."""
    return wish.group in place and RANKS.get(suffix_of(place)) in wish.levels


def _lies_inside(found: Findings, gazetteer: Gazetteer, index: int) -> Place | None:
    """The place beside a unit that only says where it lies: 渠县李馥镇; Lifu, Qu County."""
    spans, plain = found.places, found.wording.plain
    names = set(spans[index].value.names)

    def lies_in(place: Found[Place]) -> bool:
        return any(names & gazetteer.parents_of.get(n, frozenset()) for n in place.value.names)

    if index + 1 < len(spans):
        inner = spans[index + 1]
        if not plain[spans[index].end : inner.start].strip("的 ") and lies_in(inner):
            return inner.value
    if not index:
        return None
    outer = spans[index - 1]
    between = plain[outer.end : spans[index].start]
    if re.fullmatch(r"\s*(?:,|of|in)\s*", between) and lies_in(outer):
        return outer.value
    return None


def _asks_below(found: Findings, end: int) -> bool:
    """渠县下辖的, 渠县各地: what lies below the place is meant."""
    return bool(
        re.match(
            r"(?:下[辖属面]|底下|所[辖属]|管辖|辖内|辖区内|境内|各地|各乡镇)",
            found.wording.plain[end:],
        )
    )


def _body(
    places: Iterable[str], departments: Sequence[str], asked: bool | None, gazetteer: Gazetteer
) -> bool | None:
    """A place alone means its government where the index holds its report."""
    if departments or asked:
        return asked
    held = [gazetteer.departments_of.get(p, frozenset()) for p in places]
    return (
        False
        if held and all(None in own for own in held) and any(len(own) > 1 for own in held)
        else None
    )


def _years(
    found: Findings, places: Sequence[str], gazetteer: Gazetteer
) -> tuple[list[int], list[int]]:
    years: list[int] = []
    for span in found.years:
        years += [y for y in span.value.years if y not in years]
        if span.value.latest:
            own = {y for p in places for y in gazetteer.years_of.get(p, ())} or set(gazetteer.years)
            years += [y for y in sorted(own)[-span.value.latest :] if y not in years]
    years.sort()
    held = (
        {y for p in places for y in gazetteer.years_of.get(p, ())}
        if places
        else set(gazetteer.years)
    )
    if not years or (places and not held):
        return years, []
    ranged = any(len(s.value.years) > 2 for s in found.years)
    missing = [y for y in years if y not in held]
    if ranged and len(missing) < len(years):
        return [y for y in years if y in held], []
    return years, missing


def _tidy(said: str) -> str:
    return said.strip(" 的")
