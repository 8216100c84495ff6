"""Days and months that a question names: 3月31日以前, "after 1 April", 2023年2月.

Reports must be published by the end of March (实施纲要), so questions ask for days within any
year. A day without a year is the number 331, one with a year 20230331.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from functools import cache

from rag.days import DAYS, day_number
from rag.questions.numbers import chinese_number
from rag.questions.wording import Found, any_of, load_words
from rag.types import Comparison

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s*[年\-/.]\s*)?"
_CHINESE = re.compile(
    _YEAR + r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份)?"
    r"(?:\s*(?P<day>[12]\d|3[01]|0?[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])\s*[日号]"
    r"|(?P<end>底))?"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)[\-/.](?P<month>1[0-2]|0?[1-9])[\-/.](?P<day>[12]\d|3[01]|0?[1-9])(?![\d.])"
)
_ENGLISH = (
    r"(?:(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?P<end>the end of\s+|end of\s+)?(?<![a-z])(?P<name>{months})(?![a-z])"
    r"(?:\s+(?P<later>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,?\s+(?P<year>(?:19|20)\d\d))?"
)


def find_date(plain: str) -> Found[Comparison] | None:
    """The first day, month, quarter or half year of a question, as a condition on dates."""
    for pattern in (_NUMERIC, _CHINESE, _english()):
        for match in pattern.finditer(plain):
            named = match.groupdict()
            month = _month(named)
            said = named.get("day") or named.get("later")
            day = _small(said) if said else None
            year = int(named["year"]) if named.get("year") else None
            last = monthrange(year or 2000, month)[1]
            if day is not None and day > last:
                continue
            first, until = day_number(year, month, day or 1), day_number(year, month, day or last)
            if named.get("end"):
                first = until
            date = _as_condition(plain, match.start(), match.end(), first, until)
            if named.get("end") and date.value.op == "<":  # 3月底前: the last day counts
                date = replace(date, value=replace(date.value, op="<="))
            return date
    for part in load_words("years.toml")["dates"]["parts"]:
        found = any_of(tuple(part["words"])).search(plain)
        if found:
            return _as_condition(plain, *found.span(), part["first"], part["last"])
    return None


def _as_condition(plain: str, start: int, end: int, first: float, last: float) -> Found[Comparison]:
    words = load_words("years.toml")["dates"]
    for op, value in (("<=", last), ("<", first), (">=", first), (">", last)):
        after = any_of(tuple(words["after"][op])).match(plain[end:].lstrip())
        before = re.search(
            rf"(?:{any_of(tuple(words['before'][op])).pattern})\s*(?:the )?$", plain[:start]
        )
        if after or before:
            start = before.start() if before else start
            comparison = Comparison(op, value, unit=DAYS)  # type: ignore[arg-type]
            return Found(start, end, comparison)
    if first == last:
        return Found(start, end, Comparison("=", first, unit=DAYS))
    return Found(start, end, Comparison("between", first, last, DAYS))


def _month(named: dict[str, str | None]) -> int:
    name = named.get("name")
    if name:
        months: list[str] = load_words("years.toml")["months"]
        return next(n for n, m in enumerate(months, start=1) if m.startswith(name[:3]))
    return _small(named["month"] or "")


def _small(said: str) -> int:
    return int(said) if said.isdigit() else int(chinese_number(said) or 0)


@cache
def _english() -> re.Pattern[str]:
    months = load_words("years.toml")["months"]
    names = [n for n in (*months, *(m[:3] for m in months if len(m) > 4)) if n != "may"]
    names.append(
        r"(?:(?<=in )|(?<=by )|(?<=of )|(?<=after )|(?<=before )|(?<=\d ))may|may(?=\s+\d)"
    )
    return re.compile(_ENGLISH.format(months="|".join(names)))
