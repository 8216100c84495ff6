"""The place a report is about, its level, its parents and its department.

Order of trust: title, signature, the first words, the header table, names in the body that
fit the way the text speaks of itself (我镇, 全县, 我局). Parents are only what the text states.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from rag.reports.bureaus import (
    BUREAU,
    LEVEL_OF_BUREAU,
    department_in_opening,
    department_that_signs,
    subject_department,
    unnamed_bureau,
)
from rag.reports.issuers import Issuers
from rag.reports.lines import Line
from rag.reports.mentions import SOURCE, Named, read_names
from rag.reports.parents import find_parents
from rag.reports.places import (
    RANK,
    Unit,
    holds_unit_word,
    read_chain,
)
from rag.reports.titles import Title, clean_line
from rag.types import Level

_SELF = (
    (
        "township",
        "街道",
        re.compile(r"我街道|我街|全街道|街道党工委|街道办事处|街道各|本街道|各社区"),
    ),
    ("township", "镇", re.compile(r"我镇|全镇|镇党委|镇政府|本镇|镇人大|镇域|镇机关")),
    ("township", "乡", re.compile(r"我乡|全乡|乡党委|乡政府|本乡|乡人大|乡域|乡机关")),
    ("county", "县", re.compile(r"我县|全县|本县|县政府|县域|县级")),
    ("county", "区", re.compile(r"我区|全区|本区|区政府|区级")),
    ("county", "旗", re.compile(r"我旗|全旗|本旗|旗政府")),
    ("prefecture", "自治州", re.compile(r"我州|全州|州政府|州委")),
    ("prefecture", "市", re.compile(r"我市|全市|本市|市政府")),
    ("province", "省", re.compile(r"我省|全省|省政府")),
)
_INSIDE = re.compile(r"(?:纳入|列入|作为|写入)了?(?![全我本各])")  # 纳入了东庄镇发展规划
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_YEAR_WORD = re.compile(r"年度?")
_LEAD_IN = re.compile(
    r"(?:现将|发挥|平安|法治|在|为|由|经|按照|根据|贯彻|落实|印发|制定|结合|围绕|打造|推动|推进|成立|召开|组织|和|与|及|以|将|对|向|是|自|从|使|让|到|全面|今年|去年|本年度)+"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Place, level and department; spans are into the folded text."""

    place: str | None = None
    span: tuple[int, int] | None = None
    level: Level | None = None
    word: str | None = None
    parents: tuple[str, ...] = ()
    department: str | None = None
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)


def find_naming(
    folded: str,
    lines: list[Line],
    body: int,
    title: Title | None,
    issuers: Issuers,
    addressee: tuple[int, int] | None,
) -> Naming:
    """Name the place of a document; what is not stated stays None."""
    said = _says_of_itself(folded)
    bureau = unnamed_bureau(title)
    townships = max(said.get(word, 0) for word in ("镇", "乡", "街道"))
    speaks_as_bureau = bureau is not None or (townships < 3 and BUREAU.search(folded) is not None)
    named = _find_named(folded, lines, body, title, issuers, said, speaks_as_bureau)
    department, department_span = named.department, named.department_span
    if department is None and bureau is not None:
        department, department_span = bureau
    elif department is None and speaks_as_bureau:
        department, department_span = department_in_opening(folded, lines, body)
    if department is None and speaks_as_bureau:
        department, department_span = department_that_signs(folded, issuers)
    if department is None and title is None and townships < 3:
        department, department_span = subject_department(folded, lines, body)
    evidence = {}
    if department_span:
        evidence["department"] = department_span
    if not named.chain:
        level, word = _level_without_name(folded, said, addressee, department)
        if level is None and bureau is not None and title is not None:
            level, word = LEVEL_OF_BUREAU.get(title.text.removeprefix("中共")[0], (None, None))
        return Naming(None, None, level, word, (), department, evidence)
    place = _settle_city(folded, named.chain[-1], addressee)
    named = replace(named, chain=(*named.chain[:-1], place))
    span = (place.start, place.start + len(place.name))
    if folded[span[0] : span[1]] != place.name:
        span = (place.start, place.end)  # 小营街办
    evidence["place"] = span
    parents = find_parents(folded, lines, body, named, issuers, addressee)
    if parents:
        evidence["parents"] = (parents[-1].start, parents[-1].end)
    return Naming(
        place.name,
        span,
        place.level,
        place.word,
        tuple(u.name for u in parents),
        department,
        evidence,
    )


# ---------------------------------------------------------------- where names stand


