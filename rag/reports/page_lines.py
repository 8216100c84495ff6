"""The printed lines of fixed pages (PDF, OFD) to paragraphs.

A page repeats its header and its number, and breaks lines where its width ends: in the
middle of sentences, numbers and words. Knows nothing of how the lines were found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.reports.grid import table_lines
from rag.reports.titles import is_title
from rag.text import RADICALS, fold

_HEAD = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．](?!\d)|"
    r"第[一二三四五六七八九十]{1,3}[章节部条])"
)
_SIGNATURE = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$")
_ENDS = ("。", "：", ":", "；", ";", "！", "？")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·•.\s]*|第\s*|Page\s*)([0-9０-９]{1,4})(?:\s*页)?(?:\s*(?:/|共|of|，|,)+\s*[0-9０-９]{1,4}(?:\s*页)?)?[-—–－·•.\s]*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[-—–－]\s*[0-9０-９]{1,4}\s*[-—–－]$")  # a page number wherever it stands
# What must go on in the next line, whatever that looks like.
_BROKEN = re.compile(r"(?:百分之[零一二三四五六七八九十百]*|[0-9０-９][,，.．]?|[(（《“〔])$")
_GOES_ON = re.compile(r"[0-9０-９,，.．%％零一二三四五六七八九十百]")
_STOP = re.compile("[。，；,;]")  # of prose, which is never a header
_DIGITS = re.compile(r"[0-9０-９]+")
_AUTOSPACE = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：（）“”《》]) +(?=[0-9A-Za-z])|"
    r"(?<=[0-9A-Za-z%％]) +(?=[\u3400-\u9fff，。、；：（）“”《》])|"
    r"(?<=[，。、；：]) (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) (?=[，。、；：])"
)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\u00ad\ufffe\uffff]")
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，.．]*[%％]?$")
_FULL = 0.85  # of the width of the text: such a line may go on in the next
_NEARLY = 0.6
_NARROWEST = 16.0  # characters of a full line: one of two columns on a page
_EDGE = 2  # lines at the top and at the bottom of a page that may be its header or number


@dataclass(frozen=True, slots=True)
class Piece:
    """A text at its place: from the left and the top of the page, in any unit."""

    left: float
    top: float
    size: float  # of the letters
    text: str


def lines_of(pieces: Sequence[Piece]) -> list[str]:
    """The lines of a page: pieces at one height, from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top, p.left)):
        near = max(piece.size, 1.0) / 2
        if lines and abs(lines[-1][0].top - piece.top) < near:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return ["".join(p.text for p in sorted(line, key=lambda p: p.left)) for line in lines]


def join_pages(pages: Sequence[Sequence[str]]) -> str:
    """One text of all pages, without what pages repeat."""
    cleaned = [[line for raw in page if (line := _clean(raw))] for page in pages]
    return join_lines([line for page in _without_edges(cleaned) for line in page])


def _clean(line: str) -> str:
    return _NO_TEXT.sub("", line.translate(RADICALS)).strip()


# ---------------------------------------------------------------- headers and page numbers


def _without_edges(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without their running headers, footers and numbers."""
    edges = [_edge(page) for page in pages]
    marks = Counter(mark for edge in edges for mark in {_mark(line) for line in edge.values()})
    numbers = [
        {at: shift for at, line in edge.items() if (shift := _shift(line, page)) is not None}
        for page, edge in enumerate(edges, start=1)
    ]
    shifts = Counter(shift for page in numbers for shift in set(page.values()))
    often = max(2, (len(pages) + 1) // 2)
    kept = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True), start=1):
        gone = {
            at
            for at, shift in numbers[number - 1].items()
            if shifts[shift] > 1 or (shift == 0 and at in (0, len(page) - 1))
        }
        for at, line in edge.items():
            repeated = marks[_mark(line)] >= often and at not in numbers[number - 1]
            if repeated and not _STOP.search(line) and not _only_title(line, number, page, at):
                gone.add(at)
        kept.append(
            [line for at, line in enumerate(page) if at not in gone and not _MARKED.match(line)]
        )
    return kept


def _edge(page: Sequence[str]) -> dict[int, str]:
    """The lines that may be a header, a footer or a page's number, by their place."""
    places = {*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))}
    return {at: page[at] for at in sorted(places)}


