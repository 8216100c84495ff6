"""Lines by the thousand: their columns decide, and a line is looked at when it is shown.

A *pool* holds lines that never change, and the columns made from them. *Lines* are some
lines of a pool, in an order, each in a group and with notes of its own. They read as a
sequence of Line; what is asked of all of them at once is asked of a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast, get_args, overload

import numpy as np

from rag.answers.cite import quoted_span, written_number
from rag.answers.finding import Line
from rag.answers.sentences import speaks_of_one_body
from rag.columns import Coded, Floats, Ints, Mask, joined
from rag.types import Group, Span, Topic

if TYPE_CHECKING:
    from rag.store import Index
    from rag.store.directory import Directory

GROUPS: tuple[Group, ...] = get_args(Group)  # in the order in which they are shown
_TEXTS_AT_ONCE = 1000  # reports whose texts are held while citations are placed


class Pool:
    """Lines of one index; a column is made when it is first asked for, and kept."""

    def __init__(self, lines: Sequence[Line], index: Index, parts: Sequence[Pool] = ()) -> None:
        """``parts``: the pools whose lines these are, one after the other."""
        self.lines = lines
        self.index = index
        self._parts = parts
        self._columns: dict[str, Any] = {}
        self.parts_of: dict[tuple[int, ...], frozenset[int]] = {}  # what groups.py found

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> Any:
        """A column by its name in _COLUMNS: an array, or a Coded."""
        made = self._columns.get(name)
        if made is None:
            if self._parts:
                columns = [part.column(name) for part in self._parts]
                coded = isinstance(columns[0], Coded)
                made = joined(columns) if coded else np.concatenate(columns)
            else:
                made = _COLUMNS[name](self)
            self._columns[name] = made
        return made

    @property
    def directory(self) -> Directory:
        """The reports of the index."""
        return self.index.directory


@dataclass(frozen=True, slots=True, eq=False)
class Lines(Sequence[Line]):
    """Some lines of a pool; a new one is made by every change."""

    pool: Pool
    at: Ints  # their places in the pool
    groups: Ints  # their places in GROUPS
    notes: Coded[tuple[str, ...]]

    @classmethod
    def of(cls, lines: Iterable[Line], index: Index) -> Lines:
        """Any lines; those that are columns already stay as they are."""
        return lines if isinstance(lines, Lines) else cls.whole(Pool(list(lines), index))

    @classmethod
    def whole(cls, pool: Pool) -> Lines:
        """All lines of a pool, as they stand there."""
        return cls(pool, np.arange(len(pool)), pool.column("group"), pool.column("notes"))

    def __len__(self) -> int:
        return len(self.at)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Lines: ...
    def __getitem__(self, at: int | slice) -> Line | Lines:
        if isinstance(at, slice):
            return self.take(np.arange(len(self))[at])
        line = self.pool.lines[int(self.at[at])]
        group, notes = GROUPS[int(self.groups[at])], self.notes[at]
        if line.group == group and line.notes == notes:
            return line
        return replace(line, group=group, notes=notes)

    def __iter__(self) -> Iterator[Line]:
        return (self[at] for at in range(len(self)))

    # ---------------------------------------------------------------- changes

    def take(self, which: Ints | Mask) -> Lines:
        """Some of them, or all in another order."""
        return Lines(self.pool, self.at[which], self.groups[which], self.notes.take(which))

    def of_group(self, *groups: Group) -> Mask:
        """Which of them are in one of the groups."""
        return np.isin(self.groups, [GROUPS.index(group) for group in groups])

    def moved(self, which: Mask, group: Group | None = None, note: str = "") -> Lines:
        """Some of them moved to another group, with one note more."""
        if not which.any():
            return self
        groups, notes = self.groups, self.notes
        if group is not None:
            groups = np.where(which, GROUPS.index(group), groups)
        if note:
            notes = notes.changed(which, lambda before: (*before, note))
        return Lines(self.pool, self.at, groups, notes)

    # ---------------------------------------------------------------- columns

    @property
    def report(self) -> Ints:
        """The number of each line's report in the directory."""
        return cast(Ints, self.pool.column("report")[self.at])

    @property
    def amount(self) -> Floats:
        """Line.amount."""
        return cast(Floats, self.pool.column("amount")[self.at])

    @property
    def year(self) -> Ints:
        """Line.year, 0 where there is none."""
        return cast(Ints, self.pool.column("year")[self.at])

    @property
    def start(self) -> Ints:
        """Where the line's span begins, 0 where there is none."""
        return cast(Ints, self.pool.column("start")[self.at])

    @property
    def approx(self) -> Mask:
        """Line.approx."""
        return cast(Mask, self.pool.column("approx")[self.at])

    @property
    def planned(self) -> Mask:
        """Line.planned."""
        return cast(Mask, self.pool.column("planned")[self.at])

    @property
    def is_fact(self) -> Mask:
        """Which lines rest on one fact."""
        return cast(Mask, self.pool.column("is_fact")[self.at])

    @property
    def is_derived(self) -> Mask:
        """Which lines follow from others."""
        return cast(Mask, self.pool.column("is_derived")[self.at])

    @property
    def is_stated(self) -> Mask:
        """Which lines have a value at all."""
        return cast(Mask, self.pool.column("is_stated")[self.at])

    @property
    def in_words(self) -> Mask:
        """Which lines rest on a fact that is given in words (全部, 均)."""
        return cast(Mask, self.pool.column("in_words")[self.at])

    @property
    def is_narrow(self) -> Mask:
        """Which rates are said of a single body or kind."""
        return cast(Mask, self.pool.column("is_narrow")[self.at])

    @property
    def said(self) -> Coded[str]:
        """Line.value as text."""
        return self._coded("said")

    @property
    def unit(self) -> Coded[str | None]:
        """Line.unit."""
        return self._coded("unit")

    @property
    def topic(self) -> Coded[Topic]:
        """Line.topic."""
        return self._coded("topic")

    @property
    def indicator(self) -> Coded[str | None]:
        """The indicator of each line's fact."""
        return self._coded("indicator")

    @property
    def fact_kind(self) -> Coded[str | None]:
        """The kind of each line's fact."""
        return self._coded("fact_kind")

    @property
    def naming(self) -> Coded[tuple[str, str | None]]:
        """(phrase, scope) of each line."""
        return self._coded("naming")

    @property
    def number(self) -> tuple[Ints, Ints]:
        """Start and end of each line's number, or of its span where it has none."""
        found = self.pool.column("number")[self.at]
        return found[:, 0], found[:, 1]

    @property
    def quotes(self) -> Ints:
        """(lines, 2, 2): start and end of what a line cites, of its second part; -1: nothing."""
        return cast(Ints, self.pool.column("quotes")[self.at])

    def one_of_each_label(self) -> Iterator[Line]:
        """A line for each way in which lines are labelled: topic, indicator or phrase, scope."""
        _, first = np.unique(self._coded("label").codes, return_index=True)
        return (self[int(at)] for at in first)

    def written(self, at: int) -> tuple[str, str]:
        """(quote, number as written) of one line."""
        found: tuple[str, str] = self.pool.column("written")[self.at[at]]
        return found

    def _coded(self, name: str) -> Coded[Any]:
        column: Coded[Any] = self.pool.column(name)
        return column.take(self.at)


