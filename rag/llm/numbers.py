"""Every number of a text, however it is written, for comparing a sentence with its sources.

Unlike rag.quantity, which wants only what states a quantity, this misses nothing that a
reader could take for a number: digits of any width or script, Chinese numerals (三百二十,
壹佰, 八成), percent words, number words of English, Roman and circled forms. A word that
merely holds a numeral (统一) is left out only when it is on a short list.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from rag.text import to_simplified

Kind = Literal["percent", "year", "plain"]

_CN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_FORMAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億幺俩仨廿卅", "一二三四五六七八九十百千万亿一两三廿卅"
)
_CN = "〇零一二三四五六七八九十百千万亿两廿卅"
# Numerals in these words count nothing.
_IDIOMS = re.compile(
    r"统一|进一步|一些|一定|一直|一般|一系列|一方面|一体|万一|一旦|一律|唯一|逐一|单一|同一|一致|一并|一同|一线"
    r"|一步|十分|千万别|百姓|万物|一边|一样|专一|不一|之一|一是|二是|三是|四是|五是|六是|七是|八是|九是|十是"
)
_ENGLISH = {
    word: value
    for value, words in {
        0: "zero none nil",
        1: "one once single sole first",
        2: "two twice double doubled second both pair couple",
        3: "three thrice triple tripled third",
        4: "four quadruple fourth",
        5: "five fifth",
        6: "six sixth",
        7: "seven seventh",
        8: "eight eighth",
        9: "nine ninth",
        10: "ten tenth",
        11: "eleven eleventh",
        12: "twelve twelfth dozen dozens",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty twentieth",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
    }.items()
    for word in words.split()
}
_ENGLISH_SCALES = {
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1000,
    "thousands": 1000,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "billions": 10**9,
}
_SHARES = {"half": "50%", "halves": "50%", "halved": "50%", "quarter": "25%", "quarters": "25%"}
_WORDS = "|".join(sorted({*_ENGLISH, *_ENGLISH_SCALES, *_SHARES}, key=len, reverse=True))
_PERCENT = r"\s*(?:%|‰|个?百分点|percentage points?|percent(?:age)?|per\s*cent|pct\b|per\s*mille)"
_TOKEN = re.compile(
    r"(?P<share>百分之|千分之)"
    rf"|(?P<digits>\d+(?:,\d+)*(?:\.\d+)?)(?P<scale>\s*(?:[余多几来]?[十百千万亿]+|(?:hundred|thousand|million|billion)s?\b|[kKmMbB]\b))?"
    rf"|(?P<cn>[{_CN}]+(?:点[{_CN}]+)?)|(?P<all>半|翻番|翻倍|倍增|成倍)"
    rf"|(?<![A-Za-z])(?P<en>(?:{_WORDS})(?:[\s-]+(?:and\s+)?(?:{_WORDS}))*)(?![A-Za-z])",
    re.IGNORECASE,
)
_PERCENT_NEXT = re.compile(_PERCENT, re.IGNORECASE)
_TENTHS_NEXT = re.compile(r"成(?!立|功|效|果|员|为|本|都|分|熟|就|长|型)")
_FRACTION_NEXT = re.compile(rf"分之(?=[\d{_CN}])")
# 2024 is a year unless something countable follows it.
_YEAR = re.compile(
    r"年|(?=\s*(?:$|[^\w\s]|(?:and|to|the|reports?|annual|it|was|were|with|of|for|by|as|is|in|on|at)\b))",
    re.IGNORECASE,
)
_APPROXIMATE = re.compile(r"[余多几来]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with its value; percentages are 100 for 100%."""

    written: str
    value: Decimal | None  # None: it could not be read, compare what is written
    kind: Kind
    after: str  # the character behind it, for telling units apart
    start: int = 0  # where it stands in the text
    end: int = 0


def normalise(text: str) -> str:
    """Half-width and Simplified; circled, Roman and foreign digits as ASCII."""
    flat = "".join(_digit(c) for c in text)
    return to_simplified(unicodedata.normalize("NFKC", flat).translate(_FORMAL))


def _digit(character: str) -> str:
    if character.isascii():
        return character
    if character.isdigit():
        return str(unicodedata.digit(character))
    if unicodedata.category(character) == "Nl" and character != "〇":  # 〣, Ⅳ
        return f"{unicodedata.numeric(character):g}"
    return character


