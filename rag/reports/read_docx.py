"""Word files (.docx, WordprocessingML: ECMA-376 part 1, 17): paragraphs and tables in order.

What a reader of the paper sees: automatic numbers of headings, text in boxes and content
controls, insertions; not what was deleted or hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from rag.reports.decode import NotTextError
from rag.reports.grid import table_lines
from rag.reports.numbering import Numbering
from rag.reports.packed_xml import PackedXml, child_of, packed, tag_of, value_of
from rag.reports.read import Part

_UNSEEN = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr", "sectPr"))
_AROUND_BLOCKS = frozenset(
    ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "sect", "sub-section")
)
_MOST_SPANNED = 50  # columns of one cell: more is a mistake


def read_docx(data: bytes, name: str) -> list[Part]:
    """The visible text; tables by grid.py."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        data = packed(data, "Word file")
    package = PackedXml(data, "Word file")
    document = package.xml(_main_member(package))
    if tag_of(document) != "document":
        raise package.damaged(f"its text is <{tag_of(document)}>")
    body = next((child for child in document if tag_of(child) == "body"), None)
    if body is None:
        raise package.damaged("no body")
    numbering = Numbering.read(package)
    try:
        text = "\n".join(_blocks(body, numbering)).strip("\n")
    except RecursionError:
        raise package.damaged("tables nested without end") from None
    if not text.strip():
        raise NotTextError("the Word file holds no text")
    return [Part(text + "\n", "docx")]


def _main_member(package: PackedXml) -> str:
    """Word calls it document.xml, other programs may not: the package's relations tell."""
    if "word/document.xml" in package.names or "_rels/.rels" not in package.names:
        return "word/document.xml"
    for relation in package.xml("_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _blocks(parent: Element, numbering: Numbering) -> Iterator[str]:
    """The lines of paragraphs and tables, those inside content controls too."""
    for child in parent:
        tag = tag_of(child)
        if tag == "p":
            yield from _paragraph(child, numbering)
        elif tag == "tbl":
            yield from _table(child, numbering)
        elif tag in _AROUND_BLOCKS:
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Element, numbering: Numbering) -> Iterator[str]:
    """Its line (several where breaks stand in it), then the lines of the boxes on it."""
    boxes: list[Element] = []
    text = "".join(_runs(paragraph, boxes))
    number = numbering.next(paragraph) if text.strip() else ""
    yield from (number + text).split("\n")
    for box in boxes:
        yield from (line for line in _blocks(box, numbering) if line.strip())


def _runs(parent: Element, boxes: list[Element]) -> Iterator[str]:
    for child in parent:
        tag = tag_of(child)
        if tag == "t":
            yield child.text or ""
        elif tag in ("tab", "ptab"):
            yield "\t"
        elif tag in ("br", "cr"):
            yield "\n" if value_of(child, "type") in (None, "textWrapping") else ""
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag in _UNSEEN or (tag == "r" and _hidden(child)):
            continue
        else:
            yield from _runs(child, boxes)


def _hidden(run: Element) -> bool:
    vanish = child_of(run, "rPr", "vanish")
    return vanish is not None and value_of(vanish) not in ("0", "false", "off")


def _table(table: Element, numbering: Numbering) -> list[str]:
    """A cell that spans columns or rows comes in every place it fills."""
    rows: list[list[str]] = []
    above: list[str] = []
    for row in _inside(table, "tr"):
        cells: list[str] = []
        for cell in _inside(row, "tc"):
            merged = child_of(cell, "tcPr", "vMerge")
            if merged is not None and value_of(merged) in (None, "continue"):
                text = above[len(cells)] if len(cells) < len(above) else ""
            else:
                text = "\n".join(_blocks(cell, numbering))
            span = value_of(child_of(cell, "tcPr", "gridSpan")) or "1"
            cells += [text] * (min(int(span), _MOST_SPANNED) if span.isdecimal() else 1)
        above = cells
        rows.append(cells)
    if len(rows) == 1 or all(len(row) == 1 for row in rows):  # a frame around text
        lines = (line for row in rows for cell in dict.fromkeys(row) for line in cell.split("\n"))
        return [line for line in lines if line.strip()]
    return table_lines(rows)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those inside content controls too."""
    for child in parent:
        if tag_of(child) == name:
            yield child
        elif tag_of(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(child, name)
