"""Copies of one report (a second page, a Traditional mirror) become one with sources."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.store.draft import StoredDocument
from rag.store.phrases import folded_part, searchable
from rag.text import Folded
from rag.types import Report


def copy_key(report: Report, folded: Folded) -> str:
    """Equal for texts that differ only in script, width, white space and page furniture."""
    body, at = "", 0
    for furniture in sorted(report.boilerplate, key=lambda b: b.start):
        body += folded_part(folded, at, furniture.start)
        at = max(at, furniture.end)
    body += folded_part(folded, at, len(report.text))
    key = searchable(body) or searchable(folded.text)
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def copy_rank(report: Report) -> int:
    """Of several copies the lowest is kept: the Simplified original before a mirror."""
    return int(report.metadata.script == "hant")


def keep_one_of_each(
    documents: Sequence[StoredDocument],
) -> tuple[list[StoredDocument], dict[str, tuple[str, ...]]]:
    """Mark which documents are kept, in the order of the files, and the copies of each.

    Depends on nothing but the documents given, not on their order.
    """
    groups: dict[str, list[StoredDocument]] = defaultdict(list)
    for document in sorted(documents, key=lambda d: (d.rank, d.file)):
        groups[document.key].append(document)
    kept = {group[0].file: group for group in groups.values()}
    marked = [
        replace(document, kept=document.file in kept)
        for document in sorted(documents, key=lambda d: d.file)
    ]
    sources = {
        file: tuple(sorted(document.file for document in group[1:])) for file, group in kept.items()
    }
    return marked, sources
