"""Gradio's part: the conversation and the box to ask in. Everything else is outside it.

The conversation lives on the server in ``gr.State`` as questions and answers already
rendered; the browser keeps the questions alone, and a reload asks them again, which the
answers' memory makes cheap. The Chatbot is never an input, so a forged history is never
read (Gradio would fetch files named in one).
"""

from __future__ import annotations

import os

# Before the import: no telemetry, no look-up of anything outside.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from starlette.types import Scope

from rag.types import Answer, Language
from rag.web.api import ask
from rag.web.guard import client_address, cookie, header
from rag.web.journal import log
from rag.web.limits import Limiter
from rag.web.links import MAX_HISTORY, MAX_QUESTION
from rag.web.live import Live
from rag.web.markup import answer_html, notice_html, question_html
from rag.web.page import LANGUAGE_COOKIE
from rag.web.texts import (
    GRADIO_LANGUAGES,
    LANGUAGES,
    choose_language,
    load_texts,
    names_as_written,
    say,
)
from rag.web.welcome import header_html, in_each_language, some_place, welcome_html

QUEUE = 64  # questions that may wait; later ones are told to come back
TURNS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and the answer as shown."""

    question: str
    shown: str


class Conversation:
    """The events behind the widgets; each takes and gives plain values."""

    def __init__(self, live: Live, questions: Limiter) -> None:
        self._live = live
        self._questions = questions

    def respond(
        self, question: Any, turns: list[Turn], request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Yield (chat, turns, box, kept): first that we are looking, then the answer."""
        same = gr.skip()
        asked = question.strip() if isinstance(question, str) else ""
        if not asked:
            yield same, same, same, same
            return
        language = _language(request)
        refusal = self._refusal(asked, language, request)
        if refusal:
            shown = [*turns, Turn(asked[:MAX_QUESTION], notice_html(refusal, "problem"))]
            yield messages(shown), same, same, same
            return
        stopped = Turn(asked, notice_html(say(language, "stopped"), "stopped"))
        waiting = Turn(asked, notice_html(say(language, "searching")))
        # The state already holds the stopped turn: whoever presses stop keeps the question.
        yield messages([*turns, waiting]), [*turns, stopped], working_box(), same
        turn = self._turn(asked, turns, language)
        turns = [*turns, turn][-TURNS_KEPT:]
        yield messages(turns), turns, idle_box(), [t.question for t in turns]

    def _turn(self, asked: str, turns: list[Turn], language: Language) -> Turn:
        history = [turn.question for turn in turns][-MAX_HISTORY:]
        try:
            answer = ask(self._live, asked, history, "chat")
        except Exception:
            log.exception("ask failed", extra={"event": "error"})
            return Turn(asked, notice_html(say(language, "failed"), "problem"))
        return Turn(asked, answer_html(answer, history, self._written(answer)))

    def _written(self, answer: Answer) -> dict[str, str]:
        if answer.query is None or not answer.query.where.places:
            return {}
        with self._live.use() as assistant:
            metas = [record.metadata for record in assistant.index.reports()]
        return names_as_written(metas, answer.language)

    def _refusal(self, asked: str, language: Language, request: gr.Request) -> str:
        if len(asked) > MAX_QUESTION:
            return say(language, "too_long", limit=MAX_QUESTION)
        seconds = self._questions.wait(_client(request))
        return say(language, "busy", seconds=seconds) if seconds else ""

    def begin(self, kept: Any, request: gr.Request) -> tuple[Any, ...]:
        """(chat, turns, box) of a page just opened: kept questions, or a shared link's.

        Only now may the box be used: an earlier question would be overwritten by this.

        A link whose question ends the kept conversation is a reload, not a new question.
        """
        language = _language(request)
        saved = _questions(kept)
        linked = _questions(request.query_params.getlist("h"))[-MAX_HISTORY:]
        wanted = _questions([request.query_params.get("q")])
        if wanted and saved[-1:] != wanted:
            saved = linked
        else:
            wanted = []
        turns: list[Turn] = []
        for asked in saved:
            turns.append(self._turn(asked, turns, language))
        box = gr.update(value=wanted[0] if wanted else "", interactive=True)
        return messages(turns), turns, box


def _questions(values: Any) -> list[str]:
    """The texts among values that a browser sent; anything else is dropped."""
    found = values if isinstance(values, list) else []
    return [v.strip() for v in found if isinstance(v, str) and 0 < len(v.strip()) <= MAX_QUESTION][
        -TURNS_KEPT:
    ]


