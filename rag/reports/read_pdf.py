"""PDF files with text. Lines broken by the page's width are joined again."""

from __future__ import annotations

import io
import logging
import re
from contextlib import suppress

from rag.reports.decode import NotTextError
from rag.reports.read import Part

_HEAD = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．](?!\d))"
)
_LETTER = re.compile(r"[^\W\d_]")
_FEWEST_A_PAGE = 15  # letters: a scan may carry page numbers or a stamp as text
_PAGE_NUMBER = re.compile(r"^\s*(?:[-—–－]\s*)?\d{1,3}(?:\s*[-—–－])?\s*$")
_SIGNATURE = re.compile(r"^\s*20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")


def read_pdf(data: bytes, name: str) -> list[Part]:
    """The text of all pages; raises NotTextError for scanned and locked files."""
    pages = _by_pypdf(data)
    if _han("".join(pages)) < 50:
        others = _by_pdfium(data)
        pages = others if _han("".join(others)) > _han("".join(pages)) else pages or others
    text = "\n".join(pages)
    if not pages:
        raise NotTextError("the PDF has no pages")
    letters = len(_LETTER.findall(text))
    if letters < _FEWEST_A_PAGE * len(pages):
        raise NotTextError(
            f"the PDF is a scan ({letters} letters of text on {len(pages)} pages): "
            "recognise its text first (OCR), then save that as .pdf or .txt"
        )
    return [Part(join_lines(text), "pdf")]


def join_lines(text: str) -> str:
    """Join a line that fills the page's width to the next, unless that begins a heading."""
    lines = [x.rstrip() for x in text.splitlines() if x.strip() and not _PAGE_NUMBER.match(x)]
    width = max((len(x.strip()) for x in lines), default=0)
    joined: list[str] = []
    full = False
    for line in lines:
        if full and not _HEAD.match(line) and not _SIGNATURE.match(line):
            joined[-1] += line.strip()
        else:
            joined.append(line.strip())
        full = len(line.strip()) >= width * 0.85 and not line.endswith(("。", "：", ":"))
    return "\n".join(joined) + "\n"


def _han(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]", text))


def _by_pypdf(data: bytes) -> list[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every oddity of a file
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text() or "" for page in reader.pages]
    except Exception:  # pypdf raises many kinds for damaged files; pdfium reads some of them
        return []
    if locked:
        raise NotTextError("the PDF is locked with a password")
    return pages


def _by_pdfium(data: bytes) -> list[str]:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise NotTextError("not a readable PDF") from None
    pages: list[str] = []
    try:
        for number in range(len(document)):
            with suppress(pypdfium2.PdfiumError):  # one damaged page must not cost the others
                pages.append(document[number].get_textpage().get_text_range())
    finally:
        document.close()
    return pages
