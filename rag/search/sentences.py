"""How near a passage's best sentence comes to a question. Knows nothing of indexes.

The vector of a passage is a mean over all that it says, so a sentence that answers the
question is outweighed by its neighbours. Half the cosine of the passage and half that of
its nearest piece ranked far better than either: see tools/train_embedding/LOG.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_END = re.compile(r"(?<=[。！？；!?;\n])")
_LEAST = 25  # characters of a piece: shorter sentences go with the next one
_OF_THE_BEST_PIECE = 0.5  # the rest is the passage's


def pieces(text: str) -> list[str]:
    """Whole sentences of at least 25 characters; joined they are the text."""
    cut: list[str] = []
    piece = ""
    for sentence in _END.split(text):
        piece += sentence
        if len(piece) >= _LEAST:
            cut.append(piece)
            piece = ""
    if piece:
        cut = [*cut[:-1], cut[-1] + piece] if cut else [piece]
    return cut


def nearest_piece(
    vector: NDArray[np.float32],
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """The cosine of each text's best piece with a question's vector, shape (len(texts),)."""
    cut = [pieces(text) or [text] for text in texts]
    cosines = encode([piece for text in cut for piece in text]) @ vector
    starts = np.cumsum([0] + [len(text) for text in cut[:-1]])
    return np.asarray(np.maximum.reduceat(cosines, starts), dtype=np.float32)


def blend(passage: NDArray[np.float32], best_piece: NDArray[np.float32]) -> NDArray[np.float32]:
    """One cosine for a passage, (n,)."""
    return (1 - _OF_THE_BEST_PIECE) * passage + _OF_THE_BEST_PIECE * best_piece
