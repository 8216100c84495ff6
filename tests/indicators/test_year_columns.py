"""Tables that set years side by side, read by hand."""

from __future__ import annotations

import pytest

from rag.indicators.facts import find_facts
from rag.indicators.year_columns import cell_at, year_columns
from rag.text import fold
from rag.types import Metadata, Section

TABLE = """主要数据如下：
| 指标 | 2022年 | 2023年 | 同比 |
| --- | --- | --- | --- |
| 行政复议受理（件） | 61 | 85 | 39.3% |
| 调解成功率 | 97.9% | 98.6% | 0.7个百分点 |

| 乡镇 | 法律顾问（名） |
| 甲镇 | 3 |
"""


def facts_of(text: str) -> list[tuple[str | None, float, int | None, str, str]]:
    sections = [Section((), "achievements", 0, len(text))]
    found = find_facts(text, fold(text), sections, Metadata(year_covered=2023))
    return [(f.indicator, f.value, f.year, f.kind, text[f.start : f.end]) for f in found]


def test_each_cell_is_of_its_column_and_row() -> None:
    rows = [fact for fact in facts_of(TABLE) if fact[0] != "legal_advisers"]
    assert [fact[:4] for fact in rows][:6] == [
        ("reconsideration_cases", 61, 2022, "level"),
        ("reconsideration_cases", 85, 2023, "level"),
        ("reconsideration_cases", 39.3, 2023, "change"),
        ("mediation_success_rate", 97.9, 2022, "level"),
        ("mediation_success_rate", 98.6, 2023, "level"),
        ("mediation_success_rate", 0.7, 2023, "change"),
    ]
    assert rows[1][4] == "行政复议受理（件） | 61 | 85"


@pytest.mark.parametrize(
    ("head", "years"),
    [
        ("项目\t上年\t本年", [2022, 2023]),
        ("项目 | 2021年度 | 2022年度 | 2023年度", [2021, 2022, 2023]),
    ],
)
def test_heads(head: str, years: list[int]) -> None:
    mark = "\t" if "\t" in head else " | "
    cells = year_columns(f"{head}\n行政处罚(件){mark}{mark.join('123'[: len(years)])}\n", 2023)
    assert [cell.year for cell in cells] == years
    assert {cell.name for cell in cells} == {"行政处罚"}


def test_a_table_without_years_and_a_later_table_have_no_such_cells() -> None:
    assert year_columns("| 乡镇 | 数量 |\n| 甲镇 | 3 |\n", 2023) == ()
    names = {cell.name for cell in year_columns(fold(TABLE).text, 2023)}
    assert names == {"行政复议受理", "调解成功率"}


def test_an_empty_cell_keeps_its_column() -> None:
    cells = year_columns("| 项目 | 2022年 | 2023年 |\n| 行政复议(件) |  | 85 |\n", 2023)
    assert [(cell.year, cell.name) for cell in cells] == [(2023, "行政复议")]


def test_what_stands_before_the_years_names_the_row_and_cells_with_words_are_left() -> None:
    text = (
        "类别 | 事项 | 2022年 | 2023年\n"
        "执法 | 行政处罚案件 | 19 | 23件\n"
        "调解 | 受理纠纷 | 受理2022年61 | 受理2023年48\n"
    )
    cells = year_columns(text, 2023)
    assert [(cell.name, cell.year) for cell in cells] == [
        ("执法 行政处罚案件", 2022),
        ("执法 行政处罚案件", 2023),
    ]


def test_the_cell_at_an_offset() -> None:
    text = fold(TABLE).text
    cells = year_columns(text, 2023)
    found = cell_at(cells, text.index("85"))
    assert found is not None and found.year == 2023
    assert cell_at(cells, 0) is None
