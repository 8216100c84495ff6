"""The web's addresses. An answer is addressed by its question, so links outlive a restart.

The same corpus and conversation give the same answer; nothing has to be kept on the
server for a table, a CSV or a shared link to work tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

MAX_QUESTION = 500  # characters
MAX_HISTORY = 8  # earlier questions that a follow-up may lean on


def ask_query(question: str, history: Sequence[str] = ()) -> str:
    """``q=…&h=…&h=…``: the question and, oldest first, the questions before it."""
    earlier = list(history)[-MAX_HISTORY:]
    return urlencode([("q", question), *(("h", turn) for turn in earlier)], quote_via=quote)


def share_link(question: str, history: Sequence[str] = ()) -> str:
    """The chat, asking this."""
    return "./?" + ask_query(question, history)


def answer_link(suffix: str, question: str, history: Sequence[str] = ()) -> str:
    """The answer alone: suffix json, csv, md or txt."""
    return f"./api/v1/answer.{suffix}?" + ask_query(question, history)


def document_link(report: str, start: int | None = None, end: int | None = None) -> str:
    """The report's own page, with a span marked."""
    address = "./doc/" + quote(report, safe="")
    return address if start is None else f"{address}?start={start}&end={end}"
