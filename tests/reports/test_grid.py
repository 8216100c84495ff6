"""Tables: a number keeps the words that say what it counts."""

from __future__ import annotations

import pytest

from rag.reports.grid import table_lines
from rag.reports.read import read_parts
from rag.types import Document, Fact
from rag.understand import understand

HEAD = "大河镇2023年法治政府建设工作报告\n现将情况报告如下:\n一、主要工作\n见下表:\n"


def facts(text: str) -> dict[str, tuple[float, str | None]]:
    report = understand(Document("t.txt", text, "", "utf-8"))
    found: list[Fact] = [fact for fact in report.facts if fact.indicator]
    assert all(str(int(f.value)) in text[f.start : f.end] for f in found)
    return {f.indicator: (f.value, f.unit) for f in found if f.indicator}


@pytest.mark.parametrize(
    ("rows", "lines", "stated"),
    [
        (
            [["事项", "数量(件)"], ["调解纠纷", "38"]],
            ["事项 | 数量(件)", "调解纠纷 数量(件) 38"],
            {"disputes_handled": (38, "件")},
        ),
        (
            [["事项", "数量", "单位"], ["发放宣传资料", "3000", "份"]],
            ["事项 | 数量 | 单位", "发放宣传资料 数量 3000份"],
            {"publicity_materials": (3000, "份")},
        ),
        (
            [["村名", "排查纠纷(件)", "调解成功率(%)"], ["东村", "12", "100"]],
            ["村名 | 排查纠纷(件) | 调解成功率(%)", "东村 | 排查纠纷(件) 12 | 调解成功率(%) 100"],
            {"disputes_screened": (12, "件"), "mediation_success_rate": (100, "%")},
        ),
        (
            [["序号", "事项", "数量"], ["1", "发放宣传资料(份)", "3000"]],
            ["序号 | 事项 | 数量", "1 | 发放宣传资料 数量 3000份"],
            {"publicity_materials": (3000, "份")},
        ),
        (  # a number that looks like a year, and years that head columns
            [["事项(份)", "2023", "2022"], ["发放宣传资料(份)", "1929", "2022"]],
            ["事项(份) | 2023 | 2022", "发放宣传资料 2023 1929份 | 发放宣传资料 2022 2022份"],
            {},
        ),
        (
            [["事项", "单位", "数量"], ["发放宣传资料", "份", "1929"]],
            ["事项 | 单位 | 数量", "发放宣传资料 数量 1929份"],
            {"publicity_materials": (1929, "份")},
        ),
        (  # two rows of headers, the upper one over two columns
            [["项目", "行政处罚", "行政处罚"], ["项目", "件数(件)", "罚款(元)"], ["全年", "12", "0"]],
            ["项目 | 行政处罚", "项目 | 件数(件) | 罚款(元)", "全年 | 行政处罚件数(件) 12 | 行政处罚罚款(元) 0"],
            {"admin_penalty_cases": (12, "件")},
        ),
    ],
)  # fmt: skip
def test_a_row_of_numbers_repeats_its_headers(
    rows: list[list[str]], lines: list[str], stated: dict[str, tuple[float, str]]
) -> None:
    assert table_lines(rows) == lines
    found = facts(HEAD + "\n".join(lines) + "\n")
    assert {name: found.get(name) for name in stated} == stated


@pytest.mark.parametrize(
    "rows",
    [
        [["调解纠纷", "38件"], ["成功率", "100%"]],  # no headers
        [["索引号", "发布日期"], ["123", "2024"]],  # of the page
        [["一", "二"], ["甲", "乙"]],  # no numbers
        [["1", "2"], ["3", "4"]],
    ],
)
def test_what_is_no_table_of_numbers_stays(rows: list[list[str]]) -> None:
    assert table_lines(rows) == [" | ".join(row) for row in rows]


def test_nothing_gives_nothing() -> None:
    assert table_lines([]) == table_lines([[]]) == table_lines([["", ""]]) == []


def test_spanning_cells_of_a_page() -> None:
    table = (
        "<table><tr><th rowspan=2>村名</th><th colspan=2>纠纷(件)</th></tr>"
        "<tr><th>排查</th><th>调解</th></tr>"
        "<tr><td>东村</td><td>12</td><td>11</td></tr></table>"
    )
    (part,) = read_parts(f"<html><body><p>{HEAD}</p>{table}</body></html>".encode(), "a.html")
    assert part.text.splitlines()[-1] == "东村 | 纠纷(件)排查 12 | 纠纷(件)调解 11"


def test_a_table_of_layout_is_read_as_text() -> None:
    page = "<html><body><table><tr><td><p>一、主要工作</p><p>调解纠纷38件。</p>"
    page += "<p>二、存在问题</p></td></tr></table>"
    (part,) = read_parts(page.encode(), "a.html")
    assert part.text == "一、主要工作\n调解纠纷38件。\n二、存在问题\n"
