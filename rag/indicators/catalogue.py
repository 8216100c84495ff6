"""The catalogue of indicators: what numbers are named by, read from ``catalogue.toml``.

The format is documented at the top of that file. Knows nothing of texts: it only
reads, checks and hands out values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from rag.errors import CatalogueError

IndicatorKind = Literal["count", "rate", "money", "people", "documents", "time"]

_FILE = Path(__file__).with_name("catalogue.toml")
_INDICATOR_KEYS = {
    "id",
    "zh",
    "en",
    "kind",
    "units",
    "say_zh",
    "say_en",
    "patterns",
    "scopes",
    "weak",
    "numerator",
    "denominator",
    "part_of",
    "not_confused_with",
    "better",
}
_GROUP_KEYS = {"id", "zh", "en", "say_zh", "say_en", "members"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a report states an indicator; see the top of catalogue.toml."""

    here: tuple[tuple[str, ...], ...]  # each: one of these stands in the words of the number
    before: tuple[tuple[str, ...], ...]  # each: one of these stands there or before it
    not_here: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_heading: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()  # empty: those of the indicator


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that reports count, and what people call it."""

    id: str
    zh: str
    en: str
    kind: IndicatorKind
    units: tuple[str, ...]
    synonyms_zh: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    scopes: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()  # words that name something else where a better one stands beside
    numerator: str | None = None
    denominator: str | None = None
    part_of: str | None = None
    not_confused_with: tuple[str, ...] = ()
    better: Literal["high", "low"] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A topic asked for as a whole: its members are ids, the most telling first."""

    id: str
    zh: str
    en: str
    synonyms_zh: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators and topics, by id, in the file's order."""

    indicators: Mapping[str, Indicator]
    groups: Mapping[str, Group]


def load_catalogue() -> Catalogue:
    """The catalogue that ships, read once. Raises CatalogueError with file and line."""
    return _shipped()


def read_catalogue(path: Path) -> Catalogue:
    """Read and check a catalogue file. Raises CatalogueError with file and line."""
    source = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CatalogueError(path.name, int(found[1]) if found else 1, str(error)) from error
    return _Reader(path.name, source).read(data)


@cache
def _shipped() -> Catalogue:
    return read_catalogue(_FILE)


