"""PDF files with text. What is printed on paper and then scanned is named as such."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from contextlib import suppress

from rag.reports.decode import NotTextError
from rag.reports.page_lines import join_pages
from rag.reports.read import Part

_LETTER = re.compile(r"[^\W\d_]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # glyphs of a font that does not say what they are
_HAN = re.compile(r"[\u2e80-\u9fff]")
_FEWEST_A_PAGE = 15  # letters: a scan may carry page numbers or a stamp as text
_MOST_PAGES = 1_000  # reports have 5 to 50
_MOST_TEXT = 4_000_000  # characters, as for any file (store/tables.py)
_SOME_HAN = 50


def read_pdf(data: bytes, name: str) -> list[Part]:
    """The text of all pages; raises NotTextError for scanned and locked files."""
    pages = _by_pdfium(data)
    if _han(pages) < _SOME_HAN:  # it lacks some fonts' tables of characters, pypdf others'
        others = _by_pypdf(data)
        pages = others if _han(others) > _han(pages) else pages
    if not pages:
        raise NotTextError("not a readable PDF")
    letters = [len(_LETTER.findall(page)) for page in pages]
    if sum(letters) < _FEWEST_A_PAGE * len(pages):
        raise NotTextError(
            f"the PDF is a scan ({sum(letters)} letters of text on {len(pages)} pages): "
            "recognise its text first (OCR), then save that as .pdf or .txt"
        )
    text = join_pages([page.splitlines() for page in pages])
    if not text.strip():
        raise NotTextError("the PDF shows no text")
    return [Part(text, "pdf", warnings=_warnings(text, letters))]


def _warnings(text: str, letters: Sequence[int]) -> tuple[str, ...]:
    warnings = []
    empty = [str(page) for page, count in enumerate(letters, start=1) if count == 0]
    if empty:
        warnings.append(f"pages without text (scanned or blank): {', '.join(empty)}")
    if private := len(_PRIVATE.findall(text)):
        warnings.append(f"{private} characters of the PDF's own fonts cannot be told")
    return tuple(warnings)


def _han(pages: Sequence[str]) -> int:
    return sum(len(_HAN.findall(page)) for page in pages)


def _by_pdfium(data: bytes) -> list[str]:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise NotTextError("the PDF is locked with a password") from None
        return []
    pages: list[str] = []
    held = 0
    try:
        if len(document) > _MOST_PAGES:
            raise NotTextError(
                f"the PDF has {len(document):,} pages, more than {_MOST_PAGES:,}: "
                "no report; cut out what is one"
            )
        for number in range(len(document)):
            text = ""
            with suppress(pypdfium2.PdfiumError):  # one damaged page must not cost the others
                page = document[number]
                shown = page.get_textpage()
                text = shown.get_text_range()
                shown.close()
                page.close()
            held += len(text)
            if held > _MOST_TEXT:
                raise NotTextError(f"is too long for a report: {held:,} characters")
            pages.append(text)
    finally:
        document.close()
    return pages


def _by_pypdf(data: bytes) -> list[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every oddity of a file
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked and len(reader.pages) <= _MOST_PAGES:
            return [page.extract_text() or "" for page in reader.pages]
    except Exception:  # pypdf raises many kinds for damaged files
        return []
    if locked:
        raise NotTextError("the PDF is locked with a password")
    return []
