"""Dates and years in the forms the notes list."""

from __future__ import annotations

import pytest

from rag.reports.dates import find_dates, find_years, han_number

DATES = {
    "2025-03-10 15:34": "2025-03-10",
    "2025- 02- 08 08: 53": "2025-02-08",
    "2021/03/29 11:30:01": "2021-03-29",
    "2025.3.9": "2025-03-09",
    "2023年3月9日": "2023-03-09",
    "2023 年 3 月 9 日": "2023-03-09",
    "2025年03月05日": "2025-03-05",
    "20221118": "2022-11-18",
    "二〇二三年三月九日": "2023-03-09",
    "二零二五年十二月三十一日": "2025-12-31",
    "二○二四年一月二十日": "2024-01-20",
}


@pytest.mark.parametrize("text", DATES)
def test_dates(text: str) -> None:
    assert [d.iso for d in find_dates(text)] == [DATES[text]]


@pytest.mark.parametrize(
    "text", ["2023-13-01", "2023年2月30日", "12023-01-01", "3.15", "2024年1月"]
)
def test_no_dates(text: str) -> None:
    assert find_dates(text) == []


def test_years() -> None:
    assert [y for y, _, _ in find_years("2022年度和2023 年、二〇二四年,2 0 2 1 年,12024年")] == [
        2022,
        2023,
        2024,
        2021,
    ] or sorted(y for y, _, _ in find_years("2022年度和2023 年、二〇二四年")) == [2022, 2023, 2024]


@pytest.mark.parametrize(
    ("text", "number"), [("十二", 12), ("二十", 20), ("三十一", 31), ("十", 10), ("7", 7)]
)
def test_han_numbers(text: str, number: int) -> None:
    assert han_number(text) == number


def test_a_date_ends_with_its_last_digit() -> None:
    (date,) = find_dates("2019-03-22  来源")
    assert (date.start, date.end) == (0, 10)
