"""Administrative names: 乐山市五通桥区 -> 乐山市 (prefecture) above 五通桥区 (county).

A chain is read from left to right as units of falling level; the last one is the place,
the others are its parents. What the words mean is data (levels.toml). All text is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rag.reports.wordlists import WordList, load
from rag.types import Level

RANK: dict[Level, int] = {"province": 0, "prefecture": 1, "county": 2, "zone": 3, "township": 4}
_LEVELS_FILE = Path(__file__).with_name("levels.toml")
_LONGEST = 20
_HAN = re.compile(r"[\u3400-\u9fff]+")
_HOLDS_A_UNIT = re.compile(r".[县区省].")  # 天河区城|市 is no city


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit named in a text."""

    name: str  # 小营街道, also where the text says 小营街道办事处
    level: Level
    word: str  # 镇, 民族乡, 街道, 区, 县级市 ...
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    level: Level
    level_word: str
    shortest: int
    longest: int
    not_before: frozenset[str]
    only_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Levels:
    words: tuple[_Word, ...]
    last_word: re.Pattern[str]
    prefectures: frozenset[str]
    municipalities: frozenset[str]
    provinces: frozenset[str]
    county_districts: frozenset[str]
    whole: frozenset[str]
    short_prefectures: tuple[str, ...]
    not_units: frozenset[str]
    not_endings: tuple[str, ...]
    not_in_names: frozenset[str]
    not_within: re.Pattern[str]
    not_departments: frozenset[str]
    department: re.Pattern[str]
    short_departments: frozenset[str]
    not_starts: tuple[str, ...]
    fields: re.Pattern[str]


@cache
def _levels() -> _Levels:
    words = load(_LEVELS_FILE)
    units = sorted((_read_unit(words, u) for u in words.values["unit"]), key=lambda u: -len(u.word))
    endings = "|".join(words.strings("departments", "endings"))
    fields = sorted(words.strings("departments", "fields"), key=len, reverse=True)
    return _Levels(
        words=tuple(units),
        last_word=re.compile("|".join(sorted({u.word[-1] for u in units} | {"州"}))),
        prefectures=frozenset(words.values["names"]["prefecture_cities"].split()),
        municipalities=frozenset(words.strings("names", "municipalities")),
        provinces=frozenset(words.strings("names", "provinces")),
        county_districts=frozenset(words.strings("names", "county_districts")),
        whole=frozenset(words.strings("names", "whole")),
        short_prefectures=words.strings("names", "short_prefectures"),
        not_units=frozenset(words.strings("names", "not_units")),
        not_endings=words.strings("names", "not_endings"),
        not_in_names=frozenset(words.values["names"]["not_in_names"]),
        not_within=re.compile("|".join(words.strings("names", "not_within"))),
        not_departments=frozenset(words.strings("departments", "not_departments")),
        short_departments=frozenset(words.strings("departments", "short")),
        not_starts=words.strings("departments", "not_starts"),
        department=re.compile(
            rf"([\u3400-\u9fff、]{{1,16}}?(?:{endings}))(?!公室)(?![\u3400-\u9fff]*?(?:局|厅)(?=[\d(]|关于|党|$))"
        ),
        fields=re.compile(f"(?:{'|'.join(fields)})(?:局|厅|委员会|委)"),
    )


def _read_unit(words: WordList, unit: dict[str, object]) -> _Word:
    word = unit.get("word")
    if not isinstance(word, str) or not word:
        raise words.error("[[unit]]", "a [[unit]] has no word")
    level = unit.get("level")
    if level not in RANK:
        raise words.error(f'"{word}"', f"unit {word}: level is {level!r}, expected {list(RANK)}")
    sizes = unit.get("name")
    if not (isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(n, int) for n in sizes)):
        raise words.error(f'"{word}"', f"unit {word}: name must be [shortest, longest]")
    return _Word(
        word,
        level,
        str(unit.get("level_word", word)),
        sizes[0],
        sizes[1],
        frozenset(str(unit.get("not_before", ""))),
        tuple(str(w) for w in unit.get("only_before", ())),  # type: ignore[attr-defined]
    )


def read_chain(text: str, start: int = 0, end: int | None = None) -> tuple[Unit, ...]:
    """The longest chain of units that begins exactly at ``start``; empty if none does.

    Of chains that reach equally far the one with more units wins: 渠县李馥镇 is 渠县 and
    李馥镇. Levels must fall, which keeps 镇海区, 乡宁县 and 景德镇市 whole.
    """
    stop = min(len(text) if end is None else end, start + _LONGEST * 3)
    found = _HAN.match(text, start, stop)
    if not found:
        return ()
    chain = _best_chain(found.group(), text[found.end() : found.end() + 1])
    return tuple(Unit(u.name, u.level, u.word, u.start + start, u.end + start) for u in chain)


@lru_cache(maxsize=8192)
def _best_chain(run: str, after: str) -> tuple[Unit, ...]:
    return _continue_chain(run + after, len(run), 0, -1)