def all_of(lines: Sequence[Lines], index: Index) -> Lines:
    """Lines one after the other."""
    if len(lines) == 1:
        return lines[0]
    pools = list(dict.fromkeys(own.pool for own in lines))
    if not pools:
        return Lines.of([], index)
    pool = pools[0]
    if len(pools) > 1:
        pool = Pool([line for own in pools for line in own.lines], index, pools)
    begins = dict(zip(pools, np.cumsum([0, *map(len, pools[:-1])]), strict=True))
    before = [begins[own.pool] for own in lines]
    return Lines(
        pool,
        np.concatenate([own.at + add for own, add in zip(lines, before, strict=True)]),
        np.concatenate([own.groups for own in lines]),
        joined([own.notes for own in lines]),
    )


# ---------------------------------------------------------------- how columns are made


def _each(ask: Callable[[Line], Any], kind: type) -> Callable[[Pool], Any]:
    return lambda pool: np.array([ask(line) for line in pool.lines], dtype=kind)


def _coded(ask: Callable[[Line], Any]) -> Callable[[Pool], Any]:
    return lambda pool: Coded.of(ask(line) for line in pool.lines)


def _number(line: Line) -> tuple[int, int]:
    span = line.number or line.span or Span(-1, -1)
    return span.start, span.end


