"""Passages: whole sentences of one leaf, neither too short nor too long."""

from __future__ import annotations

from rag.reports.passages import LONGEST, SHORTEST, cut_passages
from rag.types import Section


def cut(text: str) -> list[str]:
    section = Section((), "achievements", 0, len(text))
    return [text[p.start : p.end] for p in cut_passages(text, (section,))]


def test_short_sentences_are_joined() -> None:
    text = "开会三次。" * 10  # 50 characters: one passage
    assert cut(text) == [text]


def test_sentences_are_not_broken() -> None:
    sentence = "全镇共调解矛盾纠纷四十二起并全部成功" + "。"  # 19 characters
    passages = cut(sentence * 40)
    assert "".join(passages) == sentence * 40
    assert all(p.endswith("。") for p in passages)
    assert all(SHORTEST <= len(p) <= LONGEST for p in passages)


def test_a_long_sentence_is_cut_at_commas() -> None:
    clause = "落实各项法治建设工作任务并持续推进,"  # 18 characters
    passages = cut(clause * 40)
    assert "".join(passages) == clause * 40
    assert all(len(p) <= LONGEST and p.endswith(",") for p in passages)


def test_items_begin_passages_of_their_own_when_long_enough() -> None:
    item = "是" + "加强组织领导完善工作机制" * 8 + "。"  # 98 characters
    passages = cut("".join(n + item for n in "一二三"))
    assert [p[:2] for p in passages] == ["一是", "二是", "三是"]


def test_a_bare_parent_heading_gives_no_passage() -> None:
    text = "一、主要工作\n(一)学法。开会三次。\n"
    sections = (
        Section(("一、主要工作",), "achievements", 0, 7),
        Section(("一、主要工作", "(一)学法"), "achievements", 7, len(text)),
    )
    assert [(p.section, text[p.start : p.end]) for p in cut_passages(text, sections)] == [
        (1, "(一)学法。开会三次。")
    ]
