"""Printed lines to paragraphs: headers, page numbers, broken numbers, tables, radicals."""

from __future__ import annotations

import pytest

from bench.formats import as_pdf
from rag.reports.page_lines import Piece, join_pages, lines_of
from rag.reports.read import read_parts
from rag.types import Document
from rag.understand import understand

HEAD = ["大河镇2023年法治政府建设工作报告", "一、主要工作"]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["全年全镇各村各社区共排查调解各类矛盾纠纷1,2", "34件,成功率98%。"],
         "全年全镇各村各社区共排查调解各类矛盾纠纷1,234件,成功率98%。"),
        (["全年全镇各村各社区共调解矛盾纠纷,成功率达百分之", "九十、满意率百分之百。"],
         "全年全镇各村各社区共调解矛盾纠纷,成功率达百分之九十、满意率百分之百。"),
        (["全年全镇各村各社区共排查调解矛盾纠纷成功率达到9", "8.6%。"],
         "全年全镇各村各社区共排查调解矛盾纠纷成功率达到98.6%。"),
        (["全镇持有行政执法证的执法人员共计五十余名(其中3", "2名为今年新增)。"],
         "全镇持有行政执法证的执法人员共计五十余名(其中32名为今年新增)。"),
        (["全年全镇各村各社区共排查调解各类矛盾纠纷 38 件 ，", "均已化解。"],
         "全年全镇各村各社区共排查调解各类矛盾纠纷38件，均已化解。"),
        (["全年全镇各村各社区共同学习使用了 Microsoft Word", "Office 等办公软件。"],
         "全年全镇各村各社区共同学习使用了Microsoft Word Office等办公软件。"),
    ],
)  # fmt: skip
def test_broken_lines_are_joined(lines: list[str], joined: str) -> None:
    assert join_pages([[*HEAD, *lines]]) == "\n".join([*HEAD, joined]) + "\n"


def test_headings_and_signatures_are_not_joined() -> None:
    lines = [
        "全镇认真学习贯彻习近平法治思想并扎实推进法治政府建设", "二、存在问题",
        "全镇行政执法人员力量不足的问题还没有得到根本性的解决", "第三部分 工作打算",
        "全镇将继续认真学习贯彻习近平法治思想和推进法治政府建", "2024年1月5日",
    ]  # fmt: skip
    assert join_pages([lines]).splitlines() == lines


@pytest.mark.parametrize("number", ["- {} -", "— {} —", "第 {} 页", "{}", "第{}页 共3页", "{} / 3"])
def test_what_pages_repeat_is_left_out(number: str) -> None:
    """A header, a footer and the number stand in the middle of a sentence."""
    texts = [
        [*HEAD, "全镇共排查调解各类矛盾纠纷一百三十八件,成功调解一百"],
        ["三十五件,调解成功率为百分之九十八,涉及金额合计共二十"],
        ["三万元。", "行政处罚", "12"],
    ]
    pages = [
        ["大河镇法治政府建设", *text, f"大河镇司法所 {2000 + page}", number.format(page)]
        for page, text in enumerate(texts, start=1)
    ]
    assert join_pages(pages).splitlines() == [
        *HEAD,
        "全镇共排查调解各类矛盾纠纷一百三十八件,成功调解一百三十五件,调解成功率为百分之九十八,"
        "涉及金额合计共二十三万元。",
        "行政处罚",
        "12",
    ]


def test_the_title_is_kept_where_it_heads_every_page() -> None:
    pages = [[HEAD[0], "一、主要工作", "调解纠纷38件。"], [HEAD[0], "二、存在问题", "人员不足。"]]
    assert join_pages(pages).splitlines() == [
        HEAD[0], "一、主要工作", "调解纠纷38件。", "二、存在问题", "人员不足。",
    ]  # fmt: skip


def test_rows_of_numbers_keep_their_headers() -> None:
    lines = ["见下表:", "事项 数量(件)", "行政处罚案件 12", "审查合同 7", "以上数据截至12月底。"]
    assert join_pages([[*HEAD, *lines]]).splitlines()[3:] == [
        "事项 | 数量(件)", "行政处罚案件 数量(件) 12", "审查合同 数量(件) 7", "以上数据截至12月底。",
    ]  # fmt: skip


def test_pieces_of_a_page_are_ordered_by_place() -> None:
    pieces = [Piece(50, 30.4, 4, "38件"), Piece(10, 30, 4, "调解"), Piece(10, 20, 4, "一、")]
    assert lines_of(pieces) == ["一、", "调解38件"]


def test_a_pdf_with_radicals_for_characters_is_understood() -> None:
    """Fonts of many PDFs give ⼀ (U+2F00) for 一; the quote has the character meant."""
    lines = [
        "⼤河镇2023年法治政府建设⼯作报告", "⼀、主要⼯作",
        "全年调解⽭盾纠纷38件,调解成功率达100%,发放宣传资料3000份,审查合同12份,聘请法律顾"
        "问2名,持证⾏政执法⼈员15⼈。", "⼆、存在问题", "⼈员不⾜。",
    ]  # fmt: skip
    (part,) = read_parts(as_pdf(lines), "a.pdf")
    report = understand(Document("a.pdf", part.text, "", "pdf"))
    assert report.metadata.title == "大河镇2023年法治政府建设工作报告"
    stated = {(f.indicator, f.value) for f in report.facts}
    assert {("disputes_handled", 38.0), ("enforcement_officers", 15.0)} <= stated
    assert {s.role for s in report.sections} >= {"achievements", "problems"}
    quote = next(f for f in report.facts if f.indicator == "disputes_handled")
    assert report.text[quote.start : quote.end] == "全年调解矛盾纠纷38件"


def test_radicals_in_a_text_file_are_understood_as_they_stand() -> None:
    text = "⼤河镇2023年法治政府建设⼯作报告\n⼀、主要⼯作\n全年调解⽭盾纠纷38件。\n"
    report = understand(Document("a.txt", text, "", "utf-8"))
    (fact,) = report.facts
    assert report.text[fact.start : fact.end] == "全年调解⽭盾纠纷38件"
    assert report.metadata.place == "大河镇"
