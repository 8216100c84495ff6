"""A generation being written: rows and vectors are collected, then laid out in order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from rag.search.embedding import Vectors
from rag.search.lexical import LexicalWriter
from rag.search.vectors import stored_vectors, write_vectors
from rag.store import table_writer
from rag.store.generation import LEXICAL, TABLES, VECTORS
from rag.store.tables import TABLES as SCHEMA

_ROWS_AT_A_TIME = 10_000
_WRITE_TROUBLE = re.compile(
    "no space left|could not write|write error|read-only file system|permission denied|quota"
    "|index writer was killed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report of the finished generation and where its rows and vectors come from."""

    file: str
    fresh: bool  # collected by this draft, else copied from the previous generation
    first_passage: int  # its first vector there
    passages: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Previous:
    """The generation that a draft takes over from."""

    folder: Path
    documents: Sequence[StoredDocument]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A row of the table ``documents``."""

    file: str
    path: str
    report: str
    key: str
    about: str
    parents: list[str]
    sketch: bytes
    rank: int
    kept: bool = True


class Draft:
    """Collects fresh reports on disk, so that memory does not grow with the corpus."""

    def __init__(self, folder: Path, dim: int) -> None:
        self._folder = folder
        self._dim = dim
        self._spool = folder / "spool"
        self._spool.mkdir()
        self._paths = {name: self._spool / f"{name}.jsonl" for name in SCHEMA}
        self._lines: dict[str, IO[str]] = {
            name: path.open("w", encoding="utf-8") for name, path in self._paths.items()
        }
        self._vectors = (self._spool / "vectors.f16").open("wb")
        self.passages = 0  # collected so far

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a full disk also keeps what is in memory from being written
            self.close()

    def add(self, lines: Sequence[Mapping[str, str]], vectors: Vectors) -> None:
        """The rows of some files (JSON lines by table) and their passages' vectors."""
        for of_one_file in lines:
            for name, text in of_one_file.items():
                self._lines[name].write(text)
        vectors.astype(np.float16).tofile(self._vectors)
        self.passages += len(vectors)

    def close(self) -> None:
        """Write out what is still in memory."""
        for handle in self._lines.values():
            handle.close()
        self._vectors.close()

    def finish(
        self,
        kept: Sequence[Kept],
        documents: Sequence[StoredDocument],
        previous: Previous | None,
    ) -> None:
        """Lay out the tables, the vectors and the lexical index in the order of ``kept``.

        Raises OSError when something cannot be written.
        """
        try:
            dropped = self._add_documents(documents, previous.documents if previous else ())
            self.close()
            self._write_tables(kept, dropped, previous)
            self._write_vectors(kept, previous)
        except Exception as error:  # duckdb, faiss and tantivy each raise their own
            if not isinstance(error, OSError) and _WRITE_TROUBLE.search(str(error)):
                raise OSError(str(error).splitlines()[0]) from error
            raise
        shutil.rmtree(self._spool)

    def _add_documents(
        self, documents: Sequence[StoredDocument], before: Sequence[StoredDocument]
    ) -> list[str]:
        """Add the rows that are new or other than before; files whose row is to go."""
        stored = {document.file: document for document in before}
        changed = [
            document for document in documents if stored.pop(document.file, None) != document
        ]
        rows = [asdict(document) | {"sketch": document.sketch.hex()} for document in changed]
        self._lines["documents"].write(table_writer.lines_of(rows))
        return [*stored, *(document.file for document in changed)]

    def _write_tables(
        self, kept: Sequence[Kept], dropped: Sequence[str], previous: Previous | None
    ) -> None:
        rows: list[dict[str, object]] = []
        first = 0
        for number, report in enumerate(kept):
            rows.append(
                {
                    "file": report.file,
                    "number": number,
                    "fresh": report.fresh,
                    "sources": report.sources,
                    "first_passage": first,
                    "move": 0 if report.fresh else first - report.first_passage,
                }
            )
            first += report.passages
        chosen = self._spool / "chosen.jsonl"
        chosen.write_text(table_writer.lines_of(rows), "utf-8")
        table_writer.write_tables(
            self._folder / TABLES,
            self._paths,
            chosen,
            dropped,
            previous.folder / TABLES if previous else None,
            self._write_lexical,
        )

    def _write_vectors(self, kept: Sequence[Kept], previous: Previous | None) -> None:
        shape = (sum(report.passages for report in kept), self._dim)
        if not shape[0]:
            write_vectors(self._folder / VECTORS, np.empty(shape, dtype=np.float16))
            return
        collect = np.memmap if self.passages else np.fromfile  # an empty file cannot be mapped
        given = collect(self._spool / "vectors.f16", dtype=np.float16).reshape(-1, self._dim)
        old = stored_vectors(previous.folder / VECTORS) if previous else None
        ordered = np.memmap(self._spool / "ordered.f16", dtype=np.float16, mode="w+", shape=shape)
        at = 0
        for report in kept:
            first, count = report.first_passage, report.passages
            if report.fresh:
                ordered[at : at + count] = given[first : first + count]
            elif old is not None and count:
                ordered[at : at + count] = old(first, count)
            at += count
        write_vectors(self._folder / VECTORS, ordered)

    def _write_lexical(self, db: Any) -> None:
        with LexicalWriter(self._folder / LEXICAL) as writer:
            rows = db.execute(
                "SELECT p.passage, r.number, p.role, p.words FROM passages p "
                "JOIN reports r ON r.file = p.file ORDER BY p.passage"
            )
            while batch := rows.fetchmany(_ROWS_AT_A_TIME):
                for row in batch:
                    writer.add(*row)
