"""An Answer as the HTML of one chat message.

Everything foreign (question, quotes, titles, places) is escaped here and nowhere else.
The whole message is one HTML block without an empty line, so the chat's Markdown
renderer passes it on untouched; its sanitiser stays on behind it.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from rag.answers.compose import Rows
from rag.types import Answer, Citation, Language, Row
from rag.web.chips import chips_of
from rag.web.links import answer_link, document_link, share_link
from rag.web.texts import say

GROUPS = ("match", "near", "other_level", "planned", "derived")

_SILENT_NAMED = 32  # silent reports whose names may stand in the text; the composer names eight
_MARKER = re.compile(r"\[(\d{1,6})\]")
# What the composer escapes in foreign text.
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")


def escape(text: object) -> str:
    """Foreign text for HTML: shown as written, line breaks kept, no empty line left.

    ``[`` is escaped as well, so that a "[1]" inside a quote never becomes a citation.
    """
    safe = html.escape(str(text), quote=True).replace("[", "&#91;").replace("]", "&#93;")
    return re.sub(r"\r\n|\r|\n|\u2028|\u2029|\x0b|\x0c|\x85", "<br>", safe)


def answer_html(
    answer: Answer,
    history: Sequence[str] = (),
    written: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The message for ``answer``, asked after the questions of ``history``.

    ``written`` says how the reports write a place (names_as_written).
    """
    cited = _cited(answer)
    parts = [
        _understood(answer, history, written),
        f'<div class="fw-text">{_body(answer, cited)}</div>',
        _coverage(answer),
        _suggestions(answer, history),
        _actions(answer, history),
    ]
    kind = "fw-none" if answer.abstained else f"fw-{answer.kind}"
    joined = "".join(part for part in parts if part)
    return f'<div class="fw-answer {kind}" lang="{answer.language}">{_one_line(joined)}</div>'


def question_html(question: str) -> str:
    """The user's own words, verbatim."""
    return f'<div class="fw-question">{escape(question)}</div>'


def notice_html(text: str, kind: str = "wait") -> str:
    """A short sentence of ours in place of an answer."""
    return f'<div class="fw-notice fw-{kind}">{escape(text)}</div>'


def citation_link(citation: Citation, label: str | None = None) -> str:
    """``[n]`` as a link that opens the report at the quote."""
    where = " · ".join(str(part) for part in (citation.place, citation.year) if part)
    address = html.escape(document_link(citation.report, citation.start, citation.end))
    shown = escape(label) if label else f"&#91;{citation.n}&#93;"
    title = html.escape(f"{where} {citation.title or citation.file}".strip())
    return f'<a class="fw-cite" href="{address}" title="{title}">{shown}</a>'


def _one_line(markup: str) -> str:
    return re.sub(r"\s*\n\s*", " ", markup)


def _body(answer: Answer, cited: dict[int, Citation]) -> str:
    """The answer's Markdown with foreign strings kept verbatim.

    Quotes and names are taken out before Markdown is read and put back, escaped, after:
    a ``**`` or a tag inside a quote is shown, never obeyed.
    """
    mark = secrets.token_hex(4)
    text = answer.text
    written = {form: name for name in _foreign(answer, cited) for form in (name, _composed(name))}
    # Of a thousand rows the text shows twenty: only what stands in it is looked for.
    foreign = sorted((form for form in written if form in text), key=len, reverse=True)
    kept: list[str] = []
    if foreign:
        pattern = re.compile("|".join(map(re.escape, foreign)))

        def keep(found: re.Match[str]) -> str:
            kept.append(written[found[0]])
            return f"\ue000{mark}x{len(kept) - 1}\ue001"

        text = pattern.sub(keep, text)
    rendered = _markdown().render(text, {"cited": cited})
    back = re.compile(f"\ue000{mark}x(\\d+)\ue001")
    return back.sub(lambda m: escape(kept[int(m[1])]), rendered)


def _composed(text: str) -> str:
    """Foreign text as the composer writes it into Markdown."""
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


def _cited(answer: Answer) -> dict[int, Citation]:
    """The citations that the text names; a set answer has thousands that it does not."""
    named = {int(n) for n in _MARKER.findall(answer.text)}
    found = (answer.citations[n - 1] for n in sorted(named) if 0 < n <= len(answer.citations))
    return {citation.n: citation for citation in found}


def _foreign(answer: Answer, cited: dict[int, Citation]) -> set[str]:
    """What stands in the text from reports: of its citations, of the rows that cite them."""
    found: set[str] = set()
    for citation in cited.values():
        found.update((citation.quote, citation.title or "", citation.place or "", citation.file))
        found.update(citation.section)
    rows = answer.rows
    for row in rows.citing(cited) if isinstance(rows, Rows) else rows:
        found.update((row.place or "", row.phrase, row.display))
    found.update(silent.place or "" for silent in answer.coverage.silent[:_SILENT_NAMED])
    found.add(answer.question)
    # Only what Markdown could misread or HTML could obey needs care; the rest is shorter left alone.
    return {text for text in found if text and re.search(r"[\\`*_{}\[\]<>()#+!|~&$\n:/@.-]", text)}


@cache
def _markdown() -> MarkdownIt:
    """Lists, tables, quotes and bold; no HTML, no links, no pictures."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    reader.disable(["link", "image", "autolink", "html_inline", "html_block", "reference"])
    reader.inline.ruler.after("escape", "citation", _read_marker)
    reader.inline.ruler.after("escape", "cell_break", _read_break)
    reader.core.ruler.after("inline", "labels", _label_cells)
    reader.add_render_rule("citation", _write_marker)
    reader.add_render_rule("cell_label", _write_label)
    return reader


def _read_marker(state: StateInline, silent: bool) -> bool:
    """``[n]`` of our own text; an escaped one belongs to a quote and was read before."""
    found = _MARKER.match(state.src, state.pos)
    if found is None or int(found[1]) not in state.env.get("cited", {}):
        return False
    if not silent:
        state.push("citation", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _read_break(state: StateInline, silent: bool) -> bool:
    """The ``<br>`` that our own tables put between the values of a cell."""
    if not state.src.startswith("<br>", state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len("<br>")
    return True


def _label_cells(state: StateCore) -> None:
    """Each cell begins with its column's head: shown on a phone, where rows are cards.

    (Gradio's sanitiser would drop an attribute.)
    """
    heads: list[str] = []
    column = 0
    for token, inner in pairwise(state.tokens):
        if token.type == "thead_open":
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            heads.append("".join(child.content for child in inner.children or ()))
        elif token.type == "td_open":
            label = Token("cell_label", "", 0, content=heads[column])
            inner.children = [label, *(inner.children or ())]
            column += 1


def _write_label(_: Any, tokens: Sequence[Token], at: int, __: Any, ___: Any) -> str:
    return f'<span class="fw-th">{html.escape(tokens[at].content)}</span> '


def _write_marker(_: Any, tokens: Sequence[Token], at: int, __: Any, env: Any) -> str:
    return citation_link(env["cited"][int(tokens[at].content)])


def _understood(answer: Answer, history: Sequence[str], written: Mapping[str, str]) -> str:
    chips = "".join(
        f'<a class="fw-chip fw-chip-{chip.field}" href="{html.escape(share_link(answer.question, history))}"'
        f' title="{html.escape(_change(answer.language, chip.field))}">'
        f"<small>{say(answer.language, chip.field)}</small> {escape(chip.label)}</a>"
        for chip in chips_of(answer, written)
    )
    if not (answer.understood or chips):
        return ""
    label = say(answer.language, "understood")
    return (
        f'<div class="fw-understood"><span class="fw-label">{label}</span> '
        f"<span>{escape(answer.understood)}</span><span class='fw-chips'>{chips}</span></div>"
    )


def _change(language: Language, what: str) -> str:
    name = say(language, what)
    return say(language, "change", what=name.lower() if language == "en" else name)


def grouped(rows: Sequence[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Rows by group, matches first, in the answer's own order within each."""
    for group in GROUPS:
        members = [row for row in rows if row.group == group]
        if members:
            yield group, members


def _coverage(answer: Answer) -> str:
    """Three counts; chat.js fills a list in when it is opened (there may be thousands)."""
    ledger = answer.coverage
    if not ledger.considered:
        return ""
    language = answer.language
    counts = {
        "considered": ledger.considered,
        "stating": ledger.stating,
        "silent": len(ledger.silent),
    }
    boxes = "".join(
        f'<details class="fw-cov fw-cov-{key}"><summary>{say(language, key, n=n)}</summary></details>'
        for key, n in counts.items()
    )
    return f'<div class="fw-coverage" title="{say(language, "coverage")}">{boxes}</div>'


def _suggestions(answer: Answer, history: Sequence[str]) -> str:
    if not answer.suggestions:
        return ""
    items = "".join(
        f'<li><a class="fw-ask" href="{html.escape(share_link(text, [*history, answer.question]))}">'
        f"{escape(text)}</a></li>"
        for text in answer.suggestions[:5]
    )
    label = say(answer.language, "next_questions")
    return f'<div class="fw-next"><span class="fw-label">{label}</span><ul>{items}</ul></div>'


def _actions(answer: Answer, history: Sequence[str]) -> str:
    language, question = answer.language, answer.question

    def link(name: str, key: str, address: str) -> str:
        return f'<a class="fw-{name}" href="{html.escape(address)}">{say(language, key)}</a>'

    items = []
    if answer.rows or answer.coverage.considered:
        items.append(link("data", "data", answer_link("json", question, history)))
        items.append(link("csv", "csv", answer_link("csv", question, history)))
    if answer.citations:
        items.append(link("copy", "copy_text", answer_link("txt", question, history)))
        items.append(link("copy", "copy_markdown", answer_link("md", question, history)))
    items.append(link("share", "share", share_link(question, history)))
    for verdict, key in (("up", "good"), ("down", "bad")):
        label = say(language, key)
        items.append(
            f'<a class="fw-thumb fw-{verdict}" title="{label}"'
            f' href="{html.escape(share_link(question, history))}"><span>{label}</span></a>'
        )
    return f'<div class="fw-actions">{"".join(items)}</div>'