def _find_named(
    folded: str,
    lines: list[Line],
    body: int,
    title: Title | None,
    issuers: Issuers,
    said: dict[str, int],
    bureau: bool,
) -> Named:
    """The first source that names a place which fits how the text speaks of itself."""
    titled = _from_title(folded, title)
    if titled is not None:
        return titled
    named: Named | None = None
    if issuers.basis in ("signature", "title"):
        named = _merge([n for s in issuers.spans for n in read_names(folded, *s)])
    named = named or _from_opening(folded, lines, body)
    if named is None or not _fits(named, said, bureau):
        named = _from_header(folded, lines[:body], said, bureau) or named
    if named is None or not _fits(named, said, bureau):
        named = _from_body(folded, said, bureau) or named
    return named if named is not None and _fits(named, said, bureau) else Named(())


def _merge(names: list[Named]) -> Named | None:
    """One naming from several: the lowest unit, the units above it, a department if any.

    鲤城区人民政府金龙街道办事处 is 鲤城区 above 金龙街道.
    """
    if not names:
        return None
    units: list[Unit] = []
    for named in names:
        for unit in named.chain:
            if all(u.name != unit.name for u in units):
                units.append(unit)
    lowest = max(units, key=lambda u: (RANK[u.level], -u.start))
    above = sorted(
        (u for u in units if RANK[u.level] < RANK[lowest.level] and u.start < lowest.end),
        key=lambda u: (RANK[u.level], u.start),
    )
    chain = tuple(u for i, u in enumerate(above) if i == 0 or above[i - 1].level != u.level)
    with_department = next((n for n in names if n.department), None)
    if with_department is not None and with_department.chain[-1].name == lowest.name:
        return Named((*chain, lowest), with_department.department, with_department.department_span)
    return Named((*chain, lowest))


def _from_title(folded: str, title: Title | None) -> Named | None:
    if title is None:
        return None
    names = [n for part in title.parts for n in read_names(folded, *part)]
    return _merge(names) or _merge(_read_spaced(folded, title))


def _read_spaced(folded: str, title: Title) -> list[Named]:
    """Names in a title set with a space between the characters (渠 县 三 汇 镇)."""
    names = []
    for start, end in title.parts:
        places = [i for i in range(start, end) if not folded[i].isspace()]
        for named in read_names("".join(folded[i] for i in places), 0, len(places)):
            moved = (
                replace(u, start=places[u.start], end=places[u.end - 1] + 1) for u in named.chain
            )
            span = named.department_span
            if span:
                span = (places[span[0]], places[span[1] - 1] + 1)
            names.append(Named(tuple(moved), named.department, span))
    return names


def _from_opening(folded: str, lines: list[Line], body: int) -> Named | None:
    """The first sentence up to 如下 or its first comma: 2025年北和镇工作情况报告如下."""
    for line in lines[max(0, body - 1) : body + 3]:
        if line.text.endswith(":") and "报告" not in line.text:
            continue  # whom it is addressed to
        stop = line.start + min(len(line.text), 60)
        cut = re.search(r"[。;:]", folded[line.start : stop])
        end = line.start + cut.start() if cut else stop
        names = read_names(folded, line.start, end)
        if names and re.search("如下|报告", folded[line.start : line.start + 260]):
            return Named(*_first(names))
    return None


def _first(names: list[Named]) -> tuple[tuple[Unit, ...], str | None, tuple[int, int] | None]:
    return names[0].chain, names[0].department, names[0].department_span


def _from_header(folded: str, head: list[Line], said: dict[str, int], bureau: bool) -> Named | None:
    for line in head:
        for found in SOURCE.finditer(folded, line.start, line.end):
            names = read_names(folded, found.end(), line.end)
            if names and _fits(names[0], said, bureau):
                return names[0]
    for line in head:
        cleaned = clean_line(line)
        names = read_names(folded, cleaned.start, cleaned.end)
        if names and names[0].chain[0].start == cleaned.start and _fits(names[0], said, bureau):
            return names[0]
    return None


def _from_body(folded: str, said: dict[str, int], bureau: bool) -> Named | None:
    """The name of the right kind that the body uses most."""
    counts: Counter[str] = Counter()
    first: dict[str, Named] = {}
    for run in _RUN.finditer(folded):
        year = _YEAR_WORD.match(run.group())
        start = run.start() + (year.end() if year else 0)
        if not holds_unit_word(folded, start, min(run.end(), start + 30)):
            continue
        lead = _LEAD_IN.match(folded, start, run.end())
        spots = [lead.end(), start] if lead else [start]
        for spot in spots:
            chain = read_chain(folded, spot, min(run.end(), spot + 24))
            if not chain or not _fits(Named(chain), said, bureau) or len(chain[-1].name) > 9:
                continue
            name = chain[-1].name
            counts[name] += 1
            if name not in first or len(first[name].chain) < len(chain):
                first[name] = Named(chain)
            break
    if not counts:
        inside = (read_chain(folded, m.end(), m.end() + 24) for m in _INSIDE.finditer(folded))
        fits = (Named(c) for c in inside if c and _fits(Named(c), said, bureau))
        return next(fits, None)
    for name in counts:
        counts[name] += folded.count(name)
    best = max(counts, key=lambda n: (counts[n], -first[n].chain[-1].start))
    return first[best]


