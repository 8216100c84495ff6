"""Cuts Chinese into words that cover it, each once (``rag.text.segment`` gives parts too)."""

from __future__ import annotations

from functools import cache
from typing import Any


def cut(text: str) -> list[str]:
    """Words in order; joined they are the text again."""
    return list(_segmenter().cut(text))


def single_words(run: str) -> frozenset[int]:
    """Where the segmenter leaves a character of a run as a word by itself."""
    singles = set()
    at = 0
    for word in cut(run):
        if len(word) == 1:
            singles.add(at)
        at += len(word)
    return frozenset(singles)


@cache
def _segmenter() -> Any:
    try:
        import rjieba

        return rjieba.Jieba()
    except ImportError:
        import jieba

        jieba.setLogLevel("ERROR")
        return jieba