def _mark(line: str) -> str:
    """A line but for its numbers: 第 1 页 and 第 2 页 are one."""
    return _DIGITS.sub("0", re.sub(r"\s+", "", line))


def _shift(line: str, number: int) -> int | None:
    """By how much a line that is only a page number differs from the count of pages."""
    found = _PAGE_NUMBER.match(line)
    return int(unicodedata.normalize("NFKC", found[1])) - number if found else None


def _only_title(line: str, number: int, page: Sequence[str], at: int) -> bool:
    """The header of the first page is the report's title when no other line is one."""
    if number > 1 or not is_title(fold(line).text):
        return False
    return not any(is_title(fold(other).text) for other in page[at + 1 : at + 6])


# ---------------------------------------------------------------- paragraphs


def join_lines(lines: Sequence[str]) -> str:
    """Join a line that fills the page's width to the next, unless that begins a heading."""
    lines = [line for line in lines if line.strip()]
    width = _usual_width(lines)
    paragraphs: list[list[str]] = []
    last = ""  # the line before, alone; "" where nothing may follow it
    for line, whole in _with_tables(lines):
        if last and not whole and _continues(last, line, width):
            paragraphs[-1].append(" " + line if _apart(last, line) else line)
        else:
            paragraphs.append([line])
        last = "" if whole else line
    joined = ("".join(lines) for lines in paragraphs)
    return "\n".join(line if " | " in line else _close(line) for line in joined) + "\n"


def _close(line: str) -> str:
    """Without the gaps that typesetting leaves between digits or letters and Chinese."""
    return _AUTOSPACE.sub("", line)


def _continues(last: str, line: str, width: float) -> bool:
    """Whether a line goes on in the next."""
    if _SIGNATURE.match(line):
        return False
    part = _width(last) / width
    if _BROKEN.search(last) and _GOES_ON.match(line) and part >= _NEARLY:
        return True
    return part >= _FULL and not last.endswith(_ENDS) and not _HEAD.match(line)


def _apart(last: str, line: str) -> bool:
    """Words of Latin letters are parted by spaces, Chinese ones are not."""
    return last[-1].isascii() and last[-1].isalpha() and line[0].isascii() and line[0].isalpha()


def _usual_width(lines: Sequence[str]) -> float:
    """The width that lines of at least this width hold half of the text: that of full lines.

    Neither a long line of a table nor many short ones change it.
    """
    widths = sorted(map(_width, lines), reverse=True)
    half, total = sum(widths) / 2, 0.0
    for width in widths:
        total += width
        if total >= half:
            return max(width, _NARROWEST)
    return _NARROWEST


def _width(line: str) -> float:
    """In Chinese characters; digits and Latin letters take half of one (UAX 11)."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in line)


def _with_tables(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Lines, and whether they are whole: rows of numbers below a row of headers (grid.py)."""
    at = 0
    while at < len(lines):
        rows = _table_at(lines, at)
        yield from ((line, True) for line in table_lines(rows))
        if not rows:
            yield lines[at], False
        at += max(1, len(rows))


def _table_at(lines: Sequence[str], at: int) -> list[list[str]]:
    """Rows of as many words as the headers, each with a bare number; none when no table."""
    headers = lines[at].split()
    if not 2 <= len(headers) <= 8 or any(_DIGITS.search(h) for h in headers):
        return []
    rows = [headers]
    for line in lines[at + 1 :]:
        cells = line.split()
        if len(cells) != len(headers) or not any(map(_NUMBER.match, cells)):
            break
        if not any(_NUMBER.match(cell) is None for cell in cells):
            break
        rows.append(cells)
    return rows if len(rows) > 1 else []
