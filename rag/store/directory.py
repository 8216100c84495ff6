"""The reports of an index as columns: a filter is decided for all of them at once.

A report's *number* is its place among the records; masks have one entry a report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from rag.columns import Coded, Ints, Mask
from rag.store.records import ReportRecord
from rag.types import Filter


class Directory:
    """All records of one generation; it never changes."""

    def __init__(self, records: Sequence[ReportRecord]) -> None:
        self.records = records
        metas = [record.metadata for record in records]
        self.number_of = {record.id: number for number, record in enumerate(records)}
        self.years: Ints = np.array([m.year_covered or 0 for m in metas], dtype=np.int64)
        self.places = Coded.of(m.place for m in metas)
        self.levels = Coded.of(m.place_level for m in metas)
        self.is_report: Mask = np.array([m.kind == "report" for m in metas], dtype=bool)

    def __len__(self) -> int:
        return len(self.records)

    def matching(self, where: Filter) -> Mask:
        """The documents that a filter lets through; ``roles`` only matter within reports."""
        let = np.ones(len(self), dtype=bool)
        if where.years:
            let &= np.isin(self.years, where.years)
        if where.levels:
            let &= self.levels.isin(where.levels)
        if where.level_words:
            let &= self._level_words.isin(where.level_words)
        if where.places:
            let &= self.places.isin(where.places)
        if where.departments:
            let &= self._departments.isin(where.departments)
        if where.scripts:
            let &= self._scripts.isin(where.scripts)
        if where.reports:
            let &= self.mask(where.reports)
        if where.parents:
            below = [self._below[name] for name in where.parents if name in self._below]
            inside = np.zeros(len(self), dtype=bool)
            for numbers in below:
                inside[numbers] = True
            let &= inside
        for name in where.without:
            let &= ~self.places.isin((name,))
            let[self._below.get(name, [])] = False
        if where.joint is not None:
            let &= self._joint == where.joint
        if where.department is not None:
            let &= self._departments.says(lambda name: name is not None) == where.department
        return let

    def mask(self, reports: Iterable[str]) -> Mask:
        """The reports with these ids; unknown ids are left out."""
        found = np.zeros(len(self), dtype=bool)
        found[[self.number_of[report] for report in reports if report in self.number_of]] = True
        return found

    @cached_property
    def by_age(self) -> Ints:
        """The numbers of all reports: older ones first, then by place and file."""

        def order(number: int) -> tuple[int, str, str]:
            record = self.records[number]
            return (record.metadata.year_covered or 0, record.metadata.place or "", record.file)

        return np.array(sorted(range(len(self)), key=order), dtype=np.int64)

    @cached_property
    def age_rank(self) -> Ints:
        """The place of each report in that order."""
        return _ranks(self.by_age)

    @cached_property
    def file_rank(self) -> Ints:
        """The place of each report in the order of the files."""
        files = [record.file for record in self.records]
        return _ranks(np.array(sorted(range(len(self)), key=files.__getitem__), dtype=np.int64))

    @cached_property
    def place_rank(self) -> Ints:
        """Equal for reports of one place, and in the order of the places' names."""
        names = [name or "" for name in self.places.values]
        known = {name: rank for rank, name in enumerate(sorted(set(names)))}
        ranks = np.array([known[name] for name in names], dtype=np.int64)
        return ranks[self.places.codes]

    @cached_property
    def _level_words(self) -> Coded[str | None]:
        return Coded.of(record.metadata.level_word for record in self.records)

    @cached_property
    def _departments(self) -> Coded[str | None]:
        return Coded.of(record.metadata.department for record in self.records)

    @cached_property
    def _scripts(self) -> Coded[str]:
        return Coded.of(record.metadata.script for record in self.records)

    @cached_property
    def _joint(self) -> Mask:
        return np.array([r.metadata.joint_party_government for r in self.records], dtype=bool)

    @cached_property
    def _below(self) -> dict[str, list[int]]:
        """The numbers of the reports below each unit, stated or inferred."""
        below: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(self.records):
            for name in {*record.metadata.parents, *record.metadata.parents_inferred}:
                below[name].append(number)
        return below


def _ranks(order: Ints) -> Ints:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
