"""A lazy sequence is the tuple of its items, made as late as it can be."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lazy import PAGE, Lazy


def squares(length: int, asked: list[int] | None = None) -> Lazy[int]:
    def make(places: Sequence[int]) -> list[int]:
        if asked is not None:
            asked.extend(places)
        return [place * place for place in places]

    return Lazy(length, make)


def test_nothing_is_made_for_the_length_and_a_page_for_an_item() -> None:
    asked: list[int] = []
    lazy = squares(1000, asked)
    assert (len(lazy), bool(lazy), asked) == (1000, True, [])
    assert (lazy[40], lazy[41], lazy[-1]) == (1600, 1681, 999 * 999)
    assert asked == [*range(32, 64), *range(992, 1000)]
    assert lazy.made == PAGE + 8
    assert lazy[3:5] == (9, 16)
    assert lazy.made == PAGE + 10


def test_no_item_is_made_twice() -> None:
    asked: list[int] = []
    lazy = squares(100, asked)
    assert lazy[50] == 2500
    assert list(lazy) == [n * n for n in range(100)] == list(lazy)
    assert sorted(asked) == list(range(100))


def test_it_stands_for_a_tuple() -> None:
    lazy, plain = squares(3), (0, 1, 4)
    assert lazy == plain and plain == lazy and lazy == squares(3)
    assert lazy != (0, 1) and lazy != [0, 1, 4]
    assert hash(lazy) == hash(plain) and repr(lazy) == repr(plain)
    assert pickle.loads(pickle.dumps(lazy)) == plain
    assert not squares(0) and squares(0) == ()
    with pytest.raises(IndexError):
        lazy[3]


@given(st.integers(0, 90), st.slices(90))
def test_slices_are_those_of_the_tuple(length: int, part: slice) -> None:
    assert squares(length)[part] == tuple(squares(length))[part]
