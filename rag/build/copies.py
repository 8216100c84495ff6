"""Copies of one report (a second page, a Traditional mirror) become one with sources.

Two documents are copies when their texts are equal but for script, width, white space and
page furniture; or when they say the same of themselves (place, year, department, kind, and
nothing that contradicts in the units above) and share most of their words, as a damaged
mirror does. Reports of one place for other years, of places of one name in other
counties, and of towns that share a template stay apart.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from rag.store.draft import StoredDocument
from rag.store.phrases import folded_part, searchable
from rag.text import Folded
from rag.types import Report

SIMILAR = 0.6  # of the five-character pieces; other texts of one place and year share < 0.3
_PIECE = 5  # characters
_SKETCH = 64  # the smallest hashes kept of a text's pieces
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: spreads the hashes


def describe(report: Report, folded: Folded, path: str) -> StoredDocument:
    """What must be known of a document to tell its copies; ``path`` is the file on disk."""
    metadata = report.metadata
    body = searchable(_without_furniture(report, folded)) or searchable(folded.text)
    about = (metadata.place, metadata.year_covered, metadata.department, metadata.kind)
    return StoredDocument(
        file=report.file,
        path=path,
        report=report.id,
        key=hashlib.sha256(body.encode()).hexdigest()[:24],
        about="|".join(map(str, about)) if metadata.place else "",
        parents=sorted({*metadata.parents, *metadata.parents_inferred}),
        sketch=sketch(body),
        rank=int(metadata.script == "hant"),  # the Simplified original before a mirror
    )


def keep_one_of_each(
    documents: Sequence[StoredDocument],
) -> tuple[list[StoredDocument], dict[str, tuple[str, ...]]]:
    """Mark which documents are kept, in the order of the files, and the copies of each.

    Depends on nothing but the documents given, not on their order.
    """
    groups: dict[str, list[StoredDocument]] = defaultdict(list)
    leaders = _leaders(documents)
    for document in sorted(documents, key=lambda d: (d.rank, d.file)):
        groups[leaders[document.file]].append(document)
    sources = {
        group[0].file: tuple(sorted(document.file for document in group[1:]))
        for group in groups.values()
    }
    marked = [
        replace(document, kept=document.file in sources)
        for document in sorted(documents, key=lambda d: d.file)
    ]
    return marked, sources


def sketch(text: str) -> bytes:
    """The smallest hashes of the text's pieces (Broder 1997): 64 bits each, 64 at most."""
    characters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(characters) < _PIECE:
        return b""
    pieces = np.zeros(len(characters) - _PIECE + 1, dtype=np.uint64)
    for at in range(_PIECE):
        pieces = (pieces + characters[at : at + len(pieces)]) * _MULTIPLIER
    smallest = np.unique((pieces ^ (pieces >> np.uint64(29))) * _MULTIPLIER >> np.uint64(1))
    return smallest[:_SKETCH].astype("<u8").tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """The share of pieces that two sketched texts have in common (Jaccard), estimated, 0..1."""
    first, second = (set(np.frombuffer(of, "<u8").tolist()) for of in (one, other))
    union = sorted(first | second)[:_SKETCH]
    both = first & second
    return sum(value in both for value in union) / len(union) if union else 0.0


def _without_furniture(report: Report, folded: Folded) -> str:
    body, at = "", 0
    for furniture in sorted(report.boilerplate, key=lambda b: b.start):
        body += folded_part(folded, at, furniture.start)
        at = max(at, furniture.end)
    return body + folded_part(folded, at, len(report.text))


def _leaders(documents: Sequence[StoredDocument]) -> dict[str, str]:
    """File -> one file of its group, the same for all of the group."""
    leader = {document.file: document.file for document in documents}

    def find(file: str) -> str:
        while leader[file] != file:
            file = leader[file]
        return file

    for one, other in _pairs(documents):
        first, second = sorted((find(one.file), find(other.file)))
        leader[second] = first
    return {file: find(file) for file in leader}


def _pairs(documents: Sequence[StoredDocument]) -> Iterable[tuple[StoredDocument, StoredDocument]]:
    by_key: dict[str, list[StoredDocument]] = defaultdict(list)
    by_about: dict[str, list[StoredDocument]] = defaultdict(list)
    for document in documents:
        by_key[document.key].append(document)
        if document.about:
            by_about[document.about].append(document)
    for same_text in by_key.values():
        yield from ((same_text[0], other) for other in same_text[1:])
    for same_about in by_about.values():
        yield from (
            (one, other) for one, other in combinations(same_about, 2) if _alike(one, other)
        )


def _alike(one: StoredDocument, other: StoredDocument) -> bool:
    if one.parents and other.parents and not {*one.parents} & {*other.parents}:
        return False  # another place of the same name
    return similarity(one.sketch, other.sketch) >= SIMILAR
