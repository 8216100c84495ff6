"""Tables that set years side by side: which year, and which row's name, a cell belongs to.

| 指标 | 2022年 | 2023年 | 同比 |
| 行政复议受理(件) | 61 | 85 | 39.3% |
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_ROW = re.compile(r"^[^\n]*[|\t][^\n]*$", re.MULTILINE)
_YEAR = re.compile(r"(20\d\d)\s*年?(?:度)?$")
_BEFORE = re.compile(r"(?:上年|去年|上一年)(?:度|同期)?$")
_NOW = re.compile(r"(?:本年|今年|当年|本期)(?:度)?$")
_CHANGE = re.compile(r"(?:同比|增减|变化|增幅|增长|比上年|较上年)")
_RULE = re.compile(r"[|\t :\-—]*$")
_ONLY_A_NUMBER = re.compile(r"[约近超+-]?[\d.,]{1,16} ?[余多]?[万亿]?[\u4e00-\u9fff%‰]{0,5}$")
_UNIT = re.compile(r"\([^()]{1,6}\)\s*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell below a year: ``row`` is where its row begins, ``name`` what the row counts."""

    start: int
    end: int
    row: int
    name: str
    year: int | None
    change: bool


def cell_at(cells: Sequence[Cell], place: int) -> Cell | None:
    """The cell that holds an offset; ``cells`` are in order."""
    before = bisect_right(cells, place, key=lambda cell: cell.start) - 1
    return cells[before] if before >= 0 and place < cells[before].end else None


def year_columns(text: str, year: int | None) -> tuple[Cell, ...]:
    """The cells of a folded text that stand below a year, or below a change of years.

    ``year`` is the one that the report covers, for columns headed 上年 and 本年.
    """
    cells: list[Cell] = []
    heads: list[int | str | None] = []
    last = 0
    for row in _ROW.finditer(text):
        parts = _parts(row[0], row.start())
        between = text[last : row.start()]
        if between.strip() or (between.count("\n") > 1 and len(parts) != len(heads)):
            heads = []  # another table
        last = row.end()
        said = [_head(text[a:b].strip(), year) for a, b in parts]
        if sum(isinstance(h, int) for h in said) > 1:
            heads = said
        elif len(heads) == len(parts) and not _RULE.match(row[0]):
            cells += _cells_of_row(text, parts, heads)
    return tuple(cells)


def _cells_of_row(
    text: str, parts: list[tuple[int, int]], heads: list[int | str | None]
) -> list[Cell]:
    """The numbers of a row below years; what stands before the first year names the row."""
    first = next(i for i, head in enumerate(heads) if head is not None)
    name = " ".join(_UNIT.sub("", text[a:b].strip()) for a, b in parts[:first])
    return [
        Cell(a, b, parts[0][0], name, head if isinstance(head, int) else None, head == "change")
        for (a, b), head in zip(parts, heads, strict=True)
        if head is not None and name and _ONLY_A_NUMBER.match(text[a:b])
    ]


def _parts(row: str, at: int) -> list[tuple[int, int]]:
    """The spans of a row's cells, empty ones too, without what its outer bars leave."""
    spans = []
    begin = 0
    for end in [*(bar.start() for bar in re.finditer(r"[|\t]", row)), len(row)]:
        said = row[begin:end]
        left = begin + len(said) - len(said.lstrip())
        spans.append((at + left, at + left + len(said.strip())))
        begin = end + 1
    first = 1 if spans[0][0] == spans[0][1] else 0
    last = -1 if len(spans) > 1 and spans[-1][0] == spans[-1][1] else None
    return spans[first:last]


def _head(said: str, year: int | None) -> int | str | None:
    """The year that heads a column, "change", or nothing."""
    stated = _YEAR.match(said)
    if stated:
        return int(stated[1])
    if year is not None and _BEFORE.match(said):
        return year - 1
    if year is not None and _NOW.match(said):
        return year
    return "change" if _CHANGE.search(said) and len(said) <= 10 else None
