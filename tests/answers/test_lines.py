"""Lines as columns say what the lines themselves say, and are made when they are looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers.compose import Rows, compose
from rag.answers.compute import Tools, compute
from rag.answers.finding import Line
from rag.answers.gather import fact_line
from rag.answers.groups import satisfies, sorted_into_groups
from rag.answers.lines import GROUPS, Lines, all_of
from rag.answers.scope import FEW_REPORTS, find_scope, record_order
from rag.answers.units import same_class
from rag.lazy import PAGE, Lazy
from rag.store import ReportRecord
from rag.store.directory import Directory
from rag.types import Comparison, Fact, Filter, Metadata, Query, Report, Section, Span, Topic
from tests.answers.conftest import make_query
from tests.answers.gold_index import GoldIndex

RATE = Topic(indicator="mediation_success_rate")
MANY = 4 * PAGE + FEW_REPORTS


def made_index(values: list[float]) -> GoldIndex:
    """A report a value, each stating it once as its mediation success rate."""
    reports = []
    for number, value in enumerate(values):
        text = f"第{number}镇调解成功率{value:g}%。"
        start, end = text.index("调解"), len(text) - 1
        fact = Fact(
            "mediation_success_rate", "调解成功率", value, "%", False, False, "level", None,
            2020 + number % 5, None, start, end, Span(start + 5, end),
        )  # fmt: skip
        year = 2020 + number % 5
        metadata = Metadata(place=f"第{number}镇", place_level="township", year_covered=year)
        section = Section(("一、调解",), "achievements", 0, len(text))
        reports.append(
            Report(
                f"{number:012x}", f"{number:05}.txt", text, metadata, (), (section,), (), (fact,)
            )
        )
    return GoldIndex(reports)


ASKED = {"kind": "set", "topics": (RATE,), "comparison": Comparison(">=", 95, unit="%")}


def test_asking_makes_no_more_rows_than_are_looked_at() -> None:
    index = made_index([90 + number % 11 for number in range(MANY)])
    query = make_query(**ASKED)
    answer = compose(query, compute(query, Tools(index)), index)  # type: ignore[arg-type]
    rows, citations = answer.rows, answer.citations
    assert isinstance(rows, Rows) and isinstance(citations, Lazy)
    silent = answer.coverage.silent
    assert isinstance(silent, Lazy)
    assert (len(rows), len(citations), len(silent)) == (MANY, MANY, 0)
    assert (rows.made, citations.made, silent.made) == (0, 0, 0)
    assert rows[0].citation == 1 and citations[0].quote == "调解成功率100%"
    assert (rows.made, citations.made) == (PAGE, PAGE)
    assert [row.citation for row in rows] == [c.n for c in citations] == list(range(1, MANY + 1))
    assert rows.made == citations.made == MANY


def test_the_rows_that_cite_a_number_are_found_without_the_others() -> None:
    index = made_index([100.0] * MANY)
    query = make_query(**ASKED)
    rows = compose(query, compute(query, Tools(index)), index).rows  # type: ignore[arg-type]
    assert isinstance(rows, Rows)
    assert [row.citation for row in rows.citing((2, MANY))] == [2, MANY]
    assert rows.made < MANY


def test_many_reports_are_answered_as_one_by_one() -> None:
    """Over many reports lines are shared by all questions; over few they are made for one."""
    index = made_index([90 + number % 11 for number in range(MANY)])
    for asked in (ASKED, {**ASKED, "kind": "rank", "comparison": None}):
        whole = make_query(**asked, where=Filter(years=(2020, 2021)))
        ids = [r.id for r in index.all_reports if r.metadata.year_covered in (2020, 2021)]
        assert len(ids) > FEW_REPORTS
        apart = []
        for some in (ids[:30], ids[30:]):
            query = replace(whole, where=replace(whole.where, reports=tuple(some)))
            apart += list(compute(query, Tools(index)).lines)  # type: ignore[arg-type]
        together = list(compute(whole, Tools(index)).lines)  # type: ignore[arg-type]
        assert sorted(together, key=lambda x: x.record.id) == sorted(
            apart, key=lambda x: x.record.id
        )


# ---------------------------------------------------------------- laws

VALUES = st.sampled_from((0.0, 80.0, 94.0, 95.0, 99.5, 100.0, 390.0))
STATED = st.tuples(
    VALUES,
    st.sampled_from(("%", "件", "起", None)),
    st.booleans(),  # approximate
    st.booleans(),  # planned
    st.integers(0, 5),  # report
)
COMPARISONS = st.one_of(
    st.none(),
    st.builds(
        Comparison,
        st.sampled_from(("=", "!=", ">", ">=", "<", "<=")),
        VALUES,
        unit=st.sampled_from(("%", "件", None)),
    ),
    st.builds(
        Comparison, st.just("between"), VALUES, VALUES, unit=st.just("%"), open_upper=st.booleans()
    ),
)
SIX = made_index([100.0] * 6)


def stated_line(value: float, unit: str | None, approx: bool, planned: bool, report: int) -> Line:
    fact = replace(
        SIX.all_reports[report].facts[0], value=value, unit=unit, approx=approx, planned=planned
    )
    return fact_line(SIX.directory.records[report], RATE, fact)


def group_of(line: Line, query: Query, inside: bool) -> tuple[str, tuple[str, ...]] | None:
    """One line's group and notes, told by the rules one by one."""
    asked, note, fits, near = query.comparison, "", True, False
    if asked is not None:
        if asked.unit and line.unit and (asked.unit == "%") != (line.unit == "%"):
            return None
        fits = bool(satisfies(line.amount, asked))
        note = "" if same_class(asked.unit, line.unit) else "unit_other"
        if not fits and line.approx and asked.op in (">", ">=") and line.amount == asked.value:
            near, note = True, "approx_edge"
        elif not fits and asked.op != "!=":
            edges = [asked.value] if asked.upper is None else [asked.value, asked.upper]
            reach = [5.0 if line.unit == "%" else 0.2 * edge for edge in edges]
            near = any(abs(line.amount - e) <= r for e, r in zip(edges, reach, strict=True))
    notes = (note,) if note else ()
    if line.planned:
        return ("planned", notes) if fits else None
    if not inside:
        return ("other_level", notes) if fits else None
    if fits and not note:
        return "match", notes
    return ("near", notes) if fits or near else None


