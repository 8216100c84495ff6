"""Which reports count for a question, and which are looked at beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rag.columns import Ints, Mask
from rag.lazy import Lazy
from rag.types import Coverage, Query, Silent

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord
    from rag.store.directory import Directory


FEW_REPORTS = 50  # up to so many, lines are made for one question alone


@dataclass(frozen=True, slots=True, eq=False)
class Reports(Mapping[str, "ReportRecord"]):
    """Some reports of an index: a mask over its directory that reads as records by id."""

    directory: Directory
    mask: Mask

    @classmethod
    def of(cls, ids: Iterable[str], index: Index) -> Reports:
        """The reports with these ids."""
        return cls(index.directory, index.directory.mask(ids))

    @classmethod
    def at(cls, numbers: Ints, index: Index) -> Reports:
        """The reports with these numbers."""
        mask = np.zeros(len(index.directory), dtype=bool)
        mask[numbers] = True
        return cls(index.directory, mask)

    def __len__(self) -> int:
        return int(self.mask.sum())

    def __iter__(self) -> Iterator[str]:
        return (self.directory.records[number].id for number in self.mask.nonzero()[0].tolist())

    def __getitem__(self, report: str) -> ReportRecord:
        number = self.directory.number_of[report]
        if not self.mask[number]:
            raise KeyError(report)
        return self.directory.records[number]

    def __or__(self, others: Reports) -> Reports:
        return Reports(self.directory, self.mask | others.mask)

    def without(self, others: Reports) -> Reports:
        """Those that are not among others."""
        return Reports(self.directory, self.mask & ~others.mask)

    def numbers(self) -> Ints:
        """Their numbers, older reports first, then by place and file."""
        return self.directory.by_age[self.mask[self.directory.by_age]]

    def by_age(self) -> Lazy[ReportRecord]:
        """Their records in that order."""
        numbers, records = self.numbers(), self.directory.records
        return Lazy(len(numbers), lambda places: [records[numbers[place]] for place in places])


@dataclass(frozen=True, slots=True)
class Scope:
    """Reports by id: ``inside`` match every filter, ``beside`` all but the level."""

    inside: Reports
    beside: Reports

    @property
    def considered(self) -> Reports:
        """Both."""
        return self.inside | self.beside


def find_scope(query: Query, index: Index) -> Scope:
    """Reports that count: annual reports that match the filter.

    Where levels are asked for in a list, reports of other levels are looked at too, so
    that what they state can be shown apart.
    """
    where = replace(query.where, roles=())
    if any(t.field == "joint_party_government" for t in query.topics):
        where = replace(where, joint=None)  # that is what is asked, of every report
    directory = index.directory
    inside = directory.matching(where) & directory.is_report
    wider = inside
    if (
        query.kind in ("set", "claim")
        and query.stance != "silent"
        and (where.levels or where.level_words)
    ):
        where = replace(where, levels=(), level_words=())
        wider = directory.matching(where) & directory.is_report
    return Scope(Reports(directory, inside), Reports(directory, wider & ~inside))


def cover(considered: Reports, stating: Reports) -> tuple[Coverage, Lazy[ReportRecord]]:
    """The ledger, and the records of the considered reports that state nothing."""
    quiet = considered.without(stating).by_age()

    def make(places: Sequence[int]) -> list[Silent]:
        records = [quiet[place] for place in places]
        return [Silent(r.id, r.metadata.place, r.metadata.year_covered) for r in records]

    silent = Lazy(len(quiet), make)
    return Coverage(len(considered), len(considered) - len(quiet), silent), quiet


def record_order(record: ReportRecord) -> tuple[int, str, str]:
    """Older reports first, then by place and file: the same on every machine."""
    return (record.metadata.year_covered or 0, record.metadata.place or "", record.file)
