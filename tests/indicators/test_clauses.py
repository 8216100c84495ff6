"""Where a number's clause and sentence begin and end."""

from __future__ import annotations

import pytest

from rag.indicators.clauses import LONGEST, Clause, find_clauses, sentence_start
from rag.quantity import find_quantities


def clauses_of(text: str) -> list[Clause]:
    return list(find_clauses(text, 0, len(text), find_quantities(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开展宣传12场,发放资料300份。", ["开展宣传12场", "发放资料300份"]),
        ("行政复议37件(其中办结35件);诉讼2件", ["行政复议37件", "其中办结35件", "诉讼2件"]),
        ("党工委(扩大)会议26次", ["党工委(扩大)会议26次"]),
        ("发放资料2800余份(册),受众5人", ["发放资料2800余份(册)", "受众5人"]),
        ("办理建议89件、提案107件", ["办理建议89件、提案107件"]),
        ("持证人员:12名", ["12名"]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert [text[c.start : c.end] for c in clauses_of(text)] == expected


def test_a_bracket_is_known() -> None:
    outer, inner = clauses_of("立案390件(其中简易程序110件)。")
    assert (outer.bracketed, inner.bracketed) == (False, True)


def test_sentences_end_at_stops_and_headings() -> None:
    text = "(一)加强学习\n一是学习12次。二是培训3期。"
    first, second = clauses_of(text)
    assert text[first.sentence : first.sentence_end] == "一是学习12次"
    assert text[second.sentence : second.sentence_end] == "二是培训3期"


def test_a_wrapped_line_goes_on() -> None:
    text = "一年来全镇各级人民调解组织充分发挥职能作用共调处各类矛\n盾纠纷156起。"
    (clause,) = clauses_of(text)
    assert clause.start == 0


def test_a_text_that_lost_its_stops_is_read_in_reach_of_each_number() -> None:
    """1,500 characters without a stop around 38件: 600 on each side are its sentence."""
    text = "调" * 1500 + "解38件" + "纠" * 1500
    (clause,) = clauses_of(text)
    number = text.index("38")
    assert (clause.sentence, clause.sentence_end) == (number - LONGEST, number + 3 + LONGEST)
    assert (clause.start, clause.end) == (clause.sentence, clause.sentence_end)
    assert sentence_start(text, 0, number) == number - LONGEST
    assert sentence_start("甲。乙丙", 0, 3) == 2
