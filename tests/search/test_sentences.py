from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.search.sentences import blend, nearest_piece, pieces


@given(st.text("一二三。；\n", max_size=200))
def test_pieces_make_up_the_text_and_are_not_short(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert len(text) < 25 or all(len(piece) >= 25 for piece in cut)


def test_a_short_sentence_goes_with_the_next_and_a_short_end_with_the_last() -> None:
    long = "全年共调处各类矛盾纠纷三十八件，成功率达到百分之百，群众满意。"  # 31 characters
    assert pieces("一是调解。" + long + "二是普法。") == ["一是调解。" + long + "二是普法。"]
    assert pieces(long + long) == [long, long]
    assert pieces("") == []


def test_the_best_piece_of_each_text_counts() -> None:
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[text.count("调"), 0] for text in texts], np.float32)

    about, other = "调" * 3 + "一" * 22 + "。", "一" * 26 + "。"
    given = nearest_piece(np.array([1, 0], np.float32), [other + about, other, ""], encode)
    assert given.tolist() == [3, 0, 0]


def test_half_and_half() -> None:
    given = blend(np.array([0.2], np.float32), np.array([0.6], np.float32))
    np.testing.assert_allclose(given, [0.4], rtol=1e-6)
