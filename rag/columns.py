"""Columns: many values of one kind at once, for work that must not grow with each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=Hashable)
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coded(Generic[T]):
    """A column of few distinct values: ``values[codes[i]]`` is the value of line i."""

    values: tuple[T, ...]
    codes: Ints

    @classmethod
    def of(cls, items: Iterable[T]) -> Coded[T]:
        """The column of the items, coded in the order in which values first appear."""
        known: dict[T, int] = {}
        codes = [known.setdefault(item, len(known)) for item in items]
        return cls(tuple(known), np.asarray(codes, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, line: int) -> T:
        return self.values[int(self.codes[line])]

    def take(self, lines: Ints | Mask) -> Coded[T]:
        """Some of the lines."""
        return Coded(self.values, self.codes[lines])

    def says(self, ask: Callable[[T], object]) -> Mask:
        """Of each line whether ``ask`` says yes; asked once for each distinct value."""
        if not self.values:
            return np.zeros(len(self.codes), dtype=bool)
        return np.array([bool(ask(value)) for value in self.values])[self.codes]

    def isin(self, wanted: Collection[T]) -> Mask:
        """Of each line whether its value is one of those wanted."""
        return self.says(lambda value: value in wanted)

    def present(self) -> list[T]:
        """The distinct values of the lines, in the order in which they first appear."""
        codes, first = np.unique(self.codes, return_index=True)
        return [self.values[code] for code in codes[np.argsort(first)]]

    def changed(self, lines: Mask, change: Callable[[T], T]) -> Coded[T]:
        """Some of the lines with another value."""
        own = np.unique(self.codes[lines])
        new = np.arange(len(self.values))
        new[own] = len(self.values) + np.arange(len(own))
        values = (*self.values, *(change(self.values[code]) for code in own))
        return Coded(values, np.where(lines, new[self.codes], self.codes))


def joined(columns: Sequence[Coded[T]]) -> Coded[T]:
    """Columns one after the other; equal values get one code."""
    if len(columns) == 1:
        return columns[0]
    known: dict[T, int] = {}
    parts = []
    for column in columns:
        codes = [known.setdefault(value, len(known)) for value in column.values]
        parts.append(np.array(codes, dtype=np.int64)[column.codes])
    return Coded(tuple(known), np.concatenate(parts) if parts else np.empty(0, np.int64))


def runs(*keys: NDArray[Any]) -> tuple[Ints, Ints]:
    """(order, starts): lines sorted by the keys, first key first, and where a new key begins.

    Lines of equal keys keep their order.
    """
    order = np.lexsort(keys[::-1])
    if not len(order):
        return order, np.empty(0, np.int64)
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for key in keys:
        placed = key[order]
        new[1:] |= placed[1:] != placed[:-1]
    return order, np.flatnonzero(new)


def first_of_equal(*keys: NDArray[Any]) -> Ints:
    """For each line the first line that has the same keys (itself, where it is that one)."""
    order, starts = runs(*keys)
    first = np.empty(len(order), dtype=np.int64)
    first[order] = np.repeat(order[starts], np.diff(np.append(starts, len(order))))
    return first


def several(*keys: NDArray[Any]) -> list[Ints]:
    """The lines of each key that more than one line has, in order within each."""
    order, starts = runs(*keys)
    ends = np.append(starts[1:], len(order))
    many = ends - starts > 1
    return [order[a:b] for a, b in zip(starts[many], ends[many], strict=True)]


def unique_in_order(values: NDArray[Any]) -> NDArray[Any]:
    """The distinct values, in the order in which they first appear."""
    found, first = np.unique(values, return_index=True)
    return found[np.argsort(first)]
