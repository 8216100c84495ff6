"""Rank metrics: where the first relevant text stands in each ranking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def first_ranks(
    scores: NDArray[np.float32], relevant: Sequence[Sequence[int]]
) -> NDArray[np.float64]:
    """How many texts stand before the best relevant one, for each row of (queries, texts).

    Texts with the same score as it count half, so that an all-equal ranking is no success.
    """
    ranks = np.empty(len(relevant))
    for row, wanted in enumerate(relevant):
        best = scores[row, list(wanted)].max()
        others = np.delete(scores[row], list(wanted))
        ranks[row] = (others > best).sum() + (others == best).sum() / 2
    return ranks


def recall_at(ranks: NDArray[np.float64], k: int) -> float:
    """The share of queries with a relevant text among the first k."""
    return float((ranks < k).mean())


def reciprocal_rank_at(ranks: NDArray[np.float64], k: int) -> float:
    """The mean of 1 / (1 + rank), 0 beyond k (MRR@k)."""
    return float(np.where(ranks < k, 1 / (ranks + 1), 0).mean())
