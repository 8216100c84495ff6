from __future__ import annotations

import numpy as np

from tools.train_embedding.metrics import first_ranks, recall_at, reciprocal_rank_at

SCORES = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.2, 0.2, 0.2]], np.float32)


def test_ranks_count_the_texts_before_the_best_relevant_one() -> None:
    ranks = first_ranks(SCORES, [[0], [1, 2], [1]])
    assert ranks.tolist() == [0, 1, 1]  # of three equal scores, two others count half each


def test_recall_and_reciprocal_rank() -> None:
    ranks = np.array([0.0, 1.0, 4.0, 20.0])
    assert recall_at(ranks, 1) == 0.25
    assert recall_at(ranks, 5) == 0.75
    assert reciprocal_rank_at(ranks, 10) == (1 + 1 / 2 + 1 / 5 + 0) / 4
