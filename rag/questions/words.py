"""Cuts Chinese into words that cover it, each once (``rag.text.segment`` gives parts too)."""

from __future__ import annotations

from functools import lru_cache

from rag.text import cut


@lru_cache(maxsize=8192)
def single_words(run: str) -> frozenset[int]:
    """Where the segmenter leaves a character of a run as a word by itself."""
    singles = set()
    at = 0
    for word in cut(run):
        if len(word) == 1:
            singles.add(at)
        at += len(word)
    return frozenset(singles)
