"""PDF files with text. Lines broken by the page's width are joined again."""

from __future__ import annotations

import io
import re

from rag.reports.decode import NotTextError
from rag.reports.read import Part

_HEAD = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．])"
)
_PAGE_NUMBER = re.compile(r"^\s*(?:[-—–－]\s*)?\d{1,3}(?:\s*[-—–－])?\s*$")
_SIGNATURE = re.compile(r"^\s*20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")


def read_pdf(data: bytes, name: str) -> list[Part]:
    """The text of all pages; raises NotTextError for scanned and locked files."""
    text = _by_pypdf(data)
    if _han(text) < 50:
        other = _by_pdfium(data)
        text = other if _han(other) > _han(text) else text
    if not text.strip():
        raise NotTextError("the PDF holds only pictures (a scan): recognise its text first")
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


def _by_pypdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotTextError("the PDF is locked with a password")
        return "\n".join(page.extract_text() or "" for page in reader.pages)
    except NotTextError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return ""


def _by_pdfium(data: bytes) -> str:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise NotTextError("not a readable PDF") from None
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
