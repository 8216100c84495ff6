"""reports.duckdb: its schema, the rows of a report, and values from rows.

Any DuckDB client can open the file read-only and query it. Offsets count characters of
``reports.text`` from 0, the end exclusive; ``substring(text, start_char + 1,
end_char - start_char)`` is what stands there. Places are Simplified; rates are in percent
(100 means 100%); facts with ``indicator`` NULL are found by their phrase. For example:

    -- towns that report a mediation success rate of 100%
    SELECT DISTINCT place, year, quote FROM facts
    WHERE indicator = 'mediation_success_rate' AND value = 100 AND unit = '%'
      AND kind = 'level' AND NOT planned AND place_level = 'township';

    -- how many reports of each year claim the Fengqiao experience
    SELECT year_covered, count(DISTINCT report) FROM claims
    WHERE claim = '枫桥经验' AND present AND NOT planned GROUP BY ALL ORDER BY ALL;

    -- every sentence about legal advisers in the sections on problems
    SELECT p.file, substring(r.text, p.start_char + 1, p.end_char - p.start_char) AS quote
    FROM passages p JOIN reports r USING (file)
    WHERE p.role = 'problems' AND contains(quote, '法律顾问');
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from rag.store.phrases import searchable
from rag.text import Folded
from rag.types import (
    Boilerplate,
    Claim,
    Fact,
    Metadata,
    Passage,
    Report,
    Section,
    Span,
)

Row = dict[str, Any]
LONGEST_TEXT = 4_000_000  # characters of one report: a row must fit in DuckDB's buffers

# table -> column -> type. Every table but ``documents`` has one row a report or a part of
# it; ``ORDER BY number`` and the number of the part give the order of the files and the text.
TABLES: dict[str, dict[str, str]] = {
    "reports": {
        "report": "VARCHAR",  # the id: 12 hexadecimal digits
        "file": "VARCHAR",  # path below the corpus folder
        "number": "INTEGER",  # 0, 1, 2 … in the order of the files
        "first_passage": "INTEGER",  # passages.passage of its first passage
        "passage_count": "INTEGER",
        "title": "VARCHAR",
        "place": "VARCHAR",
        "place_as_written": "VARCHAR",
        "place_level": "VARCHAR",
        "level_word": "VARCHAR",
        "parents": "VARCHAR[]",  # as the text states them, outermost first
        "parents_inferred": "VARCHAR[]",  # as the gazetteer adds them
        "department": "VARCHAR",
        "issuers": "VARCHAR[]",
        "addressee": "VARCHAR",
        "year_covered": "INTEGER",
        "published": "VARCHAR",  # ISO date
        "written": "VARCHAR",  # ISO date
        "script": "VARCHAR",
        "joint_party_government": "BOOLEAN",
        "kind": "VARCHAR",  # 'report' counts in sets
        "warnings": "VARCHAR[]",
        "url": "VARCHAR",
        "sources": "VARCHAR[]",  # other files that hold the same report
        "encoding": "VARCHAR",
        "sha256": "VARCHAR",  # of the file's bytes
        "section_count": "INTEGER",
        "fact_count": "INTEGER",
        "claim_count": "INTEGER",  # of the claims it makes
        "evidence": "VARCHAR",  # JSON: field -> [start, end]
        "boilerplate": "VARCHAR",  # JSON: [[start, end, kind], …]
        "text": "VARCHAR",
        "search_text": "VARCHAR",  # folded, lower case, without white space
    },
    "sections": {
        "report": "VARCHAR",
        "file": "VARCHAR",
        "section": "INTEGER",  # 0, 1, 2 … within the report
        "path": "VARCHAR[]",  # headings, outermost first
        "role": "VARCHAR",
        "start_char": "INTEGER",
        "end_char": "INTEGER",
    },
    "passages": {
        "report": "VARCHAR",
        "file": "VARCHAR",
        "passage": "INTEGER",  # 0, 1, 2 … within the index: its number in both engines
        "section": "INTEGER",
        "role": "VARCHAR",
        "start_char": "INTEGER",
        "end_char": "INTEGER",
        "words": "VARCHAR",  # what lexical search sees, separated by spaces
    },
    "facts": {
        "report": "VARCHAR",
        "file": "VARCHAR",
        "fact": "INTEGER",  # 0, 1, 2 … within the report
        "place": "VARCHAR",
        "place_level": "VARCHAR",
        "year_covered": "INTEGER",  # of the report
        "indicator": "VARCHAR",
        "phrase": "VARCHAR",
        "value": "DOUBLE",
        "unit": "VARCHAR",
        "approx": "BOOLEAN",
        "planned": "BOOLEAN",
        "kind": "VARCHAR",  # level, change, rank, per_unit
        "scope": "VARCHAR",
        "year": "INTEGER",  # that the value belongs to
        "as_of": "VARCHAR",
        "quote": "VARCHAR",
        "start_char": "INTEGER",
        "end_char": "INTEGER",
        "number_start": "INTEGER",
        "number_end": "INTEGER",
        "in_words": "BOOLEAN",
        "note": "VARCHAR",
    },
    "claims": {
        "report": "VARCHAR",
        "file": "VARCHAR",
        "claim_number": "INTEGER",
        "place": "VARCHAR",
        "place_level": "VARCHAR",
        "year_covered": "INTEGER",
        "claim": "VARCHAR",
        "present": "BOOLEAN",
        "planned": "BOOLEAN",
        "negated": "BOOLEAN",
        "quote": "VARCHAR",
        "start_char": "INTEGER",
        "end_char": "INTEGER",
    },
    # One row a document read, also those that are copies of another: what an incremental
    # rebuild needs to group copies without reading them again.
    "documents": {
        "file": "VARCHAR",
        "path": "VARCHAR",  # the file on disk; an archive holds several documents
        "report": "VARCHAR",
        "key": "VARCHAR",  # equal for equal texts
        "about": "VARCHAR",  # place, year, department and kind
        "parents": "VARCHAR[]",
        "sketch": "BLOB",  # smallest hashes of its pieces, to tell how much two texts share
        "rank": "INTEGER",  # of several copies the lowest is kept
        "kept": "BOOLEAN",  # false: it is one of the ``sources`` of another
    },
}
# Long texts: half the size of what DuckDB chooses by itself, and no slower to write.
COMPRESSION = dict.fromkeys(("text", "search_text", "words"), "zstd")
_METADATA_LISTS = ("parents", "parents_inferred", "issuers", "warnings")
_METADATA_COLUMNS = tuple(
    f.name for f in fields(Metadata) if f.name not in ("evidence", *_METADATA_LISTS)
)


# ---------------------------------------------------------------- a report to rows


def report_rows(
    report: Report, folded: Folded, words: Sequence[str], sha256: str, encoding: str
) -> dict[str, list[Row]]:
    """The rows of one report, by table; ``words`` has one string a passage.

    Passages are numbered within the report here, and parts do not repeat what its own row
    says of the report: write_tables adds both.
    """
    return {
        "reports": [_head_row(report, folded, sha256, encoding)],
        "sections": [
            {"section": n, "path": list(s.path), "role": s.role, **_ends(s.start, s.end)}
            for n, s in enumerate(report.sections)
        ],
        "passages": [
            {
                "passage": n,
                "section": p.section,
                "role": report.sections[p.section].role,
                **_ends(p.start, p.end),
                "words": words[n],
            }
            for n, p in enumerate(report.passages)
        ],
        "facts": [{"fact": n, **_fact_row(report.text, f)} for n, f in enumerate(report.facts)],
        "claims": [
            {"claim_number": n, **_claim_row(report.text, c)} for n, c in enumerate(report.claims)
        ],
    }


def _head_row(report: Report, folded: Folded, sha256: str, encoding: str) -> Row:
    metadata = report.metadata
    evidence = {name: [span.start, span.end] for name, span in metadata.evidence.items()}
    boilerplate = [[b.start, b.end, b.kind] for b in report.boilerplate]
    return {
        "report": report.id,
        "file": report.file,
        "passage_count": len(report.passages),
        **{name: getattr(metadata, name) for name in _METADATA_COLUMNS},
        **{name: list(getattr(metadata, name)) for name in _METADATA_LISTS},
        "url": report.url,
        "encoding": encoding,
        "sha256": sha256,
        "section_count": len(report.sections),
        "fact_count": len(report.facts),
        "claim_count": sum(claim.present for claim in report.claims),
        "evidence": json.dumps(evidence),
        "boilerplate": json.dumps(boilerplate),
        "text": report.text,
        "search_text": searchable(folded.text),
    }


def _fact_row(text: str, fact: Fact) -> Row:
    row = {f.name: getattr(fact, f.name) for f in fields(Fact) if f.name in TABLES["facts"]}
    return {
        **row,
        "quote": text[fact.start : fact.end],
        **_ends(fact.start, fact.end),
        "number_start": fact.number.start,
        "number_end": fact.number.end,
    }


def _claim_row(text: str, claim: Claim) -> Row:
    if claim == Claim(claim.name, False, False, False, None, None):  # most are: only the name
        return {"claim": claim.name}
    return {
        "claim": claim.name,
        "present": claim.present,
        "planned": claim.planned,
        "negated": claim.negated,
        "quote": text[claim.start : claim.end],
        **_ends(claim.start, claim.end),
    }


def _ends(start: int | None, end: int | None) -> Row:
    return {"start_char": start, "end_char": end}


# ---------------------------------------------------------------- rows to values


def metadata_from(row: Mapping[str, Any]) -> Metadata:
    """The metadata of a row of ``reports``."""
    given: Row = {name: row[name] for name in _METADATA_COLUMNS}
    given |= {name: tuple(row[name]) for name in _METADATA_LISTS}
    evidence = {name: Span(*ends) for name, ends in json.loads(row["evidence"]).items()}
    return Metadata(**given, evidence=evidence)


def boilerplate_from(row: Mapping[str, Any]) -> tuple[Boilerplate, ...]:
    """The boilerplate of a row of ``reports``."""
    return tuple(Boilerplate(*item) for item in json.loads(row["boilerplate"]))


def section_from(row: Mapping[str, Any]) -> Section:
    """A row of ``sections``."""
    return Section(tuple(row["path"]), row["role"], row["start_char"], row["end_char"])


def passage_from(row: Mapping[str, Any]) -> Passage:
    """A row of ``passages``."""
    return Passage(row["section"], row["start_char"], row["end_char"])


def claim_from(row: Mapping[str, Any]) -> Claim:
    """A row of ``claims``."""
    return Claim(
        row["claim"],
        row["present"],
        row["planned"],
        row["negated"],
        row["start_char"],
        row["end_char"],
    )


FACT_COLUMNS = (
    "indicator",
    "phrase",
    "value",
    "unit",
    "approx",
    "planned",
    "kind",
    "scope",
    "year",
    "as_of",
    "start_char",
    "end_char",
    "number_start",
    "number_end",
    "in_words",
    "note",
)
_NUMBER = FACT_COLUMNS.index("number_start")


def fact_from(values: Sequence[Any]) -> Fact:
    """The values of FACT_COLUMNS, in their order (many rows: no mapping is made)."""
    number = Span(values[_NUMBER], values[_NUMBER + 1])
    arguments: tuple[Any, ...] = (*values[:_NUMBER], number, *values[_NUMBER + 2 :])
    return Fact(*arguments)


# ---------------------------------------------------------------- reading the file


def read_documents_table(
    path: Path,
) -> tuple[list[tuple[Any, ...]], list[tuple[str, int, int]]]:
    """The rows of ``documents``, and (file, first passage, passages) of each report."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as db:
        names = ", ".join(TABLES["documents"])
        documents = db.execute(f"SELECT {names} FROM documents ORDER BY file").fetchall()
        reports = db.execute("SELECT file, first_passage, passage_count FROM reports").fetchall()
    return documents, reports
