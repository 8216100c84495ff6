from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tools.train_embedding.corpora import Pairs, tokenise
from tools.train_embedding.questions import QuestionMaker
from tools.train_embedding.sources import AmongSource, PairSource, SourceRecipe, _groups, chances


@given(
    rows=st.integers(1, 200),
    size=st.integers(1, 64),
    block=st.integers(1, 16),
    join=st.integers(1, 4),
    seed=st.integers(0, 99),
)
def test_groups_never_overlap(rows: int, size: int, block: int, join: int, seed: int) -> None:
    recipe = SourceRecipe("x", (), "pairs", 1.0, block=block, join=join)
    groups = sorted(_groups(rows, size, recipe, np.random.default_rng(seed)))
    assert groups
    assert all(0 <= a < b <= rows for a, b in groups)
    assert all(first[1] <= second[0] for first, second in pairwise(groups))


@pytest.fixture
def pairs(tokenizer: Tokenizer) -> Pairs:
    left = tokenise(tokenizer, ["mediation", "dispute", "success"])
    return Pairs(left, tokenise(tokenizer, ["调解", "纠纷", "成功"]))


def test_pairs_stay_pairs(tokenizer: Tokenizer, pairs: Pairs) -> None:
    maker = QuestionMaker(tokenizer, np.ones(tokenizer.get_vocab_size()))
    source = PairSource(SourceRecipe("x", (), "pairs", 1.0), pairs, maker)
    batch = source.batch(3, np.random.default_rng(0))
    assert sorted(
        (int(a[0]), int(b[0])) for a, b in zip(batch.questions, batch.passages, strict=True)
    ) == [
        (10, 2),
        (11, 3),
        (12, 4),
    ]


def test_joined_neighbours_are_one_passage(tokenizer: Tokenizer, pairs: Pairs) -> None:
    maker = QuestionMaker(tokenizer, np.ones(tokenizer.get_vocab_size()))
    source = PairSource(SourceRecipe("x", (), "pairs", 1.0, join=3), pairs, maker)
    seen = {
        tuple(p.tolist())
        for seed in range(30)
        for p in source.batch(3, np.random.default_rng(seed)).passages
    }
    assert (2, 3, 4) in seen
    assert (2,) in seen


def test_what_is_asked_stands_among_other_sentences(tokenizer: Tokenizer, pairs: Pairs) -> None:
    maker = QuestionMaker(tokenizer, np.ones(tokenizer.get_vocab_size()))
    around = tokenise(tokenizer, ["全镇墨玉县全镇。"])
    recipe = SourceRecipe("x", (), "among", 1.0, asked=2)
    source = AmongSource(recipe, pairs, around, maker, chances(pairs, 2))
    batch = source.batch(40, np.random.default_rng(0))
    told = {10: 2, 11: 3, 12: 4}
    for question, passage in zip(batch.questions, batch.passages, strict=True):
        asked = [told[i] for i in question.tolist() if i in told]
        assert 1 <= len(asked) <= 2
        others = [i for i in passage.tolist() if i in told.values()]
        assert sorted(others) == sorted(asked)
    assert {6, 7} <= {i for p in batch.passages for i in p.tolist()}


def test_short_words_are_asked_oftener_whatever_their_renderings(tokenizer: Tokenizer) -> None:
    left = tokenise(tokenizer, ["mediation", "the mediation", "county"])
    right = tokenise(tokenizer, ["调解", "调解", "墨玉县"])
    # 调解: 1 token, two renderings of 1/2; 墨玉县: 3 tokens, 1/3. Of 4/3 together.
    np.testing.assert_allclose(chances(Pairs(left, right), 2), [3 / 8, 6 / 8, 1])
    np.testing.assert_allclose(chances(Pairs(left, right), 1), [1 / 3, 2 / 3, 1])
