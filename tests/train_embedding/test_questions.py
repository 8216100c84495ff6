from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from tools.train_embedding.corpora import Ids
from tools.train_embedding.questions import QuestionMaker, build_glosses, keep_probabilities

PAIRS = [
    ("mediation", "调解"),
    ("(law) dispute; the people", "纠纷"),
    ("success", "成功"),
    ("the people", "人民"),
]


def ids(tokenizer: Tokenizer, text: str) -> Ids:
    return np.array(tokenizer.encode(text).ids, np.int32)


@pytest.fixture
def maker(tokenizer: Tokenizer) -> QuestionMaker:
    keep = np.ones(tokenizer.get_vocab_size())
    return QuestionMaker(tokenizer, keep, build_glosses(tokenizer, PAIRS))


def test_sentences_end_at_full_stops_and_have_five_tokens(maker: QuestionMaker) -> None:
    passage = np.array([1, 2, 3, 4, 5, 6, 5, 1, 2, 3, 4, 19, 5], np.int32)
    assert maker.sentences(passage) == [(0, 5), (7, 13)]  # the second has two tokens


def test_a_cloze_is_made_of_one_sentence_which_may_be_hidden(maker: QuestionMaker) -> None:
    passage = np.array([1, 2, 3, 4, 5] + [6] * 14 + [5], np.int32)
    random = np.random.default_rng(3)
    for _ in range(20):
        question, rest = maker.cloze(passage, random, "zh", hide=1.0)
        known = {*passage.tolist(), *(int(i) for w in maker.words_zh for i in w)}
        assert set(question.tolist()) <= known
        assert rest.tolist() in (passage.tolist(), [6] * 14 + [5], [1, 2, 3, 4, 5])


def test_glossing_takes_the_longest_match_and_spells_characters(
    tokenizer: Tokenizer, maker: QuestionMaker
) -> None:
    random = np.random.default_rng(0)
    given = maker.gloss(ids(tokenizer, "墨玉县调解38"), random)
    assert given.tolist() == [13, 14, 0, 10, 19]  # mo yu [UNK: xian] mediation 38


def test_notes_in_brackets_are_no_rendering_and_parts_render_a_word(
    tokenizer: Tokenizer,
) -> None:
    glosses = build_glosses(tokenizer, PAIRS)
    assert [r.tolist() for r in glosses.table[(3,)]] == [[11], [22]]  # dispute | people
    assert glosses.table[(21,)][0].tolist() == [22, 10]  # 人民调解: people mediation


def test_common_tokens_are_kept_less_often() -> None:
    common, rare = keep_probabilities(np.array([0.1, 1e-7]))
    assert 0.35 < common < 0.36
    assert 0.84 < rare < 0.85


def test_some_english_words_take_another_form(tokenizer: Tokenizer) -> None:
    forms = {10: np.array([10, 12], np.int32)}
    maker = QuestionMaker(tokenizer, np.ones(tokenizer.get_vocab_size()), forms=forms)
    given = maker.inflect(np.array([10, 11] * 500, np.int32), np.random.default_rng(0))
    assert set(given[1::2].tolist()) == {11}
    assert 0.15 < np.mean(given[::2] == 12) < 0.25  # half of the 0.4 that are turned at all