class _Reader:
    """Turns the parsed file into values; every complaint names the line."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self.lines = source.splitlines()
        numbered = [(line.strip(), n) for n, line in enumerate(self.lines, 1)]
        self._first = dict(reversed(numbered))  # where each line stands first
        self.at = 1  # line of the entry being read
        self.families: dict[str, tuple[str, ...]] = {}
        self.same: dict[str, tuple[str, ...]] = {}

    def read(self, data: dict[str, Any]) -> Catalogue:
        unknown = set(data) - {"families", "same", "indicator", "group"}
        if unknown:
            self._fail(
                f"unknown table {sorted(unknown)[0]!r}; known: families, same, indicator, group"
            )
        families = data.get("families", {})
        self.families = {name: self._strings(families, name) for name in families}
        same = data.get("same", {})
        self.same = {word: self._strings(same, word) for word in same}
        indicators = self._entries("indicator", data.get("indicator", []), self._indicator)
        groups = self._entries("group", data.get("group", []), self._group)
        for indicator in indicators.values():
            self.at = self._line_of("indicator", indicator.id)
            named = (indicator.numerator, indicator.denominator, indicator.part_of)
            for other in (*(n for n in named if n), *indicator.not_confused_with):
                if other not in indicators:
                    self._fail(f"{indicator.id} names {other!r}, which is no indicator")
        for group in groups.values():
            self.at = self._line_of("group", group.id)
            for member in group.members:
                if member not in indicators:
                    self._fail(f"{group.id} holds {member!r}, which is no indicator")
        return Catalogue(indicators, groups)

    def _entries(self, table: str, entries: list[dict[str, Any]], make: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        starts = [n for n, line in enumerate(self.lines, 1) if line.strip() == f"[[{table}]]"]
        for start, entry in zip(starts, entries, strict=False):
            self.at = start
            value = make(entry)
            if value.id in made:
                self._fail(f"the id {value.id!r} is used twice")
            made[value.id] = value
        return made

    def _indicator(self, entry: dict[str, Any]) -> Indicator:
        self._check_keys(entry, _INDICATOR_KEYS, ("id", "zh", "en", "kind", "units"))
        kind = entry["kind"]
        if kind not in get_args(IndicatorKind):
            self._fail(f"kind is {kind!r}; expected one of {', '.join(get_args(IndicatorKind))}")
        better = entry.get("better")
        if better not in (None, "high", "low"):
            self._fail(f"better is {better!r}; expected high or low")
        return Indicator(
            id=entry["id"],
            zh=entry["zh"],
            en=entry["en"],
            kind=kind,
            units=self._units(self._strings(entry, "units")),
            synonyms_zh=self._strings(entry, "say_zh"),
            synonyms_en=self._strings(entry, "say_en"),
            patterns=tuple(self._pattern(p) for p in self._strings(entry, "patterns")),
            scopes=self._strings(entry, "scopes"),
            weak=self._strings(entry, "weak"),
            numerator=entry.get("numerator"),
            denominator=entry.get("denominator"),
            part_of=entry.get("part_of"),
            not_confused_with=self._strings(entry, "not_confused_with"),
            better=better,
        )

    def _group(self, entry: dict[str, Any]) -> Group:
        self._check_keys(entry, _GROUP_KEYS, ("id", "zh", "en", "members"))
        return Group(
            id=entry["id"],
            zh=entry["zh"],
            en=entry["en"],
            synonyms_zh=self._strings(entry, "say_zh"),
            synonyms_en=self._strings(entry, "say_en"),
            members=self._strings(entry, "members"),
        )

    def _pattern(self, written: str) -> Pattern:
        here: list[tuple[str, ...]] = []
        before: list[tuple[str, ...]] = []
        not_here: list[str] = []
        not_before: list[str] = []
        not_heading: list[str] = []
        units: tuple[str, ...] = ()
        for term in written.split():
            words = [w for w in term.lstrip("@<-^").split("|") if w]
            if not words:
                self._fail(f"empty term {term!r} in pattern {written!r}", near=written)
            if term[0] == "@":
                units = (*units, *self._units(tuple(words)))
            elif term[0] == "^":
                not_heading += words
            elif term[0] == "-":
                after = term[1] == "<"
                for word in words:
                    after = after or word[0] == "<"
                    (not_before if after else not_here).append(word.lstrip("<"))
            elif term[0] == "<":
                before.append(self._with_same(words))
            else:
                here.append(self._with_same(words))
        if not here and not before:
            self._fail(f"pattern {written!r} has no term that must hold", near=written)
        return Pattern(
            tuple(here),
            tuple(before),
            tuple(not_here),
            tuple(not_before),
            tuple(not_heading),
            frozenset(units),
        )

    def _with_same(self, words: list[str]) -> tuple[str, ...]:
        found = list(words)
        for word in words:
            for known, others in self.same.items():
                if known in word:
                    found += (word.replace(known, other) for other in others)
        return tuple(dict.fromkeys(found))

    def _units(self, names: tuple[str, ...]) -> tuple[str, ...]:
        units: list[str] = []
        for name in names:
            if name.isascii() and name.isalpha() and name not in self.families:
                self._fail(f"{name!r} is no unit family; known: {', '.join(self.families)}")
            units += self.families.get(name, (name,))
        return tuple(dict.fromkeys(units))

    def _check_keys(self, entry: dict[str, Any], known: set[str], needed: tuple[str, ...]) -> None:
        for key in needed:
            if key not in entry:
                self._fail(f"{entry.get('id', 'an entry')} has no {key!r}")
        for key in entry:
            if key not in known:
                self._fail(
                    f"unknown key {key!r} in {entry['id']}; known: {', '.join(sorted(known))}",
                    near=f"{key} =",
                )
        for key in ("id", "zh", "en"):
            if not isinstance(entry[key], str) or not entry[key]:
                self._fail(f"{key!r} is {entry[key]!r}; expected a name")

    def _strings(self, entry: dict[str, Any], key: str) -> tuple[str, ...]:
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            self._fail(f"{key!r} is {values!r}; expected a list of texts", near=f"{key} =")
        return tuple(values)

    def _line_of(self, table: str, entry_id: str) -> int:
        return self._first.get(f'id = "{entry_id}"', 1)

    def _fail(self, problem: str, near: str | None = None) -> None:
        line = self.at
        if near is not None:
            rest = enumerate(self.lines[self.at - 1 :], self.at)
            line = next((n for n, text in rest if near in text), line)
        raise CatalogueError(self.file, line, problem)
