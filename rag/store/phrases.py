"""Find a phrase in a text whatever its script, width, case and spacing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

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


def find_searchable(text: str, stored: str, phrase: str) -> list[Span]:
    """Where a searchable phrase stands in a source text; ``stored`` is the text, searchable."""
    starts = _occurrences(stored, phrase)
    if not starts:
        return []
    runs = [found.span() for found in re.finditer(r"\S+", text)]
    before = [0, *accumulate(end - start for start, end in runs)]
    if before[-1] == len(stored):  # one character for one, but for the white space

        def place(at: int) -> int:
            run = bisect_right(before, at) - 1
            return runs[run][0] + at - before[run]

        return [Span(place(at), place(at + len(phrase) - 1) + 1) for at in starts]
    folded = fold(text)
    places = [i for i, c in enumerate(folded.text) if not c.isspace()]
    return [Span(*folded.source(places[at], places[at + len(phrase) - 1] + 1)) for at in starts]


def _occurrences(stored: str, phrase: str) -> list[int]:
    starts, at = [], stored.find(phrase) if phrase else -1
    while at >= 0:
        starts.append(at)
        at = stored.find(phrase, at + len(phrase))
    return starts


def _lower(text: str) -> str:
    """Lower case, character for character: İ, whose lower case is two, stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
