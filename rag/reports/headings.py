"""Find the headings of a report: numbered ones at line starts or glued into a paragraph.

Ranks from the outside in: 1 第一部分, 2 一、, 3 (一), 4 1., 5 (1); 6 is an unnumbered line
below numbered ones. 一是, 二是 are items of a list and no headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reports.dates import han_number
from rag.reports.lines import Line
from rag.reports.roles import heading_roles
from rag.reports.titles import is_body_name

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第({_HAN_NUMBER})部分\s*[、:]?")),
    (2, re.compile(rf"({_HAN_NUMBER})\s*[、.](?![一二三四五六七八九十]\s*、)")),
    (3, re.compile(rf"\(\s*({_HAN_NUMBER})\s*\)\s*[、.]?|({_HAN_NUMBER})\s*\)|([㈠-㈩])")),
    (4, re.compile(r"(\d{1,2})\s*(?:、|\.(?!\d))")),
    (5, re.compile(r"\(\s*(\d{1,2})\s*\)|(\d{1,2})\)|([①-⑳])")),
)
_LOST_DOT = re.compile(
    r"(\d{1,2})(?=[\u4e00-\u9fff])(?![年月日个名件人次项场条份家处支万千百多余时点号届级类批部])"
)
_FUSED_DOT = re.compile(r"(\d{1,2})\.(?=\d)")
_INLINE = re.compile(
    rf"第{_HAN_NUMBER}部分|\(\s*{_HAN_NUMBER}\s*\)|(?<![\u4e00-\u9fff]){_HAN_NUMBER}\s*、|(?<![\d.])\d{{1,2}}\s*[.、](?!\d)"
)
_END_OF_HEADING = re.compile(r"[。!?;]|:(?!\d)|[\n\r]|一是|首先,|(?<=[\u4e00-\u9fff])\s+(?=\S{12})")
_LEAD_MARKS = re.compile(r"^(?:#{1,6}\s*|[\-*•●■◆▶·>]\s*|\*\*)+")
_LONGEST = 45
_CLOSERS = {"《": "》", "“": "”", "(": ")", "「": "」"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; offsets are into the folded text."""

    start: int  # where its section begins: the start of its line, or of the mark itself
    text_start: int
    text_end: int  # end of the heading's own words, without a final 。
    rank: int
    number: int  # 0 when it has none


def find_headings(folded: str, lines: list[Line], year: int | None, end: int) -> list[Heading]:
    """Headings among ``lines`` (furniture, title and what stands above the body left out).

    ``end`` is where the body ends (the closing, or the text's end).
    """
    finder = _Finder(folded, year, end)
    for line in lines:
        if line.start < end:
            finder.read(line)
    return _with_unnumbered(folded, lines, finder.found, year, end)


