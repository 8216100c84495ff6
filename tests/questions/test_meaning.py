"""The threshold of rag/questions/meaning.py is the one that the calibration data teaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.indicators.catalogue import load_catalogue
from rag.questions.meaning import accepted, nearest
from rag.questions.wording import load_words

ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("meaning.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
# What a mistake costs: an answer to another question is far worse than asking back.
OTHER_MATTER, OTHER_INDICATOR, MISSED = 4.0, 2.0, 1.0


def cost(threshold: float, scored: list[tuple[float, str, str]]) -> float:
    """Of taking the nearest indicator at this cosine and above."""
    total = 0.0
    for cosine, found, meant in scored:
        if cosine < threshold:
            total += MISSED * (meant != "-")
        elif found != meant:
            total += OTHER_MATTER if meant == "-" else OTHER_INDICATOR
    return total


@pytest.fixture(scope="module")
def scored() -> list[tuple[float, str, str]]:
    rows = []
    for wording, meant in ROWS:
        best = nearest(wording)[0]
        rows.append((best.cosine, best.indicator, meant))
    return rows


def test_the_threshold_is_the_learnt_one(scored: list[tuple[float, str, str]]) -> None:
    steps = [x / 100 for x in range(30, 96)]
    costs = {t: cost(t, scored) for t in steps}
    least = min(costs.values())
    learnt = [t for t, c in costs.items() if c <= least * 1.1]
    print(f"least cost {least} at {learnt}")
    assert load_words("topics.toml")["meaning"]["accept"] in learnt


def test_few_other_matters_are_taken_for_an_indicator(scored: list[tuple[float, str, str]]) -> None:
    threshold = load_words("topics.toml")["meaning"]["accept"]
    taken = [s for s in scored if s[2] == "-" and s[0] >= threshold]
    assert len(taken) <= 0.05 * sum(s[2] == "-" for s in scored)


@pytest.mark.parametrize(
    "matter", ["GDP", "population", "weather", "人口", "天气", "房价", "国内生产总值"]
)
def test_matters_of_other_reports_are_refused(matter: str) -> None:
    assert accepted(nearest(matter)) is None


def test_all_wordings_name_known_indicators() -> None:
    assert {meant for _, meant in ROWS} - {"-"} <= set(load_catalogue().indicators)
