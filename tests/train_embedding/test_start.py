from __future__ import annotations

import numpy as np
import pytest

from tools.train_embedding.questions import Glosses
from tools.train_embedding.start import random_rows, rarities, start_table

# Tokens: 0 elect, 1 elected, 2 council, 3 选举 (rendered by 0), 4 a character that sounds like 2
FREQUENCY = np.array([0.2, 0.1, 0.3, 0.1, 0.3])
FORMS = {0: np.array([0, 1], np.int32), 1: np.array([0, 1], np.int32)}
GLOSSES = Glosses({(3,): [np.array([0], np.int32)]}, {4: np.array([2], np.int32)}, 1)


def rows(aligned: float) -> np.ndarray:
    return random_rows(FREQUENCY, 400, 1, GLOSSES, FORMS, aligned)


def test_forms_are_alike_and_a_word_leans_on_its_renderings() -> None:
    cosines = rows(0.7) @ rows(0.7).T
    np.testing.assert_allclose(np.diag(cosines), 1, rtol=1e-5)
    assert cosines[0, 1] == pytest.approx(1, abs=1e-5)  # both are the sum of both
    # 0.7 of the meaning, 0.3 of its own: 0.7 / sqrt(0.7² + 0.3²) = 0.919, less what chance gives
    assert cosines[3, 0] == pytest.approx(0.919, abs=0.05)
    assert cosines[4, 2] > 0.8
    assert abs(cosines[3, 2]) < 0.2


def test_unaligned_rows_are_random() -> None:
    cosines = rows(0.0) @ rows(0.0).T - np.eye(5)
    assert np.abs(cosines).max() < 0.2


def test_rare_tokens_start_longer_and_the_random_part_has_its_norm() -> None:
    table = np.ones((2, 4), np.float32)
    frequency = np.array([0.99, 0.01])
    made = start_table(table, np.eye(2, dtype=np.float32), frequency, rarity=1.0, norm=0.5)
    assert made.shape == (2, 6)
    long, short = np.linalg.norm(made[1]), np.linalg.norm(made[0])
    assert long > 10 * short
    np.testing.assert_allclose(np.linalg.norm(made[:, 4:], axis=1) * 2, made[:, :4].sum(1) / 2)
    np.testing.assert_allclose(rarities(frequency), [np.log(0.99) / np.log(0.01), 1])
