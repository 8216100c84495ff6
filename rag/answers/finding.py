"""What the computations give: lines that are not yet cited, and figures over them.

A finding knows nothing of languages; ``compose`` turns it into an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rag.types import Coverage, Fact, Group, Span, Topic

if TYPE_CHECKING:
    from rag.store import ReportRecord

Value = float | int | str | bool | tuple[str, ...] | None
StatisticName = Literal["count", "sum", "mean", "median", "max", "min", "share", "difference"]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of one report, with the span that states it."""

    record: ReportRecord
    topic: Topic
    phrase: str  # what the value is of, Simplified; a field's or claim's name
    value: Value
    span: Span | None
    group: Group = "match"
    unit: str | None = None
    approx: bool = False
    planned: bool = False
    number: Span | None = None  # the number inside the span
    year: int | None = None  # the year the value belongs to
    fact: Fact | None = None
    parts: tuple[Line, ...] = ()  # what a derived value follows from
    notes: tuple[str, ...] = ()  # keys of texts.toml, [note]

    @property
    def amount(self) -> float:
        """The value as a number; 0 where it is none."""
        return float(self.value) if isinstance(self.value, (int, float)) else 0.0


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure computed from lines; ``values`` of them count, ``approx`` are approximate."""

    name: StatisticName
    value: float
    unit: str | None
    values: int
    reports: int
    approx: int = 0
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark under the answer: a key of texts.toml, [note], and what fills it."""

    key: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    records: tuple[ReportRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """All that is known about a question: lines in the order they are shown."""

    lines: Sequence[Line] = ()
    number: float | None = None
    statistics: tuple[Statistic, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    in_scope: int = 0  # reports that match every filter, levels too
    silent: Sequence[ReportRecord] = ()
    notes: tuple[Note, ...] = ()
    abstained: bool = False

    def of(self, group: Group) -> tuple[Line, ...]:
        """The lines of one group, in order."""
        return tuple(line for line in self.lines if line.group == group)
