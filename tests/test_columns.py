"""Columns say what loops over the same values would."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.columns import Coded, first_of_equal, joined, several, unique_in_order

WORDS = st.lists(st.sampled_from(["件", "起", "%", None]), max_size=12)
NUMBERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12)


def items(column: Coded[str | None]) -> list[str | None]:
    return [column[line] for line in range(len(column))]


@given(WORDS, WORDS)
def test_a_coded_column_is_its_items(one: list[str | None], other: list[str | None]) -> None:
    column = Coded.of(one)
    assert items(column) == one
    assert items(joined([column, Coded.of(other)])) == one + other
    assert column.present() == list(dict.fromkeys(one))
    assert column.isin(("件", None)).tolist() == [x in ("件", None) for x in one]
    chosen = np.array([x == "起" for x in one], dtype=bool)
    assert items(column.take(chosen)) == [x for x in one if x == "起"]
    assert items(column.changed(chosen, lambda x: f"{x}!")) == [
        "起!" if x == "起" else x for x in one
    ]


@given(NUMBERS)
def test_lines_of_equal_keys_are_found_together(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    assert first_of_equal(a, b).tolist() == [pairs.index(pair) for pair in pairs]
    together = [[i for i, x in enumerate(pairs) if x == pair] for pair in sorted(set(pairs))]
    assert [own.tolist() for own in several(a, b)] == [own for own in together if len(own) > 1]
    assert unique_in_order(a).tolist() == list(dict.fromkeys(x for x, _ in pairs))
