"""Numbers as people write them in questions: digits, 万, Chinese and English words, %."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.questions.wording import Found

_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
}
_ZH_SCALES = {"十": 10, "百": 100, "千": 1000}
_ZH_BIG = {"万": 10_000, "亿": 100_000_000}
_EN_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_EN_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "k": 1_000,
    "dozen": 12,
}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_EN_WORD = "|".join(sorted((*_EN_SMALL, "a", "half a"), key=len, reverse=True))
_EN_SCALE = "|".join(_EN_SCALES)
_NUMBER = re.compile(
    rf"""
    (?P<percent_zh>百分之(?P<percent_word>百|[零〇一二两三四五六七八九十点]+))|(?P<full>百分百|百分之百)
    |(?P<tenths>[一二三四五六七八九])成(?P<half_tenth>[半一二三四五六七八九])?
    |(?P<digits>{_DIGITS})\s*(?P<scale>[万亿千百](?![分])|(?:{_EN_SCALE})(?![a-z]))?\s*(?P<scale2>亿|million(?![a-z]))?
    |(?P<zh>[零〇一二两三四五六七八九十百千万亿]+)
    |(?<![a-z])(?P<en>(?:(?:{_EN_WORD})(?:[\s-](?:and\s)?)?)?(?:{_EN_WORD})(?:[\s-]+(?:{_EN_SCALE}))*)(?![a-z])
    """,
    re.VERBOSE,
)
_PERCENT = re.compile(r"\s*(?:%|percent(?:age)?(?:\s+points?)?|per\s+cent|个百分点)")
_UNIT = re.compile(
    r"\s*(?:多|余|来)?\s*(?P<unit>件次|人次|户次|家次|场次|台次|批次|平方公里|平方米|公里|工作日|学时|课时|小时|亿元|万元|元|件|起|宗|例|人|名|位|份|册|本|条|篇|场|次|期|个|项|部|台|家|户|处|卷|批|亩|吨|辆|座|所|支|天|yuan|rmb)?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A value in base units; a percentage keeps its written value (98% is 98)."""

    value: float
    unit: str | None = None  # %, or the measure word that follows

    @property
    def percent(self) -> bool:
        """Whether the number is a rate."""
        return self.unit == "%"


def find_numbers(plain: str) -> list[Found[Number]]:
    """Every number of a folded, lower-case question, in order."""
    found: list[Found[Number]] = []
    for match in _NUMBER.finditer(plain):
        value = _value(match)
        if value is None:
            continue
        end = match.end()
        if match["percent_zh"] or match["full"] or match["tenths"]:
            found.append(Found(match.start(), end, Number(value, "%")))
            continue
        percent = _PERCENT.match(plain, end)
        if percent:
            found.append(Found(match.start(), percent.end(), Number(value, "%")))
            continue
        unit = _UNIT.match(plain, end)
        word = unit["unit"] if unit else None
        if word in ("万元", "亿元"):
            value, word = value * _ZH_BIG[word[0]], "元"
        if word in ("yuan", "rmb"):
            word = "元"
        found.append(
            Found(match.start(), unit.end() if unit and word else end, Number(value, word))
        )
    return found


def chinese_number(word: str) -> float | None:
    """一百二十 -> 120, 二〇二三 -> 2023, 两万 -> 20000; None when it is no number."""
    if not word:
        return None
    if all(c in _ZH_DIGITS for c in word):
        return float("".join(str(_ZH_DIGITS[c]) for c in word)) if len(word) <= 15 else None
    total, section, digit = 0, 0, 0
    for c in word:
        if c in _ZH_DIGITS:
            digit = _ZH_DIGITS[c]
        elif c in _ZH_SCALES:
            section += (digit or 1) * _ZH_SCALES[c]
            digit = 0
        elif c in _ZH_BIG:
            total = (total + section + digit) * _ZH_BIG[c]
            section = digit = 0
        else:
            return None
    return float(total + section + digit)


def _value(match: re.Match[str]) -> float | None:
    if match["full"]:
        return 100.0
    if match["percent_zh"]:
        if match["percent_word"] == "百":
            return 100.0
        whole, _, fraction = match["percent_word"].partition("点")
        value = chinese_number(whole)
        if value is not None and fraction and all(c in _ZH_DIGITS for c in fraction):
            value += float("0." + "".join(str(_ZH_DIGITS[c]) for c in fraction))
        return value
    if match["tenths"]:
        more = match["half_tenth"]
        return _ZH_DIGITS[match["tenths"]] * 10.0 + (
            5.0 if more == "半" else _ZH_DIGITS.get(more, 0)
        )
    if match["digits"]:
        if len(match["digits"]) > 18:
            return None
        value = float(match["digits"].replace(",", ""))
        for group in ("scale", "scale2"):
            if match[group]:
                value *= (_ZH_BIG | _ZH_SCALES | _EN_SCALES)[match[group]]
        return value
    if match["zh"]:
        return chinese_number(match["zh"])
    return _english(match["en"])


def _english(words: str) -> float | None:
    """twenty-five -> 25, two hundred -> 200; a bare "a" is no number."""
    total, current, seen = 0.0, 0.0, False
    if words.startswith("half a"):
        words, current, seen = words[len("half a") :], 0.5, True
    for word in re.split(r"[\s-]+", words.strip()):
        if word == "a":
            current = current or 1.0
        elif word in _EN_SMALL:
            current, seen = current + _EN_SMALL[word], True
        elif word == "hundred":
            current, seen = (current or 1.0) * 100, True
        elif word in _EN_SCALES:
            total, current, seen = total + (current or 1.0) * _EN_SCALES[word], 0.0, True
    return total + current if seen else None
