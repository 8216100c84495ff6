"""Reading reports.duckdb: queries from any thread, and damage told as IndexMismatch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import IndexMismatch
from rag.settings import rebuild_command


class Database:
    """A DuckDB file, open for reading; it closes when nobody holds it any more."""

    def __init__(self, path: Path) -> None:
        import duckdb

        with damage_told(path):
            if not path.is_file():
                raise FileNotFoundError(f"no such file: {path.name}")
            self._connection = duckdb.connect(str(path), read_only=True)
        self._local = threading.local()

    def tuples(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        rows: list[tuple[Any, ...]] = self._execute(query, values).fetchall()
        return rows

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        found = self._execute(query, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def columns(self, query: str, values: Sequence[Any] = ()) -> dict[str, Any]:
        """The columns by name, as numpy arrays."""
        columns: dict[str, Any] = self._execute(query, values).fetchnumpy()
        return columns

    def _execute(self, query: str, values: Sequence[Any]) -> Any:
        """In this thread's own cursor: DuckDB's connections must not be shared."""
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
        return cursor.execute(query, list(values))


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Whatever an engine says of a damaged or missing file becomes IndexMismatch."""
    try:
        yield
    except Exception as error:  # duckdb, tantivy and faiss each raise their own
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise IndexMismatch(
            f"{path} cannot be read ({reason}). Build the index anew with "
            f"`make rebuild` or `{rebuild_command(index=path.parents[2])} --full`"
        ) from error
