"""Web pages, Word, PDF and zip: what is read, and why something is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.formats import as_zip
from rag.errors import UnreadableFile
from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.reports.page_lines import join_pages
from rag.reports.read import READERS, read_contents, read_parts
from rag.text import fold
from tests.reports.odd_files import DATA, LINES, flat_word, framed_mhtml, word_2003_xml
from tests.reports.odd_files import PAGE as REPORT_PAGE

OFFICE = {".doc", ".wps", ".rtf", ".odt"}  # through LibreOffice, where it is
SENTENCES = "".join(
    f"<p>　　({n})加强领导。全年召开会议{n}次,学法12次。</p>" for n in "一二三四五六"
)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>大河镇2023年法治政府建设工作报告_清水县人民政府</title>
<link rel="canonical" href="https://www.example.gov.cn/a/1.html"><style>p{{color:red}}</style></head>
<body><div class="nav"><ul>{"".join(f"<li><a>栏目{n}</a></li>" for n in range(300))}</ul></div>
<div class="box"><h1>大河镇2023年法治政府建设工作报告</h1>
<div class="info"><span>发布时间:2024-01-05</span> <span>来源:大河镇</span></div>
<div id="zoom"><p>县委、县政府:</p><p>2023年,我镇&nbsp;依法行政。现将情况报告如下:</p><p>一、主要工作</p>{SENTENCES}
<table><tr><th>事项</th><th>数量(件)</th></tr><tr><td>调解</td><td>38</td></tr></table>
<p>二、存在问题<br>人员不足。</p><script>var x = 1;</script></div></div>
<div class="foot">{"".join(f"<a>友情链接{n}</a> " for n in range(200))}</div></body></html>"""


def read_one(data: bytes, name: str) -> str:
    (part,) = read_parts(data, name)
    return part.text


def test_a_page_gives_its_report_without_the_menus() -> None:
    (part,) = read_parts(PAGE.encode("gb18030"), "a.html")
    lines = part.text.splitlines()
    assert lines[0] == "大河镇2023年法治政府建设工作报告"
    assert "发布时间:2024-01-05 来源:大河镇" in lines
    assert "调解 数量(件) 38" in lines
    assert lines[-2:] == ["二、存在问题", "人员不足。"]
    assert "栏目" not in part.text and "友情链接" not in part.text and "var x" not in part.text
    assert part.url == "https://www.example.gov.cn/a/1.html"
    folded = fold(part.text)
    metadata = read_metadata(part.text, folded, find_boilerplate(part.text, folded))
    assert (metadata.place, metadata.published, metadata.addressee) == (
        "大河镇",
        "2024-01-05",
        "县委、县政府",
    )


def test_the_title_of_the_window_stands_in_for_a_missing_one() -> None:
    page = PAGE.replace("<h1>大河镇2023年法治政府建设工作报告</h1>", "")
    assert read_one(page.encode(), "a.htm").startswith("大河镇2023年法治政府建设工作报告\n")


def test_mhtml() -> None:
    data = (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nSnapshot-Content-Location: https://example.org/x\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + PAGE.replace("https://www.example.gov.cn/a/1.html", "").encode()
        + b"\r\n--b--\r\n"
    )
    (part,) = read_parts(data, "a.mhtml")
    assert "一、主要工作" in part.text
    assert part.url == "https://example.org/x"


def test_word_keeps_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("大河镇2023年法治政府建设工作报告")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("事项", "件数", "调解", "0"), strict=True
    ):
        cell.text = words
    document.add_paragraph("调解纠纷38件。")
    out = io.BytesIO()
    document.save(out)
    assert read_one(out.getvalue(), "a.docx") == (
        "大河镇2023年法治政府建设工作报告\n事项 | 件数\n调解 件数 0\n调解纠纷38件。\n"
    )


def test_pdf_lines_are_joined_but_headings_stay() -> None:
    page = (
        "大河镇2023年法治政府建设工作报告\n一、主要工作\n"
        "全镇深入学习贯彻习近平法治思想,扎实推进法治政府建设,\n召开会议3次,学法12次。\n- 1 -\n"
        "二、存在问题\n人员不足。\n2024年1月5日\n"
    )
    assert join_pages([page.splitlines()]) == (
        "大河镇2023年法治政府建设工作报告\n一、主要工作\n"
        "全镇深入学习贯彻习近平法治思想,扎实推进法治政府建设,召开会议3次,学法12次。\n"
        "二、存在问题\n人员不足。\n2024年1月5日\n"
    )


def test_zip_members_are_documents_of_their_own(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("达州/a.txt", "大河镇法治政府建设报告。\n")
        archive.writestr("b.html", PAGE)
        archive.writestr("c.png", b"\x89PNG")
        archive.writestr("__MACOSX/a.txt", "x")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    contents = read_contents(tmp_path / "x.zip", tmp_path)
    assert [d.file for d in contents.documents] == ["x.zip/达州/a.txt", "x.zip/b.html"]
    assert list(contents.skipped) == ["x.zip/c.png"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.html", b"<html><body><script>x()</script></body></html>", "shows no text"),
        ("a.html", b"", "empty"),
        ("a.docx", b"PK\x03\x04 broken", "not a readable Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "Office file, but none of Word"),
        ("a.pdf", b"%PDF-1.4 broken", "not a readable PDF"),
        ("a.zip", b"no zip", "not a readable zip"),
        ("a.mhtml", b"Subject: x\n\nno page", "no HTML page"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_parts(data, name)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(set(READERS) - OFFICE)), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    try:
        assert all(part.text.strip() for part in read_parts(data, f"a{suffix}"))
    except UnreadableFile as problem:
        assert problem.reason


def test_a_number_broken_over_two_lines_of_a_pdf_is_joined() -> None:
    page = "全镇承办人大代表建议八十五件,按时办复率达9\n7.6%。\n7.加强领导\n召开会议。\n"
    assert join_pages([page.splitlines()]) == (
        "全镇承办人大代表建议八十五件,按时办复率达97.6%。\n7.加强领导\n召开会议。\n"
    )


def test_a_saved_page_whose_frame_says_more_is_read_there() -> None:
    (part,) = read_parts(framed_mhtml(), "a.mhtml")
    (page,) = read_parts(REPORT_PAGE, "a.html")
    assert part.text == page.text


@pytest.mark.parametrize("data", [word_2003_xml(), flat_word()])
def test_word_files_of_one_xml_file_are_read_like_others(data: bytes) -> None:
    (part,) = read_parts(data, "a.doc")
    assert part.text.splitlines() == LINES


def test_entities_of_a_word_file_of_one_xml_file_are_refused() -> None:
    data = word_2003_xml().replace(b"?>\n", b'?>\n<!DOCTYPE a [<!ENTITY b "c">]>', 1)
    with pytest.raises(UnreadableFile, match="XML with entities"):
        read_parts(data, "a.doc")


def test_an_unknown_suffix_is_read_when_the_content_tells() -> None:
    assert read_parts(REPORT_PAGE, "art_1.jhtml")[0].warnings == (
        "read as .html, though its name ends in .jhtml",
    )
    for data in (DATA, as_zip({"a.txt": DATA})):  # plain text and archives may be anything
        with pytest.raises(UnreadableFile, match=r"format \.dat is not read"):
            read_parts(data, "a.dat")
