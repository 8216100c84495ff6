"""The condition a question puts on a value: 不低于98%, "fewer than ten", 一半以上, 零败诉."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, cast

from rag.questions.numbers import Number, find_numbers
from rag.questions.wording import Found, any_of, blank, load_words
from rag.types import Comparison

_BETWEEN = re.compile(r"(?:between|介于|在|from|处于)?\s*$")
_JOINS = re.compile(r"^\s*(?:and|to|到|至|和|与|-+|~)\s*$")
_THINGS = re.compile(
    r"^\s*(?:份|篇|个|家)?(?:报告|文档|文件|乡镇|镇|乡|街道|县|区|地方|单位|年度报告|(?:of\s+the\s+)?(?:reports?|towns?|townships?|places?|documents?|pages?|counties|districts|years?))"
)
_ORDINAL = re.compile(r"(?:第|前|top|first|last|bottom|后|倒数|lowest|highest|best|the)\s*$")
# 三项制度, 四个明确: the number is part of the name
_NAMED_AFTER = re.compile(r"(?:项|个|张|种)?(?:制度|清单|明确|到位|覆盖|统一|公开|机制)")
_NAMED_BY_DIGITS = re.compile(r"(?:12345|12348|12328|12315|12388|110|119|8890)(?!\d)")
_NOT_HUNDRED_AT_LEAST = {"达到", "达"}


def find_comparison(plain: str) -> Found[Comparison] | None:
    """The condition of a folded, lower-case question whose years and places are blanked.

    Two conditions on one value (at least 98% but below 100%) become one half-open range.
    """
    found: list[Found[Comparison]] = []
    for match, entry in _phrases(plain):
        found.append(
            Found(
                match.start(),
                match.end(),
                Comparison(
                    entry["op"],
                    float(entry["value"]),
                    unit=entry.get("unit"),
                    relative=entry.get("relative", ""),
                ),
            )
        )
    found = [f for f in found if not _lies_in_another(f, found)]  # 过百 of 过百万
    rest = blank(plain, found)
    numbers = find_numbers(rest)
    found += _ranges(rest, numbers)
    taken = list(found)
    for index, number in enumerate(numbers):
        if any(f.start <= number.start < f.end for f in taken):
            continue
        limit = numbers[index - 1].end if index else 0
        one = _one(rest, number, limit)
        if one:
            found.append(one)
    if not found:
        return None
    found.sort(key=lambda f: f.start)
    return _joined(found)


_OPPOSITE = {"=": "!=", "!=": "=", ">": "<=", "<=": ">", "<": ">=", ">=": "<"}


def opposite(asked: Comparison) -> Comparison:
    """What misses a condition; a range is missed from below, and of 100% there is no more."""
    full = asked.op == "=" and asked.unit == "%" and asked.value == 100
    if full or asked.op == "between":
        return replace(asked, op="<", upper=None, open_lower=False, open_upper=False)
    return replace(asked, op=cast(Any, _OPPOSITE[asked.op]))


def find_claimed(plain: str) -> Found[Comparison] | None:
    """A number that a question only names: 是16件吗, "handled 500 cases", 哪个镇发了3000份.

    Written in digits, or with a measure word; not a hotline, a date or one thing.
    """
    for number in find_numbers(plain):
        said = plain[number.start : number.end]
        digits = said[0].isdigit()
        if _NAMED_BY_DIGITS.match(said) or (number.start and plain[number.start - 1] in "·.-+"):
            continue
        if plain[number.end : number.end + 1] in tuple("·-+号日月版级届") or _ORDINAL.search(
            plain[: number.start]
        ):
            continue
        if _THINGS.match(plain[number.end :]) or number.value.value in (0, 1):
            continue
        if not digits and _NAMED_AFTER.match(plain[number.end :]):
            continue
        if digits or number.value.unit or said.isascii():
            return Found(number.start, number.end, _comparison("=", number.value))
    return None


def find_full(plain: str) -> Found[Comparison] | None:
    """A rate of 100 said in words (全部成功, all of them)."""
    found = any_of(_listed("full")).search(plain)
    return Found(found.start(), found.end(), Comparison("=", 100.0, unit="%")) if found else None


def find_zero(plain: str) -> Found[Comparison] | None:
    """A count of nothing said in words (零败诉, not a single)."""
    found = any_of(_listed("zero")).search(plain)
    return Found(found.start(), found.end(), Comparison("=", 0.0)) if found else None


def _one(plain: str, number: Found[Number], limit: int) -> Found[Comparison] | None:
    """The condition around one number; None when the number only counts or orders things."""
    before, after = plain[limit : number.start], plain[number.end :]
    word = _last(before)
    behind = _first(after)
    unit = number.value.unit
    if behind:
        op, end = behind[0], number.end + behind[1]
        if word and word[0] in (">=", ">"):  # 超过100件以上
            op = word[0]
        return Found(number.start - (word[1] if word else 0), end, _comparison(op, number.value))
    if word and word[0] in (">=", ">", "<=", "<", "!="):
        if _THINGS.match(after) and unit != "%":
            return None
        return Found(number.start - word[1], number.end, _comparison(word[0], number.value))
    if _ORDINAL.search(before) and unit != "%":
        return None
    if unit == "%":
        start = number.start - (word[1] if word else 0)
        said = before[len(before) - word[1] :].strip() if word else ""
        op = ">=" if said in _NOT_HUNDRED_AT_LEAST and number.value.value < 100 else "="
        return Found(start, number.end, _comparison(op, number.value))
    if word and word[0] == "=" and word[2] not in ("是", "为", "full", "a full", "达"):
        return Found(number.start - word[1], number.end, _comparison("=", number.value))
    if (
        word
        and word[2] in ("为", "是", "达")
        and (unit or number.value.value == 0)
        and not _THINGS.match(after)
    ):
        return Found(number.start - word[1], number.end, _comparison("=", number.value))
    return None


def _comparison(op: str, number: Number) -> Comparison:
    return Comparison(cast(Any, op), number.value, unit=number.unit)


def _ranges(plain: str, numbers: Sequence[Found[Number]]) -> list[Found[Comparison]]:
    found = []
    for a, b in pairwise(numbers):
        if not _JOINS.match(plain[a.end : b.start]) or b.value.value < a.value.value:
            continue
        lead = _BETWEEN.search(plain[: a.start])
        said = bool(lead and lead[0].strip())
        tail = re.match(r"\s*(?:之间|之内|以内|区间)", plain[b.end :])
        if said or tail or re.match(r"^\s*(?:到|至|to|-+|~)\s*$", plain[a.end : b.start]):
            unit = b.value.unit or a.value.unit
            start = lead.start() if lead else a.start
            found.append(
                Found(
                    start,
                    b.end + (tail.end() if tail else 0),
                    Comparison("between", a.value.value, b.value.value, unit),
                )
            )
    return found


def _joined(found: Sequence[Found[Comparison]]) -> Found[Comparison]:
    """Two one-sided conditions as a range; otherwise the first that is not a plain =."""
    start, end = found[0].start, found[-1].end
    lower = next((f.value for f in found if f.value.op in (">", ">=")), None)
    upper = next((f.value for f in found if f.value.op in ("<", "<=")), None)
    barred = next((f.value for f in found if f.value.op == "!="), None)
    if lower and not upper and barred and barred.value > lower.value:
        upper = replace(barred, op="<")
    if lower and upper and lower.value <= upper.value:
        return Found(
            start,
            end,
            Comparison(
                "between",
                lower.value,
                upper.value,
                lower.unit or upper.unit,
                lower.op == ">",
                upper.op == "<",
            ),
        )
    for one in found:
        if one.value.op != "=":
            return Found(one.start, one.end, one.value)
    return found[0]


def _last(before: str) -> tuple[str, int, str] | None:
    """The comparing word that ends the text: operator, its length with what follows it, the word."""
    text = (
        re.sub(r"(?:约|大约|了|有|过|about|some|the|a|到|at)?\s*$", "", before)
        if not _ends(before.rstrip())
        else before.rstrip()
    )
    ended = _ends(text)
    if not ended:
        return None
    op, word = ended
    return op, len(before) - (len(text) - len(word)), word


def _ends(text: str) -> tuple[str, str] | None:
    best: tuple[str, str] | None = None
    for op, pattern in _sides("before"):
        for match in pattern.finditer(text[-40:]):
            if match.end() == len(text[-40:]) and (best is None or len(match[0]) > len(best[1])):
                best = (op, match[0])
    return best


def _first(after: str) -> tuple[str, int] | None:
    stripped = re.match(r"\s*(?:的|[a-z]{0,12}\s)?\s*", after)
    for offset in {0, len(after) - len(after.lstrip()), stripped.end() if stripped else 0}:
        for op, pattern in _sides("after"):
            match = pattern.match(after, offset)
            if match:
                return op, match.end()
    return None


@cache
def _sides(side: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = load_words("comparison.toml")[side]
    return tuple((op, any_of(tuple(listed))) for op, listed in words.items())


@cache
def _listed(key: str) -> tuple[str, ...]:
    return tuple(w for entry in load_words("comparison.toml")[key] for w in entry["words"])


def _lies_in_another(one: Found[Comparison], found: Sequence[Found[Comparison]]) -> bool:
    return any(
        f.start <= one.start and one.end <= f.end and f.end - f.start > one.end - one.start
        for f in found
    )


def _phrases(plain: str) -> list[tuple[re.Match[str], dict[str, Any]]]:
    entries = load_words("comparison.toml")["phrase"]
    return [(m, entry) for entry in entries for m in any_of(tuple(entry["words"])).finditer(plain)]
