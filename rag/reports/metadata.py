"""Who reports what to whom, and when: the header of a report as one Metadata value.

Title first, then the words around it. Everything is read from the text itself; nothing is
looked up. Where a field is stated its span is kept as evidence.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.reports.clean import find_body
from rag.reports.dates import find_dates, find_years
from rag.reports.issuers import Issuers, find_issuers
from rag.reports.lines import Line, all_lines, lines_outside, to_folded
from rag.reports.naming import Naming, find_naming
from rag.reports.places import read_chain, read_department
from rag.reports.titles import (
    Title,
    document_kind,
    find_glued_title,
    find_other_title,
    find_title,
)
from rag.text import Folded
from rag.types import Boilerplate, Metadata, Script, Span

_PUBLISHED = re.compile(
    r"(?:发[布佈]日期|发[布佈]时间|公开日期|公开时间|信息提供日期|信息提供时间|发表时间|发表日期|发布于|上传时间)[\s:|\]】\-•]*(?=[2二])"
)
_PUBLISHED_WEAK = re.compile(
    r"(?:(?<![\u4e00-\u9fff])(?:时\s*间|日\s*期)|更新时间|更新日期|更新于|更新)[\s:|\]】\-•]*(?=[2二])"
)
_WRITTEN = re.compile(
    r"(?:成文日期|成文时间|发文日期|发文时间|公文生成日期|生成日期|生成时间|签发日期|印发日期)[\s:|\]】\-•]*(?=[2二])"
)
_INTRO = re.compile(r"(?:现将|现就|就)[^。]{0,60}?如下")
_PLAN_AFTER = re.compile(
    r"\s*年?\s*(?:度)?[^,、和及与暨]{0,16}?(?:计划|安排|要点|打算|思路|重点工作|工作重点|目标|展望|规划)"
)
_REPORT_AFTER = re.compile(r"[^,、和及与暨]{0,24}?(?:总结|情况|报告|工作|建设)")
_RANGE = re.compile(
    r"20\d\d\s*年?\s*[-—–~至到]+\s*20\d\d|[(〔\[]20\d\d[)〕\]]\s*第?\d+号|20\d\d\s*[-—]\s*20\d\d"
)
_QUOTED = re.compile(r"《[^》]{0,80}》")
_OWN_REPORT = re.compile(r"《[^》]*法治[^》]*(?:报告|总结|情况)》")
_ADDRESSEE = re.compile(
    r"^((?:中共)?[^。;:<>|/!?]{1,60}?(?:委|政府|人大|常委会|委员会|办公室|办|厅|局|领导小组|党组)(?:\([^)]{1,12}\))?)\s*:$"
)
_ADDRESSEE_INLINE = re.compile(
    r"(?:^|[\s。]|(?<=报告)|(?<=总结))\s*((?:中共)?[\u4e00-\u9fff]{0,16}(?:县|市|区|旗|州|省|盟|镇|乡|街道|厅)?(?:委|人民政府|政府|委员会|办公室|县办|区办|市办)"
    r"(?:、\s*[\u4e00-\u9fff]{1,20}(?:委|政府|办公室|人大|委员会))*)\s*:(?=\s*[\u4e00-\u9fff0-9])"
)
_NO_ADDRESSEE = re.compile(
    r"报告|如下|总结|来源|发布|位置|机关|机构|单位$|责任|主办|承办|[一二三四]是"
)
_PAGE_WORDS = re.compile(
    r"(?:来源|作者|编辑|浏览|阅读|点击|访问|字体|字号|打印|分享到?)(?:次数|量|数)?\s*(?:[:\d(\[]|$|\s)"
)


def read_metadata(
    text: str,
    folded: Folded,
    boilerplate: tuple[Boilerplate, ...],
    file: str = "",
    url: str | None = None,
) -> Metadata:
    """Read the header fields; names Simplified, issuers, addressee and title as written.

    ``file`` and ``url`` are not used to guess: what the text does not state stays None.
    """
    lines = list(all_lines(folded.text))
    body = find_body(lines)
    head = lines[:body]
    furniture = [(to_folded(folded, b.start), to_folded(folded, b.end)) for b in boilerplate]
    own = lines_outside(lines[body:], furniture)
    title = find_title(head)
    if title is None and own:
        title = find_glued_title(own[0])
    if title is None and folded.text.count("法治政府") < 3:
        title = find_other_title(head)
    addressee = _find_addressee(lines, body, title)
    issuers = find_issuers(folded.text, head, own, title)
    naming = find_naming(folded.text, lines, body, title, issuers, addressee)
    return _Reader(text, folded, lines, body, title, addressee, issuers, naming).metadata()


class _Reader:
    """Collects the fields of one document, and where each stands."""

    def __init__(
        self,
        text: str,
        folded: Folded,
        lines: list[Line],
        body: int,
        title: Title | None,
        addressee: tuple[int, int] | None,
        issuers: Issuers,
        naming: Naming,
    ) -> None:
        self.text, self.folded, self.lines, self.body = text, folded, lines, body
        self.title, self.addressee, self.issuers, self.naming = title, addressee, issuers, naming
        self.evidence: dict[str, Span] = {}
        self.warnings: list[str] = []

    def metadata(self) -> Metadata:
        title = self._title()
        published, written = self._dates()
        year = self._year(published)
        naming = self.naming
        for field, span in naming.evidence.items():
            self._note(field, *span)
        if self.issuers.basis == "source_line" and not self._source_is_issuer():
            self.issuers = replace(self.issuers, spans=())
        if self.issuers.spans:
            self._note("issuers", self.issuers.spans[0][0], self.issuers.spans[-1][1])
        if self.issuers.joint is not None:
            self._note("joint_party_government", *self.issuers.joint)
        addressee = None
        if self.addressee is not None:
            addressee = self._written_as(*self.addressee)
            self._note("addressee", *self.addressee)
        return Metadata(
            title=title,
            place=naming.place,
            place_as_written=self._written_as(*naming.span) if naming.span else None,
            place_level=naming.level,
            level_word=naming.word,
            parents=naming.parents,
            department=naming.department,
            issuers=tuple(self._written_as(*span) for span in self.issuers.spans),
            addressee=addressee,
            year_covered=year,
            published=published,
            written=written,
            script=_script(self.text, self.folded),
            joint_party_government=self.issuers.joint is not None,
            kind=document_kind(self.title.text if self.title else None, self.folded.text),
            warnings=tuple(self.warnings),
            evidence=self.evidence,
        )

    def _source_is_issuer(self) -> bool:
        """A bureau that only posts the page of its government is not the issuer."""
        name = self.folded.text[slice(*self.issuers.spans[0])] if self.issuers.spans else ""
        chain = read_chain(name)
        if not chain:
            return False
        bureau = read_department(name, chain[-1].end)
        own = self.naming.department
        return (bureau[0] if bureau else None) == own and chain[-1].name == self.naming.place

    def _note(self, field: str, start: int, end: int) -> None:
        if start < end:
            self.evidence[field] = Span(*self.folded.source(start, end))

    def _written_as(self, start: int, end: int) -> str:
        first, last = self.folded.source(start, end)
        return self.text[first:last]

    def _title(self) -> str | None:
        if self.title is None:
            return None
        parts = self.title.parts
        self._note("title", parts[0][0], parts[-1][1])
        return " ".join(self._written_as(*part) for part in parts)

    # ------------------------------------------------------------ dates

    def _dates(self) -> tuple[str | None, str | None]:
        folded = self.folded.text
        head_end = self.lines[self.body].start if self.body < len(self.lines) else len(folded)
        if self.body == 0:
            head_end = min(len(folded), 500)  # a page without line breaks
        published = self._labelled_date(_PUBLISHED, head_end) or self._labelled_date(
            _PUBLISHED_WEAK, head_end
        )
        written = self.issuers.dated or self._labelled_date(_WRITTEN, head_end)
        if published is None:
            published = self._date_beside_source()
        if published is None and written is None:
            published = self._bare_date()
        if published is None:
            published = self._labelled_date(_PUBLISHED, len(folded), len(folded) - 400)
        for field, found in (("published", published), ("written", written)):
            if found is not None:
                self._note(field, found[1], found[2])
        return (published[0] if published else None, written[0] if written else None)

    def _labelled_date(
        self, label: re.Pattern[str], end: int, start: int = 0
    ) -> tuple[str, int, int] | None:
        folded = self.folded.text
        for found in label.finditer(folded, max(0, start), end):
            for date in find_dates(folded, found.end(), min(len(folded), found.end() + 24)):
                if date.start <= found.end() + 1:
                    return date.iso, date.start, date.end
        return None

    def _date_beside_source(self) -> tuple[str, int, int] | None:
        """A date without a label among the page's own words: 2021-01-28 来源:… 阅读 1024."""
        for line in self.lines[: self.body]:
            if not _PAGE_WORDS.search(line.text):
                continue
            for date in find_dates(self.folded.text, line.start, line.end):
                before = self.folded.text[line.start : date.start].rstrip()
                if date.end - date.start <= 11 and not before.endswith((":", "-", "(")):
                    return date.iso, date.start, date.end
        return None

    def _bare_date(self) -> tuple[str, int, int] | None:
        """A head line that is nothing but a date, among the values of a lost table."""
        for line in self.lines[: self.body]:
            bare = line.text.lstrip("-•*| ")
            dates = find_dates(self.folded.text, line.start, line.end)
            if dates and len(bare) <= 20 and re.match(r"20\d\d", bare):
                return dates[0].iso, dates[0].start, dates[0].end
        return None

    # ------------------------------------------------------------ year

    def _year(self, published: str | None) -> int | None:
        year, span, trust = self._stated_year()
        if year is None and published is not None and int(published[5:7]) <= 4:
            self.warnings.append("year_covered: taken from the publication date, less one year")
            return int(published[:4]) - 1
        if year is None:
            return None
        if span is not None:
            self._note("year_covered", *span)
        heading = self._heading_year()
        if trust == "title" and heading is not None and heading[0] != year:
            self.warnings.append(
                f"year_covered: the title says {year}, the first heading {heading[0]}"
            )
        return year

    def _stated_year(self) -> tuple[int | None, tuple[int, int] | None, str]:
        folded = self.folded.text
        if self.title is not None:
            years = self._years_between(self.title.parts[0][0], self.title.parts[-1][1])
            if years:
                return years[0][0], years[0][1:], "title"
        start = self.lines[self.body].start if self.body < len(self.lines) else 0
        if self.title is None and self.body:
            start = min(start, self.lines[0].start)
        body_start = self.lines[self.body].start if self.body < len(self.lines) else 0
        intro = _INTRO.search(folded, body_start, body_start + 1500)
        if intro:
            years = self._years_between(intro.start(), intro.end())
            if years:
                return years[0][0], years[0][1:], "intro"
        heading = self._heading_year()
        if heading is not None:
            return heading[0], heading[1:], "heading"
        for line in self.lines[self.body : self.body + 4]:
            years = self._years_between(line.start, min(line.end, line.start + 300))
            if years:
                return years[0][0], years[0][1:], "sentence"
        return None, None, ""

    def _heading_year(self) -> tuple[int, int, int] | None:
        for line in self.lines[self.body : self.body + 12]:
            if re.match(r"[一1]\s*[、.]", line.text):
                years = self._years_between(line.start, min(line.end, line.start + 60))
                return years[0] if years else None
        return None

    def _years_between(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Years a report may cover: no plan periods, document numbers or quoted titles."""
        folded = self.folded.text
        piece = folded[start:end]
        blocked = [m.span() for p in (_RANGE, _QUOTED) for m in p.finditer(piece)]
        blocked = [b for b in blocked if not _OWN_REPORT.search(piece[slice(*b)])]
        years = []
        for year, at, stop in find_years(piece):
            if any(s <= at < e for s, e in blocked):
                continue
            plan = _PLAN_AFTER.match(piece, stop)
            report = _REPORT_AFTER.match(piece, stop)
            if plan and (not report or "总结" not in report.group()) and "情况" not in plan.group():
                continue
            years.append((year, start + at, start + stop))
        if not years:
            bracketed = re.search(r"\((20[0-3]\d)\)", piece)
            if bracketed:
                at = start + bracketed.start(1)
                years.append((int(bracketed.group(1)), at, at + 4))
        return years


def _find_addressee(lines: list[Line], body: int, title: Title | None) -> tuple[int, int] | None:
    """The span of the 称谓, without its colon."""
    for line in lines[max(0, body - 2) : body + 3]:
        found = _ADDRESSEE.match(line.text)
        if found and not _NO_ADDRESSEE.search(found.group(1)):
            return line.start, line.start + len(found.group(1).rstrip())
    for line in lines[:1] + lines[body : body + 1]:
        after = title.parts[-1][1] - line.start if title is not None else 0
        found = _ADDRESSEE_INLINE.match(line.text, after, 560) if 0 < after < 500 else None
        found = found or _ADDRESSEE_INLINE.search(line.text, 0, 560)
        if found and not _NO_ADDRESSEE.search(found.group(1)):
            return line.start + found.start(1), line.start + found.end(1)
    return None


def _script(text: str, folded: Folded) -> Script:
    """hant when more than 3 in 100 characters are Han that change on folding."""
    written = text if folded.origins is None else "".join(text[i] for i in folded.origins)
    changed = [a for a, b in zip(written, folded.text, strict=True) if a != b]
    traditional = sum("\u3400" <= c <= "\u9fff" for c in changed)
    return "hant" if traditional * 100 > len(written) * 3 else "hans"
