"""Which province, prefecture and county a place belongs to.

Reports seldom say it; a compact list of the country's units (``gazetteer.tsv``, made by
tools/gazetteer/build.py) does. Names that several units share stay unresolved unless
another stated parent decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.types import Level

_LEVEL_OF_CODE: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county"}


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
    """All units of this name, former names included (Simplified, full name)."""
    return _units_by_name().get(name, ())


def infer_parents(place: str | None, stated: Sequence[str]) -> Parents:
    """The units above ``place`` that its text does not state.

    ``stated`` are the parents that it does state, outermost first. The innermost unit
    that the list knows decides; the other stated names choose among namesakes.
    """
    known = [*stated, place] if place else list(stated)
    for position in range(len(known) - 1, -1, -1):
        candidates = find_units(known[position])
        if not candidates:
            continue
        above = set(known[:position])
        fitting = [u for u in candidates if above & set(u.parents)] or list(candidates)
        if len(fitting) > 1:
            return Parents(ambiguous=tuple("".join((*u.parents, u.name)) for u in fitting))
        unit = fitting[0]
        chain = unit.parents if known[position] == place else (*unit.parents, unit.name)
        return Parents(tuple(n for n in chain if n not in stated and n != place))
    return Parents()


@cache
def _units_by_name() -> dict[str, tuple[Unit, ...]]:
    rows = [
        line.split("\t")
        for line in Path(__file__).with_name("gazetteer.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = {code: name for code, name, _ in rows}
    found: dict[str, list[Unit]] = defaultdict(list)
    for code, name, former in rows:
        parents = tuple(names[code[:n]] for n in (2, 4) if n < len(code) and code[:n] in names)
        unit = Unit(code, name, _LEVEL_OF_CODE[len(code)], parents)
        for known in (name, *filter(None, former.split(","))):
            found[known].append(unit)
    return {name: tuple(units) for name, units in found.items()}
