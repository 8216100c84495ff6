"""Who signed a report: the signature, else the title, else the source line. And when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reports.dates import find_dates
from rag.reports.lines import Line
from rag.reports.places import read_chain, read_department
from rag.reports.titles import Title, clean_line

_SPANS = tuple[tuple[int, int], ...]

_PARTY = r"(?:中共|中国共产党)[^\s、,。;:]{2,30}?(?:工作委员会|委员会(?:办公室)?|党组|党工委|党委)"
_GOVERNMENT = (
    r"[^\s、,。;:()]{2,30}?人民政府[^\s、,。;:()]{2,10}?(?:街道办事处|办事处)|"
    r"[^\s、,。;:()]{2,30}?(?:人民政府(?:办公室)?|街道办事处|办事处|管理委员会|管委会)"
)
_OFFICE = r"[\u4e00-\u9fff、]{2,30}?(?:局|厅|委员会|委|办公室|大队|支队|总队|中心)(?:\([\u4e00-\u9fff]{2,20}\))?"
_BODY = re.compile(rf"{_PARTY}|{_GOVERNMENT}|{_OFFICE}(?=$|\s|\d|[(〔二]|中共|关于|党组)")
_SIGNATURE_LINE = re.compile(
    r"^(?:(?:报告单位|单位|落款|签发)\s*:\s*)?[\u4e00-\u9fff()\s、·]{2,50}?(?:委员会|人民政府|办事处|管委会|党组|党委|党工委|局|厅|委|办公室|大队|支队|中心)"
    r"(?:\([\u4e00-\u9fff]{1,10}\))?\s*(?=$|20\d\d|二[〇零○])"
)
_DATE_LINE = re.compile(  # of a line without its spaces
    r"^\(?\s*(?:20\d\d\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?|二[〇零○◯O0]\S{2,4}年\S{1,3}月\S{1,4}日)\s*\)?$"
)
_GLUED_END = re.compile(
    r"[。!;]\s*((?:[\u4e00-\u9fff、\s]{4,60}?(?:委员会|人民政府|办事处|管委会|党组|局|厅)\s*){0,2})"
    r"((?:20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|二[〇零○◯O0]\S{2}年\S{1,2}月\S{1,3}日)?)\s*$"
)
_SOURCE_LABEL = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来\s*源|发布机构|发布单位|发文机关|发文单位|制发机构|公开机构)\s*[\]】]?\s*[:|]?\s*([\u4e00-\u9fff()]{3,30})"
)
_END_OF_REPORT = re.compile(
    r"^(?:特此(?:报告|汇报)|专此报告|以上(?:报告|汇报)|此报告|妥否|请(?:予)?审[议阅示]|如有不[妥当]|附件|\(?联系人|\(此件)"
)


@dataclass(frozen=True, slots=True)
class Issuers:
    """Spans of the issuing bodies in the folded text, and what the signature tells."""

    spans: _SPANS
    basis: str  # signature, title, source_line, none
    dated: tuple[str, int, int] | None  # ISO date of the signature and its span
    joint: tuple[int, int] | None  # where party committee and government issue together
    closing: int | None  # where the closing begins, when the report has one


def find_issuers(folded: str, head: list[Line], body: list[Line], title: Title | None) -> Issuers:
    """Look in the closing, then at the top, in the title and in the source line.

    ``head`` are the lines before the body, ``body`` the rest without furniture.
    """
    signature, dated, closing = _read_closing(folded, body)
    if dated is None:
        top, top_date = _read_top(folded, head)
        dated = top_date
        signature = signature or (top if top_date else ())
    basis = "signature"
    spans = signature
    if not spans and title is not None:
        basis = "title"
        spans = tuple(s for part in title.parts for s in _bodies(folded, *part))
    if not spans:
        basis, spans = "source_line", _read_source(folded, head)
    joint = _joint(folded, spans) or _joint_title(folded, title)
    return Issuers(spans, basis if spans else "none", dated, joint, closing)


def closing_start(folded: str, body: list[Line]) -> int | None:
    """Where the closing (signature, date, 特此报告) begins, as an offset into the folded text."""
    return _read_closing(folded, body)[2]


def _read_closing(
    folded: str, lines: list[Line]
) -> tuple[_SPANS, tuple[str, int, int] | None, int | None]:
    spans: list[tuple[int, int]] = []
    dated: tuple[str, int, int] | None = None
    closing: int | None = None
    index = len(lines) - 1
    while index >= 0:
        line = lines[index]
        if _DATE_LINE.match(re.sub(r"\s", "", line.text)):
            dates = find_dates(folded, line.start, line.end)
            if dated is None and dates:
                dated = (dates[-1].iso, dates[-1].start, dates[-1].end)
            closing = line.start
        elif len(line.text) <= 60 and _SIGNATURE_LINE.match(line.text) and "。" not in line.text:
            spans = [*_bodies(folded, line.start, line.end), *spans]
            dates = find_dates(folded, line.start, line.end)
            if dates and dated is None:
                dated = (dates[-1].iso, dates[-1].start, dates[-1].end)
            closing = line.start
        elif _END_OF_REPORT.match(line.text) and len(line.text) <= 60:
            closing = line.start
        elif closing is not None or len(line.text) > 40 or index < len(lines) - 8:
            break
        index -= 1
    if closing is None and lines:
        return _read_glued_end(folded, lines, max(index, 0))
    return tuple(spans), dated, closing


def _read_glued_end(
    folded: str, lines: list[Line], index: int
) -> tuple[_SPANS, tuple[str, int, int] | None, int | None]:
    """…工作。渠县人民政府2024年1月5日 at the end of the last paragraph."""
    line = lines[index]
    found = _GLUED_END.search(line.text, max(0, len(line.text) - 130))
    if not found or not (found.group(1).strip() or found.group(2)):
        return (), None, None
    start = line.start + found.start(1)
    spans = _bodies(folded, start, line.start + found.end(1))
    dates = find_dates(folded, start, line.end)
    dated = (dates[-1].iso, dates[-1].start, dates[-1].end) if dates else None
    return spans, dated, start


def _read_top(folded: str, head: list[Line]) -> tuple[_SPANS, tuple[str, int, int] | None]:
    """A body and a bracketed date under the title."""
    for i, line in enumerate(head):
        if i and _DATE_LINE.match(re.sub(r"\s", "", line.text)) and line.text.startswith("("):
            dates = find_dates(folded, line.start, line.end)
            above = head[i - 1]
            spans = _bodies(folded, above.start, above.end) if len(above.text) < 40 else ()
            if dates:
                return spans, (dates[0].iso, dates[0].start, dates[0].end)
    return (), None


def _bodies(folded: str, start: int, end: int) -> _SPANS:
    """The bodies named between two offsets, as spans."""
    spans = []
    for found in _BODY.finditer(folded[start:end]):
        at, stop = found.span()
        name = found.group()
        lead = re.match(r"(?:20\d\d年度?|关于|\s|和|与|及)+", name)
        at += lead.end() if lead else 0
        if stop - at >= 3 and not re.search("法治[政建工]", folded[start + at : start + stop]):
            spans.append((start + at, start + stop))
    return tuple(spans)


def _read_source(folded: str, head: list[Line]) -> _SPANS:
    """The source or publisher, when it names a body with its place."""
    for line in head:
        for found in _SOURCE_LABEL.finditer(clean_line(line).text):
            name = found.group(1)
            chain = read_chain(name)
            if not chain:
                continue
            rest = name[chain[-1].end :]
            whole = rest in ("", "人民政府", "办事处", "管委会", "管理委员会", "党委") or (
                read_department(name, chain[-1].end) is not None
            )
            if whole:
                at = folded.find(name, line.start, line.end)
                return ((at, at + len(name)),) if at >= 0 else ()
    return ()


def _joint(folded: str, spans: _SPANS) -> tuple[int, int] | None:
    names = [folded[s:e] for s, e in spans]
    party = any(re.match(r"中共|中国共产党", n) or re.search(r"党工?委$", n) for n in names)
    government = any(re.search(r"人民政府|办事处|管委会|管理委员会", n) for n in names)
    return (spans[0][0], spans[-1][1]) if party and government else None


def _joint_title(folded: str, title: Title | None) -> tuple[int, int] | None:
    if title is None:
        return None
    spans = tuple(s for part in title.parts for s in _bodies(folded, *part))
    return _joint(folded, spans) if spans else None
