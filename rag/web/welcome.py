"""What the page shows before anything is asked: its header, and examples to click."""

from __future__ import annotations

import html

from rag.types import Language
from rag.web.links import share_link
from rag.web.live import Live
from rag.web.texts import LANGUAGE_NAMES, LANGUAGES, place_name, say

# What a newcomer may click: (language, question); {place} is a place of the index.
EXAMPLES: tuple[tuple[Language, str], ...] = (
    ("zh-Hans", "哪些乡镇报告调解成功率为100%？"),
    ("zh-Hans", "哪些报告提到“枫桥经验”？"),
    ("zh-Hans", "按普法宣传活动场次排名"),
    ("zh-Hans", "{place}承认有哪些问题？"),
    ("zh-Hant", "哪些鄉鎮報告調解成功率為100%？"),
    ("zh-Hant", "哪些報告提到「楓橋經驗」？"),
    ("zh-Hant", "按普法宣傳活動場次排名"),
    ("zh-Hant", "{place}承認有哪些問題？"),
    ("en", "Which towns reported 100% mediation success?"),
    ("en", "How many reports mention the Fengqiao experience?"),
    ("en", "Rank the reports by law publicity events"),
    ("en", "What problems does {place} admit?"),
)


def in_each_language(key: str, **values: object) -> str:
    """A text in all three languages; the style sheet shows the page's own."""
    return "".join(
        f'<span class="fw-t" lang="{language}">{html.escape(say(language, key, **values))}</span>'
        for language in LANGUAGES
    )


def header_html(signed_in: bool) -> str:
    """The name, the list of reports, the languages, and the way out."""
    logout = (
        f'<form method="post" action="./logout"><button>{in_each_language("logout")}</button></form>'
        if signed_in
        else ""
    )
    languages = "".join(
        f'<a href="./?lang={code}" lang="{code}" class="fw-go">{name}</a>'
        for code, name in LANGUAGE_NAMES.items()
    )
    return (
        f'<header class="fw-header"><h1>{in_each_language("title")}</h1>'
        "<nav>"
        f'<a href="./corpus" class="fw-go">{in_each_language("reports")}</a>'
        f'<span class="fw-langs">{languages}</span>{logout}</nav></header>'
    )


def some_place(live: Live) -> str | None:
    """A place that the examples may ask about."""
    with live.use() as assistant:
        metas = [record.metadata for record in assistant.index.reports()]
    return next((m.place for m in metas if m.place and m.kind == "report"), None)


def welcome_html(place: str | None) -> str:
    """Examples: those of the page's language first, then one each of the others."""
    blocks = []
    for language in LANGUAGES:
        own = [
            text.format(place=place_name(place, language))
            for name, text in EXAMPLES
            if name == language and (place or "{place}" not in text)
        ]
        others = [
            next(text for name, text in EXAMPLES if name == other)
            for other in LANGUAGES
            if other != language
        ]
        blocks.append(
            f'<div class="fw-t fw-welcome" lang="{language}">'
            f"<h2>{say(language, 'welcome')}</h2>"
            f'<p class="fw-lead">{say(language, "subtitle")}</p><ul>{_examples(own)}</ul>'
            f"<p>{say(language, 'other_languages')}</p><ul>{_examples(others)}</ul>"
            f'<p class="fw-small">{say(language, "welcome_more").replace("[", "&#91;")}</p></div>'
        )
    return "".join(blocks)


def _examples(questions: list[str]) -> str:
    return "".join(
        f'<li><a class="fw-ask" href="{html.escape(share_link(text))}">{html.escape(text)}</a></li>'
        for text in questions
    )
