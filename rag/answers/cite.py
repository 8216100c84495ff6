"""Citations: numbered, each an exact span of a report's own text.

``quote == report.text[start:end]`` holds for all; nothing is cited that does not stand
in a report.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.types import Citation, Span

if TYPE_CHECKING:
    from rag.store import Index

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


class Citations:
    """Numbers spans in the order they are first cited; one span has one number."""

    def __init__(self, index: Index, reports: Iterable[str]) -> None:
        """``reports``: ids of all that may be cited; their texts are read at once."""
        self._index = index
        self._texts = index.texts(list(dict.fromkeys(reports)))
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._places: list[tuple[str, int, int]] = []

    def cite(self, report: str, span: Span | None) -> int | None:
        """The number of a span's citation; None when there is nothing to cite."""
        if span is None:
            return None
        text = self._texts[report]
        start, end = _with_bracket(text, _inside(text, span))
        if start >= end:
            return None
        place = (report, start, end)
        if place not in self._numbers:
            self._places.append(place)
            self._numbers[place] = len(self._places)
        return self._numbers[place]

    def quote(self, number: int) -> str:
        """The quote of a citation."""
        report, start, end = self._places[number - 1]
        return self._texts[report][start:end]

    def written(self, report: str, number: Span | None, clause: Span | None) -> str:
        """A number as the report writes it, with the words that say it is approximate."""
        if number is None:
            return ""
        text = self._texts[report]
        start, end = number.start, number.end
        first, last = (clause.start, clause.end) if clause else (start, end)
        for word in _BEFORE:
            if start - len(word) >= first and text.startswith(word, start - len(word)):
                start -= len(word)
                break
        while end < last and text[end] in _AFTER:
            end += 1
        return text[start:end].strip()

    def all(self) -> tuple[Citation, ...]:
        """Every citation, by number."""
        places = self._places
        sections = self._index.sections_at([(report, start) for report, start, _ in places])
        found = []
        for n, ((report, start, end), section) in enumerate(
            zip(places, sections, strict=True), start=1
        ):
            record = self._index.record(report)
            found.append(
                Citation(
                    n=n,
                    report=report,
                    file=record.file,
                    title=record.metadata.title,
                    place=record.metadata.place,
                    year=record.metadata.year_covered,
                    section=section.path if section else (),
                    quote=self._texts[report][start:end],
                    start=start,
                    end=end,
                )
            )
        return tuple(found)


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
