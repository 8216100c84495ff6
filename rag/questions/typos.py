"""Mends a misspelt word of the matter where only one known word can be meant.

One character of three or more written with another of the same sound (调解圆). English
words are mended where they are read (concepts.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from rag.questions.concepts import Lexicon
from rag.questions.words import single_words
from rag.text import has_han

_HAN_RUN = re.compile(r"[\u3400-\u9fff]{3,}")
_LONGEST = 8  # characters of a word that is mended


def mend_chinese(text: str, lexicon: Lexicon, names: tuple[str, ...] = ()) -> str:
    """The text with homophones put right, the same length.

    ``names``: more that may be meant, each of several words (执法人员).
    """
    known = (w for w in (*lexicon.chinese, *names) if 3 <= len(w) <= _LONGEST and has_han(w))
    sounds = _by_sound(tuple(dict.fromkeys(known)))
    characters = list(text)
    for run in _HAN_RUN.finditer(text):
        spelt = _pinyin(run[0])
        if len(spelt) != len(run[0]):
            continue
        alone = single_words(run[0])
        for size in range(min(_LONGEST, len(spelt)), 2, -1):
            for at in range(len(spelt) - size + 1):
                said = run[0][at : at + size]
                words = sounds.get(tuple(spelt[at : at + size]), ())
                close = [w for w in words if _differs_at_a_loose_character(w, said, at, alone)]
                if len(close) == 1 and said not in lexicon.chinese and said not in names:
                    characters[run.start() + at : run.start() + at + size] = close[0]
    return "".join(characters)


def _differs_at_a_loose_character(word: str, said: str, at: int, alone: frozenset[int]) -> bool:
    """One character differs, and the segmenter could not place it in any word."""
    wrong = [i for i, (a, b) in enumerate(zip(word, said, strict=True)) if a != b]
    return len(wrong) == 1 and at + wrong[0] in alone


@cache
def _by_sound(words: tuple[str, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word in words:
        found[tuple(_pinyin(word))].append(word)
    return {sound: tuple(same) for sound, same in found.items()}


def _pinyin(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(text))
