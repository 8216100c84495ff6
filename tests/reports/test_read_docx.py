"""Word files: what a reader of the paper sees, in its order."""

from __future__ import annotations

import pytest

from bench.formats import as_zip
from rag.errors import UnreadableFile
from rag.reports.numbering import chinese
from rag.reports.read import read_parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, numbering: str = "", styles: str = "") -> str:
    """The text of a Word file with this body."""
    members = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>".encode(),
    }
    if numbering:
        members["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>".encode()
    if styles:
        members["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>".encode()
    (part,) = read_parts(as_zip(members), "a.docx")
    return part.text


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def test_changes_links_and_hidden_words() -> None:
    body = paragraph(
        run("调解"),
        f"<w:ins>{run('矛盾')}</w:ins>",
        f"<w:del>{run('民间')}<w:r><w:delText>民间</w:delText></w:r></w:del>",
        f"<w:hyperlink>{run('纠纷')}</w:hyperlink>",
        run("9", "<w:vanish/>"),
        run("38", '<w:vanish w:val="0"/>'),
        f"<w:smartTag>{run('件')}</w:smartTag>",
        "<w:r><w:br/><w:t>。</w:t><w:noBreakHyphen/><w:tab/><w:t>完</w:t></w:r>",
    )
    assert word(body) == "调解矛盾纠纷38件\n。-\t完\n"


def test_text_in_boxes_and_content_controls() -> None:
    box = f"<w:txbxContent>{paragraph(run('某镇人民政府'))}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph(run('一、主要工作'))}</w:sdtContent></w:sdt>"
        + paragraph(run("正文"), f"<w:r><AlternateContent><Choice>{box}</Choice>"
                    f"<Fallback>{box}</Fallback></AlternateContent></w:r>")
    )  # fmt: skip
    assert word(body) == "一、主要工作\n正文\n某镇人民政府\n"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def test_cells_that_span_columns_and_rows() -> None:
    rows = (
        cell("村名", '<w:vMerge w:val="restart"/>') + cell("纠纷(件)", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("排查") + cell("调解"),
        cell("东村") + cell("12") + cell("11"),
    )
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    assert word(f"<w:tbl>{table}</w:tbl>").splitlines()[-1] == (
        "东村 | 纠纷(件)排查 12 | 纠纷(件)调解 11"
    )


def level(at: int, style: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_automatic_numbers_of_headings() -> None:
    """The outline of most reports written in Word is not in their text."""
    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "(%2)")
    levels += level(2, "decimal", "%1.%3.", 3)
    numbering = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    style = (
        '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )

    def numbered(text: str, at: int) -> str:
        own = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="2"/></w:numPr>'
        return paragraph(run(text), properties=own)

    body = (
        paragraph(run("主要工作"), properties='<w:pStyle w:val="H1"/>')
        + numbered("普法", 1)
        + numbered("调解", 1)
        + numbered("排查", 2)
        + numbered("", 1)  # an empty line is not counted
        + paragraph(run("存在问题"), properties='<w:pStyle w:val="H1"/>')
        + numbered("人员", 1)
    )
    assert word(body, numbering, style).splitlines() == [
        "一、主要工作", "(一)普法", "(二)调解", "一.3.排查", "", "二、存在问题", "(一)人员",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "0")],
)
def test_chinese_numbers(number: int, written: str) -> None:
    assert chinese(number) == written


def test_entities_are_not_expanded() -> None:
    data = as_zip({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(UnreadableFile, match="XML with entities"):
        read_parts(data, "a.docx")
