"""The words that tell how a number is meant (cues.toml), as compiled expressions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from rag.errors import CatalogueError

_FILE = Path(__file__).with_name("cues.toml")


class Endings:
    """Words looked for at the very end of a text."""

    def __init__(self, words: list[str]) -> None:
        split = [word.partition("<") for word in words]
        self._not_after = {word: set(before) for word, _, before in split}
        self._lengths = sorted({len(word) for word in self._not_after}, reverse=True)

    def at_end(self, text: str) -> int:
        """The length of the longest word that ``text`` ends with, 0 when there is none."""
        for length in self._lengths:
            forbidden = self._not_after.get(text[-length:])
            if forbidden is not None and text[-length - 1 : -length] not in forbidden:
                return length
        return 0

    def cut(self, text: str) -> str:
        """``text`` without that word."""
        length = self.at_end(text)
        return text[:-length] if length else text


@dataclass(frozen=True, slots=True)
class Cues:
    """Each list of cues.toml as one alternation, the longest words first."""

    verbs: Endings
    fillers: Endings
    places: Endings
    planned: re.Pattern[str]
    planned_sentence: re.Pattern[str]
    planned_after: re.Pattern[str]
    done: re.Pattern[str]
    done_in_plans: re.Pattern[str]
    floor: re.Pattern[str]
    past: re.Pattern[str]
    duty: re.Pattern[str]
    compared: re.Pattern[str]
    moved: Endings
    per_unit: re.Pattern[str]
    period: re.Pattern[str]
    ranked: re.Pattern[str]
    all_of: re.Pattern[str]
    completed: re.Pattern[str]
    finished: re.Pattern[str]
    not_completed: re.Pattern[str]
    none_of: re.Pattern[str]
    pairs: re.Pattern[str]


# Lists that only matter directly in front of a number.
_AT_END = {"verbs", "fillers", "places", "moved"}


@cache
def load_cues() -> Cues:
    """The cues that ship, read once. Raises CatalogueError with file and line."""
    return read_cues(_FILE)


def read_cues(path: Path) -> Cues:
    """Read and check a file of cues. Raises CatalogueError with file and line."""
    source = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CatalogueError(path.name, int(found[1]) if found else 1, str(error)) from error
    names = [f.name for f in fields(Cues)]
    for name in data:
        if name not in names:
            raise CatalogueError(path.name, _line(source, name), f"unknown list {name!r}")
    compiled: dict[str, Any] = {}
    for name in names:
        words = data.get(name)
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            raise CatalogueError(
                path.name, _line(source, name), f"{name!r} must be a list of words"
            )
        if name in _AT_END:
            compiled[name] = Endings(words)
            continue
        joined = "|".join(sorted(words, key=len, reverse=True))
        try:
            compiled[name] = re.compile(joined)
        except re.error as error:
            raise CatalogueError(path.name, _line(source, name), f"{name!r}: {error}") from error
    return Cues(**compiled)


def _line(source: str, name: str) -> int:
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"{re.escape(name)}\s*=", line):
            return number
    return 1
