"""Why a file was skipped and what is odd about a report, in the page's language.

The readers give English sentences; ``reasons.toml`` has a Chinese one for each.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rag.errors import CatalogueError
from rag.types import Language

_FILE = Path(__file__).with_name("reasons.toml")
_MOST_JOINED = 6  # of an archive's members three are told
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the readers and how each language says it."""

    pattern: re.Pattern[str]
    said: Mapping[Language, str]


def tell(reason: str, language: Language) -> str:
    """The readers' ``reason`` in ``language``; an unforeseen one as it is, marked as such."""
    return _told(reason, language) or load_reasons()[0].said[language].format(text=reason)


def is_known(reason: str) -> bool:
    """Whether every part of the sentence has its Chinese."""
    return _told(reason, "en") is not None


@lru_cache(maxsize=4096)
def _told(reason: str, language: Language) -> str | None:
    for known in load_reasons()[1:]:
        if found := known.pattern.fullmatch(reason):
            slots = found.groupdict()
            if "why" in slots:
                why = _told_each(slots["why"], language)
                if why is None:
                    continue
                slots["why"] = why
            return known.said[language].format(**slots)
    return None


def _told_each(reasons: str, language: Language) -> str | None:
    """One sentence, or several joined by "; " (which may also stand inside one)."""
    parts = reasons.split("; ")
    for at in range(1, min(len(parts), _MOST_JOINED) + 1):
        head = _told("; ".join(parts[:at]), language)
        if head is None:
            continue
        if at == len(parts):
            return head
        rest = _told_each("; ".join(parts[at:]), language)
        if rest is not None:
            return head + ("; " if language == "en" else "；") + rest
    return None


@cache
def load_reasons(file: Path = _FILE) -> tuple[Reason, ...]:
    """In the file's order. Raises CatalogueError with file and line."""
    source = file.read_text(encoding="utf-8")
    try:
        entries = tomllib.loads(source)["reason"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise CatalogueError(file.name, getattr(error, "lineno", 1) or 1, str(error)) from error
    starts = [n for n, line in enumerate(source.splitlines(), 1) if line == "[[reason]]"]
    return tuple(
        _reason(entry, file.name, line) for entry, line in zip(entries, starts, strict=True)
    )


def _reason(entry: Mapping[str, str], file: str, line: int) -> Reason:
    english = entry.get("en", "")
    said: dict[Language, str] = {
        "en": entry.get("shown", english),
        "zh-Hans": entry.get("zh-Hans", ""),
        "zh-Hant": entry.get("zh-Hant", ""),
    }
    slots = _SLOT.findall(english)
    for language, sentence in said.items():
        if not sentence:
            raise CatalogueError(file, line, f"a reason lacks {language}")
        if unknown := set(_SLOT.findall(sentence)) - set(slots):
            raise CatalogueError(file, line, f"{language} fills {unknown}, en has {slots}")
    parts = _SLOT.split(english)
    # Odd parts are names of slots; words between them stand as they are.
    written = "".join(f"(?P<{p}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts))
    return Reason(re.compile(written, re.DOTALL), said)
