"""The interface's sentences in three languages, and which language a browser gets.

The sentences stand in ``texts.toml``: one table a key, one line a language. A key that
lacks a language is an error on loading, so no page can be half in another language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rag.errors import CatalogueError
from rag.names import bilingual_name
from rag.text import in_traditional
from rag.types import Language, Metadata

LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
LANGUAGE_NAMES: Mapping[Language, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
# What Gradio calls them; it falls back to English for every other Chinese tag.
GRADIO_LANGUAGES: Mapping[Language, str] = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en"}

_FILE = Path(__file__).with_name("texts.toml")
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def say(language: Language, key: str, **values: object) -> str:
    """The sentence ``key`` in ``language`` with ``{name}`` filled from ``values``."""
    return load_texts()[key][language].format(**values)


def every_text(language: Language) -> dict[str, str]:
    """All sentences of one language, for the page's script."""
    return {key: by_language[language] for key, by_language in load_texts().items()}


@cache
def load_texts(file: Path = _FILE) -> dict[str, dict[Language, str]]:
    """Key -> language -> sentence. Raises CatalogueError with file and line."""
    source = file.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(file.name, getattr(error, "lineno", 1) or 1, str(error)) from error
    for key, table in tables.items():
        missing = [name for name in LANGUAGES if not (isinstance(table, dict) and table.get(name))]
        if missing:
            line = source[: source.find(f"[{key}]")].count("\n") + 1
            raise CatalogueError(file.name, line, f"{key} lacks {', '.join(missing)}")
    return tables


def place_name(place: str | None, language: Language) -> str:
    """A place as an answer of this language writes it: Lifu Town (李馥镇)."""
    if not place:
        return say(language, "unnamed")
    if language == "en":
        return bilingual_name(place)
    # 后 and 里 stay: in names they are rarely 後 and 裡.
    return in_traditional(place, (place,)) if language == "zh-Hant" else place


def place_of(metadata: Metadata, language: Language) -> str:
    """The report's own place; in Traditional as a Traditional report writes it (后塘, not 後塘)."""
    if language == "zh-Hant" and metadata.script == "hant" and metadata.place_as_written:
        return metadata.place_as_written
    return place_name(metadata.place, language)


def names_as_written(metas: Iterable[Metadata], language: Language) -> dict[str, str]:
    """Place (Simplified) -> its name in Traditional reports, for a Traditional page."""
    if language != "zh-Hant":
        return {}
    return {m.place: place_of(m, language) for m in metas if m.place and m.script == "hant"}


def match_language(tag: str | None) -> Language | None:
    """A language tag (zh-HK, zh-Hans-CN, en-GB) as one of ours, or None."""
    low = (tag or "").strip().lower().replace("_", "-")
    if low.startswith("zh"):
        return "zh-Hant" if any(part in _TRADITIONAL for part in low.split("-")) else "zh-Hans"
    return "en" if low == "en" or low.startswith("en-") else None


def choose_language(asked: str | None, kept: str | None, accepted: str | None) -> Language:
    """``?lang=`` first, then the cookie, then the browser's Accept-Language, then English."""
    for tag in (asked, kept):
        if found := match_language(tag):
            return found
    for part in (accepted or "").split(","):
        if found := match_language(part.split(";")[0]):
            return found
    return "en"
