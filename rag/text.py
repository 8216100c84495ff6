"""Fold text for matching (width, Traditional to Simplified) and cut it into words.

Matching is done on folded text; what is shown and cited is the source. Folding keeps
one character per character, except that pinyin injected by damaged mirrors
(堅(jiān)持) and characters without width are dropped; ``Folded.source`` maps a folded span back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    **dict.fromkeys((*range(0x2000, 0x200B), 0x202F, 0x205F), 0x20),  # spaces of all widths
    0x3000: 0x20,
    0xA0: 0x20,
    0xFE6A: ord("%"),
    0x2236: ord(":"),
}
# Radicals that PDF files give for the characters they look like (⼀ for 一), and characters
# that Unicode has twice for other standards' sake: one character each (UAX 15).
RADICALS = {
    code: ord(plain)
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and ord(plain) != code
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
_NAMES_KEEP = "里后冲岳谷征"  # in names of places these are rarely 裡, 後, 衝, 嶽, 穀 and 徵
_INJECTED_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])\([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,7}\)")
# Soft hyphens, zero-width spaces and joiners, marks of direction, variation selectors: put
# into pages against copying, or left behind by editors; they part words and numbers.
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)
_WIDE = RADICALS | _WIDTH
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
    """Half-width, Simplified, without injected pinyin and characters without width."""
    origins: list[int] | None = None
    if _UNSEEN.search(text):  # first: unseen characters may stand inside injected pinyin
        if _UNSEEN.match(text):  # so that the first character of both texts is the same
            text = f" {text[1:]}"
        origins = _kept(text, _UNSEEN)
        text = "".join(text[i] for i in origins)
    simple = to_simplified(text.translate(_WIDE))
    if _INJECTED_PINYIN.search(simple):
        kept = _kept(simple, _INJECTED_PINYIN)
        simple = "".join(simple[i] for i in kept)
        origins = kept if origins is None else [origins[i] for i in kept]
    return Folded(simple, origins)


def _kept(text: str, dropped: re.Pattern[str]) -> list[int]:
    """The places of the characters that stay."""
    places: list[int] = []
    last = 0
    for found in dropped.finditer(text):
        places.extend(range(last, found.start()))
        last = found.end()
    places.extend(range(last, len(text)))
    return places


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
    """Simplified to Traditional as it is usually written; 后, 里 and their like in the given names of
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
    """rjieba is jieba's dictionary and algorithm in Rust; jieba itself where it is missing.

    The module, whose segmenter is made as it is imported: one more would take as long again.
    """
    try:
        import rjieba

        return rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel("ERROR")
        return jieba


def _cut(text: str) -> list[str]:
    return list(_segmenter().cut_for_search(text))
