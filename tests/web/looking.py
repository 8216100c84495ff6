"""One visitor: a language, a screen and a colour scheme; and what must hold of all they see."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from rag.text import to_simplified, to_traditional
from rag.types import Language
from rag.web.texts import say
from tests.web.conftest import Chat, Server

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
LOCALES: dict[Language, str] = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}
ASKED: dict[Language, str] = {
    "zh-Hans": "哪些乡镇报告调解成功率为100%？",
    "zh-Hant": "哪些鄉鎮報告調解成功率為100%？",
    "en": "Which towns reported 100% mediation success?",
}
SEEING = Path(__file__).with_name("seeing.js").read_text("utf-8")
# Texts of reports and of visitors; names of languages, each in its own.
FOREIGN = ", ".join((
    ".fw-question", ".fw-text", ".fw-body", ".fw-title", ".fw-path", ".fw-outline option",
    "a.fw-cite", ".fw-langs", ".langs", ".fw-ask", ".path", ".text", ".file",
    "[lang=zh]", ".skipped td:first-child", ".told", ".chosen", ".fw-menu input",
))  # fmt: skip
LATIN_IN_CHINESE = {
    "CSV",
    "JavaScript",
    "Markdown",
    "Esc",
    "UTC",
    "txt",
    "html",
    "htm",
    "mhtml",
    "docx",
    "pdf",
}
# Characters that both scripts use, though OpenCC knows another form.
BOTH = set("群里為復后台")


@dataclass(frozen=True)
class Combination:
    """How a visitor comes."""

    language: Language
    screen: str
    scheme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.screen}-{self.scheme}"


@dataclass
class Visit:
    """A page of a combination over the real assistant, and the checks of every state."""

    how: Combination
    server: Server
    chat: Chat
    problems: list[str] = field(default_factory=list)

    @property
    def page(self) -> Any:
        return self.chat.page

    @property
    def phone(self) -> bool:
        return self.how.screen == "phone"

    def say(self, key: str, **values: object) -> str:
        """The interface's own words."""
        return say(self.how.language, key, **values)

    def answer(self) -> dict[str, Any]:
        """The answer's JSON, as the Data tab gets it."""
        asked = ASKED[self.how.language]
        body = self.server.get(f"/api/v1/answer.json?q={quote(asked)}")[2]
        found: dict[str, Any] = json.loads(body)
        return found

    def asked(self) -> Any:
        """Be at the conversation that holds the one question; give its answer."""
        chat, question = self.chat, ASKED[self.how.language]
        if chat.box.count() == 0:
            chat.open()
        if chat.panel.is_visible():
            self.close()
        here = chat.questions.all_inner_texts()
        if here and here != [question]:
            chat.page.locator("#new").click()  # which empties the box, a moment later
            expect(chat.questions).to_have_count(0)
        if here != [question]:
            chat.ask(question)
        return chat.answers.first

    def close(self) -> None:
        """Close the panel: with the keyboard at a desk, with a finger on a phone."""
        if self.phone:
            self.page.get_by_role("button", name=self.say("close")).click()
        else:
            self.page.keyboard.press("Escape")
        expect(self.chat.panel).to_be_hidden()

    def look(self, state: str) -> None:
        """A picture of this state; nothing leaves the screen, is faint or speaks otherwise."""
        self.chat.shot(f"{self.how}-{state}")
        # What a report counts is named in its own words, which English only quotes.
        foreign = f"{FOREIGN}, .fw-phrase" if self.how.language == "en" else FOREIGN
        seen = self.page.evaluate(SEEING, foreign)
        assert not seen["wide"], (state, seen["wide"])
        assert not seen["faint"], (state, seen["faint"])
        odd = [text for text in seen["said"] if strange(text, self.how.language)]
        assert not odd, (state, odd)


def strange(text: str, language: Language) -> set[str]:
    """What in a text of the interface belongs to another of its languages."""
    if language == "en":  # a place has its Chinese name in brackets
        return set(re.findall(r"[\u3400-\u9fff]+", re.sub(r"\([^()]*\)", "", text)))
    latin = set(re.findall(r"[A-Za-z]{3,}", text)) - LATIN_IN_CHINESE
    if language == "zh-Hans":
        return latin | {c for c in text if to_simplified(c) != c}
    foreign = {c for c in text if to_traditional(c) != c and to_simplified(c) == c}
    return latin | (foreign - BOTH)


def without_quotes(text: str) -> str:
    """An answer without what it quotes."""
    return re.sub(r"“[^”]*”|「[^」]*」", "", text)
