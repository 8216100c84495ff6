"""The problems and plans that most reports share: statements counted over the samples."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from rag.answers.compose import compose
from rag.answers.compute import Tools, compute
from rag.answers.finding import Finding
from rag.indicators.claims import find_claims
from rag.text import fold
from rag.types import Filter
from tests.answers.conftest import make_query
from tests.answers.gold_index import GoldIndex

PROBLEMS = Filter(roles=("problems",))


@pytest.fixture(scope="module")
def read(gold: GoldIndex) -> GoldIndex:
    """The samples with every statement of claims.toml that stands in them."""
    reports = [
        replace(r, claims=find_claims(r.text, fold(r.text), r.sections))
        for r in gold.whole_reports([record.id for record in gold.reports()])
    ]
    return GoldIndex(reports)


def find(index: GoldIndex, **parts: Any) -> Finding:
    return compute(make_query(kind="claim", common=True, **parts), Tools(index))  # type: ignore[arg-type]


def test_each_statement_counts_once_a_report_and_the_most_common_comes_first(
    read: GoldIndex,
) -> None:
    found = find(read, where=PROBLEMS)
    numbers = Counter(line.phrase for line in found.lines)
    assert list(numbers.values()) == sorted(numbers.values(), reverse=True)
    pairs = [(line.phrase, line.record.id) for line in found.lines]
    assert len(set(pairs)) == len(pairs)
    assert {line.value for line in found.lines} == {"weakness"}


def test_as_many_as_asked_and_what_ties_with_the_last(read: GoldIndex) -> None:
    numbers = list(Counter(x.phrase for x in find(read, where=PROBLEMS, limit=2).lines).values())
    assert len(numbers) >= 2
    assert all(n == numbers[1] for n in numbers[2:])


def test_plans_stand_in_the_sections_on_plans(read: GoldIndex) -> None:
    found = find(read, where=Filter(roles=("plans",)))
    assert found.lines and all(line.planned for line in found.lines)


def test_every_report_named_is_cited(read: GoldIndex) -> None:
    query = make_query(kind="claim", common=True, where=PROBLEMS)
    said = compose(query, compute(query, Tools(read)), read)  # type: ignore[arg-type]
    assert all(f"[{c.n}]" in said.text for c in said.citations)
    assert (said.coverage.considered, said.abstained) == (5, False)
