"""Yes or no to a number, figures of all reports, and figures by year, over the samples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.types import Answer, Comparison, Filter, Topic

RATE = Topic(indicator="mediation_success_rate")
IN_LIFU = Filter(places=("李馥镇",))


@pytest.mark.parametrize(
    ("language", "asked", "verdict"),
    [
        ("zh-Hans", 100.0, "是。"),
        ("zh-Hans", 50.0, "不是。"),
        ("zh-Hant", 50.0, "不是。"),
        ("en", 100.0, "Yes."),
        ("en", 50.0, "No."),
    ],
)
def test_yes_or_no(
    answer: Callable[..., Answer], language: str, asked: float, verdict: str
) -> None:
    said = answer(
        kind="fact",
        topics=(RATE,),
        where=IN_LIFU,
        comparison=Comparison("=", asked, unit="%"),
        language=language,
    )
    assert said.text.startswith(verdict)
    assert not said.abstained and "[1]" in said.text


def test_a_number_is_not_denied_by_one_of_another_kind(answer: Callable[..., Answer]) -> None:
    asked = Comparison("=", 5821.0, unit="件")
    said = answer(kind="fact", topics=(RATE,), where=IN_LIFU, comparison=asked)
    assert said.abstained


def test_above_average_tells_the_average(answer: Callable[..., Answer]) -> None:
    mean = answer(kind="average", topics=(RATE,), statistics=("mean",)).number
    above = Comparison(">", 0.0, relative="mean")
    said = answer(kind="set", topics=(RATE,), comparison=above)
    matches = [r for r in said.rows if r.group == "match"]
    assert mean is not None and matches
    assert all(float(str(r.value)) > mean for r in matches)
    assert "平均值为" in said.text


def test_shares_by_year(answer: Callable[..., Answer]) -> None:
    said = answer(kind="count", topics=(RATE,), statistics=("share",), per="year")
    for year in (2020, 2022, 2024):
        assert f"- {year}年：" in said.text


def test_who_has_none_is_answered_by_the_ledger(answer: Callable[..., Answer]) -> None:
    nothing = Comparison("=", 0.0)
    said = answer(kind="set", topics=(Topic(indicator="notary_cases"),), comparison=nothing)
    assert not said.abstained and not said.rows
    assert said.coverage.considered == len(said.coverage.silent) == 5
    assert "未提及不等于没有" in said.text
