from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.answers.sentences import clause_at, sentence_at, sentences
from rag.types import Span


def said(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_sentences_end_at_stops_and_lines() -> None:
    assert said("第一句。第二句!\n第三行\n\n") == ["第一句。", "第二句!", "第三行"]


def test_a_closing_mark_stays_with_its_sentence() -> None:
    assert said("他说:“好。”然后走了。") == ["他说:“好。”", "然后走了。"]


def test_items_inside_one_sentence_stand_alone() -> None:
    text = "存在不足:一是工作薄弱;二是举措不多,水平不高;三是队伍仍需加强。"
    assert said(text) == [
        "存在不足:",
        "一是工作薄弱;",
        "二是举措不多,水平不高;",
        "三是队伍仍需加强。",
    ]


def test_a_word_that_looks_like_an_item_is_none() -> None:
    assert said("统一是关键,进一步推进。") == ["统一是关键,进一步推进。"]


def test_clause_and_sentence_around_a_span() -> None:
    text = "前句。以“最多跑一次”改革为牵引,完善服务。"
    start = text.index("最多")
    span = Span(start, start + 5)
    clause, sentence = clause_at(text, span), sentence_at(text, span)
    assert text[clause.start : clause.end] == "以“最多跑一次”改革为牵引"
    assert text[sentence.start : sentence.end] == "以“最多跑一次”改革为牵引,完善服务。"


@given(st.text(alphabet="一二是。；;，,”:\n 甲乙", max_size=60))
def test_sentences_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = list(sentences(text))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    letters = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in letters if c.isalnum()] == [c for c in text if c.isalnum()]
