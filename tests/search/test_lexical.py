"""Words to passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.search.lexical import LexicalIndex, LexicalWriter

PASSAGES = [
    (0, 0, "achievements", "调解 成功率 100 调解"),
    (1, 0, "problems", "调解 员 不足"),
    (2, 1, "achievements", "普法 宣传 活动"),
    (3, 1, "plans", "调解 普法"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    with LexicalWriter(folder) as writer:
        for passage in PASSAGES:
            writer.add(*passage)
    return LexicalIndex(folder)


def test_any_of_the_words_matches_and_more_matches_rank_higher(index: LexicalIndex) -> None:
    passages, scores = index.search(["调解", "成功率"], 10)
    assert passages[0] == 0
    assert set(passages.tolist()) == {0, 1, 3}
    assert np.all(np.diff(scores) <= 0)


def test_a_score_is_the_share_of_what_the_words_could_reach(index: LexicalIndex) -> None:
    passages, alone = index.search(["普法"], 10)
    assert passages.tolist() == [3, 2]  # the shorter first
    # Of 4 passages, n hold the word: idf = ln(1 + (4 - n + 0.5) / (n + 0.5)), bound 2.2 idf.
    # 普法: n 2, idf ln 2; once in 2 words where the mean is 3:
    # tf part 2.2 / (1 + 1.2 * (1 - 0.75 + 0.75 * 2/3)) = 1.1579, of 2.2 that is 0.5263.
    assert alone[0] == pytest.approx(0.5263, abs=1e-4)
    # english: n 0, idf ln 10. The share falls to ln 2 / (ln 2 + ln 10) of it.
    _, mixed = index.search(["普法", "english"], 10)
    assert mixed[0] == pytest.approx(0.5263 * 0.2314, abs=1e-4)


@given(st.lists(st.sampled_from(["调解", "成功率", "普法", "x"]), min_size=1))
def test_scores_lie_within_0_and_1(index: LexicalIndex, words: list[str]) -> None:
    _, scores = index.search(words, 10)
    assert np.all((scores >= 0) & (scores <= 1))


def test_the_filter_restricts_without_changing_scores(index: LexicalIndex) -> None:
    free = dict(zip(*(a.tolist() for a in index.search(["调解"], 10)), strict=True))
    passages, scores = index.search(["调解"], 10, reports=[1])
    assert passages.tolist() == [3]
    assert scores[0] == pytest.approx(free[3])
    assert index.search(["调解"], 10, roles=["problems", "plans"])[0].tolist() == [3, 1]
    assert index.search(["调解"], 10, reports=[0], roles=["problems"])[0].tolist() == [1]


@pytest.mark.parametrize("words", [[], ["不存在"]])
def test_nothing_is_found(index: LexicalIndex, words: list[str]) -> None:
    assert len(index.search(words, 10)[0]) == 0


def test_no_report_allowed_finds_nothing(index: LexicalIndex) -> None:
    assert len(index.search(["调解"], 10, reports=[])[0]) == 0


def test_the_limit_holds(index: LexicalIndex) -> None:
    assert len(index.search(["调解"], 2)[0]) == 2
    assert len(index.search(["调解"], 0)[0]) == 0


def test_words_that_look_like_query_syntax_are_words(index: LexicalIndex) -> None:
    assert len(index.search(['"', "AND", "words:调解", "*"], 10)[0]) == 0


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    with LexicalWriter(tmp_path):
        pass
    assert len(LexicalIndex(tmp_path).search(["调解"], 10)[0]) == 0