# ---------------------------------------------------------------- level


_BELOW_A_PREFECTURE = re.compile(
    r"县\(市|县市区|县区|区县|各县|市县两级|市、县|市县乡|\d+个县|市辖区|市本级|市中级|市中院|市级部门"
)
_BELOW_A_COUNTY = re.compile(r"各镇|乡镇|镇街|镇\(街|镇村|各乡|各街道|市镇两级|市、镇")


def _settle_city(folded: str, place: Unit, addressee: tuple[int, int] | None) -> Unit:
    """A city that no list knows: has it counties below it, or towns, and whom does it tell?"""
    if place.word != "县级市":
        return place
    to = folded[addressee[0] : addressee[1]] if addressee else ""
    if re.search(
        rf"(?<!全省)(?<!全国)(?<!\d)\d+个县(?:市|区|\()|个县\(市|各县\(市|{place.name}[^《》,。]{{0,16}}条例",
        folded,
    ):
        return replace(place, level="prefecture", word="市")  # only prefectures make 条例
    counties = len(_BELOW_A_PREFECTURE.findall(folded)) + 3 * ("省" in to)
    towns = len(_BELOW_A_COUNTY.findall(folded))
    if counties >= 2 and counties * 2 > towns:
        return replace(place, level="prefecture", word="市")
    return place


def _says_of_itself(folded: str) -> dict[str, int]:
    """How often the text says 我镇, 全县 …, by unit word; weak words count less."""
    said: dict[str, int] = {}
    for _, word, pattern in _SELF:
        # 全省 is as often the field that a report was praised in
        score = sum(
            3 if m.group()[0] in "我本全" and m.group() != "全省" else 1
            for m in pattern.finditer(folded)
        )
        if score:
            said[word] = score
    return said


_SAME_KIND = {
    "民族乡": "乡",
    "苏木": "乡",
    "自治县": "县",
    "县级市": "市",
    "直辖市": "市",
    "自治州": "州",
    "自治旗": "旗",
    "自治区": "区",
}


def _fits(named: Named, said: dict[str, int], bureau: bool) -> bool:
    """A township's text speaks of 我镇/我乡/街道; then a county's name is not its place."""
    if not named.chain or named.department is not None:
        return True
    place = named.chain[-1]
    townships = {w: said.get(w, 0) for w in ("镇", "乡", "街道")}
    if place.level == "township":
        return not bureau
    own = max(townships.values())
    word = _SAME_KIND.get(place.word, place.word)
    if place.level in ("province", "prefecture"):
        # 区政府, 区级 throughout: a city that is only named in a quoted plan is not its place
        lower = max(said.get(w, 0) for w in ("县", "区", "旗"))
        if lower >= 3 and said.get(word, 0) < lower / 2:
            return False
    return own < 3 or said.get(word, 0) >= own


def _level_without_name(
    folded: str,
    said: dict[str, int],
    addressee: tuple[int, int] | None,
    department: str | None,
) -> tuple[Level | None, str | None]:
    """Level and unit word from 我镇, 全县, or for a department from whom it writes to."""
    bureau = department is not None or len(BUREAU.findall(folded)) >= 1
    if bureau and addressee is not None:
        to = folded[addressee[0] : addressee[1]]
        for level, word, mark in (
            ("county", "县", "县委"),
            ("county", "区", "区委"),
            ("county", "旗", "旗委"),
            ("prefecture", "市", "市委"),
            ("province", "省", "省委"),
        ):
            if mark in to or mark.replace("委", "人民政府") in to or word + "政府" in to:
                return level, word  # type: ignore[return-value]
    candidates = [(said[word], level, word) for level, word, _ in _SELF if word in said]
    if bureau:
        candidates = [c for c in candidates if c[1] != "township"]
    if not candidates:
        return None, None
    townships = [c for c in candidates if c[1] == "township" and c[0] >= 3]
    _, level, word = max(townships or candidates, key=lambda c: c[0])
    return level, word  # type: ignore[return-value]
