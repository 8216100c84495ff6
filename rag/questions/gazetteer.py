"""The names an index holds: places, the units above them and departments, in every spelling.

Made once for each generation of the index; looking a name up is a dictionary access.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

from rag.names import split_name, without_ethnic_groups
from rag.types import Filter, Level, Metadata

Part = Literal["place", "parent"]
_LETTERS = re.compile(r"[^a-z]")

# Level words by rank: one name keeps its rank when a 乡 becomes a 镇 or a 县 a 区.
RANKS: Mapping[str, str] = {
    "街道办事处": "township", "街道": "township", "民族乡": "township", "民族镇": "township", "乡": "township",
    "镇": "township", "民族苏木": "township", "苏木": "township",
    "自治县": "county", "自治旗": "county", "林区": "county", "县": "county", "区": "county", "旗": "county",
    "自治州": "prefecture", "地区": "prefecture", "盟": "prefecture", "州": "prefecture",
    "市": "city", "自治区": "province", "特别行政区": "province", "省": "province",
    "经济技术开发区": "zone", "开发区": "zone", "高新区": "zone", "经开区": "zone", "新区": "zone", "园区": "zone", "管委会": "zone",
}  # fmt: skip
_SUFFIXES = sorted(RANKS, key=len, reverse=True)


class Record(Protocol):
    """What the gazetteer reads of a report of the index."""

    @property
    def id(self) -> str: ...
    @property
    def metadata(self) -> Metadata: ...


class ReportIndex(Protocol):
    """The part of the index that parsing needs."""

    @property
    def generation(self) -> str: ...
    def reports(self, where: Filter = ...) -> Iterable[Any]: ...


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name of the index: as a place that reports, as a unit above one, or both."""

    name: str  # Simplified, in full
    is_place: bool
    is_parent: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every name of one generation of an index."""

    names: Mapping[str, PlaceName]
    forms: Mapping[str, tuple[str, ...]]  # a Chinese form -> full names
    latin: Mapping[str, tuple[str, ...]]  # letters of a pinyin form -> full names
    years: tuple[int, ...]  # that reports cover, sorted
    years_of: Mapping[str, frozenset[int]]  # by place
    parents_of: Mapping[str, frozenset[str]]  # by place
    departments: frozenset[str]
    departments_of: Mapping[str, frozenset[str | None]]  # by place; None: its government
    longest: int = 0  # characters of the longest Chinese form
    levels: frozenset[Level] = field(default_factory=frozenset)
    namesakes: frozenset[str] = frozenset()  # places that lie in several units: two 龙溪镇
    reports: int = 0

    @property
    def places(self) -> list[str]:
        """Names of places that report, sorted."""
        return sorted(name for name, known in self.names.items() if known.is_place)


def suffix_of(name: str) -> str:
    """The level word that ends a name, or nothing."""
    return next((s for s in _SUFFIXES if name.endswith(s) and len(name) > len(s)), "")


def stem_of(name: str) -> str:
    """The proper part: 后塘 of 后塘瑶族乡, 石柱 of 石柱土家族自治县."""
    rest = name[: len(name) - len(suffix_of(name))]
    return without_ethnic_groups(rest)


def letters(text: str) -> str:
    """Lower-case Latin letters only, tones and apostrophes dropped: Lu'ān -> luan."""
    composed = unicodedata.normalize("NFC", text.lower())
    folded = unicodedata.normalize("NFD", re.sub("[üǖǘǚǜ]", "v", composed))
    return _LETTERS.sub("", folded)


def build_gazetteer(
    reports: Iterable[Record], common: frozenset[str], known: Iterable[str]
) -> Gazetteer:
    """The names of all reports. ``common`` words are no short forms; ``known`` are big cities."""
    places: set[str] = set()
    parents: set[str] = set()
    years: set[int] = set()
    levels: set[Level] = set()
    years_of: dict[str, set[int]] = defaultdict(set)
    parents_of: dict[str, set[str]] = defaultdict(set)
    innermost: dict[str, set[str]] = defaultdict(set)  # units right above a place
    departments_of: dict[str, set[str | None]] = defaultdict(set)
    departments: set[str] = set()
    count = 0
    for record in reports:
        data = record.metadata
        if data.kind != "report":
            continue
        count += 1
        above = {*data.parents, *data.parents_inferred}
        parents.update(above)
        if data.place_level:
            levels.add(data.place_level)
        if data.department:
            departments.add(data.department)
        if data.year_covered:
            years.add(data.year_covered)
        if data.place:
            places.add(data.place)
            departments_of[data.place].add(data.department)
            parents_of[data.place].update(above)
            innermost[data.place].update((data.parents or data.parents_inferred)[-1:])
            if data.year_covered:
                years_of[data.place].add(data.year_covered)
    forms: dict[str, set[str]] = defaultdict(set)
    prefixes = tuple(known)
    for name in places | parents:
        short = _chinese_forms(name, common, prefixes)
        for form in short:
            forms[form].add(name)
    return Gazetteer(
        {n: PlaceName(n, n in places, n in parents) for n in places | parents},
        {f: tuple(sorted(n)) for f, n in forms.items()},
        _LatinForms(forms),
        tuple(sorted(years)),
        {p: frozenset(y) for p, y in years_of.items()},
        {p: frozenset(n) for p, n in parents_of.items()},
        frozenset(departments),
        {p: frozenset(d) for p, d in departments_of.items()},
        max(map(len, forms), default=0),
        frozenset(levels),
        frozenset(place for place, units in innermost.items() if len(units) > 1),
        count,
    )


