"""The chat in a real browser: asking, reading the source, tables, history."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import ROOT, Chat, Server, start

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HEADLINE = "which towns reported 100% mediation success"
Make = Callable[..., Chat]


def open_first_citation(chat: Chat) -> dict[str, Any]:
    """Ask the headline question, open [1], and check that what is marked is the quote."""
    chat.ask(HEADLINE)
    chat.cites.first.click()
    expect(chat.mark).to_be_in_viewport()
    shown: dict[str, Any] = chat.page.evaluate(
        """async () => {
          const link = document.querySelector("#chat .fw-text a.fw-cite").href;
          const data = [...document.querySelectorAll("#chat .fw-data")].at(-1).href;
          return {link, answer: await (await fetch(data)).json()};
        }"""
    )
    start, end = map(int, re.findall(r"(?:start|end)=(\d+)", shown["link"]))
    quotes = {(c["start"], c["end"]): c["quote"] for c in shown["answer"]["citations"]}
    assert chat.mark.text_content() == quotes[start, end]
    return shown


def test_the_headline_question_opens_the_quoted_sentence(pages: Make, real: Server) -> None:
    chat = pages(real).open()
    open_first_citation(chat)
    expect(chat.answers.last).to_contain_text("李馥镇")
    expect(chat.answers.last).to_contain_text("后塘瑶族乡")
    chat.shot("headline")


@pytest.mark.skipif(
    os.environ.get("FAWEN_UPDATE_SCREENSHOTS") != "1", reason="FAWEN_UPDATE_SCREENSHOTS is not 1"
)
def test_write_the_pictures_of_the_readme(
    pages: Make, samples_index_path: Path, tmp_path: Path
) -> None:
    """Over the five samples alone, as a newcomer sees them."""
    running = start(tmp_path, ROOT / "corpus", samples_index_path)
    server = next(running)
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    try:
        chat = pages(server, viewport={"width": 1440, "height": 900}).open()
        open_first_citation(chat)
        chat.page.screenshot(path=images / "chat.png", animations="disabled")
        chat = pages(server, viewport={"width": 1440, "height": 900}, locale="zh-CN").open()
        chat.ask("按普法宣传活动场次排名")
        chat.answers.last.locator(".fw-data").click()
        expect(chat.page.locator(".fw-chart-bars")).to_be_visible()
        chat.page.screenshot(path=images / "data.png", animations="disabled")
        chat = pages(server, **PHONE, locale="zh-TW", color_scheme="dark").open()
        chat.ask("哪些鄉鎮報告調解成功率為100%？")
        chat.page.screenshot(path=images / "phone.png", animations="disabled")
    finally:
        running.close()


def test_a_new_answer_is_shown_from_its_question(pages: Make, server: Server) -> None:
    low = {"width": 1280, "height": 420}
    chat = pages(server, viewport=low).open().ask(HEADLINE).ask("mediation rates below 100%")
    chat.page.wait_for_function(
        "[...document.querySelectorAll('#chat .fw-question')].at(-1).getBoundingClientRect().top < 150"
    )
    expect(chat.questions.last).to_be_in_viewport()


def test_a_full_conversation_says_what_it_leaves_out() -> None:
    from rag.web.chat import TURNS_KEPT, Turn, messages

    turns = [Turn(f"question {n}", "answer") for n in range(TURNS_KEPT)]
    assert len(messages(turns[1:])) == 2 * (TURNS_KEPT - 1)
    assert "The latest 20 questions are kept" in messages(turns)[0]["content"]


# ---------------------------------------------------------------- reading


def test_arrows_walk_the_citations_and_escape_closes(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    shown = open_first_citation(chat)
    quotes = [c["quote"] for c in shown["answer"]["citations"]]
    count = chat.page.locator("#fw-panel .fw-count")
    expect(count).to_have_text(f"1/{len(quotes)}")
    chat.page.keyboard.press("ArrowRight")
    expect(count).to_have_text(f"2/{len(quotes)}")
    expect(chat.mark).to_have_text(quotes[1])
    expect(chat.mark).to_be_in_viewport()
    chat.page.keyboard.press("ArrowLeft")
    expect(chat.mark).to_have_text(quotes[0])
    chat.page.get_by_role("button", name="Next citation (→)").click()
    expect(chat.mark).to_have_text(quotes[1])
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.cites.first).to_be_focused()


def test_the_panel_says_which_report_it_is(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    open_first_citation(chat)
    meta = chat.page.locator("#fw-panel .fw-meta")
    expect(chat.page.locator("#fw-panel .fw-title")).to_have_text(
        "后塘瑤族鄉2024年度法治政府建設工作報告"
    )
    expect(meta).to_contain_text("Houtang Yao Ethnic Township (后塘瑶族乡)")
    expect(meta).to_contain_text("covers 2024")
    expect(meta).to_contain_text("published 2025-03-10")
    expect(chat.page.locator("#fw-panel .fw-path")).to_contain_text("主要舉措和成效 › ")
    body = chat.page.locator("#fw-panel .fw-body")
    before = body.evaluate("node => node.scrollTop")
    chat.page.get_by_label("Outline").select_option(index=1)
    assert body.evaluate("node => node.scrollTop") < before
    with chat.page.expect_download() as download:
        chat.page.get_by_role("link", name="Original file").click()
    original = (server.corpus / "houtang-2024.txt").read_bytes()
    assert download.value.path().read_bytes() == original


def test_the_keyboard_alone_reaches_a_citation(pages: Make, server: Server) -> None:
    chat = pages(server).open().ask(HEADLINE)
    chat.cites.first.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.mark).to_be_in_viewport()
    expect(chat.page.locator("#fw-panel .fw-body")).to_be_focused()


def test_a_citation_is_a_page_without_javascript(browser: Any, server: Server) -> None:
    status, _, body = server.get("/api/v1/ask?q=mediation")
    cited = json.loads(body)["citations"][0]
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{server.url}/doc/{cited['report']}?start={cited['start']}&end={cited['end']}")
    assert status == 200
    expect(page.locator("mark")).to_have_text(cited["quote"])
    expect(page.locator("h1")).to_have_text(cited["title"])
    context.close()


# ---------------------------------------------------------------- looking


def test_the_data_tab_sorts_filters_and_draws(pages: Make, server: Server) -> None:
    chat = pages(server).open().ask(HEADLINE)
    chat.answers.last.locator(".fw-data").click()
    rows = chat.page.locator("#fw-table tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("Matches")
    expect(chat.page.locator(".fw-chart-bars")).to_be_visible()
    expect(chat.page.locator(".fw-chart-coverage")).to_contain_text("5 state it / 6 considered")
    head = chat.page.locator("#fw-table th[data-column=value]")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    expect(rows.first).to_contain_text("99%")
    chat.shot("data")
    chat.page.locator("#fw-panel .fw-filter").fill("other level")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("五通桥区")
    rows.locator("a.fw-cite").click()
    expect(chat.mark).to_be_in_viewport()
    chat.page.get_by_role("tab", name="Data").click()
    expect(rows).to_have_count(1)


def test_a_chart_is_drawn_when_a_picture_says_more(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    kinds = chat.page.evaluate(
        """async () => {
          const { chartOf } = await import("./ui/chart.js");
          const row = (shown, year, value, unit = "件") =>
            ({ shown, year, value, unit, display: value + unit, group: "match" });
          const names = (kind, rows, coverage) =>
            chartOf({ kind, coverage }, rows).map((figure) => {
              document.body.append(figure);
              const wide = [...figure.querySelectorAll("rect")].map((r) => +r.getAttribute("width"));
              return [figure.className.split("fw-chart-")[1], wide.every((w) => w >= 0 && w <= 560),
                !figure.innerHTML.includes("NaN")];
            });
          const rates = [...Array(12).keys()].map((n) => row("镇" + n, 2024, 90 + n % 11, "%"));
          return {
            trend: names("trend", [row("甲", 2022, 5), row("甲", 2024, 9), row("乙", 2023, 0)]),
            one_year: names("trend", [row("甲", 2022, 5)]),
            rates: names("set", rates),
            rank: names("rank", [row("甲", 2022, 5), row("乙", 2022, -3), row("丙", 2022, 1, "起")]),
            mixed: names("set", [row("甲", 2022, 5), row("乙", 2022, 9, "%"), row("丙", 2022, 1)]),
            words: names("claim", [row("甲", 2022, "done"), row("乙", 2022, "planned")]),
            share: names("set", [], { considered: 9, stating: 4, silent: [] }),
          };
        }"""
    )
    assert kinds == {
        "trend": [["trend", True, True]],
        "one_year": [],
        "rates": [["distribution", True, True]],
        "rank": [["bars", True, True]],
        "mixed": [],
        "words": [],
        "share": [["coverage", True, True]],
    }


# ---------------------------------------------------------------- asking


def test_examples_and_suggestions_are_one_click(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    examples = chat.page.locator("#chat .fw-welcome:visible .fw-ask")
    texts = " ".join(examples.all_inner_texts())
    assert "Which towns" in texts and "哪些乡镇" in texts and "哪些鄉鎮" in texts
    examples.first.click()
    expect(chat.questions).to_have_text(["Which towns reported 100% mediation success?"])
    expect(chat.answers).to_have_count(1)
    chat.answers.last.locator(".fw-next .fw-ask").first.click()
    expect(chat.questions.last).to_have_text("Which towns state a mediation rate below 100%?")
    expect(chat.answers.last.locator(".fw-understood")).to_contain_text("(1 before)")


def test_stop_keeps_the_question_and_frees_the_box(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    chat.box.fill("slow mediation")
    chat.box.press("Enter")
    chat.stop.click()
    expect(chat.send).to_be_visible()
    expect(chat.page.locator("#chat .fw-stopped")).to_have_text("Stopped.")
    chat.ask(HEADLINE)
    expect(chat.questions).to_have_text(["slow mediation", HEADLINE])


def test_a_failure_is_one_sentence(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    chat.box.fill("fail mediation")
    chat.box.press("Enter")
    expect(chat.page.locator("#chat .fw-problem")).to_contain_text("Something went wrong")
    assert "RuntimeError" not in chat.page.content()


def test_history_survives_a_reload_and_new_ends_it(pages: Make, server: Server) -> None:
    chat = pages(server).open().ask(HEADLINE).ask("mediation rates below 100%")
    assert "q=mediation" in chat.page.url
    chat.page.reload()
    expect(chat.questions).to_have_text([HEADLINE, "mediation rates below 100%"])
    expect(chat.answers).to_have_count(2)
    chat.ask("and mediation again")
    expect(chat.answers.last.locator(".fw-understood")).to_contain_text("(2 before)")
    chat.page.locator("#new").click()
    expect(chat.answers).to_have_count(0)
    assert "q=" not in chat.page.url
    chat.page.reload()
    expect(chat.page.locator(".fw-welcome:visible")).to_be_visible()
    expect(chat.answers).to_have_count(0)


def test_a_shared_link_asks_with_its_history(pages: Make, server: Server) -> None:
    chat = pages(server, permissions=["clipboard-read", "clipboard-write"]).open()
    chat.ask(HEADLINE).ask("mediation in 2024")
    chat.answers.last.locator(".fw-share").click()
    expect(chat.page.locator("#fw-toast")).to_have_text("Copied")
    link = chat.page.evaluate("navigator.clipboard.readText()")
    other = pages(server)
    other.page.goto(link)
    expect(other.questions).to_have_text([HEADLINE, "mediation in 2024"])
    expect(other.answers.last.locator(".fw-understood")).to_contain_text("(1 before)")


def test_enter_that_ends_an_input_method_does_not_send(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    chat.box.focus()
    keys = chat.page.context.new_cdp_session(chat.page)
    keys.send("Input.imeSetComposition", {"text": "tiao", "selectionStart": 4, "selectionEnd": 4})
    enter = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    keys.send("Input.dispatchKeyEvent", enter)
    keys.send("Input.insertText", {"text": "调解成功率"})
    expect(chat.box).to_have_value("调解成功率")
    expect(chat.questions).to_have_count(0)
    chat.box.press("Enter")
    expect(chat.questions).to_have_text(["调解成功率"])


# ---------------------------------------------------------------- how it looks


@pytest.mark.parametrize(
    ("locale", "language", "heading"),
    [
        ("zh", "zh-CN", "法问"),
        ("zh-HK", "zh-TW", "法問"),
        ("fr-FR", "en", "Fawen"),
    ],
)
def test_the_browser_chooses_the_language(
    pages: Make, server: Server, locale: str, language: str, heading: str
) -> None:
    chat = pages(server, locale=locale).open()
    expect(chat.page.locator("html")).to_have_attribute("lang", language)
    expect(chat.page.locator("h1 .fw-t:visible")).to_have_text(heading)


@pytest.mark.parametrize(("switch", "new"), [("繁體", "新對話"), ("简体", "新对话")])
def test_the_language_can_be_switched_and_stays(
    pages: Make, server: Server, switch: str, new: str
) -> None:
    chat = pages(server).open()
    chat.page.get_by_role("link", name=switch).click()
    expect(chat.page.locator("#new")).to_have_text(new)
    chat.page.goto(server.url + "/corpus")
    expect(chat.page.locator("html")).to_have_attribute(
        "lang", "zh-Hant" if switch == "繁體" else "zh-Hans"
    )
    chat.page.goto(server.url)
    expect(chat.page.locator("#new")).to_have_text(new)
