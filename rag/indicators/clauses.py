"""Sentences and clauses around quantities: which words belong to which number.

Knows punctuation only; nothing of indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.types import Quantity

# A line break ends a sentence, unless it only wraps a long line (as in text from PDF).
_SENTENCE_END = re.compile(r"[。!?]|\n")
_WRAPPED = re.compile(r"[^\n|]{18}[\u4e00-\u9fff\d,、]\n")
_MARKED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、.是]|第[一二三四五六七八九十]|\(|\d+[.、)]|[-•|①-⑳\n])"
)
_DELIMITER = re.compile(r"[,;:()|\t]")
LONGEST = 600  # characters read on each side of a number: a text may have lost its stops
_SHORT_BRACKET = re.compile(r"\([^()]{0,14}\)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas, colons or brackets that holds quantities."""

    start: int
    end: int
    sentence: int  # where its sentence starts
    sentence_end: int
    quantities: tuple[Quantity, ...]
    bracketed: bool = False  # it stands in brackets: (其中简易程序110件)


def find_clauses(
    text: str, start: int, end: int, quantities: Sequence[Quantity]
) -> Iterator[Clause]:
    """The clauses of text[start:end] that hold a quantity, in order."""
    n = 0
    while n < len(quantities):
        sentence = max(start, quantities[n].start - LONGEST)
        for stop in _SENTENCE_END.finditer(text, sentence, quantities[n].start):
            if not _wraps(text, stop):
                sentence = stop.end()
        reach = min(end, quantities[n].end + LONGEST)
        stops = _SENTENCE_END.finditer(text, quantities[n].end, reach)
        sentence_end = next((s.start() for s in stops if not _wraps(text, s)), reach)
        inside = []
        while n < len(quantities) and quantities[n].start < sentence_end:
            inside.append(quantities[n])
            n += 1
        start = sentence
        yield from _clauses(text, sentence, sentence_end, inside)


def sentence_start(text: str, start: int, at: int, marks: str = "。!?\n") -> int:
    """Where the sentence (or what ``marks`` end) that holds ``at`` begins, from ``start`` on."""
    start = max(start, at - LONGEST)
    return max(start, *(text.rfind(mark, start, at) + 1 for mark in marks))


def _wraps(text: str, stop: re.Match[str]) -> bool:
    """Whether a line break only wraps a line: long, unfinished, no heading before or after."""
    if stop[0] != "\n":
        return False
    line = text.rfind("\n", 0, stop.start()) + 1
    return bool(
        stop.start() - 19 >= line
        and _WRAPPED.match(text, stop.start() - 19)
        and not _MARKED.match(text, line)
        and not _MARKED.match(text, stop.end())
    )


def _clauses(text: str, start: int, end: int, quantities: list[Quantity]) -> Iterator[Clause]:
    spans = [(q.start, q.end) for q in quantities]
    closed = [
        (b.start(), b.end())
        for b in _SHORT_BRACKET.finditer(text, start, end)
        if not any(b.start() < s < b.end() for s, _ in spans)
    ] + spans
    cuts = [
        (d.start(), d[0])
        for d in _DELIMITER.finditer(text, start, end)
        if not any(s <= d.start() < e for s, e in closed)
    ]
    left, depth = start, 0
    waiting = list(quantities)
    for position, mark in [*cuts, (end, "")]:
        inside = []
        while waiting and waiting[0].start < position:
            inside.append(waiting.pop(0))
        if inside:
            yield Clause(left, position, start, end, tuple(inside), depth > 0)
        left = position + 1
        depth = max(0, depth + (mark == "(") - (mark == ")"))
