"""An answer as JSON (a contract that tools rely on) and as text for a terminal."""

from __future__ import annotations

import re
from typing import Any

from rag.types import Answer, Citation, Row

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARK = re.compile(r"\[(\d+)\]")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|#~])")
_RULE = re.compile(r"^\|(\s*-{3,}\s*\|)+$")


def to_json(answer: Answer) -> dict[str, Any]:
    """The keys and values that design documents promise, nothing more."""
    coverage = answer.coverage
    return {
        "question": answer.question,
        "understood": answer.understood,
        "language": answer.language,
        "kind": answer.kind,
        "answer": answer.text,
        "rows": [_row(row) for row in answer.rows],
        "number": answer.number,
        "citations": [_citation(c) for c in answer.citations],
        "coverage": {
            "considered": coverage.considered,
            "stating": coverage.stating,
            "silent": [
                {"report": s.report, "place": s.place, "year": s.year} for s in coverage.silent
            ],
        },
        "abstained": answer.abstained,
    }


def to_terminal(answer: Answer, colour: bool = False) -> str:
    """The question as understood, the answer, and its sources, for reading in a terminal."""
    lines = []
    if answer.understood:
        lines += [_dim(answer.understood, colour), ""]
    lines += [_plain(line, colour) for line in answer.text.splitlines() if not _RULE.match(line)]
    if answer.citations:
        lines.append("")
        lines += [_source(c, colour) for c in answer.citations]
    return "\n".join(lines)


def _row(row: Row) -> dict[str, Any]:
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    return {
        "place": row.place,
        "place_level": row.place_level,
        "year": row.year,
        "indicator": row.indicator,
        "phrase": row.phrase,
        "value": value,
        "unit": row.unit,
        "display": row.display,
        "approx": row.approx,
        "planned": row.planned,
        "citation": row.citation,
        "group": row.group,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "report": citation.report,
        "file": citation.file,
        "title": citation.title,
        "place": citation.place,
        "year": citation.year,
        "section": list(citation.section),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _plain(line: str, colour: bool) -> str:
    text = _ESCAPED.sub(r"\1", line)
    text = _BOLD.sub(lambda m: _bold(m[1], colour), text)
    return _MARK.sub(lambda m: _blue(m[0], colour), text)


def _source(citation: Citation, colour: bool) -> str:
    quote = " ".join(citation.quote.split())
    where = " / ".join(citation.section)
    place = f"{citation.file}:{citation.start}-{citation.end}"
    head = _blue(f"[{citation.n}]", colour)
    return f"{head} {quote}\n    {_dim(place + (f'  {where}' if where else ''), colour)}"


def _bold(text: str, colour: bool) -> str:
    return f"\033[1m{text}\033[0m" if colour else text


def _dim(text: str, colour: bool) -> str:
    return f"\033[2m{text}\033[0m" if colour else text


def _blue(text: str, colour: bool) -> str:
    return f"\033[34m{text}\033[0m" if colour else text
