"""Automatic numbers of paragraphs in Word files (ECMA-376 part 1, 17.9): 一、 (一) 1.

They are not in the text of the paragraph, but the report's outline rests on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from rag.reports.decode import NotTextError
from rag.reports.packed_xml import PackedXml, child_of, tag_of, value_of

_DIGITS = "零一二三四五六七八九"
_SLOT = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str  # 第%1章, (%2)


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    levels: Mapping[str, Mapping[int, _Level]]  # by numId, by ilvl
    lists: Mapping[str, str]  # numId -> the abstract list that it counts with
    package: PackedXml | None = None  # whose styles may number paragraphs too
    _styles: Mapping[str, tuple[str, int]] | None = None  # styleId -> numId and ilvl
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, package: PackedXml) -> Numbering:
        """From numbering.xml; without it nothing is numbered."""
        try:
            levels, lists = _lists(package.xml("word/numbering.xml"))
        except NotTextError:  # without numbers rather than without text
            return cls({}, {})
        return cls(levels, lists, package)

    def next(self, paragraph: Element) -> str:
        """The number that stands before a paragraph, "" for none."""
        if not self.levels:
            return ""
        properties = child_of(paragraph, "pPr")
        style = value_of(child_of(properties, "pStyle"))
        number, level = self._of_style(style) if style else ("", 0)
        own = child_of(properties, "numPr")
        number = value_of(child_of(own, "numId")) or number
        level = _whole(value_of(child_of(own, "ilvl")), level)
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self.lists.get(number, number), {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]

        def shown(slot: re.Match[str]) -> str:
            at = int(slot[1]) - 1
            known = levels.get(at)
            if known is None:
                return ""
            return _written(counts.get(at, known.start), known.style)

        if levels[level].style in ("bullet", "none"):
            return ""
        return _SLOT.sub(shown, levels[level].text)

    def _of_style(self, style: str) -> tuple[str, int]:
        if self._styles is None:  # a large file, which many documents do not need
            try:
                self._styles = _styles(self.package.xml("word/styles.xml")) if self.package else {}
            except NotTextError:
                self._styles = {}
        return self._styles.get(style, ("", 0))


def _lists(root: Element) -> tuple[dict[str, dict[int, _Level]], dict[str, str]]:
    abstract: dict[str, dict[int, _Level]] = {}
    levels: dict[str, dict[int, _Level]] = {}
    lists: dict[str, str] = {}
    for child in root:
        if tag_of(child) == "abstractNum":
            made = {}
            for level in child:
                if tag_of(level) == "lvl":
                    at = _whole(value_of(level, "ilvl"), 0)
                    made[at] = _Level(
                        _whole(value_of(child_of(level, "start")), 1),
                        value_of(child_of(level, "numFmt")) or "decimal",
                        value_of(child_of(level, "lvlText")) or "",
                    )
            abstract[value_of(child, "abstractNumId") or ""] = made
        elif tag_of(child) == "num":
            number = value_of(child, "numId") or ""
            lists[number] = value_of(child_of(child, "abstractNumId")) or ""
            levels[number] = abstract.get(lists[number], {})
            if child_of(child, "lvlOverride") is not None:  # counts for itself
                lists[number] = f"own {number}"
    return levels, lists


def _styles(root: Element) -> dict[str, tuple[str, int]]:
    found = {}
    for style in root:
        own = child_of(style, "pPr", "numPr")
        number = value_of(child_of(own, "numId"))
        if number:
            level = _whole(value_of(child_of(own, "ilvl")), 0)
            found[value_of(style, "styleId") or ""] = (number, level)
    return found


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else otherwise


# ---------------------------------------------------------------- numerals


def _written(number: int, style: str) -> str:
    """A number in a style of 17.18.59 (ST_NumberFormat); unknown ones in digits."""
    return _STYLES.get(style, str)(number)


def chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九; others in digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) if number > 0 else str(number)


def _roman(number: int) -> str:
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        times, number = divmod(number, value)
        out += sign * min(times, 4)
    return out


_STYLES: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
}
