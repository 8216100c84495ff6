"""Days as numbers that a condition can compare: 331 is the 31st of March, 20230331 that of 2023."""

from __future__ import annotations

import re

DAYS = "日期"  # the unit of a condition on days
_WITH_YEAR = 10_000
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_number(year: int | None, month: int, day: int) -> float:
    """A day of one year, or of any year (None)."""
    return float((year or 0) * _WITH_YEAR + month * 100 + day)


def has_year(number: float) -> bool:
    """Whether a day's number is that of one year."""
    return number >= _WITH_YEAR


def number_of_date(iso: str, like: float) -> float | None:
    """2023-03-31 as a number that compares with ``like``; None for anything but a whole date."""
    digits = iso.replace("-", "")
    if not re.fullmatch(r"\d{8}", digits):
        return None
    return float(digits if has_year(like) else digits[4:])


def written_date(number: float, english: bool) -> str:
    """331 as 3月31日 or "31 March", 20230331 with its year."""
    year, rest = divmod(int(number), _WITH_YEAR)
    month, day = divmod(rest, 100)
    if english:
        return f"{day} {_MONTHS[month - 1]}" + (f" {year}" if year else "")
    return (f"{year}年" if year else "") + f"{month}月{day}日"
