"""Citations: numbered, each an exact span of a report's own text.

``quote == report.text[start:end]`` holds for all; nothing is cited that does not stand
in a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.columns import Ints, first_of_equal
from rag.lazy import Lazy
from rag.types import Citation, Span

if TYPE_CHECKING:
    from rag.answers.lines import Lines

_OPENING, _CLOSING = "(（", ")）"
_LONGEST_BRACKET = 60
_BEFORE = (
    "超过",
    "超過",
    "不少于",
    "不少於",
    "不低于",
    "至少",
    "将近",
    "約",
    "约",
    "近",
    "逾",
    "超",
)
_AFTER = "余餘多百千万萬亿億元"


def quoted_span(text: str, span: Span | None) -> Span | None:
    """What a citation of a span quotes: without white space at its ends, with the bracket
    straight after it; None where there is nothing to quote."""
    if span is None:
        return None
    start, end = _with_bracket(text, _inside(text, span))
    return Span(start, end) if start < end else None


def written_number(text: str, number: Span | None, clause: Span | None) -> str:
    """A number as the report writes it, with the words that say it is approximate."""
    if number is None:
        return ""
    start, end = number.start, number.end
    first, last = (clause.start, clause.end) if clause else (start, end)
    for word in _BEFORE:
        if start - len(word) >= first and text.startswith(word, start - len(word)):
            start -= len(word)
            break
    while end < last and text[end] in _AFTER:
        end += 1
    return text[start:end].strip()


class Citations:
    """Numbers what lines cite, in the order in which they cite it; one span has one number.

    A citation itself is made when it is looked at.
    """

    def __init__(self, lines: Lines) -> None:
        self._index = lines.pool.index
        self._lines = lines
        spans = lines.quotes.reshape(-1, 2)  # two a line: its own, or those of its parts
        reports = np.repeat(lines.report, 2)
        cited = spans[:, 0] >= 0
        places = np.flatnonzero(cited)
        first = first_of_equal(reports[places], spans[places, 0], spans[places, 1])
        opens = first == np.arange(len(first))
        numbers = np.zeros(len(spans), dtype=np.int64)
        numbers[places] = np.cumsum(opens)[first]
        self._numbers = numbers.reshape(-1, 2)
        self._places = places[opens]  # line 0, its second part, line 1 …
        self._reports = reports[self._places]
        self._spans = spans[self._places]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._spans)

    def of(self, line: int) -> tuple[int, int]:
        """The numbers that a line cites, 0 where there is none: its own, or its two parts'."""
        one, other = self._numbers[line].tolist()
        return one, other

    @property
    def first(self) -> Ints:
        """The first of the numbers that each line cites."""
        return self._numbers[:, 0]

    def all(self) -> Lazy[Citation]:
        """Every citation, by number."""
        return Lazy(len(self), self._make)

    def _make(self, places: Sequence[int]) -> list[Citation]:
        index, directory = self._index, self._index.directory
        records = [directory.records[self._reports[place]] for place in places]
        spans = self._spans[list(places)].tolist()
        quotes = self._quotes(places)
        sections = index.sections_at(
            [(record.id, start) for record, (start, _) in zip(records, spans, strict=True)]
        )
        return [
            Citation(
                n=place + 1,
                report=record.id,
                file=record.file,
                title=record.metadata.title,
                place=record.metadata.place,
                year=record.metadata.year_covered,
                section=section.path if section else (),
                quote=quote,
                start=start,
                end=end,
            )
            for place, record, (start, end), section, quote in zip(
                places, records, spans, sections, quotes, strict=True
            )
        ]

    def _quotes(self, places: Sequence[int]) -> list[str]:
        """What stands at the spans: lines know their own; a second part is read."""
        cited = [divmod(int(self._places[place]), 2) for place in places]
        records = self._index.directory.records
        ids = [records[self._reports[place]].id for place in places]
        parts = {report for report, (_, part) in zip(ids, cited, strict=True) if part}
        texts = self._index.texts(list(parts)) if parts else {}
        spans = self._spans[list(places)].tolist()
        return [
            texts[report][start:end] if part else self._lines.written(line)[0]
            for report, (line, part), (start, end) in zip(ids, cited, spans, strict=True)
        ]


def _inside(text: str, span: Span) -> tuple[int, int]:
    """The span without white space at its ends."""
    start, end = max(span.start, 0), min(span.end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _with_bracket(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A bracket straight after a statement limits it (410人(不含公安局)): quote it too."""
    start, end = span
    if end < len(text) and text[end] in _OPENING:
        closing = [c for mark in _CLOSING if (c := text.find(mark, end)) >= 0]
        last = min(closing, default=-1)
        if 0 <= last - end <= _LONGEST_BRACKET and "\n" not in text[end:last]:
            return start, last + 1
    return start, end
