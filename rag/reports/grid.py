"""Tables to lines of text. A number keeps the words that say what it counts.

    事项     | 数量(件)          事项 | 数量(件)
    调解纠纷 | 38          ->    调解纠纷 数量(件) 38

A row of numbers repeats its headers, so that one line can be cited and its unit found; what
is no table of numbers is written as it stands, the cells of a row apart by |.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BARE = re.compile(r"^[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?\s*[%％]?$")
_DIGIT = re.compile(r"[0-9０-９]")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_UNIT = re.compile(r"[(（]\s*(?:单位\s*[:：]\s*)?([\u4e00-\u9fff%％]{1,3})\s*[)）]\s*$")
_UNIT_COLUMN = re.compile(r"^(?:计量)?单\s*位$")
_ORDER = re.compile(
    r"^(?:序\s*号|编\s*号|排\s*名|名\s*次|年\s*[份度]|时\s*间|日\s*期|电\s*话|邮\s*编)$"
)
_LABELS = re.compile(r"索\s*引|发布|文\s*号|日\s*期|公开|网\s*址|电话")
# Headers that do not say what is counted: then the row's label does.
_GENERIC = re.compile(
    r"^(?:(?:19|20)\d\d(?:\s*年度?)?|本年度?|上年度?|全年|去年|今年|[上下]半年|[一二三四]季度|\d{1,2}月|"
    r"数\s*[量值据目]?|件\s*数|[人份场]?次?\s*数|总\s*[数计量]|合\s*计|小\s*计|完成(?:情况|数量?)?|"
    r"结果|指标值|情况|备注)\s*(?:[(（][^()（）]{1,8}[)）])?$"
)
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d(?:\s*年度?)?|[本上]年度?|[去今]年")
_ITEM = re.compile(r"^(?:事\s*项|项\s*目|指\s*标|内\s*容|名\s*称|工作).{0,4}$")
_LONGEST_CELL = 60  # characters: longer ones are text set in a table


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table; ``rows`` hold the visible text of the cells, spans filled in.

    A cell that spans several columns or rows stands in each of them.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    width = max(map(len, rows), default=0)
    top = _header_rows(rows, width)
    if not top:
        return [line for row in rows if (line := _plain(row))]
    headers = [_header([row[at] for row in rows[:top]]) for at in range(width)]
    lines = [line for row in rows[:top] if (line := _plain(row))]
    for row in rows[top:]:
        line = _labelled(row, headers) if len(row) == width else _plain(row)
        if line:
            lines.append(line)
    return lines


def _header_rows(rows: Sequence[Sequence[str]], width: int) -> int:
    """How many rows on top are headers of a table of numbers; 0 when it is none."""
    top = 0
    for row in rows:
        # 2023 in the first row heads a column, below it is a number like any other
        if any(_BARE.match(cell) and not (top == 0 and _YEAR.match(cell)) for cell in row):
            break
        top += 1
    full = all(len(row) == width for row in rows[:top])
    if not 1 <= top <= 3 or top == len(rows) or width < 2 or not full:
        return 0
    heads = [cell for row in rows[:top] for cell in row]
    if any(_DIGIT.search(c) and not _GENERIC.match(c) and not _YEAR.match(c) for c in heads):
        return 0
    cells = [cell for row in rows for cell in row]
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        return 0
    return 0 if any(map(_LABELS.search, heads)) else top


def _labelled(row: Sequence[str], headers: Sequence[str]) -> str:
    """One row of numbers: each number after its header, and after the row's label if need be."""
    unit = next((row[at] for at, h in enumerate(headers) if _UNIT_COLUMN.match(h)), "")
    words = [
        (cell, header)
        for cell, header in zip(row, headers, strict=True)
        if not _UNIT_COLUMN.match(header)
    ]
    labels = [(c, h) for c, h in words if c and not _BARE.match(c) and not _ORDER.match(h)]
    label = next((c for c, h in labels if _ITEM.match(h)), labels[0][0] if labels else "")
    own = _UNIT.search(label)
    name = label[: own.start()].strip() if own else label
    unit = own[1] if own else unit
    parts: list[str] = []
    named = False  # the label stands before a number already
    for cell, header in words:
        if not _BARE.match(cell) or _ORDER.match(header):
            parts.append(cell)
            continue
        has_unit = _UNIT.search(header) is not None or cell.endswith(("%", "％"))
        number = cell if has_unit else cell + unit
        if _says_nothing(header):
            parts.append(" ".join(filter(None, (name, header, number))))
            named = True
        else:
            parts.append(f"{header} {number}")
    if named and label in parts:
        parts.remove(label)
    return _plain(parts)


def _plain(row: Sequence[str]) -> str:
    """The cells apart by |; one that spans several columns is written once."""
    cells = [cell for at, cell in enumerate(row) if cell and (at == 0 or row[at - 1] != cell)]
    return " | ".join(cells)


def _says_nothing(header: str) -> bool:
    """Whether a header does not say what is counted."""
    year = _YEAR_HEAD.match(header)
    rest = header[year.end() :] if year else header
    return not rest or _GENERIC.match(rest) is not None


def _header(parts: Sequence[str]) -> str:
    """The header of a column from those above each other.

    数量(件) over 2023年 heads numbers of 2023: 2023年数量(件), which says no more of what is
    counted than either.
    """
    parts = list(dict.fromkeys(part for part in parts if part))
    if all(map(_GENERIC.match, parts)):
        parts.sort(key=lambda part: _YEAR_HEAD.fullmatch(part) is None)
    return "".join(parts)