@given(st.lists(STATED, max_size=10), COMPARISONS)
def test_groups_are_those_of_each_line(
    stated: list[tuple[float, str | None, bool, bool, int]], comparison: Comparison | None
) -> None:
    query = make_query(kind="set", topics=(RATE,), comparison=comparison)
    scope = find_scope(query, SIX)  # type: ignore[arg-type]
    lines = [stated_line(*each) for each in stated]
    found = sorted_into_groups(lines, query, scope, SIX)  # type: ignore[arg-type]
    told = [(x, group_of(x, query, inside=True)) for x in lines]
    expected = [replace(x, group=g[0], notes=g[1]) for x, g in told if g]  # type: ignore[arg-type]
    if any(x.group in ("match", "near") for x in expected) or comparison is None:
        assert sorted(map(repr, found)) == sorted(map(repr, expected))
    downwards = comparison is None or comparison.op not in ("<", "<=")
    keys = [
        (-x.amount if downwards else x.amount, x.year or 0, x.record.file, x.fact.start)  # type: ignore[union-attr]
        for x in found
    ]
    assert keys == sorted(keys)


@given(st.lists(STATED, max_size=8), st.lists(STATED, max_size=8))
def test_lines_read_as_the_lines_they_were_made_from(
    one: list[tuple[float, str | None, bool, bool, int]],
    other: list[tuple[float, str | None, bool, bool, int]],
) -> None:
    first, second = ([stated_line(*each) for each in some] for some in (one, other))
    both = all_of([Lines.of(first, SIX), Lines.of(second, SIX)], SIX)  # type: ignore[arg-type]
    assert list(both) == first + second
    everything = np.ones(len(both), dtype=bool)
    moved = both.moved(everything, "near", "part").moved(everything, note="change")
    assert list(moved) == [replace(x, group="near", notes=("part", "change")) for x in both]
    assert [both.unit[i] for i in range(len(both))] == [x.unit for x in both]
    assert both.amount.tolist() == [x.amount for x in both]
    assert {GROUPS[g] for g in moved.groups} <= {"near"}


@pytest.mark.parametrize("years", [(), (2021,)])
def test_the_scope_is_in_the_order_of_age(years: tuple[int, ...]) -> None:
    index = made_index([100.0] * 12)
    scope = find_scope(make_query(kind="set", where=Filter(years=years)), index)  # type: ignore[arg-type]
    records = list(scope.inside.by_age())
    assert records == sorted(scope.inside.values(), key=record_order)
    assert len(records) == (12 if not years else 3)
    assert isinstance(index.directory, Directory) and isinstance(records[0], ReportRecord)
