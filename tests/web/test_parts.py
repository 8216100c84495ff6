"""The small parts of the web, each alone: no server, no browser."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import CatalogueError, IndexMismatch, UserError
from rag.types import Answer, Citation, Filter, Metadata, Query, Row
from rag.web.auth import Users, basic_pair, hash_password, load_users
from rag.web.chips import chips_of
from rag.web.export import answer_csv, answer_text
from rag.web.guard import inner_path
from rag.web.journal import Feedback, blot
from rag.web.limits import Limiter
from rag.web.links import MAX_HISTORY, ask_query, document_link
from rag.web.live import Live
from rag.web.markup import answer_html, escape
from rag.web.page import rewrite
from rag.web.pages import _nearby
from rag.web.texts import (
    choose_language,
    load_texts,
    match_language,
    names_as_written,
    place_name,
    place_of,
    say,
)

# ---------------------------------------------------------------- texts


def test_each_text_fills_the_same_names_in_every_language() -> None:
    import string

    for key, by_language in load_texts().items():
        names = {
            language: {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for language, text in by_language.items()
        }
        assert len(set(map(frozenset, names.values()))) == 1, key


def test_a_missing_translation_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "texts.toml"
    file.write_text('[a]\nzh-Hans = "甲"\nzh-Hant = "甲"\nen = "a"\n[b]\nen = "b"\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"texts\.toml:5: b lacks zh-Hans, zh-Hant"):
        load_texts(file)


def test_the_traditional_texts_hold_no_simplified_characters() -> None:
    from rag.text import to_traditional

    for key, by_language in load_texts().items():
        text = by_language["zh-Hant"].replace("台", "").replace("裡", "")
        # OpenCC's own variants (裡/裏, 檔案) differ; only a character that is no Traditional one counts.
        changed = [a for a, b in zip(text, to_traditional(text), strict=False) if a != b]
        assert not set(changed) - set("群里為復"), (key, changed)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hant", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("zh-Hans-SG", "zh-Hans"),
        ("en-US", "en"),
        ("enm", None),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_language_tags(tag: str | None, language: str | None) -> None:
    assert match_language(tag) == language


def test_the_choice_of_a_language() -> None:
    assert choose_language("en", "zh-Hans", "zh-TW") == "en"
    assert choose_language("xx", "zh-Hans", "en") == "zh-Hans"
    assert choose_language(None, None, "fr;q=1, zh-HK;q=0.8, en") == "zh-Hant"
    assert choose_language(None, None, None) == "en"


# ---------------------------------------------------------------- links


@given(st.text(min_size=1), st.lists(st.text(min_size=1), max_size=12))
def test_a_link_carries_the_conversation(question: str, history: list[str]) -> None:
    try:
        question.encode()
        "".join(history).encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is no text that a browser can send
    back = parse_qs(ask_query(question, history), keep_blank_values=True)
    assert back["q"] == [question]
    assert back.get("h", []) == history[-MAX_HISTORY:]


def test_a_document_link_cannot_leave_its_place() -> None:
    assert urlsplit(document_link("../../x?y#z", 1, 2)).path == "./doc/..%2F..%2Fx%3Fy%23z"


# ---------------------------------------------------------------- markup


def make_answer(text: str, quote: str = "成功率100%", **changes: Any) -> Answer:
    citation = Citation(1, "r1", "a.txt", "题", "甲镇", 2024, ("一、工作",), quote, 5, 12)
    return Answer("问？", "理解", "zh-Hans", "set", text, citations=(citation,), **changes)


def test_markers_become_links_and_unknown_ones_stay() -> None:
    shown = answer_html(make_answer("见 [1] 和 [2]。"))
    assert 'href="./doc/r1?start=5&amp;end=12"' in shown
    assert "[2]" in shown


def test_an_escaped_marker_is_text() -> None:
    shown = answer_html(make_answer(r"原文 \[1\] 止 [1]"))
    assert shown.count('class="fw-cite"') == 1
    assert "原文 [1] 止" in shown


@pytest.mark.parametrize("raw", [True, False])
def test_a_quote_is_shown_verbatim_however_it_was_composed(raw: bool) -> None:
    from rag.answers.say import escape as composed

    quote = "<script>x</script> **b** `c` | [1] ![i](http://x.invalid) _a_ ~~s~~ &amp; \\n #"
    shown = answer_html(make_answer("- " + (quote if raw else composed(quote)) + " [1]", quote))
    assert escape(quote) in shown
    assert shown.count('class="fw-cite"') == 1


@given(st.text(max_size=60))
def test_no_text_breaks_out_of_the_message(text: str) -> None:
    shown = answer_html(make_answer(text + " [1]", text or "x", suggestions=(text,)))
    assert "\n" not in shown
    for tag in ("<script", "<img", "<style", "<iframe", "<svg", 'onerror="'):
        assert tag not in shown.lower()


def test_a_break_in_a_table_cell_is_kept() -> None:
    shown = answer_html(make_answer("| a | b |\n| --- | --- |\n| 1<br>2 | 3 [1] |"))
    assert "1<br> 2</td>" in shown.replace("<br />", "<br>")


def test_a_cell_begins_with_its_column_for_narrow_screens() -> None:
    shown = answer_html(make_answer("| a\\* | b |\n| --- | --- |\n| 1 | 3 [1] |"))
    assert '<td><span class="fw-th">a*</span> 1</td> <td><span class="fw-th">b</span> 3' in shown


# ---------------------------------------------------------------- export


def test_csv_holds_value_quote_and_offsets() -> None:
    row = Row(
        place="甲镇",
        place_level="township",
        year=2024,
        indicator="mediation_success_rate",
        phrase="=调解成功率",
        value=100.0,
        unit="%",
        display="100%",
        approx=False,
        planned=False,
        citation=1,
        group="match",
        note="approx_edge",
    )
    head, line = answer_csv(make_answer("x", rows=(row,))).splitlines()
    assert head.startswith("\ufeff类别,地区,层级,年份")
    assert line == (
        "符合,甲镇,乡镇级,2024,'=调解成功率,100%,100.0,%,否,否,约数，无法确定是否符合,"
        '成功率100%,题,"一、工作",a.txt,5,12'
    ).replace('"', "")


def test_copied_text_names_its_sources() -> None:
    text = answer_text(make_answer("甲镇 [1]"))
    assert text.splitlines()[-1] == "[1] “成功率100%” — 题, 甲镇, 2024, 一、工作, a.txt"


# ---------------------------------------------------------------- limits


def test_a_bucket_fills_again() -> None:
    now = 0.0
    limiter = Limiter(per_minute=60, burst=2, clock=lambda: now)
    assert [limiter.wait("a"), limiter.wait("a")] == [0, 0]
    assert limiter.wait("a") == 1
    assert limiter.wait("b") == 0
    now = 1.0
    assert limiter.wait("a") == 0
    assert Limiter(0, 1).wait("a") == 0


# ---------------------------------------------------------------- users


def test_users_and_their_sessions(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text(f"# us\n\n王:密码:二\nli:{hash_password('horse')}\n", encoding="utf-8")
    users = load_users(file)
    assert users.check("王", "密码:二") and users.check("li", "horse")
    assert not users.check("王", "密码") and not users.check("nobody", "horse")
    token = users.open_session("王", now=0)
    assert users.session_user(token, now=1) == "王"
    assert users.session_user(token, now=13 * 3600) is None
    body, signature = token.split(".")
    assert users.session_user(f"{body[:-2]}xx.{signature}", now=1) is None
    assert Users({"王": hash_password("x")}).session_user(token, now=1) is None
    for wrong in ("", ".", "a.b", "é.é", None):
        assert users.session_user(wrong) is None


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "no user found"),
        ("li", ":1: expected name:password"),
        ("li:a\nli:b", ":2: li is listed twice"),
        ("li:scrypt$zz$00", ":1: not a password hash"),
    ],
)
def test_a_wrong_file_of_users(tmp_path: Path, lines: str, problem: str) -> None:
    file = tmp_path / "users"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(UserError, match=problem):
        load_users(file)


@pytest.mark.parametrize("header", [None, "", "Basic", "Basic !!", "Bearer eA==", "Basic eA=="])
def test_headers_that_name_nobody(header: str | None) -> None:
    assert basic_pair(header) is None


# ---------------------------------------------------------------- the journal


def test_personal_numbers_are_blotted_out() -> None:
    assert blot("38件 2024年 2012—2022") == "38件 2024年 2012—2022"
    assert blot("身份证 51302119800101123X，电话 138-1234-5678") == "身份证 ***，电话 ***"
    assert blot("邮箱 li.si@example.org.cn 吗") == "邮箱 *** 吗"


def test_feedback_stops_at_its_limit(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "var" / "f.jsonl", limit=10)
    assert feedback.keep("up", "q", [], "")
    assert not feedback.keep("up", "q", [], "")


# ---------------------------------------------------------------- the live index


class Opened:
    """An assistant that knows which generation it is and whether it was closed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False
        self.asked = 0

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked += 1
        return Answer(question, "", "en", "none", self.name)

    def close(self) -> None:
        self.closed = True


