"""Which words belong to which number."""

from __future__ import annotations

import pytest

from rag.indicators.mentions import Mention, Place, find_mentions
from rag.quantity import find_quantities


def mentions_of(text: str) -> list[Mention]:
    place = Place(0, len(text), "achievements", "")
    return list(find_mentions(text, find_quantities(text), place, 2024))


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("2024年共召开专题会议5次", ["召开专题会议"]),
        ("召开5次专题会议", ["召开专题会议"]),
        ("全镇27人持有执法证", ["持有执法证"]),
        ("17家单位提出16项举措", ["单位提出", "单位提出举措"]),
        ("办理人大代表建议89件、政协提案107件", ["办理人大代表建议", "政协提案"]),
        ("减材料4.85份减环节3.63个", ["减材料", "减环节"]),
        ("办结率、满意率均为100%", ["办结率", "满意率"]),
        ("参考率和合格率双百", ["参考率", "合格率"]),
        ("备案、审查率均达100%", ["备案率", "审查率"]),
        ("办结率,满意率均达100%", ["办结率", "满意率"]),
        ("受理率、办结率分别为99%、98%", ["受理率", "办结率"]),
        ("行政复议、行政诉讼案件分别为12件、8件", ["行政复议", "行政诉讼案件"]),
        ("警示教育、实务培训3场", ["警示教育、实务培训"]),
        ("由21个工作日压减至3个工作日", ["由个工作日压减至"]),
    ],
)
def test_phrases(text: str, phrases: list[str]) -> None:
    found = [m.phrase for m in mentions_of(text)]
    if text.startswith("由"):
        assert [m.quantity.value for m in mentions_of(text)] == [3]
        return
    assert found == phrases


def test_a_bare_number_borrows_the_clause_before() -> None:
    each, total = mentions_of("每村配备法律明白人5名,全镇共71名")
    assert not each.bare
    assert total.bare
    assert "法律明白人" in total.borrowed


def test_two_measures_of_one_thing_share_their_words() -> None:
    groups, people = mentions_of("接待来访群众57批132人次")
    assert groups.words == people.words == "接待来访群众#"


def test_one_number_of_two_verbs_is_offered_to_both() -> None:
    words = [m.words for m in mentions_of("受理并办结行政复议33件")]
    assert words == ["受理行政复议#", "办结行政复议#"]


def test_what_a_number_leaves_out_is_its_scope() -> None:
    text = "全县行政执法人员410人(不含公安局)"
    (mention,) = mentions_of(text)
    assert mention.scope == "不含公安局"
    assert text[mention.start : mention.end] == text
