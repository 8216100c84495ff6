"""An answer to take away: CSV for spreadsheets, Markdown or plain text with its citations."""

from __future__ import annotations

import csv
import io

from rag.answers.say import Speaker
from rag.types import Answer, Citation, Row
from rag.web.markup import grouped
from rag.web.texts import place_name, say

_COLUMNS = (
    "group",
    "place",
    "level",
    "year",
    "phrase",
    "value",
    "raw_value",
    "unit",
    "approx",
    "planned_column",
    "note",
    "quote",
    "document_title",
    "section",
    "file",
    "start",
    "end",
)


def guard_cell(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.lstrip()[:1] in {
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "－",
        "＠",
    }:
        return "'" + value
    if isinstance(value, str) and value[:1] in {"\t", "\r", "\n"}:
        return "'" + value
    return value


def answer_csv(answer: Answer) -> str:
    """The rows with quote, report and offsets; a byte order mark so that Excel reads UTF-8."""
    language = answer.language
    cited = {citation.n: citation for citation in answer.citations}
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([say(language, column) for column in _COLUMNS])
    for group, rows in grouped(answer.rows):
        for row in rows:
            source = cited.get(row.citation) if row.citation is not None else None
            value = "、".join(row.value) if isinstance(row.value, tuple) else row.value
            line = [
                say(language, f"group_{group}"),
                row.place or "",
                say(language, f"level_{row.place_level}") if row.place_level else "",
                row.year or "",
                row.phrase,
                row.display,
                "" if value is None else value,
                row.unit or "",
                say(language, "yes" if row.approx else "no"),
                say(language, "yes" if row.planned else "no"),
                _remarks(row, answer),
                *_source_cells(source),
            ]
            writer.writerow([guard_cell(cell) for cell in line])
    return out.getvalue()


def _remarks(row: Row, answer: Answer) -> str:
    """Why a row stands apart, in words; the row holds the keys of the answer's texts."""
    speaker = Speaker(answer.language)
    keys = [key.strip() for key in row.note.split(",") if key.strip()]
    return speaker.join([_remark(speaker, key) for key in keys], last=False)


def _remark(speaker: Speaker, key: str) -> str:
    try:
        return speaker.fill("note", key)
    except (KeyError, IndexError):
        return key


def _source_cells(source: Citation | None) -> list[object]:
    if source is None:
        return [""] * 6
    path = " > ".join(source.section)
    return [source.quote, source.title or "", path, source.file, source.start, source.end]


def answer_text(answer: Answer) -> str:
    """The answer and a numbered list of its sources, for a mail or a document."""
    return "\n".join([answer.question, "", answer.text.strip(), "", *_sources(answer, "[{n}]")])


def answer_markdown(answer: Answer) -> str:
    """The same with the question as a heading."""
    question = " ".join(answer.question.split())
    return "\n".join(
        [f"## {question}", "", answer.text.strip(), "", *_sources(answer, "- **[{n}]**")]
    )


def _sources(answer: Answer, marker: str) -> list[str]:
    if not answer.citations:
        return []
    language = answer.language
    lines = [say(language, "sources"), ""]
    for citation in answer.citations:
        quote = " ".join(citation.quote.split())
        where = [
            citation.title or say(language, "untitled"),
            place_name(citation.place, language),
            str(citation.year or ""),
            " > ".join(citation.section),
            citation.file,
        ]
        lines.append(
            f"{marker.format(n=citation.n)} “{quote}” — {', '.join(part for part in where if part)}"
        )
    return lines
