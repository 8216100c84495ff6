from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.answers.cite import Citations, written_number
from rag.answers.finding import Line
from rag.answers.lines import Lines
from rag.types import Span, Topic
from tests.answers.gold_index import read_gold

GOLD = read_gold()
LIFU = GOLD.report("lifu-2022.txt")


def span_of(quote: str) -> Span:
    start = LIFU.text.index(quote)
    return Span(start, start + len(quote))


def lines_of(*spans: Span | None) -> Lines:
    record = GOLD.record(LIFU.id)
    return Lines.of([Line(record, Topic(), "", None, span) for span in spans], GOLD)  # type: ignore[arg-type]


def test_spans_are_numbered_once_in_the_order_they_are_cited() -> None:
    first, second = span_of("成功率达100%"), span_of("成功调解38件")
    citations = Citations(lines_of(first, None, second, first))
    assert [citations.of(line) for line in range(4)] == [(1, 0), (0, 0), (2, 0), (1, 0)]
    assert [(c.n, c.quote) for c in citations.all()] == [(1, "成功率达100%"), (2, "成功调解38件")]
    assert citations.all()[0].section[-1] == "1、健全矛盾纠纷多元化解机制"


def test_what_follows_from_two_counts_cites_both() -> None:
    whole, part = (
        replace(x, value=1.0) for x in lines_of(span_of("成功率达100%"), span_of("成功调解38件"))
    )
    derived = replace(whole, span=None, parts=(part, whole))
    citations = Citations(Lines.of([whole, derived], GOLD))  # type: ignore[arg-type]
    assert [citations.of(line) for line in range(2)] == [(1, 0), (2, 1)]


def test_a_number_is_shown_with_the_words_that_make_it_approximate() -> None:
    clause = span_of("挽回经济损失20余万元")
    assert written_number(LIFU.text, span_of("20余万元"), clause) == "20余万元"
    bare = Span(clause.start + 6, clause.start + 8)
    assert written_number(LIFU.text, bare, clause) == "20余万元"


@given(st.integers(0, len(LIFU.text)), st.integers(0, 80))
def test_every_quote_stands_in_the_text(start: int, length: int) -> None:
    for citation in Citations(lines_of(Span(start, start + length))).all():
        assert citation.quote == LIFU.text[citation.start : citation.end]
        assert citation.quote.strip() == citation.quote != ""
