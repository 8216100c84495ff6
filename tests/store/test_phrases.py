"""Phrases are found in any script, width, case and spacing, at exact offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.store.phrases import find_searchable, searchable
from rag.text import fold
from rag.types import Span


def found(text: str, phrase: str) -> list[str]:
    return [text[s.start : s.end] for s in spans_of(text, phrase)]


def spans_of(text: str, phrase: str) -> list[Span]:
    return find_searchable(text, searchable(fold(text).text), searchable(fold(phrase).text))


def test_script_width_case_and_spacing_do_not_matter() -> None:
    text = "鄉鎮“最多跑\n 一次”改革,LED顯示屏,成功率100%"
    assert found(text, "最多跑一次") == ["最多跑\n 一次"]
    assert found(text, "led显示屏") == ["LED顯示屏"]
    assert found(text, "100%") == ["100%"]
    assert found(text, "镇 “最多") == ["鎮“最多"]


def test_every_place_is_found_in_order() -> None:
    assert spans_of("法治,法治法治", "法治") == [Span(0, 2), Span(3, 5), Span(5, 7)]


def test_injected_pinyin_lies_inside_the_span() -> None:
    assert found("堅(jiān)持法治", "坚持") == ["堅(jiān)持"]


def test_nothing_is_found_for_an_empty_phrase() -> None:
    assert found("法治", " ") == []


@given(st.text(alphabet="法治調解İß \n(a)Ａ", max_size=30), st.text("法治調解İß a", max_size=4))
def test_the_stored_text_holds_a_phrase_exactly_when_it_is_found(text: str, phrase: str) -> None:
    wanted = searchable(fold(phrase).text)
    spans = spans_of(text, phrase)
    assert bool(spans) == (bool(wanted) and wanted in searchable(fold(text).text))
    for span in spans:
        assert searchable(fold(text[span.start : span.end]).text) == wanted
