"""Fold text for matching (width, Traditional to Simplified) and cut it into words.

Matching is done on folded text; what is shown and cited is the source. Folding keeps
one character per character, except that pinyin injected by damaged mirrors
(堅(jiān)持) is dropped; ``Folded.source`` maps a folded span back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0xFE6A: ord("%"),
    0x2236: ord(":"),
}
# OpenCC prefers rare forms, and knows 复议 only character by character.
_USUAL_TRADITIONAL = {
    "複議": "復議",
    "審覈": "審核",
    "爲": "為",
    "羣": "群",
    "衆": "眾",
    "佈": "布",
    "裏": "裡",
    "巖": "岩",
    "瞭解": "了解",
    "出臺": "出台",
    "臺賬": "台賬",
    "一週": "一周",
    "傢俱": "家具",
}
_NAMES_KEEP = "里后"  # in names of places these are rarely 裡 and 後
_INJECTED_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,7}\)")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, where folding dropped characters, the source index of each."""

    text: str
    origins: Sequence[int] | None = None  # None: folded index == source index

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of the folded span [start, end), which must not be empty."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Half-width, Simplified, without injected pinyin."""
    simple = to_simplified(text.translate(_WIDTH))
    if not _INJECTED_PINYIN.search(simple):
        return Folded(simple)
    origins: list[int] = []
    last = 0
    for found in _INJECTED_PINYIN.finditer(simple):
        origins.extend(range(last, found.start()))
        last = found.end()
    origins.extend(range(last, len(simple)))
    return Folded("".join(simple[i] for i in origins), origins)


def fold_key(text: str) -> str:
    """Folded, lower case, without white space: for comparing names."""
    return re.sub(r"\s+", "", fold(text).text).lower()


def to_simplified(text: str) -> str:
    """Traditional to Simplified, the same length always.

    OpenCC converts phrase by phrase; where a phrase changes the length, each
    character is converted alone.
    """
    converted: str = _converter("t2s").convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_simplify_character(c) for c in text)


def to_traditional(text: str) -> str:
    """Simplified to Traditional, for answers; the length may change."""
    converted: str = _converter("s2t").convert(text)
    return converted


def in_traditional(text: str, names: Iterable[str] = ()) -> str:
    """Simplified to Traditional as it is usually written; 后 and 里 in the given names of
    places (Simplified) stay."""
    changed = to_traditional(text)
    for rare, usual in _USUAL_TRADITIONAL.items():
        changed = changed.replace(rare, usual)
    for name in names:
        written = in_traditional(name)
        if len(written) == len(name):
            kept = "".join(a if a in _NAMES_KEEP else b for a, b in zip(name, written, strict=True))
            changed = changed.replace(written, kept)
    return changed


def is_traditional(text: str) -> bool:
    """More characters change when simplified than when made traditional."""
    simple = to_simplified(text)
    traditional = to_traditional(text)
    changed_by_simplifying = sum(a != b for a, b in zip(text, simple, strict=True))
    changed_by_complicating = (
        sum(a != b for a, b in zip(text, traditional, strict=True))
        if len(text) == len(traditional)
        else len(text)
    )
    return changed_by_simplifying > changed_by_complicating


def has_han(text: str) -> bool:
    """Whether any Chinese character occurs."""
    return bool(_HAN.search(text))


def segment(text: str) -> list[str]:
    """Words of folded text for lexical search, lower case, punctuation left out."""
    return [w for w in _cut(text.lower()) if w.isalnum() or _ALPHANUMERIC.search(w)]


def cut(text: str) -> list[str]:
    """Words in order, each character once; joined they are the text again."""
    return list(_segmenter().cut(text))


@cache
def _simplify_character(character: str) -> str:
    converted: str = _converter("t2s").convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter(config: str) -> Any:
    import opencc

    return opencc.OpenCC(config)


@cache
def _segmenter() -> Any:
    """rjieba is jieba's dictionary and algorithm in Rust; jieba itself where it is missing."""
    try:
        import rjieba

        return rjieba.Jieba()
    except ImportError:
        import jieba

        jieba.setLogLevel("ERROR")
        return jieba


def _cut(text: str) -> list[str]:
    return list(_segmenter().cut_for_search(text))
