"""The department that reports: named by a title without its place, the opening or the signature."""

from __future__ import annotations

import re

from rag.reports.issuers import Issuers
from rag.reports.lines import Line
from rag.reports.places import find_department_field, read_department
from rag.reports.titles import Title
from rag.types import Level

BUREAU = re.compile(
    r"我局|本局|局党组|局党委|局机关|我厅|厅党组|我委(?!员)|委党组|局领导班子|局班子"
    r"|我办(?![理事公结])|办党组|我中心|中心党[组委]|我馆|馆党组|我会(?!议)|我社(?!区)|我队|我大队|我支队"
)
_UNNAMED_BUREAU = re.compile(
    r"(?:中共)?[省市州县区旗盟](?=[\u3400-\u9fff]{2,16}(?:局|厅|委|委员会|办公室)(?:\d|党|关于))"
)
_OTHER_BODY = re.compile(r"(?:被|由|经|受|获|据|向|报|上级|对口)[^,。;]{0,6}$")
_ACTS = re.compile(
    r"(?:始终|认真|全面|深入|严格|积极|持续|紧紧|高度|切实|扎实)?(?:坚持|以|围绕|贯彻|学习|落实|按照|聚焦|紧扣|锚定|重视|推进|把)"
)
LEVEL_OF_BUREAU: dict[str, tuple[Level | None, str | None]] = {
    "省": ("province", "省"),
    "市": ("prefecture", "市"),
    "州": ("prefecture", "自治州"),
    "盟": ("prefecture", "盟"),
    "县": ("county", "县"),
    "区": ("county", "区"),
    "旗": ("county", "旗"),
}


def unnamed_bureau(title: Title | None) -> tuple[str, tuple[int, int]] | None:
    """县教育局2023年…: the department of a title that does not say of which county."""
    found = _UNNAMED_BUREAU.match(title.text) if title is not None else None
    if title is None or found is None:
        return None
    department = read_department(title.text, found.end())
    if department is None:
        return None
    at = title.parts[0][0] + found.end()
    return department[0], (at, at + len(department[0]))


def department_in_opening(
    folded: str, lines: list[Line], body: int
) -> tuple[str | None, tuple[int, int] | None]:
    """The department that the first lines name, when it is not one that only praised or told."""
    for line in lines[body : body + 4]:
        at, end = line.start, min(line.end, line.start + 200)
        while found := find_department_field(folded, at, end):
            if not _OTHER_BODY.search(folded, line.start, found.start()):
                return found.group(), found.span()
            at = found.end()
    return None, None


def department_that_signs(
    folded: str, issuers: Issuers
) -> tuple[str | None, tuple[int, int] | None]:
    """我局, and below stands 水利局 or 县水利局: the bureau, of whatever place it is."""
    for start, end in issuers.spans if issuers.basis == "signature" else ():
        start += folded[start] in LEVEL_OF_BUREAU
        found = read_department(folded[:end], start)
        if found is not None and found[1] == end:
            return found[0], (start, end)
    return None, None


def subject_department(
    folded: str, lines: list[Line], body: int
) -> tuple[str | None, tuple[int, int] | None]:
    """2023年,在县委的领导下,县司法局坚持…: the first sentence says who reports."""
    for line in lines[body : body + 2]:
        stop = folded.find("。", line.start, line.end)
        found = find_department_field(folded, line.start, stop if stop >= 0 else line.end)
        if (
            found
            and folded[found.start() - 1] in "县区市州旗省"
            and _ACTS.match(folded, found.end())
        ):
            return found.group(), found.span()
    return None, None
