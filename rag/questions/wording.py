"""The question as every recogniser reads it: cleaned, folded, in one case, never too long."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from rag.errors import CatalogueError
from rag.text import fold, has_han

MAX_LENGTH = 2000  # characters of a question that are read; the rest is ignored

# What the code asks each wording file for.
_TABLES: Mapping[str, tuple[str, ...]] = {
    "comparison.toml": ("before", "after", "phrase", "full", "zero"),
    "concepts.toml": ("ideas", "ignore"),
    "departments.toml": ("english", "short", "words"),
    "describe.toml": ("zh", "en"),
    "fields.toml": ("fields", "order"),
    "followups.toml": ("cues", "empty"),
    "kinds.toml": ("cues", "yes_no", "things", "answer_in", "outside"),
    "levels.toml": ("level", "wider", "context"),
    "places.toml": ("provinces", "cities", "abroad", "english", "words", "english_words"),
    "roles.toml": ("roles", "section_words"),
    "topics.toml": ("indicators", "group_counts", "outside", "scopes", "narrower", "meaning"),
    "years.toml": ("last_year", "this_year", "latest", "recent_years"),
}

T = TypeVar("T")
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]"
)
_MARKDOWN = re.compile(r"[*_`#>|~]+")
_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "—": "-",
        "–": "-",
        "−": "-",
    }
)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One thing that a recogniser found, and where: ``plain[start:end]`` says it."""

    start: int
    end: int
    value: T


@dataclass(frozen=True, slots=True)
class Wording:
    """A question, three ways; ``cased`` and ``plain`` have one length."""

    text: str  # as asked, trimmed and cut at MAX_LENGTH
    cased: str  # folded: half width, Simplified, one kind of quotation mark
    plain: str  # cased, in lower case

    @property
    def empty(self) -> bool:
        """Whether nothing can be read: no letter and no digit."""
        return not any(c.isalnum() for c in self.plain)


def read_wording(question: str) -> Wording:
    """Clean and fold a question."""
    text = _INVISIBLE.sub(" ", question[: MAX_LENGTH * 2]).strip()[:MAX_LENGTH]
    # A mark inside a Han word (**调解**成功率) goes; between Latin words it parts them.
    marked = _MARKDOWN.sub(lambda m: "" if _between_han(text, m) else " ", text)
    cased = fold(marked.translate(_QUOTES)).text.translate(_QUOTES)
    cased = re.sub(r"(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])", "", cased)
    cased = cased.replace("甚么", "什么")  # a Traditional spelling that folding keeps
    return Wording(text, cased, "".join(_lower(c) for c in cased))


def blank(text: str, spans: Iterable[Found[Any]]) -> str:
    """The text with the found spans blanked by spaces, the same length."""
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(characters)


def overlaps(span: Found[Any], others: Iterable[Found[Any]]) -> bool:
    """Whether a span shares a character with any of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)


@cache
def load_words(name: str) -> Mapping[str, Any]:
    """A wording file (TOML) of this folder. Raises CatalogueError with file and line."""
    return read_words(Path(__file__).with_name(name))


def read_words(path: Path) -> Mapping[str, Any]:
    """Read and check a wording file. Raises CatalogueError with file and line.

    Every list holds words (texts that are not empty), and the tables that the code asks
    for are there.
    """
    source = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CatalogueError(path.name, int(found[1]) if found else 1, str(error)) from error
    for table in _TABLES.get(path.name, ()):
        if table not in data:
            raise CatalogueError(path.name, 1, f"the table or list {table!r} is missing")
    _check(path.name, source, data)
    return data


def _check(file: str, source: str, value: Any, key: str = "") -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(file, source, inner, name)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                _check(file, source, inner, key)
            elif not isinstance(inner, str) or not inner:
                problem = f"{key!r} holds {inner!r}; expected words in quotation marks"
                raise CatalogueError(file, _line_of(source, key), problem)


def _line_of(source: str, key: str) -> int:
    found = re.search(rf'^"?{re.escape(key)}"?\s*=', source, re.MULTILINE)
    return source.count("\n", 0, found.start()) + 1 if found else 1


@cache
def compile_pattern(file: str, pattern: str) -> re.Pattern[str]:
    """A regular expression of a wording file. Raises CatalogueError with file and line."""
    try:
        return re.compile(pattern)
    except re.error as error:
        source = Path(__file__).with_name(file).read_text(encoding="utf-8")
        at = source.find(pattern.replace("\\", "\\\\"))
        line = source.count("\n", 0, at) + 1 if at >= 0 else 1
        raise CatalogueError(file, line, f"{pattern!r} is no pattern: {error}") from error


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for many words: longest first, Latin words only as whole words.

    In a Latin word ``~`` stands for any ending (mediat~) and a space for any white
    space or hyphen.
    """
    parts = [_as_pattern(word) for word in sorted(set(words), key=lambda w: (-len(w), w))]
    return re.compile("|".join(parts) if parts else r"(?!)")


def _as_pattern(word: str) -> str:
    escaped = (
        re.escape(word)
        .replace(r"\ ", r"[\s\-]*" if has_han(word) else r"[\s\-]+")
        .replace(r"\~", "~")
        .replace("~", r"[a-z]*")
    )
    left = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    right = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{left}{escaped}{right}"


def _between_han(text: str, found: re.Match[str]) -> bool:
    return has_han(text[max(0, found.start() - 1) : found.start()]) and has_han(
        text[found.end() : found.end() + 1]
    )


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character
