"""The units above a place that the text states: province, prefecture, county, zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rag.reports.issuers import Issuers
from rag.reports.lines import Line
from rag.reports.mentions import SOURCE, STARTS, Named, read_names
from rag.reports.places import RANK, Unit, read_chain
from rag.reports.titles import clean_line
from rag.types import Level

_QUOTED = re.compile(r"《([^《》]{4,60})》?")
_ABOVE = re.compile(r"[县区市旗](?=委(?![员托])|人民政府|党委|政府)")
_BEGINS = re.compile(r"(?:^|[^\u3400-\u9fff]|在|由|经|受|向|为|按照|根据|中共|和|与|据|照|是)$")


def find_parents(
    folded: str,
    lines: list[Line],
    body: int,
    named: Named,
    issuers: Issuers,
    addressee: tuple[int, int] | None,
) -> list[Unit]:
    """Units above the place that the text states, outermost first; one for each level."""
    place = named.chain[-1]
    parents: dict[Level, Unit] = {u.level: u for u in named.chain[:-1]}

    def add(chain: tuple[Unit, ...]) -> None:
        for unit in chain:
            if unit.word == "县级市" and place.level == "county":
                unit = replace(unit, level="prefecture", word="市")
            above = RANK[unit.level] < RANK[place.level]
            second = unit.level == "zone" and "county" in parents
            if above and unit.level not in parents and unit.name != place.name and not second:
                parents[unit.level] = unit

    for start, end in issuers.spans:
        for other in read_names(folded, start, end):
            add(other.chain)
    if addressee is not None:
        for other in read_names(folded, *addressee):
            add(other.chain)
    for line in lines[:body]:
        for found in SOURCE.finditer(folded, line.start, line.end):
            add(read_chain(folded, found.end(), line.end))
        cleaned = clean_line(line)
        for found in STARTS.finditer(folded, cleaned.start, cleaned.end):
            chain = read_chain(folded, found.start(), cleaned.end)
            if chain and (chain[-1].name == place.name or _is_site(folded, chain)):
                add(chain)
    _add_from_body(folded, place, add)
    return [parents[level] for level in sorted(parents, key=lambda v: RANK[v])]


def _is_site(folded: str, chain: tuple[Unit, ...]) -> bool:
    """渠县人民政府 发布时间…, 万州区人民政府网: the site of the government above."""
    return folded.startswith(("人民政府", "政府"), chain[-1].end)


def _add_from_body(folded: str, place: Unit, add: Callable[[tuple[Unit, ...]], None]) -> None:
    """Chains that end in the place itself, the party and government above, quoted plans."""
    at = folded.find(place.name)
    while at >= 0:
        start = at
        while start > max(0, at - 14) and "\u3400" <= folded[start - 1] <= "\u9fff":
            start -= 1
        if start < at - 1:
            chain = read_chain(folded, start, at + len(place.name))
            if len(chain) > 1 and chain[-1].end == at + len(place.name):
                add(chain)
        at = folded.find(place.name, at + 1)
    if place.level != "township":
        return
    for found in _ABOVE.finditer(folded):
        add(tuple(u for u in _chain_before(folded, found.start() + 1) if u.level == "county"))
    for found in _QUOTED.finditer(folded):
        chain = read_chain(folded, found.start(1), found.end(1))
        if chain and chain[0].start == found.start(1):
            add(tuple(u for u in chain if u.level == "county"))


def _chain_before(folded: str, end: int) -> tuple[Unit, ...]:
    """The chain that ends exactly at ``end`` and begins where a name may begin (在渠县|县委)."""
    for start in range(max(0, end - 14), end - 1):
        if _BEGINS.search(folded[max(0, start - 2) : start]):
            chain = read_chain(folded, start, end)
            if chain and chain[-1].end == end:
                return chain
    return ()
