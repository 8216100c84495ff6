"""Mends a misspelt word of the matter where only one known word can be meant.

One character of three or more written with another of the same sound (调解圆). English
words are mended where they are read (concepts.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from rag.questions.concepts import Lexicon
from rag.questions.words import single_words
from rag.text import has_han

_HAN_RUN = re.compile(r"[\u3400-\u9fff]{3,}")
_LONGEST = 8  # characters of a word that is mended


def mend_chinese(text: str, lexicon: Lexicon, names: tuple[str, ...] = ()) -> str:
    """The text with homophones put right, the same length: one character that the segmenter
    could not place in any word, where only one known word sounds the same.

    ``names``: more that may be meant, each of several words (执法人员).
    """
    known = (w for w in (*lexicon.chinese, *names) if 3 <= len(w) <= _LONGEST and has_han(w))
    alike = _all_but_one(tuple(dict.fromkeys(known)))
    characters = list(text)
    for run in _HAN_RUN.finditer(text):
        alone = single_words(run[0])
        for size in range(min(_LONGEST, len(run[0])), 2, -1):
            for at in range(len(run[0]) - size + 1):
                said = run[0][at : at + size]
                loose = [i for i in range(size) if at + i in alone]
                near = {w for i in loose for w in alike.get((i, said[:i], said[i + 1 :]), ())}
                near.discard(said)
                if not near or said in lexicon.chinese or said in names:
                    continue
                spelt = _pinyin(run[0])  # only now: most questions are spelt well
                sound = spelt[at : at + size] if len(spelt) == len(run[0]) else []
                close = [w for w in near if _pinyin(w) == sound]
                if len(close) == 1:
                    characters[run.start() + at : run.start() + at + size] = close[0]
    return "".join(characters)


@cache
def _all_but_one(words: tuple[str, ...]) -> dict[tuple[int, str, str], tuple[str, ...]]:
    """The words by what is left and right of each of their characters."""
    found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for word in words:
        for i in range(len(word)):
            found[i, word[:i], word[i + 1 :]].append(word)
    return {around: tuple(same) for around, same in found.items()}


@lru_cache(maxsize=1024)
def _pinyin(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(text))