def find_numbers(text: str) -> list[Number]:
    """Every number of a text that ``normalise`` has brought to one form."""
    blanked = _IDIOMS.sub(lambda m: "·" * len(m[0]), text)
    found = []
    position = 0
    while match := _TOKEN.search(blanked, position):
        number, position = _read(blanked, match)
        found.append(replace(number, start=match.start(), end=position))
    return found


def supports(source: Number, claim: Number) -> bool:
    """Whether a number of the sources says what a number of a sentence says."""
    if claim.value is None or source.value is None:
        return claim.written == source.written
    return claim.value == source.value and claim.kind == source.kind


def _read(text: str, match: re.Match[str]) -> tuple[Number, int]:
    end = match.end()
    if match["share"]:  # 百分之九十八点五
        inner = _TOKEN.match(text, end)
        if inner is None:
            return Number(match[0], None, "percent", _at(text, end)), end
        value = _value(inner)
        if value is not None and match["share"] == "千分之":
            value /= 10
        return Number(text[match.start() : inner.end()], value, "percent", ""), inner.end()
    value = _value(match)
    if match["all"]:  # halved, doubled: must stand as written
        return Number(match[0], None, "percent", ""), end
    if match["en"] and match["en"].lower() in _SHARES:
        return Number(match[0], value, "percent", ""), end
    if percent := _PERCENT_NEXT.match(text, end):
        if value is not None and ("‰" in percent[0] or "mille" in percent[0].lower()):
            value /= 10
        return Number(match[0], value, "percent", ""), percent.end()
    if _FRACTION_NEXT.match(text, end):  # 三分之二: must stand as written
        upper = _TOKEN.match(text, end + 2)
        stop = upper.end() if upper else end + 2
        return Number(text[match.start() : stop], None, "percent", ""), stop
    if _TENTHS_NEXT.match(text, end):
        return Number(match[0], None if value is None else value * 10, "percent", ""), end + 1
    after = _at(text, end)
    year = re.fullmatch(r"(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2}", match[0])
    if year and _YEAR.match(text, end):
        return Number(match[0], value, "year", after), end
    return Number(match[0], value, "plain", after), end


def _at(text: str, position: int) -> str:
    rest = _APPROXIMATE.sub("", text[position : position + 3]).lstrip()
    return rest[:1]


def _value(match: re.Match[str]) -> Decimal | None:
    if match["digits"]:
        written = match["digits"]
        if "," in written and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
            return None  # 13,45 is neither 13 nor 1345
        scale = (match["scale"] or "").strip().lower().lstrip("余多几来")
        return Decimal(written.replace(",", "")) * _scale(scale)
    if match["cn"]:
        return _chinese(match["cn"])
    if match["en"]:
        return _english(match["en"].lower())
    return None


def _scale(word: str) -> Decimal:
    product = Decimal(1)
    if word and word[0] in _CN_SCALES:
        for character in word:
            product *= _CN_SCALES[character]
        return product
    named = {"k": 1000, "m": 10**6, "b": 10**9}
    return product * _ENGLISH_SCALES.get(word, named.get(word, 1))


def _chinese(written: str) -> Decimal | None:
    whole, point, decimals = written.partition("点")
    if point:
        left = _chinese(whole)
        if left is None or any(c not in _CN_DIGITS for c in decimals):
            return None
        return left + Decimal("0." + "".join(str(_CN_DIGITS[c]) for c in decimals))
    if any(c in "廿卅" for c in whole):
        return None
    if all(c in _CN_DIGITS for c in whole):  # 二〇二四, and 一二 as it stands
        return Decimal("".join(str(_CN_DIGITS[c]) for c in whole))
    total = section = digit = 0
    for c in whole:
        if c in _CN_DIGITS:
            digit = _CN_DIGITS[c]
        elif c in "万亿":
            total = (total + section + digit or 1) * _CN_SCALES[c]
            section = digit = 0
        else:
            section += (digit or 1) * _CN_SCALES[c]
            digit = 0
    return Decimal(total + section + digit)


def _english(written: str) -> Decimal | None:
    words = re.findall(r"[a-z]+", written)
    if words[0] in _SHARES:
        return Decimal(_SHARES[words[0]].rstrip("%"))
    total = part = 0
    for word in words:
        if word == "and":
            continue
        if word in _SHARES:
            return None
        if word in _ENGLISH_SCALES:
            scale = _ENGLISH_SCALES[word]
            part = (part or 1) * scale
            if scale > 100:
                total, part = total + part, 0
        else:
            part += _ENGLISH[word]
    return Decimal(total + part)
