"""Which province, prefecture and county a place belongs to.

Reports seldom say it; a compact list of the country's units (``gazetteer.tsv``, made by
tools/gazetteer/build.py) does. Names that several units share stay unresolved unless
another stated parent decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rag.types import Level, Metadata

_LEVEL_OF_CODE: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county"}
_CITY_WORDS: dict[Level, str] = {"prefecture": "市", "county": "县级市"}
# 石柱土家族自治县 is also written 石柱县, 凉山彝族自治州 凉山州
_AUTONOMOUS = re.compile(
    r"^(?P<stem>[\u4e00-\u9fff]{2,}?)"
    r"(?:(?:[\u4e00-\u9fff]{1,3}族|维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|各族|达斡尔族|鄂温克族|鄂伦春族)+)"
    r"自治(?P<word>[县州旗])$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit of county level or above."""

    code: str  # GB/T 2260 without trailing zeros: 51, 5117, 511725
    name: str
    level: Level
    parents: tuple[str, ...]  # outermost first


@dataclass(frozen=True, slots=True)
class Parents:
    """What could be inferred: the units above a place, or why not."""

    names: tuple[str, ...] = ()  # outermost first, without what was stated already
    ambiguous: tuple[str, ...] = ()  # the candidates, written out, when several fit


def find_units(name: str) -> tuple[Unit, ...]:
    """All units of this name (Simplified); where none has it today, those that once had it."""
    return _units_by_name().get(name, ())


def unit_names() -> frozenset[str]:
    """Every name that the list knows: today's, former and short ones."""
    return frozenset(_units_by_name())


def infer_parents(place: str | None, stated: Sequence[str]) -> Parents:
    """The units above ``place`` that its text does not state.

    ``stated`` are the parents that it does state, outermost first. The innermost unit
    that the list knows, and that lies where the text says, decides; the other stated
    names choose among namesakes.
    """
    known = [*stated, place] if place else list(stated)
    for position in range(len(known) - 1, -1, -1):
        candidates = find_units(known[position])
        above = {unit.name for name in known[:position] for unit in find_units(name)}
        if above:  # 简阳市 below 资阳市 is not the 简阳市 of today's 成都市
            candidates = tuple(u for u in candidates if above & set(u.parents))
        if not candidates:
            continue
        if len(candidates) > 1:
            return Parents(ambiguous=tuple("".join((*u.parents, u.name)) for u in candidates))
        (unit,) = candidates
        chain = unit.parents if known[position] == place else (*unit.parents, unit.name)
        return Parents(tuple(n for n in chain if n not in stated and n != place))
    return Parents()


def complete(metadata: Metadata) -> Metadata:
    """The metadata with the units above that the text leaves out, and a city's level.

    What several units of one name leave open stays open, and a warning says so.
    """
    metadata = _with_level_of_city(metadata)
    found = infer_parents(metadata.place, metadata.parents)
    if not found.ambiguous:
        return replace(metadata, parents_inferred=found.names)
    candidates = "、".join(found.ambiguous[:4]) + ("…" if len(found.ambiguous) > 4 else "")
    warning = f"parents: {len(found.ambiguous)} units fit ({candidates}), none is assumed"
    return replace(metadata, warnings=(*metadata.warnings, warning))


def _with_level_of_city(metadata: Metadata) -> Metadata:
    """Whether a city is of prefecture or of county level cannot be seen from its name."""
    if metadata.place is None or metadata.level_word not in _CITY_WORDS.values():
        return metadata
    levels = {unit.level for unit in find_units(metadata.place)}
    if len(levels) != 1 or not levels <= set(_CITY_WORDS):
        return metadata
    (level,) = levels
    return replace(metadata, place_level=level, level_word=_CITY_WORDS[level])


@cache
def _units_by_name() -> dict[str, tuple[Unit, ...]]:
    rows = [
        line.split("\t")
        for line in Path(__file__).with_name("gazetteer.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = {code: name for code, name, _ in rows}
    # Names of today, then former ones, then short ones: the first kind that fits decides.
    kinds: tuple[dict[str, list[Unit]], ...] = tuple(defaultdict(list) for _ in range(3))
    today, past, short = kinds
    for code, name, former in rows:
        if code[:4] in names and code != code[:4] and names[code[:4]] == name:
            continue  # 东莞市 has no counties; the list repeats it as its own
        parents = tuple(names[code[:n]] for n in (2, 4) if n < len(code) and code[:n] in names)
        unit = Unit(code, name, _LEVEL_OF_CODE[len(code)], parents)
        today[name].append(unit)
        for known in filter(None, former.split(",")):
            past[known].append(unit)
        autonomous = _AUTONOMOUS.match(name)
        if autonomous:
            short[autonomous["stem"] + autonomous["word"]].append(unit)
    found: dict[str, tuple[Unit, ...]] = {}
    for kind in kinds:
        for name, units in kind.items():
            found.setdefault(name, tuple(units))
    return found
