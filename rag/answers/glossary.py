"""Terms of the field in both languages, for glosses and for English questions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from rag.text import fold, segment

_FILE = Path(__file__).with_name("glossary.toml")


def gloss(text: str, limit: int = 3) -> list[str]:
    """What a Chinese text is about, in English, in its order; terms inside others left out."""
    plain = fold(text).text
    found: dict[str, None] = {}
    place = 0
    while place < len(plain) and len(found) < limit:
        term = next((t for t in _by_length() if plain.startswith(t, place)), "")
        if term:
            found.setdefault(_terms()[term][0])
        place += len(term) or 1
    return list(found)


def chinese_terms(question: str) -> list[str]:
    """The Chinese terms that the words of an English question stand for."""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', question.lower())} "
    found = []
    for chinese, english in _terms().items():
        if any(f" {_plain(e)} " in plain for e in english):
            found.append(chinese)
    return found


def matter_of(question: str, names: Iterable[str] = ()) -> str:
    """A Chinese question without places, years and words that say nothing: its matter."""
    plain = fold(question).text
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, " ")
    plain = re.sub(r"\d+\s*(?:年度?|%)?", " ", plain)
    empty = set(_data()["empty"]["words"])
    words = [w for part in plain.split() for w in segment(part) if w not in empty]
    longest = [w for w in words if not any(w != v and w in v for v in words)]
    return " ".join(dict.fromkeys(longest))


def count_cues(text: str, role: str) -> int:
    """How many words of the text say that it tells problems, or plans."""
    plain = fold(text).text
    return sum(plain.count(cue) for cue in _data()["cues"].get(role, ()))


def _plain(english: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", english.lower()).strip()


@cache
def _terms() -> dict[str, list[str]]:
    return {chinese: english.split("|") for chinese, english in _data()["terms"].items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _by_length() -> list[str]:
    return sorted(_terms(), key=len, reverse=True)
