"""The formula, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.errors import CatalogueError
from rag.search import fusion
from rag.search.fusion import Weights, fuse, weights_for


def test_the_formula() -> None:
    scores = fuse(
        words=np.array([0.8, 0.4, 0], np.float32),
        cosine=np.array([0.5, 0.9, -0.2], np.float32),
        length=np.array([100, 10, 100]),
        weights=Weights(lexical=1.0, dense=0.6, half_length=10, full_length=90),
    )
    # 0.8 + 0.6*0.5 = 1.1 | (0.4 + 0.6*0.9) * 10/20 * 100/90 = 0.5222
    # | a negative cosine counts 0
    np.testing.assert_allclose(scores, [1.1, 0.52222, 0.0], rtol=1e-4)


def test_without_any_word_in_common_the_cosine_decides() -> None:
    scores = fuse(
        words=np.zeros(2, np.float32),
        cosine=np.array([0.3, 0.6], np.float32),
        length=np.array([50, 50]),
        weights=Weights(lexical=1.0, dense=0.5, half_length=10, full_length=40),
    )
    np.testing.assert_allclose(scores, [0.15, 0.3], rtol=1e-6)


def test_the_longer_the_better_up_to_the_full_length() -> None:
    weights = Weights(lexical=1.0, dense=1.0, half_length=10, full_length=90)
    lengths = np.array([0, 10, 40, 89, 90, 900])
    given = fuse(np.zeros(6, np.float32), np.ones(6, np.float32), lengths, weights)
    # 10 / 20 * 100/90 | 40 / 50 * 100/90 | 89 / 99 * 100/90
    np.testing.assert_allclose(given, [0, 0.55556, 0.88889, 0.99888, 1, 1], atol=1e-5)


def test_words_count_for_more_in_chinese() -> None:
    chinese, english = weights_for("zh"), weights_for("en")
    assert chinese.lexical / chinese.dense > 2 * english.lexical / english.dense


@pytest.mark.parametrize(
    "text", ["full_length = ", "half_length = 1\nfull_length = 9\n[zh]\nlexical = 1"]
)
def test_a_mistake_in_the_weights_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fusion.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=r"fusion.toml:1: "):
        fusion._load(path)
