"""Index: what is asked of a published generation. Everything here only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import IndexMismatch, IndexMissing, UnknownReport
from rag.settings import DEFAULT_INDEX
from rag.store import generation as layout
from rag.store import phrases, tables
from rag.store.database import Database, damage_told
from rag.store.records import ReportRecord, StoredPassage
from rag.store.shelf import Shelf
from rag.text import fold
from rag.types import Claim, Fact, Filter, Report, Role, Section, Span

if TYPE_CHECKING:  # numpy and the engines load where they are used: facts need none of them
    from numpy.typing import NDArray

    from rag.search.lexical import LexicalIndex
    from rag.search.vectors import VectorIndex
    from rag.store.directory import Directory


class Index:
    """A published generation, open for reading; safe to use from several threads."""

    def __init__(self, path: Path, manifest: layout.Manifest, folder: Path) -> None:
        self.path = path
        self.manifest = manifest
        self.folder = folder
        self._database = Database(folder / layout.TABLES)
        self.shelf = Shelf()

    @classmethod
    def open(cls, path: Path | str = DEFAULT_INDEX) -> Index:
        """The live generation at an index folder.

        Raises IndexMissing when there is none, IndexMismatch when it was written by
        another version of the schema.
        """
        root = Path(path)
        for _ in range(3):  # a rebuild may publish and prune while we look
            name = layout.current_generation(root)
            folder = layout.generation_folder(root, name)
            try:
                return cls(root, layout.read_manifest(folder), folder)
            except IndexMismatch:
                if _still_current(root, name):
                    raise
        raise IndexMissing(f"the index at {root} changes too fast to be opened; try again")

    @staticmethod
    def current_generation(path: Path | str = DEFAULT_INDEX) -> str:
        """The name of the generation that is live now; raises IndexMissing."""
        return layout.current_generation(Path(path))

    @property
    def generation(self) -> str:
        """The name of this generation."""
        return self.manifest.generation

    def close(self) -> None:
        """Forget what was kept. The files are let go with the last answer that reads them:
        citations and rows of an answer are made when they are looked at."""
        self.shelf.clear()

    # ------------------------------------------------------------ reports

    def reports(self, where: Filter = Filter()) -> list[ReportRecord]:  # noqa: B008
        """Every document that the filter lets through, in the order of the files."""
        if lets_all(where):
            return list(self._records)
        return [self._records[number] for number in self.report_numbers(where)]

    @cached_property
    def directory(self) -> Directory:
        """The records as columns."""
        from rag.store.directory import Directory

        return Directory(self._records)

    def record(self, id_or_file: str) -> ReportRecord:
        """One report by its id, its file, or a file that is a copy of it."""
        try:
            return self._by_name[id_or_file]
        except KeyError:
            raise UnknownReport(
                f"no report {id_or_file!r} in the index at {self.path}, which holds "
                f"{len(self._records)}; `python -m rag reports` lists their ids and files"
            ) from None

    def report(self, id_or_file: str) -> Report:
        """A whole report, as it was understood."""
        return self.whole_reports([id_or_file])[0]

    def whole_reports(self, ids_or_files: Sequence[str]) -> list[Report]:
        """Many whole reports, in the order given; much faster than one after the other."""
        records = [self.record(name) for name in ids_or_files]
        files = list({record.file for record in records})

        def parts(table: str, order: str) -> dict[str, list[dict[str, Any]]]:
            by_file: dict[str, list[dict[str, Any]]] = {file: [] for file in files}
            for row in self._database.rows(
                f"FROM {table} WHERE file IN (SELECT unnest(?)) ORDER BY {order}", [files]
            ):
                by_file[row["file"]].append(row)
            return by_file

        heads = parts("reports", "number")
        sections, passages = parts("sections", "section"), parts("passages", "passage")
        facts, claims = parts("facts", "fact"), parts("claims", "claim_number")
        return [
            Report(
                id=record.id,
                file=record.file,
                text=heads[record.file][0]["text"],
                metadata=record.metadata,
                boilerplate=tables.boilerplate_from(heads[record.file][0]),
                sections=tuple(map(tables.section_from, sections[record.file])),
                passages=tuple(map(tables.passage_from, passages[record.file])),
                facts=tuple(
                    tables.fact_from([row[name] for name in tables.FACT_COLUMNS])
                    for row in facts[record.file]
                ),
                claims=tuple(map(tables.claim_from, claims[record.file])),
                url=record.url,
                sources=record.sources,
            )
            for record in records
        ]

    def texts(self, reports: Sequence[str]) -> dict[str, str]:
        """The texts of many reports by id, read at once."""
        found = self._database.tuples(
            "SELECT report, text FROM reports WHERE report IN (SELECT unnest(?))", [list(reports)]
        )
        return dict(found)

    def sections_at(self, places: Sequence[tuple[str, int]]) -> list[Section | None]:
        """For each (report id, offset) the leaf section it stands in; None in page furniture."""
        files = [self.record(report).file for report, _ in places]
        rows = self._database.rows(
            "SELECT q.place AS asked, s.* FROM (SELECT unnest(?) AS file, unnest(?) AS at, "
            "unnest(?) AS place) q JOIN sections s ON s.file = q.file "
            "AND s.start_char <= q.at AND q.at < s.end_char",
            [files, [at for _, at in places], list(range(len(places)))],
        )
        found: list[Section | None] = [None] * len(places)
        for row in rows:
            found[row["asked"]] = tables.section_from(row)
        return found

    def report_numbers(self, where: Filter) -> list[int]:
        """The numbers of the reports that the filter lets through, in order."""
        numbers: list[int] = self.directory.matching(where).nonzero()[0].tolist()
        return numbers

    def _let_through(self, where: Filter) -> tuple[str, list[Any]]:
        """The filter as a condition on ``reports r``, and its values."""
        if lets_all(where):
            return "true", []
        return "r.number IN (SELECT unnest(?))", [self.report_numbers(where)]

    # ------------------------------------------------------------ statements

    def facts(
        self,
        indicators: Sequence[str] | None = None,
        where: Filter = Filter(),  # noqa: B008
    ) -> list[tuple[str, Fact]]:
        """Every fact, as (report id, fact), in the order of the files and of the text.

        ``indicators`` are ids of the catalogue; None takes all facts, also those without.
        """
        return [
            (report, tables.fact_from(values))
            for report, *values in self._parts(
                "facts", tables.FACT_COLUMNS, "fact", "indicator", indicators, where
            )
        ]

    def claims(
        self,
        names: Sequence[str] | None = None,
        where: Filter = Filter(),  # noqa: B008
    ) -> list[tuple[str, Claim]]:
        """Every claim looked for, present or not, as (report id, claim)."""
        columns = ("claim", "present", "planned", "negated", "start_char", "end_char")
        return [
            (report, Claim(*values))
            for report, *values in self._parts(
                "claims", columns, "claim_number", "claim", names, where
            )
        ]

    def _parts(
        self,
        table: str,
        columns: Sequence[str],
        order: str,
        name_column: str,
        names: Sequence[str] | None,
        where: Filter,
    ) -> list[tuple[Any, ...]]:
        condition, values = self._let_through(where)
        if names is not None:
            condition += f" AND p.{name_column} IN (SELECT unnest(?))"
            values.append(list(names))
        shown = ", ".join(f"p.{column}" for column in columns)
        return self._database.tuples(
            f"SELECT p.report, {shown} FROM {table} p JOIN reports r ON r.file = p.file "
            f"WHERE {condition} ORDER BY r.number, p.{order}",
            values,
        )

    def reports_with(self, roles: Sequence[Role]) -> set[str]:
        """Ids of the reports that have a section of one of these roles."""
        rows = self._database.tuples(
            "SELECT DISTINCT report FROM sections WHERE role IN (SELECT unnest(?))", [list(roles)]
        )
        return {str(report) for (report,) in rows}

    def find_phrase(
        self,
        phrase: str,
        where: Filter = Filter(),  # noqa: B008
    ) -> list[tuple[str, Span]]:
        """Every place where a phrase stands, in whatever script, width or spacing.

        Page furniture is left out; ``where.roles`` is heeded. In the order of the files
        and of the text.
        """
        wanted = phrases.searchable(fold(phrase).text)
        if not wanted:
            return []
        condition, values = self._let_through(where)
        found = []
        for row in self._database.rows(
            "SELECT report, file, text, search_text, boilerplate FROM reports r "
            f"WHERE {condition} AND contains(search_text, ?) ORDER BY number",
            [*values, wanted],
        ):
            excluded = [(b.start, b.end) for b in tables.boilerplate_from(row)]
            if where.roles:
                excluded += self._stretches_of_other_roles(row["file"], where.roles)
            found += [
                (str(row["report"]), span)
                for span in phrases.find_searchable(row["text"], row["search_text"], wanted)
                if not any(start < span.end and span.start < end for start, end in excluded)
            ]
        return found

    def _stretches_of_other_roles(self, file: str, roles: Sequence[Role]) -> list[tuple[int, int]]:
        return self._database.tuples(
            "SELECT start_char, end_char FROM sections "
            "WHERE file = ? AND role NOT IN (SELECT unnest(?))",
            [file, list(roles)],
        )

    # ------------------------------------------------------------ passages

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The lexical engine, opened on first use."""
        from rag.search.lexical import LexicalIndex

        path = self.folder / layout.LEXICAL
        with damage_told(path):
            return LexicalIndex(path)

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vector engine, opened on first use."""
        from rag.search.vectors import VectorIndex

        path = self.folder / layout.VECTORS
        with damage_told(path):
            return VectorIndex(path)

    def passage_numbers(self, where: Filter) -> NDArray[Any]:
        """The passages that the filter lets through, ascending; 64-bit integers."""
        import numpy as np

        condition, values = self._let_through(where)
        if where.roles:
            condition += " AND p.role IN (SELECT unnest(?))"
            values.append(list(where.roles))
        found = self._database.columns(
            "SELECT p.passage FROM passages p JOIN reports r ON r.file = p.file "
            f"WHERE {condition} ORDER BY p.passage",
            values,
        )
        return np.asarray(found["passage"], dtype=np.int64)

    @cached_property
    def passage_lengths(self) -> NDArray[Any]:
        """Characters of every passage, by its number."""
        import numpy as np

        columns = self._database.columns(
            "SELECT passage, end_char - start_char AS length FROM passages"
        )
        lengths = np.zeros(len(columns["passage"]), dtype=np.int64)
        lengths[columns["passage"]] = columns["length"]
        return lengths

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """Passages by number, in the order given."""
        # Two small queries: joined with the texts, all of them would be read.
        found = self._database.tuples(
            "SELECT p.passage, p.report, p.file, s.path, p.role, p.start_char, p.end_char "
            "FROM passages p JOIN sections s USING (file, section) "
            "WHERE p.passage IN (SELECT unnest(?))",
            [list(numbers)],
        )
        reports = self._database.tuples(
            "SELECT file, title, place, year_covered, text FROM reports "
            "WHERE file IN (SELECT unnest(?))",
            [list({file for _, _, file, *_ in found})],
        )
        about = {file: values for file, *values in reports}
        by_number = {}
        for number, report, file, path, role, start, end in found:
            title, place, year, text = about[file]
            by_number[number] = StoredPassage(
                number=number,
                report=report,
                file=file,
                title=title,
                place=place,
                year=year,
                section=tuple(path),
                role=role,
                start=start,
                end=end,
                text=text[start:end],
            )
        return [by_number[number] for number in numbers]

    # ------------------------------------------------------------ small parts

    @cached_property
    def _records(self) -> list[ReportRecord]:
        rows = self._database.rows(
            "SELECT * EXCLUDE (text, search_text, boilerplate), length(text) AS characters "
            "FROM reports ORDER BY number",
            [],
        )
        return [
            ReportRecord(
                id=row["report"],
                file=row["file"],
                number=row["number"],
                metadata=tables.metadata_from(row),
                url=row["url"],
                sources=tuple(row["sources"]),
                characters=row["characters"],
                sections=row["section_count"],
                passages=row["passage_count"],
                facts=row["fact_count"],
                claims=row["claim_count"],
            )
            for row in rows
        ]

    @cached_property
    def _by_name(self) -> dict[str, ReportRecord]:
        names = {source: record for record in self._records for source in record.sources}
        names |= {record.file: record for record in self._records}
        return names | {record.id: record for record in self._records}


def lets_all(where: Filter) -> bool:
    """Whether a filter lets every report through (roles only matter within reports)."""
    return replace(where, roles=()) == Filter()


def _still_current(root: Path, name: str) -> bool:
    return layout.current_generation(root) == name