class _Finder:
    """Reads lines in order and remembers the last number of each rank."""

    def __init__(self, folded: str, year: int | None, end: int) -> None:
        self.folded, self.year, self.end = folded, year, end
        self.last = [0] * 7
        self.found: list[Heading] = []

    def read(self, line: Line) -> None:
        lead = _LEAD_MARKS.match(line.text)
        start = line.start + (lead.end() if lead else 0)
        mark = self._mark_at(start, line.end)
        position = start
        if mark is not None:
            position = self._accept(*mark, start, line)
        if line.end - position > 30 or mark is not None:
            self._read_inline(line, position)

    def _mark_at(self, start: int, end: int) -> tuple[int, int, int] | None:
        """(rank, number, end of the mark) of a mark that begins exactly at ``start``."""
        for rank, pattern in _MARKS:
            found = pattern.match(self.folded, start, end)
            if found:
                digits = next(g for g in found.groups() if g)
                return rank, _number(digits), found.end()
        found = _FUSED_DOT.match(self.folded, start, end) or _LOST_DOT.match(
            self.folded, start, end
        )
        if found and self.last[4] and int(found.group(1)) == self.last[4] + 1:
            return 4, int(found.group(1)), found.end()
        return None

    def _accept(self, rank: int, number: int, after: int, start: int, line: Line) -> int:
        """Record a heading; returns where its own words end."""
        self.last[rank] = number
        for deeper in range(rank + 1, len(self.last)):
            self.last[deeper] = 0
        text_end = self._heading_end(after, line.end, rank)
        begin = line.start if start - line.start < 8 else start
        first = _line_start(self.folded, begin) if begin == line.start else start
        self.found.append(Heading(first, start, text_end, rank, number))
        return text_end

    def _heading_end(self, after: int, stop: int, rank: int) -> int:
        """Where the words of a heading end that begin after its mark."""
        found = _END_OF_HEADING.search(self.folded, min(after + 2, stop), stop)
        end = found.start() if found else stop
        glued = self._glued_child(after, end, rank)
        if glued is not None:
            return glued
        while end > after and self.folded[end - 1] in ",、 ":
            end -= 1
        words = self.folded[after:end]
        prose = re.search(r",[^,]*\d", words) or words.count(",") >= 3
        if end - after <= _LONGEST and not prose:
            return self._before_space(after, end)
        return self._first_clause(after, end)

    def _first_clause(self, after: int, end: int) -> int:
        """A numbered paragraph whose first sentence is no title: its first words head it."""
        comma = self.folded.find(",", after + 2, after + 40)
        return comma if comma > 0 else min(end, after + 40)

    def _before_space(self, after: int, end: int) -> int:
        """二、存在问题 人员不足。: what stands before the space is the heading."""
        space = re.search(r"(?<=[\u4e00-\u9fff])\s+", self.folded[after:end])
        if space is None or self.folded[end : end + 1] not in ("。", ",", ";", ":"):
            return end
        words = self.folded[after : after + space.start()]
        return after + space.start() if heading_roles(words, self.year, nested=False) else end

    def _glued_child(self, after: int, end: int, rank: int) -> int | None:
        """一、主要举措和成效(一)加强…: the first child stands inside the heading's words."""
        for found in re.finditer(r"\(\s*一\s*\)|(?<!\d)1[.、](?!\d)", self.folded[after + 2 : end]):
            if (3 if found.group()[0] == "(" else 4) > rank:
                return after + 2 + found.start()
        return None

    def _read_inline(self, line: Line, position: int) -> None:
        """Marks inside a paragraph, when their number is the next one expected."""
        folded = self.folded
        for found in _INLINE.finditer(folded, position, line.end):
            start = found.start()
            if start < position:
                continue
            mark = self._mark_at(start, line.end)
            if mark is None or not self._expected(mark[0], mark[1]):
                continue
            glued = start == position and self.found and self.found[-1].text_end == start
            if not glued and not self._may_begin(start, line.start, mark[1]):
                continue
            if self._inside_quotes(start, line.start):
                continue
            position = self._accept(*mark, start, line)

    def _expected(self, rank: int, number: int) -> bool:
        return number == self.last[rank] + 1

    def _may_begin(self, start: int, line_start: int, number: int) -> bool:
        before = self.folded[max(line_start, start - 4) : start]
        bare = before.rstrip()
        if not bare:
            return True
        if bare[-1] in "。!?":
            return True
        if bare[-1] in "”)" and len(bare) > 1 and bare[-2] in "。!?":
            return True
        if bare[-1] == ":":
            return number == 1
        return before != bare and bare[-1] not in ",;、"

    def _inside_quotes(self, start: int, line_start: int) -> bool:
        window = self.folded[max(line_start, start - 80) : start]
        return any(window.rfind(o) > window.rfind(c) for o, c in _CLOSERS.items())


def _with_unnumbered(
    folded: str, lines: list[Line], numbered: list[Heading], year: int | None, end: int
) -> list[Heading]:
    """Add lines that head a section without a number: 存在的问题 / 下一步打算 / plain ones."""
    taken = {_line_start(folded, h.start) for h in numbered}
    has_top = any(h.rank <= 2 for h in numbered)
    with_role: list[Heading] = []
    plain: list[Heading] = []
    for i, line in enumerate(lines):
        if line.start >= end or _line_start(folded, line.start) in taken:
            continue
        markdown = line.text.startswith("#")
        lead = _LEAD_MARKS.match(line.text)
        start = line.start + (lead.end() if lead else 0)
        words = folded[start : line.end].rstrip("*: ")
        if not _can_head(words):
            continue
        heading = Heading(
            _line_start(folded, line.start), start, start + len(words), 2 if not has_top else 6, 0
        )
        if heading_roles(words, year, nested=True):
            with_role.append(heading)
        elif markdown or _heads_text(folded, lines, i, end):
            plain.append(heading)
    if len(plain) < 2 and not any(folded[h.text_start - 2 : h.text_start] == "# " for h in plain):
        plain = []
    return sorted([*numbered, *with_role, *plain], key=lambda h: h.start)


def _can_head(words: str) -> bool:
    return (
        4 <= len(words) <= 34
        and re.search(r"[\u4e00-\u9fff]{3}", words) is not None
        and re.search(r"[。;!?|<>]|如下$|^(?:一|二|三|四|五|六)是|^附件|^\d+$", words) is None
        and re.search(r"20\d\d年\d{1,2}月\d{1,2}日$", words) is None
        and not is_body_name(words)
    )


def _heads_text(folded: str, lines: list[Line], index: int, end: int) -> bool:
    """The next line is a paragraph, and this one ends like no sentence."""
    if index + 1 >= len(lines) or lines[index + 1].start >= end:
        return False
    line = lines[index]
    return len(lines[index + 1].text) >= 50 and line.text[-1] not in ",、。;:"


def _line_start(folded: str, index: int) -> int:
    while index > 0 and folded[index - 1] not in "\n\r\u2028\u2029\x0b\x0c":
        index -= 1
    return index


def _number(digits: str) -> int:
    if "㈠" <= digits <= "㈩":
        return ord(digits) - ord("㈠") + 1
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    return han_number(digits)
