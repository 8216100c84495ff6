"""Write reports.duckdb: what was read now goes into a copy of the last generation's tables.

What did not change is copied as a file, block by block, which costs almost nothing beside
reading rows and writing them again. The rows of a table may stand in any order; their
numbers tell the order of the files and of the text.

Rows come as lines of JSON, each with many rows of one table and one file, column by column:
{"file": "a.txt", "fact": [0, 1], "value": [3.0, 5.0], …}. That is a fifth of one object a row.
Columns that are left out are NULL.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.store.tables import COMPRESSION, LONGEST_TEXT, TABLES, Row

_MEMORY = "768MB"  # of DuckDB; what is more goes to the spool's disk
_LONGEST_LINE = 8 * LONGEST_TEXT  # bytes: a report holds its text twice, three bytes a character
_ROWS_A_LINE = 256
_SPLIT_FROM = 1_000_000  # characters of a line, from which its rows go into several
_COMPACT_FROM = 0.5  # share of the file that is free

PARTS = ("sections", "passages", "facts", "claims")  # of a report
CHOSEN = {
    "file": "VARCHAR",
    "number": "INTEGER",
    "fresh": "BOOLEAN",  # read now, else in the last generation's tables
    "sources": "VARCHAR[]",
    "first_passage": "INTEGER",
    "move": "INTEGER",  # how far its passages' numbers move, when it is not fresh
}
_OF_REPORT = ("report", "place", "place_level", "year_covered")  # columns that parts repeat


def lines_of(rows: Iterable[Row], file: str | None = None) -> str:
    """Rows as lines; those of a part share one ``file``, which is written once."""
    alike: dict[tuple[str, ...], list[Row]] = {}  # by their columns
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    return "".join(
        _line(columns, [list(row.values()) for row in of_them[at : at + _ROWS_A_LINE]], file)
        for columns, of_them in alike.items()
        for at in range(0, len(of_them), _ROWS_A_LINE)
    )


def _line(columns: Sequence[str], rows: Sequence[Sequence[Any]], file: str | None) -> str:
    data: Row = {} if file is None else {"file": file}
    data |= zip(columns, zip(*rows, strict=True), strict=True)
    line = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    if len(line) < _SPLIT_FROM or len(rows) == 1:
        return line
    middle = len(rows) // 2
    return _line(columns, rows[:middle], file) + _line(columns, rows[middle:], file)


def columns_of(table: str) -> list[str]:
    """The columns that the rows of a table bring along; the others are known from its report."""
    known = _OF_REPORT if table in PARTS else ()
    return [name for name in TABLES[table] if name not in known]


def write_tables(
    path: Path,
    spool: Mapping[str, Path],
    chosen: Path,
    dropped: Sequence[str],
    previous: Path | None,
    read: Callable[[Any], None] = lambda _: None,
) -> None:
    """Write reports.duckdb at ``path``, from ``previous`` (None: there is none) and new rows.

    ``spool`` maps each table to a file of lines with its new rows: for ``documents`` those
    that are new or other than before. ``chosen`` has a row (CHOSEN) for each report to keep.
    ``dropped`` are files to leave out of ``documents``. ``read`` gets the connection once all
    rows stand: opening the file again takes as long as reading it.
    """
    if previous is not None:
        shutil.copyfile(previous, path)
    with _open(path, chosen.parent) as db:
        if previous is None:
            for table, columns in TABLES.items():
                described = ", ".join(_column(name, kind) for name, kind in columns.items())
                db.execute(f"CREATE TABLE {table} ({described})")
        db.execute(f"CREATE TEMP TABLE chosen AS FROM {_rows(chosen, CHOSEN)}")
        db.execute("BEGIN")
        _keep_chosen(db)
        _insert_reports(db, spool)
        documents = _rows(spool["documents"], TABLES["documents"] | {"sketch": "VARCHAR"})
        db.execute("DELETE FROM documents WHERE file IN (SELECT unnest(?))", [list(dropped)])
        db.execute(
            f"INSERT INTO documents SELECT * REPLACE (unhex(sketch) AS sketch) FROM {documents}"
        )
        db.execute("COMMIT")
        read(db)
        small = _compacted(db, path.stem, chosen.parent)
    if small is not None:
        small.replace(path)


def _column(name: str, kind: str) -> str:
    compression = COMPRESSION.get(name)
    return f"{name} {kind}" + (f" USING COMPRESSION {compression}" if compression else "")


def _keep_chosen(db: Any) -> None:
    """Take away what is not kept, and number what is."""
    for table in (*PARTS, "reports"):  # ``reports`` last: it tells what the others hold
        db.execute(
            f"DELETE FROM {table} WHERE file IN (SELECT file FROM reports EXCEPT "
            "SELECT file FROM chosen WHERE NOT fresh)"
        )
    db.execute(
        "UPDATE passages SET passage = passage + c.move FROM chosen c "
        "WHERE c.file = passages.file AND c.move <> 0"
    )
    for column in ("number", "first_passage", "sources"):
        db.execute(
            f"UPDATE reports SET {column} = c.{column} FROM chosen c "
            f"WHERE c.file = reports.file AND c.{column} IS DISTINCT FROM reports.{column}"
        )


def _insert_reports(db: Any, spool: Mapping[str, Path]) -> None:
    db.execute(
        "INSERT INTO reports SELECT r.* REPLACE (c.number AS number, c.sources AS sources, "
        f"c.first_passage AS first_passage) FROM {_rows(spool['reports'], TABLES['reports'])} r "
        "JOIN chosen c USING (file) WHERE c.fresh"
    )
    for table in PARTS:
        own = {name: TABLES[table][name] for name in columns_of(table)}
        values = {
            name: f"h.{name}" if name in _OF_REPORT else f"r.{name}" for name in TABLES[table]
        }
        if table == "passages":
            values["passage"] = "r.passage + h.first_passage"
        if table == "claims":  # what is absent brings no more than its name
            for name in ("present", "planned", "negated"):
                values[name] = f"coalesce(r.{name}, false)"
        db.execute(
            f"INSERT INTO {table} SELECT {', '.join(values.values())} "
            f"FROM {_rows(spool[table], own, 'file')} r "
            "JOIN reports h USING (file) JOIN chosen c USING (file) WHERE c.fresh"
        )


def _compacted(db: Any, name: str, scratch: Path) -> Path | None:
    """A smaller file with the same rows, when much of this one is free.

    DuckDB writes changed blocks elsewhere, and uses free ones only later.
    """
    db.execute("CHECKPOINT")
    total, free = db.execute(
        "SELECT total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = ?",
        [name],
    ).fetchone()
    if free < _COMPACT_FROM * total:
        return None
    small = scratch / "compact.duckdb"
    db.execute(f"ATTACH {_quoted(small)} AS small")
    db.execute(f"COPY FROM DATABASE {name} TO small")
    db.execute("CHECKPOINT small")
    db.execute("DETACH small")
    return small


@contextmanager
def _open(path: Path, scratch: Path) -> Iterator[Any]:
    import duckdb

    with duckdb.connect(str(path)) as db:
        db.execute(f"SET memory_limit = '{_MEMORY}'")
        db.execute(f"SET temp_directory = {_quoted(scratch)}")
        yield db


def _rows(path: Path, columns: Mapping[str, str], shared: str | None = None) -> str:
    """The rows of a file of lines, as what stands after FROM."""
    listed = {name: kind if name == shared else f"{kind}[]" for name, kind in columns.items()}
    described = ", ".join(f"{name}: '{kind}'" for name, kind in listed.items())
    values = ", ".join(name if name == shared else f"unnest({name}) AS {name}" for name in columns)
    return (
        f"(SELECT {values} FROM read_json({_quoted(path)}, format = 'newline_delimited', "
        f"maximum_object_size = {_LONGEST_LINE}, columns = {{{described}}}))"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
