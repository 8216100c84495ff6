"""Recognise the title of a report, also one broken over lines, doubled or inside a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.reports.lines import Line
from rag.reports.places import read_chain
from rag.reports.wordlists import load

_TITLES_FILE = Path(__file__).with_name("titles.toml")
_NOTE_AFTER = r"(?:\s*(?:\([^()]{1,30}\)|〔[^〔〕]{1,24}〕|\[[^\[\]]{1,24}\]))*"
_BODY_ONLY = re.compile(
    r"^(?:中共|中国共产党)?[\u3400-\u9fff\s()、]{2,40}?(?:委员会|人民政府|办事处|管委会|党组|党委|党工委|局|厅|委|办公室)$"
)
_DEBRIS = re.compile(r"(?<!\s)\s*+(?:\||_|(?<=\s)[-—]+\s).*$")
_SPACED = re.compile(r"(?<![^\s])[\u3400-\u9fff](?:[ \u3000]{1,2}[\u3400-\u9fff]){2,}(?![^\s])")
_LEAD = re.compile(r"^[\s|\-—*•●■#>·]+")
_AFTER_TITLE = re.compile(
    r"\s+|(?<=报告|总结|汇报|情况)(?=20\d\d年|中共|[县区市旗州省]委|[县区市省]人民政府|发布|来源|根据|今年|[一二]、|为)|$"
)
_DOCUMENT_NUMBER = re.compile(r"〔20\d\d〕")
_AND_PLAN = re.compile(  # …2022年工作总结和2023年工作计划 is the report of 2022
    r"(总结|报告|情况|小结|汇报)\s*(?:和|及|与|暨|以及|、|,)?\s*(?:20\d\d年)?(?:度)?[^,。总结报告]{0,12}(?:计划|安排|要点|打算|思路)$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the folded text; ``parts`` are the spans of its lines."""

    parts: tuple[tuple[int, int], ...]
    text: str  # folded, the parts joined by one space


@dataclass(frozen=True)
class _Rules:
    subject: re.Pattern[str]
    ends: re.Pattern[str]
    continues: re.Pattern[str]
    never: re.Pattern[str]
    labelled: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    placeholder: re.Pattern[str]


@cache
def rules() -> _Rules:
    """The compiled word list; raises CatalogueError on a mistake in it."""
    words = load(_TITLES_FILE)
    for key in ("subject", "ends", "continues", "never"):
        words.any_of(key)
    ends = "|".join(words.strings("ends"))
    labels = "|".join(words.strings("labels"))
    return _Rules(
        subject=words.any_of("subject"),
        ends=re.compile(rf"(?:{ends}){_NOTE_AFTER}$"),
        continues=words.any_of("continues"),
        never=words.any_of("never"),
        labelled=re.compile(rf"(?:^|[\s|\[\-])(?:{labels})\s*+\]?\s*+[:|]?\s*+(\S[^|\n]{{5,90}})"),
        kinds=tuple((kind, words.any_of("kinds", kind)) for kind in words.values["kinds"]),
        placeholder=words.any_of("template", "placeholder"),
    )


def clean_line(line: Line) -> Line:
    """The line without bullets, Markdown marks and what a table or browser put after it."""
    lead = _LEAD.match(line.text)
    start = lead.end() if lead else 0
    text = line.text[start:]
    text = _DEBRIS.sub("", text).rstrip() if _DEBRIS.search(text[6:]) else text
    text = text.rstrip(" |-—_*#")
    return Line(line.start + start, line.start + start + len(text), text)


def is_title(text: str) -> bool:
    """Whether a cleaned line is, whole, the title of a rule-of-law document."""
    r = rules()
    return (
        6 <= len(text) <= 110
        and r.subject.search(close_gaps(text)) is not None
        and r.ends.search(close_gaps(text)) is not None
        and r.never.search(text) is None
    )


def is_body_name(text: str) -> bool:
    """Whether a cleaned line is nothing but the name of a government, committee or office."""
    text = close_gaps(text)
    return len(text) <= 44 and _BODY_ONLY.match(text) is not None and "如下" not in text


def close_gaps(text: str) -> str:
    """渠 县 三 汇 镇 -> 渠县三汇镇: letter-spaced words are closed, other spaces stay."""
    return _SPACED.sub(lambda m: re.sub(r"\s", "", m.group()), text)


def find_title(head: list[Line]) -> Title | None:
    """The title among the lines before the body; None when there is none.

    Of several the first that names a place, or that stands under the name of a body; a title
    in a header table counts only where no other stands.
    """
    lines = [clean_line(line) for line in head]
    found: list[list[Line]] = []
    for i in range(len(lines)):
        parts = None if rules().labelled.search(head[i].text) else _title_at(lines, i)
        if parts is not None:
            found.append(parts)
    if found:
        named = (p for p in found if len(p) > 1 or _names_a_place(p[0].text))
        return _join(next(named, found[0]))
    for line in head:
        labelled = _labelled_title(line)
        if labelled is not None:
            return labelled
    return None


def find_glued_title(line: Line) -> Title | None:
    """The title at the beginning of a page without line breaks."""
    opening = line.text[:600]
    words = [
        Line(line.start + m.start(), line.start + m.end(), m.group())
        for m in re.finditer(r"\S+", opening)
    ]
    sentence = next((i for i, w in enumerate(words) if len(w.text) > 60), len(words))
    title = find_title(words[:sentence])
    if title is not None:
        return title
    best = 0
    for gap in _AFTER_TITLE.finditer(opening[:160]):
        if is_title(opening[: gap.start()]):
            best = gap.start()
    return Title(((line.start, line.start + best),), opening[:best]) if best else None


