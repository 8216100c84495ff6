"""An index of the samples' truth, and queries and answers over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rag.answers.compose import compose
from rag.answers.compute import Tools, compute
from rag.answers.finding import Finding
from rag.types import Answer, Query
from tests.answers.gold_index import GoldIndex, read_gold


@pytest.fixture(scope="session")
def gold() -> GoldIndex:
    return read_gold()


@pytest.fixture(scope="session")
def find(gold: GoldIndex) -> Callable[..., Finding]:
    """find(kind="set", topics=(...)) -> Finding"""

    def run(**parts: Any) -> Finding:
        return compute(make_query(**parts), Tools(gold))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def answer(gold: GoldIndex) -> Callable[..., Answer]:
    """answer(kind="set", topics=(...)) -> Answer"""

    def run(**parts: Any) -> Answer:
        query = make_query(**parts)
        return compose(query, compute(query, Tools(gold)), gold)  # type: ignore[arg-type]

    return run


def make_query(**parts: Any) -> Query:
    return Query(**{"text": "问", "language": "zh-Hans", **parts})