def _reports(pool: Pool) -> Ints:
    numbers = pool.directory.number_of
    return np.array([numbers[line.record.id] for line in pool.lines], dtype=np.int64)


def _cited(pool: Pool) -> tuple[Ints, Any]:
    """What each line cites, and the words of it that are shown. The texts are read once."""
    spans = np.full((len(pool), 2, 2), -1, dtype=np.int64)
    shown = np.empty(len(pool), dtype=object)
    for texts, places in _with_texts(pool):
        for place in places:
            line = pool.lines[place]
            text = texts[line.record.id]
            cited = [part.span for part in line.parts] if line.parts else [line.span]
            found = [quoted_span(text, span) for span in cited[:2]]
            for i, span in enumerate(found):
                if span is not None:
                    spans[place, i] = span.start, span.end
            quote = text[found[0].start : found[0].end] if found[0] else ""
            number = written_number(text, line.number, line.span) if line.fact else ""
            shown[place] = (quote, number)
    return spans, shown


def _with_texts(pool: Pool) -> Iterator[tuple[dict[str, str], Ints]]:
    """(texts by report id, places in the pool), some reports at a time."""
    reports = pool.column("report")
    numbers = np.unique(reports)
    order = np.argsort(reports, kind="stable")
    for begin in range(0, len(numbers), _TEXTS_AT_ONCE):
        some = numbers[begin : begin + _TEXTS_AT_ONCE]
        records = pool.directory.records
        texts = pool.index.texts([records[number].id for number in some])
        first, last = np.searchsorted(reports[order], [some[0], some[-1] + 1])
        yield texts, order[first:last]


def _narrow(pool: Pool) -> Mask:
    found = np.zeros(len(pool), dtype=bool)
    for texts, places in _with_texts(pool):
        for place in places:
            line = pool.lines[place]
            if line.fact and line.span and line.unit == "%":
                found[place] = speaks_of_one_body(texts[line.record.id], line.span)
    return found


def _label(line: Line) -> tuple[Topic, str, str | None]:
    fact = line.fact
    named = fact.indicator if fact and fact.indicator else line.phrase
    return line.topic, named, fact.scope if fact else None


def _quotes(pool: Pool) -> Ints:
    spans, pool._columns["written"] = _cited(pool)
    return spans


def _written(pool: Pool) -> Any:
    pool.column("quotes")
    return pool._columns["written"]


_COLUMNS: dict[str, Callable[[Pool], Any]] = {
    "report": _reports,
    "amount": _each(lambda x: x.amount, float),
    "year": _each(lambda x: x.year or 0, int),
    "start": _each(lambda x: x.span.start if x.span else 0, int),
    "approx": _each(lambda x: x.approx, bool),
    "planned": _each(lambda x: x.planned, bool),
    "is_fact": _each(lambda x: x.fact is not None, bool),
    "is_derived": _each(lambda x: bool(x.parts), bool),
    "is_stated": _each(lambda x: x.value not in (None, (), ""), bool),
    "in_words": _each(lambda x: x.fact is not None and x.fact.in_words, bool),
    "is_narrow": _narrow,
    "group": _each(lambda x: GROUPS.index(x.group), int),
    "notes": _coded(lambda x: x.notes),
    "said": _coded(lambda x: str(x.value)),
    "unit": _coded(lambda x: x.unit),
    "topic": _coded(lambda x: x.topic),
    "indicator": _coded(lambda x: x.fact.indicator if x.fact else None),
    "fact_kind": _coded(lambda x: x.fact.kind if x.fact else None),
    "label": _coded(_label),
    "naming": _coded(lambda x: (x.phrase, x.fact.scope if x.fact else None)),
    "number": lambda pool: np.array([_number(x) for x in pool.lines], dtype=int).reshape(-1, 2),
    "quotes": _quotes,
    "written": _written,
}