def test_the_newest_generation_answers_and_the_old_one_is_closed_when_idle() -> None:
    names, opened = ["1"], []

    def open_it() -> Any:
        opened.append(Opened(names[-1]))
        return opened[-1]

    live = Live(open_it, lambda: names[-1])
    assert live.ask("q").text == "1"
    assert live.ask("q").text == "1" and opened[0].asked == 1  # remembered
    with live.use() as held:
        names.append("2")
        assert live.ask("q").text == "2"
        assert held is opened[0] and not opened[0].closed
    assert opened[0].closed and not opened[1].closed
    live.close()
    assert opened[1].closed


def test_an_index_that_cannot_be_opened_leaves_the_old_one_in_use() -> None:
    names = ["1"]

    def open_it() -> Any:
        if names[-1] == "2":
            raise IndexMismatch("other schema")
        return Opened(names[-1])

    live = Live(open_it, lambda: names[-1])
    names.append("2")
    assert live.ask("a").text == "1"
    names.append("3")
    assert live.ask("b").text == "3"


def test_many_threads_move_on_together() -> None:
    names, opened = ["1"], []

    def open_it() -> Any:
        opened.append(Opened(names[-1]))
        return opened[-1]

    live = Live(open_it, lambda: names[-1])
    names.append("2")
    threads = [threading.Thread(target=live.ask, args=(f"q{n}",)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [o.name for o in opened] == ["1", "2"]
    assert opened[0].closed and live.generation == "2"


# ---------------------------------------------------------------- the page


def test_scripts_get_the_nonce_and_foreign_hosts_go() -> None:
    page = (
        b'<!doctype html>\n<html\n\tlang="en"\n><head><base href="./" />'
        b'<meta property="og:image" content="https://x.invalid/a.jpg" />'
        b"<script>a</script><script type=module>b</script></head></html>"
    )
    done = rewrite(page, "zh-Hant", "N", False).decode()
    assert done.count('<script nonce="N"') == 3
    assert "x.invalid" not in done and 'lang="zh-Hant"' in done
    assert say("zh-Hant", "new") in done
    assert done.index("window.FAWEN") < done.index('<script nonce="N">a')


@pytest.mark.parametrize(
    ("path", "root", "inner"),
    [("/a", "", "/a"), ("/law/a", "/law", "/a"), ("/law", "/law", "/"), ("/lawn", "/law", "/lawn")],
)
def test_paths_below_a_root(path: str, root: str, inner: str) -> None:
    assert inner_path({"type": "http", "path": path, "root_path": root}) == inner


def test_a_traditional_report_keeps_the_spelling_of_its_own_place() -> None:
    written = Metadata(place="后塘瑶族乡", place_as_written="后塘瑤族鄉", script="hant")
    assert place_of(written, "zh-Hant") == "后塘瑤族鄉"
    assert place_of(written, "zh-Hans") == "后塘瑶族乡"
    assert place_of(Metadata(place="五通桥区"), "zh-Hant") == "五通橋區"
    assert place_of(Metadata(), "en") == "(no place named)"


def test_a_name_is_never_converted_wrongly() -> None:
    # 后, 里, 冲, 岳 and 谷 of a name would become 後, 裡, 衝, 嶽 and 穀.
    names = {"岳池县": "岳池縣", "谷城县": "谷城縣", "长冲镇": "長冲鎮", "后塘瑶族乡": "后塘瑤族鄉"}
    assert {name: place_name(name, "zh-Hant") for name in names} == names


def test_a_chip_names_a_place_as_its_traditional_report_does() -> None:
    metas = [
        Metadata(place="台山镇", place_as_written="臺山鎮", script="hant"),
        Metadata(place="后塘瑶族乡"),
    ]
    written = names_as_written(metas, "zh-Hant")
    assert written == {"台山镇": "臺山鎮"}
    assert names_as_written(metas, "en") == {}
    query = Query("问", "zh-Hant", "fact", where=Filter(places=("台山镇", "后塘瑶族乡")))
    answer = Answer("问", "", "zh-Hant", "fact", "", query=query)
    labels = [chip.label for chip in chips_of(answer, written) if chip.field == "place"]
    assert labels == ["臺山鎮、后塘瑤族鄉"]


def test_a_chip_names_the_places_that_are_left_out() -> None:
    query = Query("问", "en", "set", where=Filter(without=("镇川市",)))
    answer = Answer("问", "", "en", "set", "", query=query)
    labels = [chip.label for chip in chips_of(answer) if chip.field == "place"]
    assert labels == ["all but Zhenchuan City (镇川市)"]


def test_a_long_list_links_the_pages_around() -> None:
    assert _nearby(1, 1) == [1]
    assert _nearby(2, 4) == [1, 2, 3, 4]
    assert _nearby(9, 20) == [1, 0, 7, 8, 9, 10, 11, 0, 20]