def find_other_title(head: list[Line]) -> Title | None:
    """The title of a document that is no rule-of-law report: 政府信息公开年度报告 ..."""
    for line in map(clean_line, head):
        text = line.text
        if not 10 <= len(text) <= 80 or re.search(r"如下|[。;>|]|^20\d\d-", text):
            continue
        if any(p.search(text) for _, p in rules().kinds) and re.search(
            r"20\d\d|[县区市镇乡]", text
        ):
            return Title(((line.start, line.end),), text)
    return None


def _labelled_title(line: Line) -> Title | None:
    """The value of 标题: or 名称: in a header table."""
    labelled = rules().labelled.search(line.text)
    if not labelled:
        return None
    value = re.split(r"\s+-\s|\s{2,}|\s[\u4e00-\u9fff]{2,4}\s*:", labelled.group(1))[0].rstrip(
        " |-"
    )
    if not is_title(value):
        return None
    start = line.start + line.text.find(value)
    return Title(((start, start + len(value)),), value)


def _title_at(lines: list[Line], i: int) -> list[Line] | None:
    r = rules()
    line = lines[i]
    if is_title(line.text):
        parts = [line]
        following = lines[i + 1] if i + 1 < len(lines) else None
        if following and following.text in ("报告", "年度报告", "工作报告", "情况报告", "总结"):
            parts.append(following)
    elif (
        6 <= len(line.text) <= 60
        and r.never.search(line.text) is None
        and i + 1 < len(lines)
        and r.continues.search(lines[i + 1].text)
        and not is_title(lines[i + 1].text)
        and is_title(line.text + lines[i + 1].text)
    ):
        parts = [line, lines[i + 1]]
    else:
        return None
    first = i
    while first > 0 and not _names_a_place(parts[0].text) and is_body_name(lines[first - 1].text):
        first -= 1
        parts.insert(0, lines[first])
        if not _follows_a_body(parts):
            break
    return parts


def _follows_a_body(parts: list[Line]) -> bool:
    """中共…委员会 / …人民政府 / 关于…: more than one body may stand above the title."""
    return not parts[0].text.startswith(("中共", "中国共产党"))


def _names_a_place(text: str) -> bool:
    if is_body_name(text):
        return False
    stripped = re.sub(r"^(?:中共|关于)?(?:20\d\d年?度?)?", "", text)
    return bool(read_chain(stripped))


def _join(parts: list[Line]) -> Title:
    return Title(tuple((p.start, p.end) for p in parts), " ".join(p.text for p in parts))


def document_kind(title: str | None, body: str) -> str:
    """ "report", or what the document is instead.

    Careful to keep: what reads as an annual rule-of-law report, with or without a title,
    is a report.
    """
    r = rules()
    if title is not None:
        title = _AND_PLAN.sub(r"\1", title)
        if r.placeholder.search(_DOCUMENT_NUMBER.sub("", title)):
            return "template"
        for kind, pattern in r.kinds:
            if pattern.search(title):
                return kind
    if len(r.placeholder.findall(body)) >= 3:
        return "template"
    if r.subject.search(body) is None and (len(body) > 1500 or not _INTRO.search(body)):
        return "other"
    if title is None:
        return _kind_without_title(body)
    return "report"


_NEWS = re.compile(r"(?:本报讯|本网讯|[\u4e00-\u9fff]{2,6}网讯|记者\s*[\u4e00-\u9fff]{2,4}|通讯员)")
_INTRO = re.compile(r"(?:如下|(?m:^\s*[一1]\s*[、.](?!\d))|\(一\))")
_EVENT = re.compile(r"(?:近日|日前|连日来|\d{1,2}月\d{1,2}日(?:上午|下午)?),")
_OF_LAW = re.compile(
    r"法[治制](?:政府|建设|工作|社会|[\u4e00-\u9fff]{0,4}[县区市镇乡])|依法(?:行政|治|执政)|述法"
)
_THEY = re.compile(r"该(?:县|区|市|镇|乡|街道|旗|局)(?!级)")
_WE = re.compile(r"[我本](?:县|区|市|镇|乡|街道|旗|局|厅|委|办)")
_HALF = re.compile(
    r"(?:上半年|前三季度|[一二三]季度).{0,20}(?:法治|依法行政)[^。]{0,30}(?:情况|报告|如下)"
)
_OPEN_INFORMATION = re.compile(
    r"政府信息公开(?:工作)?(?:年度)?报告|关于政府信息公开工作的|《中华人民共和国政府信息公开条例》第五十条"
)


def _kind_without_title(body: str) -> str:
    opening = body[:400]
    if not _OF_LAW.search(body) and not (len(body) < 600 and _INTRO.search(body)):
        return "other"  # an excerpt with a report's headings is given the benefit of doubt
    if _OPEN_INFORMATION.search(opening):
        return "政府信息公开年度报告"
    if _HALF.search(opening):
        return "half-year"
    told = _NEWS.search(opening) or _EVENT.search(opening)
    if told is None and not _WE.search(body):
        told = _THEY.search(body)  # 该县 is what a newspaper calls it
    if told and not _INTRO.search(body):
        return "news"
    return "report"