def _continue_chain(run: str, stop: int, start: int, above: int) -> tuple[Unit, ...]:
    best: tuple[Unit, ...] = ()
    units, barred = _units_at(run, stop, start)
    for unit in units:
        rank = RANK[unit.level]
        if rank <= above:
            continue
        below = _continue_chain(run, stop, unit.end, rank)
        if unit.word == "市" and not below and not is_prefecture(unit.name):
            continue
        if (
            unit.word == "市"
            and below
            and below[0].level != "county"
            and not is_prefecture(unit.name)
        ):
            continue
        if not below and unit.end in barred:
            continue  # 区域, 市场: the unit word begins another word, unless a name follows
        chain = (unit, *below)
        if not best or (chain[-1].end, len(chain)) > (best[-1].end, len(best)):
            best = chain
    return best


def _units_at(run: str, stop: int, start: int) -> tuple[list[Unit], set[int]]:
    """Every reading of one unit that begins at ``start``, and the doubtful ends among them."""
    levels = _levels()
    units = []
    barred: set[int] = set()
    for name in levels.short_prefectures:
        if run.startswith(name, start) and run[start + len(name) : start + len(name) + 1] != "区":
            units.append(Unit(name, "prefecture", "自治州", start, start + len(name)))
    for size in range(2, min(_LONGEST, stop - start) + 1):
        end = start + size
        word = _word_ending(run, start, end)
        if word is not None:
            unit = _name_unit(run[start:end], word, start, end)
            units.append(unit)
            if unit.word == "县级市":  # a city we do not know may have districts and counties
                units.append(Unit(unit.name, "prefecture", "市", start, end))
            if run[end : end + 1] in word.not_before:
                barred.add(end)
    return units, barred


def _word_ending(run: str, start: int, end: int) -> _Word | None:
    """The unit word on which run[start:end] ends, when the name before it has a fair size."""
    levels = _levels()
    name = run[start:end]
    if name in levels.whole:
        return next(w for w in levels.words if w.word == "区")
    for word in levels.words:
        if not name.endswith(word.word):
            continue
        before = len(name) - len(word.word)
        if before < word.shortest or before > word.longest:
            return None
        if _HOLDS_A_UNIT.search(name[:before]) or name.endswith("县县"):
            return None
        if word.only_before and not run.startswith(word.only_before, end):
            return None
        if name[before - 1] == "全" and word.word in ("区", "县", "市", "省"):
            return None  # 占全区, 为全市; but 福全镇
        if before > 3 and name[before - 1] == "和":
            return None  # 具体部署和市委: two things, one of them a city
        if levels.not_within.search(name[:before]):
            return None
        if word.word == "省" and name[:before] not in levels.provinces:
            return None
        if any(c in levels.not_in_names for c in name[:before]):
            return None
        if name in levels.not_units or name.endswith(levels.not_endings):
            return None
        return word
    return None


def _name_unit(name: str, word: _Word, start: int, end: int) -> Unit:
    levels = _levels()
    if name in levels.municipalities:
        return Unit(name, "province", "直辖市", start, end)
    if name in levels.county_districts:
        return Unit(name, "county", "区" if name.endswith("区") else word.level_word, start, end)
    if word.word == "市" and name[:-1] in levels.prefectures:
        return Unit(name, "prefecture", "市", start, end)
    if word.level_word == "街道":
        name = name[: len(name) - len(word.word)] + "街道"
    return Unit(name, word.level, word.level_word, start, end)


def is_prefecture(name: str) -> bool:
    """Whether a city is listed as one of prefecture level."""
    return name[:-1] in _levels().prefectures


# 市政府外事办公室, 人民政府国有资产监督管理委员会: the government only says of whom it is
_OF_GOVERNMENT = re.compile(r"(?:人民)?政府(?=[\u3400-\u9fff]{2,})(?!办公|党|法制|街道|驻|办事)")


def read_department(text: str, start: int) -> tuple[str, int] | None:
    """The department's name that begins at ``start`` and where it ends: 农业农村局.

    None where the government itself, a party committee or nothing follows.
    """
    levels = _levels()
    found = levels.department.match(text, start)
    if not found:
        return None
    name = found.group(1)
    if name in levels.not_departments:
        return None
    own = _OF_GOVERNMENT.match(name)
    name = name[own.end() :] if own else name
    if name.startswith(("人民政府", "政府", "委", "党", "、")):
        return None
    if name.startswith(levels.not_starts):
        return None
    if name.endswith("委") and name not in levels.short_departments:
        return None
    return name, found.end(1)


def find_department_field(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first department named by what it deals with (教育局), its place left out."""
    return _levels().fields.search(text, start, end)


def holds_unit_word(text: str, start: int, end: int) -> bool:
    """Whether a unit word (镇, 街道, 县 ...) stands there: cheap, for deciding where to look."""
    return _levels().last_word.search(text, start, end) is not None
