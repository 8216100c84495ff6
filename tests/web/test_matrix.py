"""Every numbered item of the chat, in three languages, on two screens, light and dark.

One server and one browser for all; one page for each of the twelve combinations, which
walks through the items. Each test brings the page to where it begins, so each runs alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Server, Watch
from tests.web.looking import ASKED, LOCALES, SCREENS, Combination, Visit, strange, without_quotes

COMBINATIONS = [Combination(*how) for how in product(LOCALES, SCREENS, ("light", "dark"))]
NAMES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en"}  # as Gradio sets <html lang>


@pytest.fixture(scope="module", params=COMBINATIONS, ids=str)
def page_of_a_combination(
    request: pytest.FixtureRequest, browser: Any, real: Server
) -> Iterator[Visit]:
    """Opened once for all items."""
    how: Combination = request.param
    watch = Watch(browser)
    chat = watch.open(
        real,
        locale=LOCALES[how.language],
        color_scheme=how.scheme,
        permissions=["clipboard-read", "clipboard-write"],
        **SCREENS[how.screen],
    )
    yield Visit(how, real, chat, watch.problems)
    watch.close()


@pytest.fixture
def visit(page_of_a_combination: Visit) -> Iterator[Visit]:
    """The page, which must have shown no error and asked nothing of another machine."""
    yield page_of_a_combination
    problems = "\n".join(page_of_a_combination.problems)
    page_of_a_combination.problems.clear()
    assert not problems, problems


def test_1_reading(visit: Visit, browser: Any) -> None:
    answer = visit.asked()
    visit.look("answer")
    cited = visit.answer()["citations"]
    links = answer.locator(".fw-text a.fw-cite")
    link = links.first.get_attribute("href")
    links.first.click()
    expect(visit.chat.mark).to_be_in_viewport()
    expect(visit.chat.mark).to_have_text(cited[0]["quote"])
    panel = visit.chat.panel
    expect(panel.locator(".fw-title")).to_have_text(cited[0]["title"])
    expect(panel.locator(".fw-path")).to_have_text(" › ".join(cited[0]["section"]))
    meta = panel.locator(".fw-meta")
    expect(meta).to_contain_text(visit.say("covers", year=cited[0]["year"]))
    expect(meta).to_contain_text(visit.say("level_township"))
    expect(meta.get_by_role("link", name=visit.say("original_file"))).to_be_visible()
    visit.look("report")
    if visit.phone:
        panel.get_by_role("button", name=visit.say("next")).click()
    else:
        expect(panel.locator(".fw-body")).to_be_focused()
        visit.page.keyboard.press("ArrowRight")
    expect(panel.locator(".fw-count")).to_have_text(f"2/{len(cited)}")
    expect(visit.chat.mark).to_have_text(cited[1]["quote"])
    visit.close()
    expect(links.first).to_be_focused()
    plain = browser.new_context(java_script_enabled=False, locale=LOCALES[visit.how.language])
    page = plain.new_page()
    page.goto(f"{visit.server.url}/{link.removeprefix('./')}")
    expect(page.locator("mark")).to_have_text(cited[0]["quote"])
    expect(page.locator(".brand")).to_have_text(visit.say("title"))
    plain.close()


def test_2_looking(visit: Visit) -> None:
    answer = visit.asked()
    answer.locator(".fw-data").click()
    rows = visit.page.locator("#fw-table tbody tr")
    groups = [visit.say(f"group_{g}") for g in ("match",) * 3 + ("near", "other_level")]
    expect(rows.locator(".fw-group")).to_have_text(groups)
    expect(visit.page.locator(".fw-chart-bars")).to_be_visible()
    expect(visit.page.locator(".fw-chart-coverage")).to_contain_text(visit.say("stating", n=5))
    visit.look("data")
    head = visit.page.locator("#fw-table th[data-column=value]")
    for order in ("descending", "ascending"):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", order)
    expect(rows.first).to_contain_text("99%")
    visit.page.locator("#fw-panel .fw-filter").fill(visit.say("group_other_level"))
    expect(rows).to_have_count(1)
    with visit.page.expect_download() as download:
        visit.page.locator("#fw-panel .fw-csv").click()
    table = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(table) == 6 and visit.say("group_near") in table[4]
    visit.close()
    answer.get_by_text(visit.say("copy_text"), exact=True).click()
    expect(visit.page.locator("#fw-toast")).to_have_text(visit.say("copied"))
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert visit.answer()["citations"][0]["quote"] in copied and visit.say("sources") in copied


def test_3_coverage(visit: Visit) -> None:
    answer = visit.asked()
    for part, count in (("considered", 6), ("stating", 5), ("silent", 1)):
        box = answer.locator(f".fw-cov-{part}")
        expect(box.locator("summary")).to_have_text(visit.say(part, n=count))
        box.locator("summary").click()
        expect(box.locator("li")).to_have_count(count)
    expect(box).to_contain_text(visit.say("silent_not_no"))
    visit.look("coverage")
    box.get_by_role("link").click()
    expect(visit.page.locator("#fw-panel .fw-title")).to_have_text(
        "墨玉县2024年法治政府建设工作报告"
    )
    visit.close()


def test_4_asking(visit: Visit) -> None:
    answer, chat, page = visit.asked(), visit.chat, visit.page
    said = without_quotes(answer.locator(".fw-text").inner_text())
    assert not strange(said, visit.how.language), said
    expect(answer.locator(".fw-chip")).to_have_count(4)
    answer.locator(".fw-chip-year").click()
    expect(page.get_by_role("option").first).to_be_focused()
    visit.look("chip")
    page.get_by_role("option", name="2022").click()
    expect(chat.questions.last).to_have_text(visit.say("follow_year", value="2022"))
    expect(chat.answers).to_have_count(2)
    chat.answers.last.locator(".fw-share").click()
    expect(page.locator("#fw-toast")).to_have_text(visit.say("copied"))
    link = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(link).query)["h"] == [ASKED[visit.how.language]]
    chat.answers.last.locator(".fw-down").click()
    page.locator(".fw-feedback textarea").fill(str(visit.how))
    visit.look("feedback")
    page.get_by_role("button", name=visit.say("send"), exact=True).click()
    expect(page.locator("#fw-toast")).to_have_text(visit.say("thanks"))
    kept = visit.server.feedback.read_text("utf-8").splitlines()[-1]
    assert json.loads(kept)["comment"] == str(visit.how)
    page.locator("#new").click()
    expect(page.locator(".fw-welcome:visible h2")).to_have_text(visit.say("welcome"))
    visit.look("welcome")
    page.locator(".fw-welcome:visible .fw-ask").first.click()
    expect(chat.questions).to_have_text([ASKED[visit.how.language]])
    expect(chat.answers).to_have_count(1)
    chat.box.fill(f"slow {visit.how}")  # one that no other page has asked: answers are kept
    chat.send.click()
    chat.stop.click()
    expect(page.locator("#chat .fw-stopped")).to_have_text(visit.say("stopped"))
    page.goto(link)  # a question shared by someone else begins a conversation of its own
    expect(chat.questions).to_have_count(2)
    expect(chat.answers).to_have_count(2)
    page.reload()
    expect(chat.questions.last).to_have_text(visit.say("follow_year", value="2022"))
    expect(chat.answers).to_have_count(2)


def test_5_the_list_of_reports(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.server.url + "/corpus")
    rows = page.locator("table.reports tbody tr")
    expect(rows).to_have_count(6)
    expect(page.locator("table.skipped tbody td").last).to_have_text(
        {"zh-Hans": "文件是空的", "zh-Hant": "檔案是空的", "en": "the file is empty"}[
            visit.how.language
        ]
    )
    visit.look("corpus")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "坏.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
            {"name": "空.txt", "mimeType": "text/plain", "buffer": b""},
            {
                "name": "again.txt",
                "mimeType": "text/plain",
                "buffer": (visit.server.corpus / "houtang-2024.txt").read_bytes(),
            },
        ]
    )
    page.get_by_role("button", name=visit.say("upload"), exact=True).click()
    told = page.locator(".told li")
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_contain_text(f"坏.exe {visit.say('upload_refused')}")
    expect(told.nth(1)).to_contain_text(f"空.txt {visit.say('upload_refused')}")
    expect(told.nth(2)).to_have_text(
        f"again.txt {visit.say('upload_duplicate')} {visit.say('upload_same', file='houtang-2024.txt')}"
    )
    for line in told.all_inner_texts():
        shown = re.sub(r"\S+\.(exe|txt)\b|\.[a-z]+|坏|空", "", line)
        assert not strange(shown, visit.how.language), line
    expect(page.locator("#upload-form .status")).to_have_text(visit.say("upload_none"))
    page.locator("#upload").scroll_into_view_if_needed()
    visit.look("upload")
    page.get_by_role("searchbox").fill("Wangchang")
    page.locator(".filters select").first.select_option("township")
    page.get_by_role("button", name=visit.say("filter"), exact=True).click()
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("关于2020年法治政府建设工作总结")
    visit.look("document")


def test_6_language_and_colours(visit: Visit) -> None:
    visit.asked()
    expect(visit.page.locator("html")).to_have_attribute("lang", NAMES[visit.how.language])
    expect(visit.page.locator("h1 .fw-t:visible")).to_have_text(visit.say("title"))
    expect(visit.chat.box).to_have_attribute("placeholder", visit.say("placeholder"))
    expect(visit.chat.send).to_have_accessible_name(visit.say("submit"))
    expect(visit.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(visit.page).to_have_title(visit.say("title"))
    ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    bright = sum(map(int, re.findall(r"\d+", ground)[:3])) > 600
    assert bright == (visit.how.scheme == "light")


def test_7_serving(visit: Visit) -> None:
    """As far as a browser sees it; requests that leave the machine fail every test."""
    page = visit.page
    answered = page.request.get(visit.server.url + "/")
    policy = answered.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "script-src 'self' 'nonce-" in policy
    assert page.request.get(visit.server.url + "/ready").json()["reports"] == 6
    assert page.request.get(visit.server.url + "/gradio_api/file=/etc/passwd").status == 404
    for cookie in page.context.cookies():
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax", cookie
