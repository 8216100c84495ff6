"""In which language and script a question is asked, and whether it asks for another."""

from __future__ import annotations

import re

from rag.questions.wording import Found, any_of, load_words
from rag.text import to_simplified, to_traditional
from rag.types import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
# reports that are written in a script, not an answer
_WRITTEN = re.compile(
    r"(?:written|published|printed|issued|are|were|is|was|写的?|发布的?|撰写的?)\s*$"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect_language(text: str, before: Language | None = None) -> Language:
    """The language of a question as asked; ``before`` decides where its script cannot."""
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if not han:
        return "en" if latin or before is None else before
    if latin >= 3 and latin * 1.5 >= han:
        return "en"
    simple, traditional = to_simplified(text), to_traditional(text)
    only_traditional = sum(a != b for a, b in zip(text, simple, strict=True))
    only_simplified = sum(a != b for a, b in zip(text, traditional, strict=False))
    if only_traditional == only_simplified:
        return before if before in ("zh-Hans", "zh-Hant") else "zh-Hans"
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


def find_requested_language(plain: str) -> Found[Language] | None:
    """A wish to be answered in another language: 用繁体回答, "in Traditional Chinese"."""
    for language, words in load_words("kinds.toml")["answer_in"].items():
        found = any_of(tuple(words)).search(plain)
        if found and not _WRITTEN.search(plain[: found.start()]):
            return Found(found.start(), found.end(), language)
    return None
