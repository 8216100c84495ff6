"""Cut leaf sections into passages: whole sentences of one leaf, about 80 to 400 characters.

A heading stays with the text under it. A leaf that is only the heading of other leaves gives
no passage: its words are in their paths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Passage, Section

SHORTEST = 80
LONGEST = 400
_SENTENCE = re.compile(r"[^。！？!?\n\r；;]*(?:[。！？!?；;]+[”』」）)]*|[\n\r]+|\Z)")
_CLAUSE = re.compile(r"[^，,、]*[，,、]?")


def cut_passages(text: str, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Passages in order, without overlap; ``section`` is the index of their leaf."""
    passages: list[Passage] = []
    for index, section in enumerate(sections):
        if _is_bare_heading(text, sections, index):
            continue
        passages += [Passage(index, *span) for span in _cut_leaf(text, section.start, section.end)]
    return tuple(passages)


def _is_bare_heading(text: str, sections: Sequence[Section], index: int) -> bool:
    """Only a heading, with sections below it that carry its words in their path."""
    section = sections[index]
    if not section.path or index + 1 >= len(sections):
        return False
    below = sections[index + 1].path
    if len(below) <= len(section.path) or below[: len(section.path)] != section.path:
        return False
    return len(text[section.start : section.end].strip()) <= len(section.path[-1]) + 2


def _cut_leaf(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for piece in _pieces(text, start, end):
        if spans and (
            piece[1] - spans[-1][0] <= LONGEST
            and (spans[-1][1] - spans[-1][0] < SHORTEST or not _new_item(text, piece[0]))
        ):
            spans[-1] = (spans[-1][0], piece[1])
        else:
            spans.append(piece)
    return [s for s in _merge_short(spans) if re.search(r"\w", text[s[0] : s[1]])]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences, trimmed; one longer than LONGEST is cut at commas."""
    pieces = []
    for found in _SENTENCE.finditer(text, start, end):
        left, right = _trim(text, found.start(), found.end())
        if left >= right:
            continue
        if right - left <= LONGEST:
            pieces.append((left, right))
        else:
            pieces += _cut_long(text, left, right)
    return pieces


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for found in _CLAUSE.finditer(text, start, end):
        left, right = found.span()
        if left == right:
            continue
        while right - left > LONGEST:  # a run without any mark
            spans.append((left, left + LONGEST))
            left += LONGEST
        if spans and right - spans[-1][0] <= LONGEST:
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
    return [(a, b) for a, b in (_trim(text, *s) for s in spans) if a < b]


_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,2}是|[一二三四五六七八九十]{1,2}、|[（(]?\d{1,2}[.、)）]"
)


def _new_item(text: str, at: int) -> bool:
    """一是, 二是: an item of a list begins a passage of its own where lengths allow."""
    return _ITEM.match(text, at) is not None


def _merge_short(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a short leftover to its neighbour in the same leaf when the sum is not too long."""
    merged: list[tuple[int, int]] = []
    for span in spans:
        if (
            merged
            and (span[1] - span[0] < SHORTEST or merged[-1][1] - merged[-1][0] < SHORTEST)
            and span[1] - merged[-1][0] <= LONGEST
        ):
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
    return merged


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
