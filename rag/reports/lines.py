"""The lines of a folded text, with their offsets. Knows nothing of reports."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.text import Folded

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. Offsets are into the folded text, without outer spaces."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=4)
def all_lines(folded: str) -> tuple[Line, ...]:
    """The non-blank lines of a whole text, trimmed; each stage asks for them again."""
    return tuple(split_lines(folded, 0, len(folded)))


def split_lines(folded: str, start: int, end: int) -> list[Line]:
    """The non-blank lines between two offsets, trimmed."""
    lines = []
    for found in _LINE.finditer(folded, start, end):
        raw = found.group()
        text = raw.strip()
        if text:
            left = found.start() + len(raw) - len(raw.lstrip())
            lines.append(Line(left, left + len(text), text))
    return lines


def boundary(folded: Folded, text: str, index: int) -> int:
    """The source offset of a folded offset, where dropped characters fall to the left."""
    if index >= len(folded.text):
        return len(text)
    return index if folded.origins is None else folded.origins[index]


def to_folded(folded: Folded, index: int) -> int:
    """The folded offset of a source offset."""
    return index if folded.origins is None else bisect_left(folded.origins, index)


def lines_outside(lines: Iterable[Line], spans: list[tuple[int, int]]) -> list[Line]:
    """What of the lines lies outside the spans, trimmed; ``spans`` in order, not touching."""
    pieces = []
    for line in lines:
        start = line.start
        for left, right in [s for s in spans if s[0] < line.end and line.start < s[1]]:
            pieces.append((line, start, left))
            start = max(start, right)
        pieces.append((line, start, line.end))
    outside = []
    for line, start, end in pieces:
        text = line.text[max(0, start - line.start) : max(0, end - line.start)]
        stripped = text.strip()
        if stripped:
            left = start + len(text) - len(text.lstrip())
            outside.append(Line(left, left + len(stripped), stripped))
    return outside
