"""Two rankings to one. Knows nothing of where the scores come from.

    score = (lexical * words + dense * max(0, cosine)) * worth(length)
    worth = min(1, length / (length + half_length) * (full_length + half_length) / full_length)

words is the share of the reachable BM25 (lexical.py), so both parts lie in 0..1 and mean the
same for every question; the weights are per language of the question and stand in
fusion.toml. Summing scores was measured better than reciprocal ranks, which give a poor list
as much say as a good one (Cormack et al. 2009 describe the latter), and better than dividing
by the best candidate's BM25, which makes much of a single word in common.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.errors import CatalogueError

WEIGHTS = Path(__file__).with_name("fusion.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each score counts, and what lengths in characters do to both."""

    lexical: float
    dense: float
    half_length: int  # a passage of so many characters counts about half
    full_length: int  # one of so many or more counts in full


def fuse(
    words: NDArray[np.float32],
    cosine: NDArray[np.float32],
    length: NDArray[np.int64],
    weights: Weights,
) -> NDArray[np.float32]:
    """The fused score of each candidate; all arrays have shape (n,), length in characters."""
    score = weights.lexical * words + weights.dense * np.maximum(cosine, 0)
    half, full = weights.half_length, weights.full_length
    worth = np.minimum(1, length / (length + half) * (full + half) / full)
    return np.asarray(score * worth, dtype=np.float32)


def weights_for(language: Literal["zh", "en"]) -> Weights:
    """The weights for a question in this language."""
    return _load(WEIGHTS)[language]


@cache
def _load(path: Path) -> dict[str, Weights]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", 1)
        raise CatalogueError(path.name, line, str(error)) from error
    weights = {}
    for language in ("zh", "en"):
        try:
            weights[language] = Weights(
                lexical=float(data[language]["lexical"]),
                dense=float(data[language]["dense"]),
                half_length=int(data["half_length"]),
                full_length=int(data["full_length"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueError(
                path.name,
                1,
                f"expected half_length and full_length, and a table [{language}] with the numbers lexical "
                f"and dense; found a mistake at {error}",
            ) from error
    return weights
