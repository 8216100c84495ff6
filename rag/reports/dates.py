"""Dates and years as these documents write them: 2025-03-10, 2025 年 3 月 9 日, 二〇二五年…"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "Ｏ": 0,
    "◯": 0,
    "两": 2,
}
_HAN_YEAR = r"二[〇零○◯O0][〇零○◯O0一二三][〇零○◯O0一二三四五六七八九]"
_NUMERIC = re.compile(
    r"(?<!\d)(20[0-3]\d)\s*(?:年|[-/.])\s*(1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*"
    r"(3[01]|[12]\d|0?[1-9])(?:(?!\d)|(?=\d{1,2}:\d{2}))(?:\s*日)?"
)
_COMPACT = re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_HAN = re.compile(
    rf"({_HAN_YEAR})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月\s*([一二三四五六七八九十]{{1,3}})\s*日"
)
_YEAR = re.compile(rf"(?<!\d)(2\s?0\s?[0-3]\s?\d)(?:\s*年|(?=\s*度))|({_HAN_YEAR})\s*年")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A calendar date and where it stands in the folded text."""

    iso: str
    start: int
    end: int


def find_dates(folded: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """All valid dates between two offsets, in order."""
    stop = len(folded) if end is None else end
    found = []
    for pattern, number in ((_NUMERIC, int), (_COMPACT, int), (_IN_HAN, han_number)):
        for match in pattern.finditer(folded, start, stop):
            year, month, day = (number(g) for g in match.groups())
            try:
                iso = date(year, month, day).isoformat()
            except ValueError:
                continue
            found.append(FoundDate(iso, match.start(), match.end()))
    return sorted(found, key=lambda d: d.start)


def find_years(folded: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, int]]:
    """(year, start, end) of every year written with 年, in order; spaces inside allowed."""
    stop = len(folded) if end is None else end
    years = []
    for match in _YEAR.finditer(folded, start, stop):
        digits, han = match.groups()
        value = int(re.sub(r"\s", "", digits)) if digits else han_number(han)
        years.append((value, match.start(), match.end()))
    return years


def han_number(text: str) -> int:
    """二〇二四 -> 2024, 十二 -> 12, 二十 -> 20, 三十一 -> 31; plain digits as they are."""
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS.get(c, c)) for c in text))
