from hypothesis import given
from hypothesis import strategies as st

from rag.answers.cite import Citations
from rag.types import Span
from tests.answers.gold_index import GoldIndex, read_gold

GOLD = read_gold()
LIFU = GOLD.report("lifu-2022.txt")


def span_of(quote: str) -> Span:
    start = LIFU.text.index(quote)
    return Span(start, start + len(quote))


def test_spans_are_numbered_once_in_the_order_they_are_cited(gold: GoldIndex) -> None:
    citations = Citations(gold, [LIFU.id])  # type: ignore[arg-type]
    first, second = span_of("成功率达100%"), span_of("成功调解38件")
    assert [citations.cite(LIFU.id, s) for s in (first, second, first)] == [1, 2, 1]
    assert [c.quote for c in citations.all()] == ["成功率达100%", "成功调解38件"]
    assert citations.all()[0].section[-1] == "1、健全矛盾纠纷多元化解机制"
    assert citations.cite(LIFU.id, None) is None


def test_a_number_is_shown_with_the_words_that_make_it_approximate(gold: GoldIndex) -> None:
    citations = Citations(gold, [LIFU.id])  # type: ignore[arg-type]
    clause = span_of("挽回经济损失20余万元")
    assert citations.written(LIFU.id, span_of("20余万元"), clause) == "20余万元"
    bare = Span(clause.start + 6, clause.start + 8)
    assert citations.written(LIFU.id, bare, clause) == "20余万元"


@given(st.integers(0, len(LIFU.text)), st.integers(0, 80))
def test_every_quote_stands_in_the_text(start: int, length: int) -> None:
    citations = Citations(GOLD, [LIFU.id])  # type: ignore[arg-type]
    citations.cite(LIFU.id, Span(start, start + length))
    for citation in citations.all():
        assert citation.quote == LIFU.text[citation.start : citation.end]
        assert citation.quote.strip() == citation.quote != ""
