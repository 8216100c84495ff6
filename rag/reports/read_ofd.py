"""OFD files (GB/T 33190-2016, the national format of fixed pages): the lines of each page."""

from __future__ import annotations

import posixpath
from xml.etree.ElementTree import Element

from rag.reports.decode import NotTextError
from rag.reports.packed_xml import PackedXml, child_of, tag_of
from rag.reports.page_lines import Piece, join_pages, lines_of
from rag.reports.read import Part

_MOST_PAGES = 1_000


def read_ofd(data: bytes, name: str) -> list[Part]:
    """The text of all pages; raises NotTextError for pages that are pictures."""
    package = PackedXml(data, "OFD file")
    pages: list[list[str]] = []
    for body in package.xml("OFD.xml"):
        root = child_of(body, "DocRoot")
        if tag_of(body) == "DocBody" and root is not None and root.text:
            document = root.text.strip().lstrip("/")
            pages += _pages(package, document)
    if not any(line.strip() for page in pages for line in page):
        raise NotTextError(
            "the OFD file holds pictures of pages and no text: "
            "recognise its text first (OCR), then save that as .txt"
        )
    return [Part(join_pages(pages), "ofd")]


def _pages(package: PackedXml, document: str) -> list[list[str]]:
    pages: list[list[str]] = []
    listed = child_of(package.xml(document), "Pages")
    for page in list(listed) if listed is not None else ():
        if len(pages) == _MOST_PAGES:
            raise package.damaged(f"more than {_MOST_PAGES:,} pages")
        place = page.get("BaseLoc", "")
        path = place if place.startswith("/") else f"{posixpath.dirname(document)}/{place}"
        pages.append(lines_of(_pieces(package.xml(posixpath.normpath(path).lstrip("/")))))
    return pages


def _pieces(page: Element) -> list[Piece]:
    """The texts of a page with their places in millimetres from its top left."""
    pieces = []
    for element in page.iter():
        if tag_of(element) != "TextObject":
            continue
        left, top, *_ = _numbers(element.get("Boundary", ""), 4)
        size = _numbers(element.get("Size", ""), 1)[0]
        for code in element:
            if tag_of(code) == "TextCode" and code.text:
                x, y = _numbers(f"{code.get('X', '0')} {code.get('Y', '0')}", 2)
                pieces.append(Piece(left + x, top + y, size, code.text))
    return pieces


def _numbers(written: str, count: int) -> list[float]:
    numbers = []
    for word in written.split():
        try:
            numbers.append(float(word))
        except ValueError:
            numbers.append(0.0)
    return [*numbers, *[0.0] * count][:count]
