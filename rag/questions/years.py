"""Which years a question names, in digits, in words or relative to the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.questions.numbers import chinese_number
from rag.questions.wording import Found, any_of, load_words, overlaps

_FULL = r"(?:19[89]\d|20[0-4]\d|20[5-9]\d)"
_JOIN = r"\s*(?:年度?)?\s*(?:-+|~|至|到|和|与|及|、|to|and|until|through|till)\s*"
_RANGE = re.compile(
    rf"(?<!\d)(?P<a>{_FULL})\s*(?:年度?)?\s*(?P<sign>-+|~|至|到|to|until|through|till)\s*(?:fy\s*)?(?P<b>{_FULL}|\d\d(?!\d))\s*(?:年度?)?(?:之间|期间)?"
    rf"|(?:between|from)\s+(?P<c>{_FULL})\s+(?:and|to|until|through)\s+(?P<d>{_FULL})"
)
_SINCE = re.compile(
    rf"(?:since|from)\s+(?P<a>{_FULL})(?!\s*(?:to|and))(?:\s+on(?:wards)?)?|自?从?(?P<b>{_FULL})\s*年?(?:度)?(?:以来|以后|起|之后|及以后)|(?P<c>{_FULL})\s+(?:onwards|and later)"
)
_AFTER = re.compile(rf"after\s+(?P<a>{_FULL})")
_BEFORE = re.compile(
    rf"(?:before|until|up to)\s+(?P<a>{_FULL})|(?P<b>{_FULL})\s*年?(?:以前|之前)|(?P<c>{_FULL})\s+(?:or|and)\s+earlier"
)
_DIGITS = re.compile(
    rf"(?<![\d.,])(?:fy\s*)?(?P<y>{_FULL})(?P<mark>\s*年度?|\s*财年)?(?![\d%]|,\d|\.\d)"
)
_SHORT = re.compile(
    r"(?<![\d近.])(?:fy\s*'?)?'?(?P<y>1[5-9]|2\d)\s*年(?:度)?(?![来内间以])|(?<![a-z0-9])fy\s*'?(?P<f>\d\d)(?!\d)"
)
_WORDS = re.compile(
    r"(?P<y>[二两][零〇]?[零〇一二三四五六七八九][零〇一二三四五六七八九]|[二两]千零?[一二三四五六七八九]?十?[一二三四五六七八九]?)年"
)
_NOT_A_YEAR_AFTER = re.compile(
    r"\s*(?:多|余)?\s*(?:件|份|人|名|个|次|场|册|起|条|户|元|万|项|部|本|家|copies|people|persons|cases|officers|participants|items|yuan|disputes|events|or more|and more)"
)
_OPERATOR_BEFORE = re.compile(
    r"(?<![a-z])(?:超过|高于|大于|多于|低于|少于|至少|不到|不足|more than|over|at least|fewer than|less than|above|below|under)\s*$"
)


@dataclass(frozen=True, slots=True)
class Years:
    """Years asked for. ``latest`` n > 0: the newest n that there are, whichever they be."""

    years: tuple[int, ...] = ()
    latest: int = 0


def find_years(plain: str, held: Sequence[int]) -> list[Found[Years]]:
    """Years in a folded, lower-case question; ``held`` are the years of the index, sorted."""
    first, last = (held[0], held[-1]) if held else (0, 0)
    found: list[Found[Years]] = []

    def add(start: int, end: int, value: Years) -> None:
        span = Found(start, end, value)
        if not overlaps(span, found):
            found.append(span)

    for match in _RANGE.finditer(plain):
        a = int(match["a"] or match["c"])
        written = match["b"] or match["d"]
        b = int(written) if len(written) == 4 else a // 100 * 100 + int(written)
        if a <= b <= a + 40:
            add(match.start(), match.end(), Years(tuple(range(a, b + 1))))
    for match in _SINCE.finditer(plain):
        a = int(match["a"] or match["b"] or match["c"])
        add(match.start(), match.end(), Years(tuple(range(a, max(last, a) + 1))))
    for match in _AFTER.finditer(plain):
        a = int(match["a"]) + 1
        add(match.start(), match.end(), Years(tuple(range(a, max(last, a) + 1))))
    for match in _BEFORE.finditer(plain):
        a = int(match["a"] or match["b"] or match["c"])
        add(match.start(), match.end(), Years(tuple(range(min(first or a - 1, a - 1), a))))
    for match in _DIGITS.finditer(plain):
        bare = not match["mark"]
        counted = _NOT_A_YEAR_AFTER.match(plain, match.end()) or _OPERATOR_BEFORE.search(
            plain[: match.start()]
        )
        if bare and counted:
            continue
        add(match.start(), match.end(), Years((int(match["y"]),)))
    for match in _SHORT.finditer(plain):
        add(match.start(), match.end(), Years((2000 + int(match["y"] or match["f"]),)))
    for match in _WORDS.finditer(plain):
        value = chinese_number(
            match["y"].replace("两", "二", 1) if "千" not in match["y"] else match["y"]
        )
        if value is not None and 1980 <= value < 2100:
            add(match.start(), match.end(), Years((int(value),)))
    for span in _relative(plain, last):
        if not overlaps(span, found):
            found.append(span)
    return sorted(found, key=lambda f: f.start)


def _relative(plain: str, last: int) -> list[Found[Years]]:
    """去年, "the latest reports", 近三年: counted from the newest report that there is."""
    words = load_words("years.toml")
    found: list[Found[Years]] = []
    for match in any_of(tuple(words["recent_years"])).finditer(plain):
        count = re.match(
            r"\s*([一二两三四五六七八九十]|\d{1,2}|two|three|four|five)\s*(?:个)?(?:年|years?)",
            plain[match.end() :],
        )
        if count:
            n = _small(count[1])
            found.append(
                Found(
                    match.start(),
                    match.end() + count.end(),
                    Years(tuple(range(last - n + 1, last + 1))),
                )
            )
    for match in any_of(tuple(words["year_before_last"])).finditer(plain):
        found.append(Found(match.start(), match.end(), Years((last - 1,)) if last else Years()))
    newest = (*words["this_year"], *words["last_year"], *words["latest"])
    for match in any_of(newest).finditer(plain):
        found.append(Found(match.start(), match.end(), Years(latest=1)))
    return found


def _small(word: str) -> int:
    names = {"two": 2, "three": 3, "four": 4, "five": 5}
    if word.isdigit():
        return int(word)
    return names.get(word) or int(chinese_number(word) or 1)
