"""Days and months, as conditions: 331 is the 31st of March, 20230331 that of 2023."""

from __future__ import annotations

import pytest
from samples import sample_index

from rag.days import DAYS, number_of_date, written_date
from rag.questions.dates import find_date
from rag.questions.parse import parse
from rag.questions.wording import read_wording


@pytest.mark.parametrize(
    ("question", "op", "value", "upper"),
    [
        ("哪些报告是1月份公开的?", "between", 101, 131),
        ("Which reports were published in January?", "between", 101, 131),
        ("2023年2月发布的报告", "between", 20230201, 20230228),
        ("2024年2月发布的报告", "between", 20240201, 20240229),
        ("3月31日以后才公开的有哪些", ">", 331, None),
        ("published after 1 April 2024", ">", 20240401, None),
        ("published before March 31st", "<", 331, None),
        ("published by 31 March 2023", "<=", 20230331, None),
        ("四月一日前公布", "<", 401, None),
        ("3月底前公开", "<=", 331, None),
        ("2023-03-31发布", "=", 20230331, None),
        ("上半年公布的", "between", 101, 630),
        ("published in the second quarter", "between", 401, 630),
        ("published in May", "between", 501, 531),
        ("2月30日发布", None, None, None),
        ("may I see when they were published", None, None, None),
    ],
)
def test_days_and_months(
    question: str, op: str | None, value: float | None, upper: float | None
) -> None:
    found = find_date(read_wording(question).plain)
    if op is None:
        assert found is None
        return
    assert found is not None
    asked = found.value
    assert (asked.op, asked.value, asked.upper, asked.unit) == (op, value, upper, DAYS)


def test_a_day_is_no_year_and_no_number_of_the_question() -> None:
    query = parse("Which reports were published by 31 March 2023?", sample_index())
    assert [t.field for t in query.topics] == ["published"]
    assert query.where.years == () and query.comparison is not None
    assert query.comparison.value == 20230331
    own = parse("2022年度报告中哪些在2023年4月1日以后才公开?", sample_index())
    assert own.where.years == (2022,)


def test_not_published_in_time_is_published_later() -> None:
    query = parse("哪些单位3月底前没有公开报告?", sample_index())
    assert query.comparison is not None and query.stance == "any"
    assert (query.comparison.op, query.comparison.value) == (">", 331)


def test_days_compare_with_and_without_their_year() -> None:
    assert number_of_date("2023-03-31", like=331) == 331
    assert number_of_date("2023-03-31", like=20230101) == 20230331
    assert number_of_date("2023-03", like=331) is None
    assert written_date(331, english=False) == "3月31日"
    assert written_date(20230331, english=True) == "31 March 2023"


def test_not_published_in_a_month_is_published_after_it() -> None:
    query = parse("哪些单位1月没有公开报告?", sample_index())
    assert query.comparison is not None
    assert (query.comparison.op, query.comparison.value) == (">", 131)
