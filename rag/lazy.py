"""A sequence that knows its length at once and makes its items when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T", covariant=True)
PAGE = 32  # items made together when one of them is looked at


class Lazy(Sequence[T], Generic[T]):
    """Items made page by page, all at once when all are read; made items are kept.

    It equals a tuple of the same items, and becomes one when it is pickled. Threads may
    share it: two may make the same page, and the items are the same.
    """

    def __init__(self, length: int, make: Callable[[Sequence[int]], Sequence[T]]) -> None:
        """``make`` gives the items at ascending places, 0 <= place < length."""
        self._length = length
        self._make = make
        self._made: dict[int, T] = {}
        self._all: tuple[T, ...] | None = () if not length else None

    @property
    def made(self) -> int:
        """How many items have been made so far."""
        return len(self._made) if self._all is None else len(self._all)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        if self._all is not None:
            return self._all[at]
        places = range(self._length)[at]
        if isinstance(places, range):
            return tuple(self._at(places))
        page = places - places % PAGE
        if places not in self._made:
            self._at(range(page, min(page + PAGE, self._length)))
        return self._made[places]

    def __iter__(self) -> Iterator[T]:
        return iter(self._everything())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, Lazy)):
            return NotImplemented
        return len(self) == len(other) and self._everything() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._everything())

    def __repr__(self) -> str:
        return repr(self._everything())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._everything(),)

    def _at(self, places: Sequence[int]) -> list[T]:
        missing = sorted(place for place in places if place not in self._made)
        if missing:
            self._made.update(zip(missing, self._make(missing), strict=True))
        return [self._made[place] for place in places]

    def _everything(self) -> tuple[T, ...]:
        if self._all is None:
            self._all = tuple(self._at(range(self._length)))
        return self._all
