"""A generation being written: rows and vectors are collected, then laid out in order."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO

import numpy as np

from rag.search.embedding import Vectors
from rag.search.lexical import LexicalWriter
from rag.search.vectors import VectorIndex, write_vectors
from rag.store import tables
from rag.store.generation import LEXICAL, TABLES, VECTORS

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
class StoredDocument:
    """A row of the table ``documents``."""

    file: str
    path: str
    report: str
    key: str
    about: str
    parents: list[str]
    sketch: list[int]
    rank: int
    kept: bool = True


class Draft:
    """Collects fresh reports on disk, so that memory does not grow with the corpus."""

    def __init__(self, folder: Path, dim: int) -> None:
        self._folder = folder
        self._dim = dim
        self._spool = folder / "spool"
        self._spool.mkdir()
        names = [name for name in tables.TABLES if name != "documents"]
        self._paths = {name: self._spool / f"{name}.jsonl" for name in names}
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
        previous: Path | None,
    ) -> None:
        """Lay out the tables, the vectors and the lexical index in the order of ``kept``.

        Raises OSError when something cannot be written.
        """
        self.close()
        try:
            self._write_tables(kept, documents, previous)
            self._write_vectors(kept, previous)
            self._write_lexical()
        except Exception as error:  # duckdb, faiss and tantivy each raise their own
            if not isinstance(error, OSError) and _WRITE_TROUBLE.search(str(error)):
                raise OSError(str(error).splitlines()[0]) from error
            raise
        shutil.rmtree(self._spool)

    def _write_tables(
        self, kept: Sequence[Kept], documents: Sequence[StoredDocument], previous: Path | None
    ) -> None:
        chosen = self._spool / "chosen.jsonl"
        first = 0
        with chosen.open("w", encoding="utf-8") as handle:
            for number, report in enumerate(kept):
                row = {
                    "number": number,
                    "file": report.file,
                    "fresh": report.fresh,
                    "sources": report.sources,
                    "first_passage": first,
                    "passages_move": first - (0 if report.fresh else report.first_passage),
                }
                handle.write(json.dumps(row, ensure_ascii=False) + "\n")
                first += report.passages
        copies = self._spool / "documents.jsonl"
        rows = ({f.name: getattr(d, f.name) for f in fields(d)} for d in documents)
        copies.write_text(tables.lines_of(rows), encoding="utf-8")
        tables.write_tables(
            self._folder / TABLES,
            self._paths,
            chosen,
            copies,
            previous / TABLES if previous else None,
        )

    def _write_vectors(self, kept: Sequence[Kept], previous: Path | None) -> None:
        count = sum(report.passages for report in kept)
        shape = (count, self._dim)
        ordered = self._spool / "ordered.f16"
        if count:
            fresh = np.fromfile if self.passages == 0 else np.memmap
            given = fresh(self._spool / "vectors.f16", dtype=np.float16).reshape(-1, self._dim)
            old = VectorIndex(previous / VECTORS) if previous else None
            target = np.memmap(ordered, dtype=np.float16, mode="w+", shape=shape)
            at = 0
            for report in kept:
                rows = slice(report.first_passage, report.first_passage + report.passages)
                if report.fresh:
                    target[at : at + report.passages] = given[rows]
                elif old is not None:
                    target[at : at + report.passages] = old.read(np.arange(rows.start, rows.stop))
                at += report.passages
            write_vectors(self._folder / VECTORS, target)
        else:
            write_vectors(self._folder / VECTORS, np.empty(shape, dtype=np.float16))

    def _write_lexical(self) -> None:
        import duckdb

        with (
            duckdb.connect(str(self._folder / TABLES), read_only=True) as db,
            LexicalWriter(self._folder / LEXICAL) as writer,
        ):
            rows = db.execute(
                "SELECT p.passage, r.number, p.role, p.words FROM passages p "
                "JOIN reports r ON r.file = p.file ORDER BY p.passage"
            )
            while batch := rows.fetchmany(_ROWS_AT_A_TIME):
                for row in batch:
                    writer.add(*row)
