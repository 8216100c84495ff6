"""Files to rows, on all cores. Knows nothing of vectors or of where the rows go."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.build.copies import describe
from rag.build.pool import Workers
from rag.errors import UnreadableFile
from rag.reports.files import path_of
from rag.reports.read import read_contents
from rag.store import table_writer, tables
from rag.store.draft import StoredDocument
from rag.store.phrases import folded_part
from rag.text import fold, segment
from rag.types import Document, Passage, Report
from rag.understand import understand

_BATCH = 16  # files a worker takes at a time
_POOL_FROM = 48  # with fewer files, starting workers costs more than it saves


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What came of one file: its documents, or the reason why there are none.

    ``skipped`` tells of the members of an archive that are lost while others are read.
    """

    path: str
    documents: tuple[StoredDocument, ...] = ()
    passages: tuple[int, ...] = ()  # how many of each document
    lines: dict[str, str] = field(default_factory=dict)  # JSON lines by table
    texts: tuple[str, ...] = ()  # of all passages, as the embedding sees them
    reason: str = ""
    skipped: Mapping[str, str] = field(default_factory=dict)  # archive.zip/member.xls -> reason


def read_files(paths: Sequence[str], root: Path, workers: int | None = None) -> Iterator[ReadFile]:
    """Read and understand files, in the order given; ``workers`` None means all cores."""
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(paths) < _POOL_FROM:
        yield from (read_file(path, root) for path in paths)
        return
    batches = deque(paths[at : at + _BATCH] for at in range(0, len(paths), _BATCH))
    while batches:
        running: deque[tuple[Sequence[str], Future[list[ReadFile]]]] = deque()
        try:
            with Workers(workers) as pool:
                while batches or running:
                    # No more in memory than keeps the workers busy.
                    while batches and len(running) <= 2 * workers:
                        running.append((batches[0], pool.submit(_read_batch, batches[0], root)))
                        batches.popleft()
                    results = running[0][1].result()
                    running.popleft()
                    yield from results
        except BrokenProcessPool:  # a worker died: a parser crashed, or memory ran out
            for batch, _ in running:
                yield from _read_one_by_one(batch, root)


def read_file(path: str, root: Path) -> ReadFile:
    """Read and understand one file; whatever goes wrong is a reason, never an error."""
    try:
        contents = read_contents(path_of(path, root), root)
        if not contents.documents:
            return ReadFile(path, reason="holds no document")
        found, skipped = [], dict(contents.skipped)
        for document in contents.documents:
            understood = _understand(document)
            if isinstance(understood, Report):
                found.append((document, understood))
            else:
                skipped[document.file] = understood
        if not found:
            return ReadFile(path, reason=skipped[contents.documents[0].file])
        return replace(rows_of(path, found), skipped=skipped)
    except UnreadableFile as error:
        return ReadFile(path, reason=error.reason)
    except FileNotFoundError:
        return ReadFile(path, reason="vanished while the corpus was read")
    except OSError as error:
        return ReadFile(path, reason=f"cannot be read: {error.strerror or error}")
    except Exception as error:  # one odd file must not cost the others
        return ReadFile(path, reason=_not_understood(error))


def _understand(document: Document) -> Report | str:
    """The report, or the reason why there is none: one odd member must not cost the others."""
    if len(document.text) > tables.LONGEST_TEXT:
        return f"is too long for a report: {len(document.text):,} characters"
    try:
        return understand(document)
    except Exception as error:
        return _not_understood(error)


def _not_understood(error: Exception) -> str:
    problem = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"could not be understood ({problem}); please report this"


def rows_of(path: str, found: Sequence[tuple[Document, Report]]) -> ReadFile:
    """What the index keeps of the documents of a file."""
    # Joined at the end: adding to one long text copies it for each of an archive's members.
    lines: dict[str, list[str]] = {name: [] for name in ("reports", *table_writer.PARTS)}
    documents, texts = [], []
    for document, report in found:
        folded = fold(report.text)
        words = []
        for passage in report.passages:
            text = folded_part(folded, passage.start, passage.end)
            texts.append(text)
            words.append(" ".join(segment(_context(report, passage, text) + text)))
        rows = tables.report_rows(report, folded, words, document.sha256, document.encoding)
        for name, table_rows in rows.items():
            shared = document.file if name in table_writer.PARTS else None
            lines[name].append(table_writer.lines_of(table_rows, shared))
        documents.append(describe(report, folded, path))
    passages = tuple(len(report.passages) for _, report in found)
    joined = {name: "".join(parts) for name, parts in lines.items()}
    return ReadFile(path, tuple(documents), passages, joined, tuple(texts))


def _context(report: Report, passage: Passage, text: str) -> str:
    """What words of a question a passage answers without repeating them itself.

    The place, the department and the year, and the headings above it that are not part of
    it. For words only: as part of the vector they were measured to change little.
    """
    metadata = report.metadata
    about = (metadata.place, metadata.department, metadata.year_covered)
    headings = (fold(heading).text for heading in report.sections[passage.section].path)
    outside = (heading for heading in headings if heading not in text)
    return "".join(f"{part} " for part in (*about, *outside) if part)


# ---------------------------------------------------------------- in workers


def _read_batch(paths: Sequence[str], root: Path) -> list[ReadFile]:
    return [read_file(path, root) for path in paths]


def _read_one_by_one(paths: Sequence[str], root: Path) -> Iterator[ReadFile]:
    """Finds the file that the reader crashes on twice, and reads the others.

    Once is no proof: a worker may have been killed from outside.
    """
    rest = deque(paths)
    crashed: set[str] = set()
    while rest:
        try:
            with Workers(1) as pool:
                while rest:
                    result = pool.submit(read_file, rest[0], root).result()
                    rest.popleft()
                    yield result
        except BrokenProcessPool:
            if rest[0] in crashed:
                yield ReadFile(rest.popleft(), reason="the reader crashed on it")
            else:
                crashed.add(rest[0])
