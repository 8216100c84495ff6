"""Citations: numbered, each an exact span of a report's own text.

``quote == report.text[start:end]`` holds for all; nothing is cited that does not stand
in a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.types import Citation, Report, Section, Span

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

    def __init__(self, index: Index) -> None:
        self._index = index
        self._reports: dict[str, Report] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._all: list[Citation] = []

    def cite(self, report_id: str, span: Span | None) -> int | None:
        """The number of a span's citation; None when there is nothing to cite."""
        if span is None:
            return None
        report = self._report(report_id)
        start, end = _with_bracket(report.text, _inside(report.text, span))
        if start >= end:
            return None
        key = (report_id, start, end)
        if key not in self._numbers:
            self._numbers[key] = len(self._all) + 1
            self._all.append(self._make(report, start, end, len(self._all) + 1))
        return self._numbers[key]

    def written(self, report_id: str, number: Span | None, clause: Span | None) -> str:
        """A number as the report writes it, with the words that say it is approximate."""
        if number is None:
            return ""
        text = self._report(report_id).text
        start, end = number.start, number.end
        first, last = (clause.start, clause.end) if clause else (start, end)
        for word in _BEFORE:
            if text.startswith(word, max(start - len(word), first)) and start - len(word) >= first:
                start -= len(word)
                break
        while end < last and text[end] in _AFTER:
            end += 1
        return text[start:end].strip()

    def quote(self, number: int) -> str:
        """The quote of a citation."""
        return self._all[number - 1].quote

    @property
    def all(self) -> tuple[Citation, ...]:
        """Every citation so far, by number."""
        return tuple(self._all)

    def _report(self, report_id: str) -> Report:
        if report_id not in self._reports:
            self._reports[report_id] = self._index.report(report_id)
        return self._reports[report_id]

    def _make(self, report: Report, start: int, end: int, number: int) -> Citation:
        section = _section_at(report.sections, start)
        return Citation(
            n=number,
            report=report.id,
            file=report.file,
            title=report.metadata.title,
            place=report.metadata.place,
            year=report.metadata.year_covered,
            section=section.path if section else (),
            quote=report.text[start:end],
            start=start,
            end=end,
        )


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


def _section_at(sections: tuple[Section, ...], place: int) -> Section | None:
    return next((s for s in sections if s.start <= place < s.end), None)
