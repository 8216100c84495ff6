"""Find a phrase in a text whatever its script, width, case and spacing."""

from __future__ import annotations

import re

from rag.text import Folded, fold
from rag.types import Span


def searchable(folded: Folded) -> str:
    """Folded text in lower case without white space, as ``search_text`` holds it."""
    return "".join(_lower(c) for c in re.sub(r"\s+", "", folded.text))


def find_searchable(text: str, phrase: str) -> list[Span]:
    """Where a searchable phrase stands in a source text, white space ignored."""
    folded = fold(text)
    places = [i for i, c in enumerate(folded.text) if not c.isspace()]
    haystack = "".join(_lower(folded.text[i]) for i in places)
    spans, at = [], haystack.find(phrase) if phrase else -1
    while at >= 0:
        last = places[at + len(phrase) - 1]
        spans.append(Span(*folded.source(places[at], last + 1)))
        at = haystack.find(phrase, at + len(phrase))
    return spans


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character
