"""The words that tell how a number is meant (cues.toml), as compiled expressions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from rag.errors import CatalogueError

_FILE = Path(__file__).with_name("cues.toml")


@dataclass(frozen=True, slots=True)
class Cues:
    """Each list of cues.toml as one alternation, the longest words first."""

    verbs: re.Pattern[str]
    fillers: re.Pattern[str]
    places: re.Pattern[str]
    planned: re.Pattern[str]
    planned_sentence: re.Pattern[str]
    planned_after: re.Pattern[str]
    done: re.Pattern[str]
    done_in_plans: re.Pattern[str]
    floor: re.Pattern[str]
    past: re.Pattern[str]
    duty: re.Pattern[str]
    compared: re.Pattern[str]
    moved: re.Pattern[str]
    arrived: re.Pattern[str]
    per_unit: re.Pattern[str]
    period: re.Pattern[str]
    ranked: re.Pattern[str]
    all_of: re.Pattern[str]
    completed: re.Pattern[str]
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
    compiled: dict[str, re.Pattern[str]] = {}
    for name in names:
        words = data.get(name)
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            raise CatalogueError(
                path.name, _line(source, name), f"{name!r} must be a list of words"
            )
        joined = "|".join(sorted(words, key=len, reverse=True))
        try:
            compiled[name] = re.compile(f"(?:{joined})$" if name in _AT_END else joined)
        except re.error as error:
            raise CatalogueError(path.name, _line(source, name), f"{name!r}: {error}") from error
    return Cues(**compiled)


def _line(source: str, name: str) -> int:
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"{re.escape(name)}\s*=", line):
            return number
    return 1
