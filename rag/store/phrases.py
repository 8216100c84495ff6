"""Find a phrase in a text whatever its script, width, case and spacing."""

from __future__ import annotations

from bisect import bisect_left

from rag.text import Folded, fold
from rag.types import Span


def searchable(folded: str) -> str:
    """Folded text in lower case without white space, as ``search_text`` holds it."""
    return _lower("".join(folded.split()))


def folded_part(folded: Folded, start: int, end: int) -> str:
    """The folded text of a source span."""
    if folded.origins is None:
        return folded.text[start:end]
    return folded.text[bisect_left(folded.origins, start) : bisect_left(folded.origins, end)]


def find_searchable(text: str, phrase: str) -> list[Span]:
    """Where a searchable phrase stands in a source text, white space ignored."""
    folded = fold(text)
    places = [i for i, c in enumerate(folded.text) if not c.isspace()]
    haystack = _lower("".join(folded.text[i] for i in places))
    spans, at = [], haystack.find(phrase) if phrase else -1
    while at >= 0:
        last = places[at + len(phrase) - 1]
        spans.append(Span(*folded.source(places[at], last + 1)))
        at = haystack.find(phrase, at + len(phrase))
    return spans


def _lower(text: str) -> str:
    """Lower case, character for character: İ, whose lower case is two, stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
