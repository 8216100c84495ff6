"""Which reports count for a question, and which are looked at beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.types import Coverage, Query, Silent

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord


@dataclass(frozen=True, slots=True)
class Scope:
    """Reports by id: ``inside`` match every filter, ``beside`` all but the level."""

    inside: dict[str, ReportRecord]
    beside: dict[str, ReportRecord]

    @property
    def considered(self) -> dict[str, ReportRecord]:
        """Both, inside first."""
        return {**self.inside, **self.beside}


def find_scope(query: Query, index: Index) -> Scope:
    """Reports that count: annual reports that match the filter.

    Where levels are asked for in a list, reports of other levels are looked at too, so
    that what they state can be shown apart.
    """
    where = replace(query.where, roles=())
    if any(t.field == "joint_party_government" for t in query.topics):
        where = replace(where, joint=None)  # that is what is asked, of every report
    inside = _annual(index.reports(where))
    if (
        query.kind not in ("set", "claim")
        or query.stance == "silent"
        or not (where.levels or where.level_words)
    ):
        return Scope(inside, {})
    wider = _annual(index.reports(replace(where, levels=(), level_words=())))
    return Scope(inside, {k: v for k, v in wider.items() if k not in inside})


def cover(considered: Sequence[ReportRecord], stating: Iterable[str]) -> Coverage:
    """The ledger: which of the considered reports state nothing."""
    said = set(stating)
    silent = tuple(
        Silent(r.id, r.metadata.place, r.metadata.year_covered)
        for r in sorted(considered, key=record_order)
        if r.id not in said
    )
    return Coverage(len(considered), len(considered) - len(silent), silent)


def record_order(record: ReportRecord) -> tuple[int, str, str]:
    """Older reports first, then by place and file: the same on every machine."""
    return (record.metadata.year_covered or 0, record.metadata.place or "", record.file)


def _annual(records: Iterable[ReportRecord]) -> dict[str, ReportRecord]:
    return {r.id: r for r in records if r.metadata.kind == "report"}
