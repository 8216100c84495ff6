"""What is made once for an index and used by many questions.

A generation never changes, so what was made stays right for as long as it is open. When
there is too much, what was not used for longest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from typing import TypeVar

MOST_ITEMS = 200_000  # of a kind that takes half a kilobyte each: 100 MB

T = TypeVar("T", bound=Sized)


class Shelf:
    """Values by key, in the order in which they were last used; threads may share it."""

    def __init__(self, most: int = MOST_ITEMS) -> None:
        """``most``: items that all values together may hold."""
        self._most = most
        self._kept: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made when it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()  # two threads may make one; the later one stays
        with self._lock:
            self._kept[key] = made
            held = sum(len(value) + 1 for value in self._kept.values())
            while held > self._most and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                held -= len(old) + 1
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