class _LatinForms(Mapping[str, tuple[str, ...]]):
    """Spellings in pinyin -> full names, made for the first question that holds a Latin word."""

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        """``forms``: a Chinese form -> full names; each name is a form of its own."""
        self._chinese = forms

    @cached_property
    def _spelt(self) -> dict[str, tuple[str, ...]]:
        spelt: dict[str, set[str]] = defaultdict(set)
        for form, names in self._chinese.items():
            meant = names if suffix_of(form) else {form} & set(names)
            for spelling in _latin_forms(form) if meant else ():
                spelt[spelling].update(meant)
        return {spelling: tuple(sorted(names)) for spelling, names in spelt.items()}

    def __getitem__(self, spelling: str) -> tuple[str, ...]:
        return self._spelt[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spelt)

    def __len__(self) -> int:
        return len(self._spelt)


def _chinese_forms(name: str, common: frozenset[str], known: Iterable[str]) -> set[str]:
    suffix, stem = suffix_of(name), stem_of(name)
    forms = {name}
    if suffix and stem + suffix != name:  # 后塘乡, 石柱县
        forms |= {stem + suffix, stem + suffix[-1]}
        if RANKS[suffix] == "county":
            forms.add(stem + "县")
    if suffix in ("街道", "街道办事处"):
        forms |= {stem + "街道", stem + "街道办事处", stem + "街道办", stem + "街办"}
    if len(stem) >= 2 and stem not in common:
        forms.add(stem)
    forms |= _zone_forms(name)
    for city in known:  # 宁波前湾新区 is also 前湾新区
        if name.startswith(city) and suffix and len(stem) - len(city) >= 2:
            forms |= {name[len(city) :].removeprefix("市"), stem[len(city) :].removeprefix("市")}
    return {f for f in forms if len(f) >= 2}


_ZONE = re.compile(
    r"(?P<stem>[\u3400-\u9fff]{2,}?)(?P<unit>[市县区])?(?:国家级|省级)?"
    r"(?P<kind>高新技术产业|高新技术|高新|经济技术|经济|经|综合保税|综保)(?:开发区|开发|区|园区)(?:管委会)?$"
)
_ZONE_CALLED = {
    "高": ("高新技术产业开发区", "高新技术开发区", "高新开发区", "高新区", "开发区"),
    "经": ("经济技术开发区", "经济开发区", "经开区", "开发区"),
    "综": ("综合保税区", "综保区"),
}  # fmt: skip


def _zone_forms(name: str) -> set[str]:
    """The long and the short names of one zone: 泰和高新技术产业开发区, 泰和高新区."""
    zone = _ZONE.fullmatch(name)
    if zone is None:
        return set()
    stems = {zone["stem"], zone["stem"] + (zone["unit"] or "")}
    return {stem + called for stem in stems for called in _ZONE_CALLED[zone["kind"][0]]}


def _latin_forms(name: str) -> set[str]:
    """Lifu, Lifuzhen; Quxian and, before "County", Qu."""
    stem, suffix = stem_of(name), suffix_of(name)
    forms = set()
    for spelling in _spellings(stem):
        # a proper part of one syllable needs its level word: Qu County (see places.py)
        forms.add(spelling if len(stem) >= 2 else f"{spelling}+")
        for last in _spellings(suffix):
            forms.add(spelling + last)
    english = split_name(name)
    if len(stem) >= 2:
        forms.add(letters(english.proper))
    if suffix:
        forms.add(letters(english.proper + "".join(_spellings(name[len(stem) :]))))
    return {f for f in forms if len(f.rstrip("+")) >= 2}


def _spellings(text: str) -> tuple[str, ...]:
    """Pinyin without tones; every reading of one or two characters with several."""
    if not text:
        return ()
    from pypinyin import Style, lazy_pinyin, pinyin

    first = letters("".join(lazy_pinyin(text)))
    readings = pinyin(text, style=Style.NORMAL, heteronym=True)
    spelt = {""}
    for options in readings:
        spelt = {a + letters(b) for a in spelt for b in options[:3]}
        if len(spelt) > 12:
            return (first,)
    return tuple(sorted({first, *spelt} - {""}))
