"""Mark page furniture: menus, header tables, tools, tails. Nothing is cut out of the text.

What furniture looks like is data (furniture.toml); this module knows only where to look:
in the lines before the body, after it, and for a few kinds of debris anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rag.reports.lines import Line, all_lines, boundary
from rag.reports.titles import clean_line, is_body_name, is_title, rules
from rag.reports.wordlists import load
from rag.text import Folded
from rag.types import Boilerplate

Kind = Literal["navigation", "metadata", "tools", "tail"]

_FURNITURE_FILE = Path(__file__).with_name("furniture.toml")
_HEAD_LINES = 70
_HEADING = re.compile(
    r"^(?:#+\s*)?(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}\s*[、.]|"
    r"\(\s*[一二三四五六七八九十]{1,3}\s*\)|\d{1,2}\s*[、.](?!\d))\s*[\u3400-\u9fff“\d《]"
)
_ADDRESSEE = re.compile(
    r"^[^。;<>|/]{1,50}(?:委|政府|人大|常委会|办公室|办|厅|局|领导小组|党组|厅\(局\))[^。;<>|/]{0,6}:$"
)
_BARE_VALUE = re.compile(
    r"^(?:[A-Za-z0-9]{6,}[A-Za-z0-9/\-]*|20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
    r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?|无|-|主动公开|[\u3400-\u9fff]{1,8}〔20\d\d〕\d+号)$"
)
_INLINE_LABEL = re.compile(
    r"(?<![\u3400-\u9fff])(?:[\[【]\s*)?(?:发布时间|发布日期|发文日期|成文日期|更新时间|信息来源|文章来源|来源|作者|时间|日期|"
    r"索引号|发布机构|文号|浏览次数|浏览量|访问量|访问次数|点击数|点击量|阅读量|字体|字号|打印|分享到?|收藏)\s*(?:[\]】]\s*)?:"
    r"\s*(?:20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|"
    r"(?:[\[【]?\s*(?:特大|大|中|小)\s*[\]】]?\s*){2,}|(?!20\d\d年)[^\s,。:]{0,24})"
)
_LABEL_WITHOUT_VALUE = re.compile(r"[:\]】|]\s*$")
_DATED_NOTE = re.compile(r"^\(?\s*20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*\)?$")


@dataclass(frozen=True)
class _Furniture:
    bullets: re.Pattern[str]
    head: tuple[tuple[Kind, re.Pattern[str]], ...]
    tail: re.Pattern[str]
    inline_tail: re.Pattern[str]
    anywhere: re.Pattern[str]
    cut: re.Pattern[str]


@cache
def _furniture() -> _Furniture:
    words = load(_FURNITURE_FILE)
    return _Furniture(
        bullets=words.pattern(words.values["bullets"]),
        head=(
            ("navigation", words.any_of("head", "navigation")),
            ("metadata", words.any_of("head", "metadata")),
            ("tools", words.any_of("head", "tools")),
        ),
        tail=words.any_of("tail", "tail"),
        inline_tail=words.any_of("tail", "inline_tail"),
        anywhere=words.any_of("anywhere", "tools"),
        cut=words.any_of("cut", "tools"),
    )


def find_boilerplate(text: str, folded: Folded) -> tuple[Boilerplate, ...]:
    """Furniture spans of ``text``, in order, without overlap; kinds as in Boilerplate."""
    lines = list(all_lines(folded.text))
    if not lines:
        return ()
    kinds: list[Kind | None] = [None] * len(lines)
    for i, line in enumerate(lines):
        if len(line.text) < 400 and _furniture().anywhere.fullmatch(line.text):
            kinds[i] = "tools"
    body = find_body(lines)
    _mark_head(lines[:body], kinds)
    tail_cut = _mark_tail(lines, kinds, body)
    spans = list(_spans(folded.text, lines, kinds))
    if body < len(lines) and len(lines[body].text) > 200 and "tail" not in kinds[: body + 1]:
        spans = sorted([*spans, *_inline_head(lines[body])])
    if tail_cut is not None:
        spans = [(a, min(b, tail_cut), kind) for a, b, kind in spans if a < tail_cut]
        spans.append((tail_cut, len(folded.text), "tail"))
    return tuple(_to_source(text, folded, spans))


def find_body(lines: list[Line]) -> int:
    """Index of the first line that is neither furniture nor title: addressee, heading, prose."""
    for i, line in enumerate(lines[:_HEAD_LINES]):
        bare = _bare(line.text)
        if len(bare) > 200 and "。" in bare:
            return i
        if _HEADING.match(bare) or (_ADDRESSEE.match(bare) and _head_kind(bare) is None):
            return i
        if "如下" in bare and len(bare) < 400 and not is_title(clean_line(line).text):
            return i
        if len(bare) >= 40 and re.search(r"[,。]", bare) and _head_kind(bare) is None:
            if not is_title(clean_line(line).text):
                return i
        elif bare.endswith("。") and len(bare) >= 12 and _head_kind(bare) is None:
            return i
    return min(len(lines), _HEAD_LINES)


def _bare(text: str) -> str:
    return _furniture().bullets.sub("", text)


def _head_kind(bare: str) -> Kind | None:
    if not bare:
        return "tools"
    for kind, pattern in _furniture().head:
        if pattern.match(bare):
            return kind
    return None


def _mark_head(head: list[Line], kinds: list[Kind | None]) -> None:
    """Classify the lines before the body; titles and the bodies that head them stay."""
    keep = _title_lines(head)
    first_title = min(keep, default=None)
    known: list[int] = []
    waiting = False  # a label stood alone: its value is on the next line
    for i, line in enumerate(head):
        bare = _bare(line.text)
        if i in keep:
            waiting = False
            continue
        kind = _head_kind(bare)
        if kind == "navigation" and _furniture().head[1][1].match(bare):
            kind = "metadata"
        if kind is None and (waiting or _BARE_VALUE.match(bare)):
            kind = "metadata"
        if kind is not None and kinds[i] is None:
            kinds[i] = kind
        waiting = kind == "metadata" and _LABEL_WITHOUT_VALUE.search(bare) is not None
        if kinds[i] is not None:
            known.append(i)
    last_known = max(known, default=-1)
    for i, line in enumerate(head):
        if kinds[i] is not None or i in keep or len(line.text) > 60:
            continue
        above_title = first_title is not None and i < first_title
        if above_title or (i < last_known and not _is_signature(line.text)):
            before = kinds[i - 1] if i else None
            kinds[i] = "metadata" if before == "metadata" else "navigation"


def _is_signature(text: str) -> bool:
    return is_body_name(text) or _DATED_NOTE.match(text) is not None


def _title_lines(head: list[Line]) -> set[int]:
    """Indices of title lines: whole ones, broken ones, and the bodies named right above."""
    cleaned = [clean_line(line).text for line in head]
    keep: set[int] = set()
    for i, text in enumerate(cleaned):
        if rules().labelled.search(head[i].text):
            continue
        if is_title(text):
            keep.add(i)
        elif (
            i + 1 < len(cleaned)
            and len(text) <= 60
            and rules().continues.search(cleaned[i + 1])
            and is_title(text + cleaned[i + 1])
            and _head_kind(_bare(text)) is None  # 通知公告, of the menu
        ):
            keep.update((i, i + 1))
    for i in sorted(keep):
        j = i - 1
        while j >= 0 and j not in keep and is_body_name(cleaned[j]):
            keep.add(j)
            j -= 1
    return keep


def _mark_tail(lines: list[Line], kinds: list[Kind | None], body: int) -> int | None:
    """Mark what follows the report. Returns where an inline tail begins, if there is one."""
    first = len(lines)
    while first > body and not _is_prose(lines[first - 1].text):
        first -= 1
    marker = _furniture().tail
    for i in range(max(first, body), len(lines)):
        if marker.match(_bare(lines[i].text)) and not lines[i].text.endswith("。"):
            for j in range(i, len(lines)):
                kinds[j] = "tail"
            break
        if _head_kind(_bare(lines[i].text)) == "metadata" and ":" in lines[i].text:
            kinds[i] = "metadata"
    if "tail" not in kinds:
        last = lines[-1]
        from_here = max(len(last.text) - 160, len(last.text) // 3, 1)
        found = _furniture().inline_tail.search(last.text, from_here)
        if found:
            return last.start + found.start()
    return None


def _inline_head(line: Line) -> list[tuple[int, int, Kind]]:
    """Crumbs, source and date at the beginning of a page without line breaks."""
    text = line.text[:500]
    spans: list[tuple[int, int, Kind]] = []
    title = next((m for m in re.finditer(r"\S+", text) if is_title(m.group())), None)
    if title is not None and title.start() > 4 and _head_kind(text) == "navigation":
        spans.append((line.start, line.start + title.start(), "navigation"))
    first = _INLINE_LABEL.search(text, title.end() if title else 0, 320)
    if first is None:
        return spans
    end, following = first.end(), _INLINE_LABEL.search(text, first.end())
    while following is not None and following.start() - end < 12:
        end, following = following.end(), _INLINE_LABEL.search(text, following.end())
    spans.append((line.start + first.start(), line.start + end, "metadata"))
    return spans


def _is_prose(text: str) -> bool:
    if len(text) > 200 and "。" in text:
        return True
    return (
        len(text) >= 30
        and re.search(r"[,。;]", text) is not None
        and not _furniture().tail.match(_bare(text))
    )


def _spans(folded: str, lines: list[Line], kinds: list[Kind | None]) -> list[tuple[int, int, Kind]]:
    """Spans of marked lines, with the blank lines after them; a cut where tools follow."""
    starts = [_raw_start(folded, line.start) for line in lines] + [len(folded)]
    spans: list[tuple[int, int, Kind]] = []
    for i, kind in enumerate(kinds):
        if kind is None:
            continue
        start, end = (0 if i == 0 else starts[i]), starts[i + 1]
        cut = _furniture().cut.search(lines[i].text, 1) if kind == "metadata" else None
        if cut is None:
            spans.append((start, end, kind))
        else:
            middle = lines[i].start + len(lines[i].text[: cut.start()].rstrip())
            spans += [(start, middle, kind), (middle, end, "tools")]
    merged: list[tuple[int, int, Kind]] = []
    for start, end, kind in spans:
        if merged and merged[-1][2] == kind and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end, kind)
        else:
            merged.append((start, end, kind))
    return merged


def _raw_start(folded: str, index: int) -> int:
    while index > 0 and folded[index - 1] not in "\n\r\u2028\u2029\x0b\x0c":
        index -= 1
    return index


def _to_source(text: str, folded: Folded, spans: list[tuple[int, int, Kind]]) -> list[Boilerplate]:
    found = []
    for start, end, kind in spans:
        source = boundary(folded, text, start), boundary(folded, text, end)
        if source[0] < source[1]:
            found.append(Boilerplate(source[0], source[1], kind))
    return found
