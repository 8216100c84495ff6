"""Folding keeps offsets true, whatever the script or the damage."""

from hypothesis import given
from hypothesis import strategies as st

from rag.text import fold, fold_key, is_traditional, segment, to_simplified


def test_width_and_script_fold_character_by_character() -> None:
    assert fold("調解１００％，（二）").text == "调解100%,(二)"
    assert fold("調解").origins is None


def test_injected_pinyin_is_dropped_and_mapped_back() -> None:
    text = "堅(jiān)持依法"
    folded = fold(text)
    assert folded.text == "坚持依法"
    start, end = folded.source(0, 2)  # 坚持
    assert text[start:end] == "堅(jiān)持"


def test_brackets_that_are_not_pinyin_stay() -> None:
    assert fold("工作室(站)和LED(lcd9)").text == "工作室(站)和LED(lcd9)"


def test_fold_key_compares_names_loosely() -> None:
    assert fold_key("后塘 瑤族鄉") == fold_key("后塘瑶族乡")


def test_segments_are_words_without_punctuation() -> None:
    words = segment("行政执法,人员11人。")
    assert "执法" in words and "11" in words
    assert not {",", "。"} & set(words)


def test_scripts_are_told_apart() -> None:
    assert is_traditional("發布時間與信息來源")
    assert not is_traditional("发布时间与信息来源")


@given(st.text())
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


@given(st.text(alphabet="坚持(jiān)調解 ab,。１%"), st.data())
def test_a_folded_span_maps_to_a_source_span(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    a, b = folded.source(start, end)
    assert 0 <= a < b <= len(text)
    assert fold(text[a:b]).text.replace(" ", "").endswith(folded.text[end - 1].strip())
