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
        bm25=np.array([8, 4, 0], np.float32),
        cosine=np.array([0.5, 0.9, -0.2], np.float32),
        length=np.array([100, 10, 100]),
        weights=Weights(lexical=1.0, dense=0.6, full_length=20),
    )
    # 8/8 + 0.6*0.5 = 1.3 | (4/8 + 0.6*0.9) * 10/20 = 0.52 | a negative cosine counts 0
    np.testing.assert_allclose(scores, [1.3, 0.52, 0.0], rtol=1e-6)


def test_without_any_word_in_common_the_cosine_decides() -> None:
    scores = fuse(
        bm25=np.zeros(2, np.float32),
        cosine=np.array([0.3, 0.6], np.float32),
        length=np.array([50, 50]),
        weights=Weights(lexical=1.0, dense=0.5, full_length=20),
    )
    np.testing.assert_allclose(scores, [0.15, 0.3], rtol=1e-6)


def test_words_count_in_chinese_and_hardly_in_english() -> None:
    chinese, english = weights_for("zh"), weights_for("en")
    assert chinese.lexical > chinese.dense / 3
    assert english.lexical < english.dense / 10


@pytest.mark.parametrize("text", ["full_length = ", "full_length = 9\n[zh]\nlexical = 1"])
def test_a_mistake_in_the_weights_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fusion.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=r"fusion.toml:1: "):
        fusion._load(path)
