"""Two rankings to one. Knows nothing of where the scores come from.

    score = (lexical * bm25 / max(bm25) + dense * max(0, cosine)) * min(1, length / full_length)

bm25 is divided by the best of the candidates (0 when no word matches), so both parts lie
in 0..1; the weights are per language of the question and stand in fusion.toml. Summing
scores was measured better than reciprocal ranks, which give a poor list as much say as a
good one (Cormack et al. 2009 describe the latter).
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
    """How much each score counts, and from which length a passage counts in full."""

    lexical: float
    dense: float
    full_length: int


def fuse(
    bm25: NDArray[np.float32],
    cosine: NDArray[np.float32],
    length: NDArray[np.int64],
    weights: Weights,
) -> NDArray[np.float32]:
    """The fused score of each candidate; all arrays have shape (n,), length in characters."""
    best = float(bm25.max(initial=0.0))
    lexical = bm25 / best if best > 0 else bm25
    score = weights.lexical * lexical + weights.dense * np.maximum(cosine, 0)
    return np.asarray(score * np.minimum(1, length / weights.full_length), dtype=np.float32)


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
                full_length=int(data["full_length"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueError(
                path.name,
                1,
                f"expected full_length, and a table [{language}] with the numbers lexical "
                f"and dense; found a mistake at {error}",
            ) from error
    return weights