def _scope(request: gr.Request) -> Scope:
    assert request.request is not None  # Gradio wraps the request of a real browser
    return request.request.scope


def _language(request: gr.Request) -> Language:
    scope = _scope(request)
    kept = cookie(scope, LANGUAGE_COOKIE)
    asked = request.query_params.get("lang")
    return choose_language(asked, kept, header(scope, b"accept-language"))


def _client(request: gr.Request) -> str:
    return client_address(_scope(request))


def messages(turns: list[Turn]) -> list[dict[str, str]]:
    """The conversation as the Chatbot takes it; a full one says that it begins further back."""
    note = f'<div class="fw-notice">{in_each_language("turns_kept", n=TURNS_KEPT)}</div>'
    full = [{"role": "assistant", "content": note}] if len(turns) >= TURNS_KEPT else []
    return full + [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": question_html(turn.question)},
            {"role": "assistant", "content": turn.shown},
        )
    ]


def idle_box() -> dict[str, Any]:
    """The box ready for the next question."""
    return gr.update(submit_btn=True, stop_btn=False)


def working_box() -> dict[str, Any]:
    """The box while an answer is on its way: emptied, with the stop button."""
    return gr.update(value="", submit_btn=False, stop_btn=True)


def make_blocks(
    live: Live, questions: Limiter, signed_in: bool, at_once: int
) -> tuple[gr.Blocks, gr.I18n]:
    """The page's widgets and events, and the words that Gradio itself draws.

    ``at_once`` questions are computed at the same time.
    """
    talk = Conversation(live, questions)
    words = gr.I18n(
        **{
            GRADIO_LANGUAGES[language]: {
                key: texts[language] for key, texts in load_texts().items()
            }
            for language in LANGUAGES
        }
    )
    private: dict[str, Any] = {"api_visibility": "private"}
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", **private}
    with gr.Blocks(
        title="法问 Fawen", fill_height=True, fill_width=True, analytics_enabled=False
    ) as blocks:
        turns = gr.State([], time_to_live=6 * 3600)
        kept = gr.BrowserState([], storage_key="fawen.questions.1", secret="fawen")
        with gr.Row(elem_id="fw-head"):
            gr.Markdown(header_html(signed_in), elem_id="fw-brand", sanitize_html=True)
            new = gr.Button(words("new"), size="sm", scale=0, min_width=96, elem_id="new")
        chat = gr.Chatbot(
            elem_id="chat",
            label=words("conversation"),
            show_label=False,
            layout="panel",
            scale=1,
            height=300,  # a number, or the box scrolls away; fill_height stretches it
            autoscroll=False,  # chat.js shows a new answer from its beginning
            placeholder=welcome_html(some_place(live)),
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            buttons=[],
            feedback_options=None,
        )
        box = gr.Textbox(
            elem_id="ask",
            label=words("question_label"),
            show_label=False,
            placeholder=words("placeholder"),
            lines=1,
            max_lines=4,
            max_length=MAX_QUESTION,
            submit_btn=True,
            interactive=False,  # until the conversation is restored
        )
        answering: dict[str, Any] = {
            "fn": talk.respond,
            "inputs": [box, turns],
            "outputs": [chat, turns, box, kept],
            "show_progress": "hidden",
            "concurrency_limit": at_once,
            "concurrency_id": "ask",
            # A stopped question still computes for a moment; the next must not wait for it.
            # While one is on its way, chat.js keeps Enter from sending another.
            "trigger_mode": "multiple",
            **private,
        }
        asked = box.submit(**answering)
        # A link's question is put into the box, and chat.js sends it. Were it a queued event
        # after this one, on every page: Gradio's page loses a question that is sent in the
        # moment in which an earlier event, even an empty one, ends and its stream closes.
        blocks.load(talk.begin, kept, [chat, turns, box], **quick)
        box.stop(None, None, None, cancels=[asked], **private)
        box.stop(
            lambda t: (messages(t), idle_box(), [x.question for x in t]),
            turns,
            [chat, box, kept],
            **quick,
        )
        new.click(
            lambda: ([], [], gr.update(value="", submit_btn=True, stop_btn=False), []),
            None,
            [chat, turns, box, kept],
            cancels=[asked],
            **quick,
        )
    blocks.has_launched = True  # a mounted Gradio checks no path at all without this
    blocks.queue(max_size=QUEUE, default_concurrency_limit=at_once, api_open=False)
    return blocks, words
