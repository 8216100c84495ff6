"""Chinese names of places in English: 后塘瑶族乡 is "Houtang Yao Ethnic Township".

Knows nothing of reports; spellings and level words are data (names.toml).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.errors import CatalogueError
from rag.text import has_han, to_simplified

_FILE = Path(__file__).with_name("names.toml")


@dataclass(frozen=True, slots=True)
class EnglishName:
    """The parts of a name: Houtang | Yao | Ethnic Township."""

    proper: str
    group: str = ""
    level: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.proper, self.group, self.level) if part)


def english_name(name: str) -> str:
    """A place's name in English, without the Chinese; what has no Han stays as it is."""
    return str(split_name(name))


def bilingual_name(name: str) -> str:
    """English with the Chinese name in brackets: Lifu Town (李馥镇)."""
    return f"{english_name(name)} ({name})" if has_han(name) else name


@cache
def split_name(name: str) -> EnglishName:
    """The proper part in pinyin, the ethnic groups and the level word, in English."""
    if not has_han(name):
        return EnglishName(name)
    tables = _tables()
    rest = to_simplified(name.strip())
    level = _longest_suffix(rest, tables["words"])
    proper = rest[: len(rest) - len(level)]
    if not proper:  # the name is nothing but a level word
        return EnglishName(_pinyin(rest))
    if proper in tables["fixed"]:
        return EnglishName(tables["fixed"][proper], "", tables["words"].get(level, ""))
    groups, proper = _cut_groups(proper, tables["groups"])
    words = tables["words"].get(level, "")
    if groups and level in ("乡", "镇", "苏木"):
        words = f"Ethnic {words}"
    return EnglishName(_pinyin(proper), " and ".join(groups), words)


def department_in_english(department: str) -> str:
    """交通运输局 is "Transport Bureau"; one that is not listed is a Bureau or "department"."""
    return _tables()["departments"].get(
        _longest_suffix(to_simplified(department), _tables()["departments"]), "department"
    )


def without_ethnic_groups(proper: str) -> str:
    """The proper part of a name whose level word is gone: 后塘 of 后塘瑶族."""
    return _cut_groups(proper, _tables()["groups"])[1]


def ethnic_groups() -> Mapping[str, str]:
    """Groups that names of places bear (瑶族), and their English names."""
    return _tables()["groups"]


def level_in_english(word: str) -> str:
    """A level word alone: 民族乡 is "ethnic township", 瑶族乡 "Yao ethnic township"."""
    words = _tables()["words"]
    if word in words:
        return words[word].lower()
    name = split_name(f"某{word}")
    return f"{name.group} {name.level.lower()}".strip() if name.level else word


def pinyin(text: str) -> str:
    """Syllables joined, first letter large, apostrophes where the rules ask: Xi'an."""
    return _pinyin(to_simplified(text))


def _longest_suffix(name: str, words: Mapping[str, str]) -> str:
    return max((word for word in words if name.endswith(word)), key=len, default="")


def _cut_groups(proper: str, groups: Mapping[str, str]) -> tuple[list[str], str]:
    """Ethnic groups stand last in the proper part; at least one character stays before."""
    found: list[str] = []
    while True:
        fits = (g for g in groups if proper.endswith(g) and g != proper)
        group = max(fits, key=len, default="")
        if not group:
            return found, proper
        found.insert(0, groups[group])
        proper = proper[: len(proper) - len(group)]


def _pinyin(proper: str) -> str:
    tables = _tables()
    if proper in tables["fixed"]:
        return tables["fixed"][proper]
    if proper in tables["syllables"]:
        syllables = tables["syllables"][proper].split()
    else:
        from pypinyin import lazy_pinyin  # its dictionaries take a tenth of a second

        syllables = lazy_pinyin(proper, v_to_u=True)
    joined = "".join(
        f"'{s}" if place and s[:1] in ("a", "o", "e") else s for place, s in enumerate(syllables)
    )
    return joined[:1].upper() + joined[1:]


@cache
def _tables() -> dict[str, dict[str, str]]:
    try:
        tables: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(_FILE.name, _line_of(error), str(error)) from error
    for name in ("words", "groups", "fixed", "syllables", "departments"):
        if name not in tables:
            raise CatalogueError(_FILE.name, 1, f"the table [{name}] is missing")
    return tables


def _line_of(error: tomllib.TOMLDecodeError) -> int:
    """The parser says "(at line 3, column 7)"."""
    words = str(error).replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 1
