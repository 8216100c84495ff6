"""Whether a sentence means its numbers as its sources do: direction, owner, measure.

- A clause that says rose or fell needs a source clause that says so, of its number where
  it has one; or two numbers of its own that rise or fall (from 95% to 98%).
- A number must not stand with the words of another number of the sources: of 受理100件，
  化解98件 no sentence may say that 98 were received. Words of both languages are compared
  as the ideas of rag/questions/concepts.toml.
- An English noun behind a number must fit the measure word of the source: 98件 are no people.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.llm.numbers import Number, find_numbers, supports
from rag.questions.concepts import read_ideas
from rag.questions.wording import any_of

_FILE = Path(__file__).with_name("words.toml")
_CLAUSE = re.compile(r"[，；。！？;!?\n()]|,(?!\d{3})|\.(?!\d)")
_MOST_BEHIND = 3  # English words behind a number that may say what is counted


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    numbers: tuple[Number, ...]


def misread(sentence: str, source: str) -> str | None:
    """What a sentence makes of its numbers that its sources do not; both are normalised."""
    said, stated = _clauses(sentence.lower()), _clauses(source.lower())
    for clause in said:
        if why := _wrong_direction(clause, stated):
            return why
        for i, number in enumerate(clause.numbers):
            if _is_of_another(clause, i, stated):
                return f"{number.written} is stated of something else"
            if _has_other_measure(clause.text, number, stated):
                return f"{number.written} counts something else"
    return None


def _clauses(text: str) -> list[_Clause]:
    parts = [p for p in _CLAUSE.split(text) if p.strip()]
    return [_Clause(p, tuple(find_numbers(p))) for p in parts]


# ------------------------------------------------------------------ direction


def _wrong_direction(clause: _Clause, stated: Sequence[_Clause]) -> str | None:
    for name, pattern in _directions().items():
        if not pattern.search(clause.text):
            continue
        told = [c for c in stated if pattern.search(c.text)]
        if _moves(clause, name):
            continue
        if clause.numbers:
            told = [c for c in told if _share_a_number(c, clause)]
        if not told:
            return f"no quote it cites says that this went {name}"
    return None


def _moves(clause: _Clause, direction: str) -> bool:
    """From 95% to 98%: two numbers of one kind that themselves go that way."""
    moved = [n for n in clause.numbers if n.kind != "year"]
    if len(moved) != 2 or moved[0].kind != moved[1].kind:
        return False
    first, last = moved[0].value, moved[1].value
    if first is None or last is None:
        return False
    return last > first if direction == "up" else last < first


def _share_a_number(source: _Clause, claim: _Clause) -> bool:
    return any(supports(s, c) for s in source.numbers for c in claim.numbers if c.kind != "year")


# ------------------------------------------------------------------ whose number it is


def _is_of_another(clause: _Clause, i: int, stated: Sequence[_Clause]) -> bool:
    """Whether the words at a number are those of another number alone."""
    number = clause.numbers[i]
    if number.kind == "year":
        return False
    own: set[str] = set()
    other: set[str] = set()
    for source in stated:
        for j, held in enumerate(source.numbers):
            if held.kind != number.kind:
                continue
            (own if supports(held, number) else other).update(_words_at(source, j))
    said = _words_at(clause, i)
    return bool(said & (other - own)) and not said & own


def _words_at(clause: _Clause, i: int) -> set[str]:
    """The ideas of the words before a number, and behind it where no other number follows."""
    number = clause.numbers[i]
    left = clause.numbers[i - 1].end if i else 0
    right = clause.numbers[i + 1].start if i + 1 < len(clause.numbers) else len(clause.text)
    behind = clause.text[number.end : right] if right == len(clause.text) else ""
    words = f"{clause.text[left : number.start]} {behind}"
    return {name for idea in read_ideas(words, mend=False) for name in idea.names}


# ------------------------------------------------------------------ what it counts


def _has_other_measure(text: str, number: Number, stated: Sequence[_Clause]) -> bool:
    """Whether an English noun behind a number fits none of the sources' measure words."""
    units = _units_meant(text[number.end :])
    if number.kind != "plain" or not units:
        return False
    held = [n.after for c in stated for n in c.numbers if supports(n, number)]
    known = [unit for unit in held if unit in _known_units()]
    return bool(known) and len(known) == len(held) and not any(unit in units for unit in known)


def _units_meant(behind: str) -> str:
    words = re.findall(r"[a-z'-]+", re.split(r"[^a-z\s'-]", behind)[0])[:_MOST_BEHIND]
    measures = _measures()
    return next((measures[w] for w in words if w in measures), "")


@cache
def _measures() -> dict[str, str]:
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["measures"]
    return {word: units for units, words in listed.items() for word in words.split()}


@cache
def _known_units() -> frozenset[str]:
    return frozenset("".join(_measures().values()))


@cache
def _directions() -> dict[str, re.Pattern[str]]:
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))["directions"]
    return {name: any_of(tuple(listed.split())) for name, listed in words.items()}
