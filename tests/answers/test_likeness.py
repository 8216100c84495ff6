from rag.answers.likeness import ENOUGH, by_words, content_words, make_candidate
from rag.types import Fact, Span


def fact(phrase: str, scope: str | None = None) -> Fact:
    return Fact(None, phrase, 1.0, "件", False, False, "level", scope, 2022, None, 0, 1, Span(0, 1))


def scores(asked: str, *phrases: str) -> list[float]:
    return by_words(asked, [make_candidate("r", fact(p)) for p in phrases])


def test_the_longest_words_count() -> None:
    assert content_words("失信被执行人") == ["失信", "被执行人"]


def test_a_phrase_that_holds_every_word_scores_one() -> None:
    same, other = scores("诉前调解", "开展诉前调解", "调解各类矛盾纠纷")
    assert same == 1.0
    assert other < same


def test_rare_words_weigh_more_than_common_ones() -> None:
    rare, common = scores("专项资金审查", "专项资金", "合同审查", "文件审查", "法制审查")[:2]
    assert rare > 0 and common > 0


def test_what_shares_nothing_scores_nothing() -> None:
    assert scores("gdp", "调解纠纷", "受理案件") == [0.0, 0.0]
    assert scores("", "调解纠纷") == [0.0]


def test_half_of_the_words_are_not_enough() -> None:
    assert max(scores("新能源汽车数量", "行政应诉案件数量", "被告案件")) < ENOUGH


def test_a_general_head_needs_the_word_before_it() -> None:
    assert max(scores("取消证明事项", "取消行政权力事项", "下放权力事项")) < ENOUGH
    assert scores("取消证明事项", "取消证明事项")[0] == 1.0
