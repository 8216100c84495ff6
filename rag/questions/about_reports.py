"""Questions about the reports themselves: who issued them, when, for which year."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rag.questions.comparison import opposite
from rag.questions.findings import Findings
from rag.types import AnswerKind, Comparison, Query, Topic

_NOT_JOINT = re.compile(
    r"not joint|only (?:issued )?by the government|只有政府|仅由政府|单独(?:发布|印发|署名)|没有联合|未联合|不是联合|非联合"
)
_NOT_YET = re.compile(
    r"(?:没有?|未|尚未|还没)(?:能|有)?(?:按时|及时)?(?:对外|向社会)?(?:发布|公布|公开|上网)|\bnot (?:yet )?(?:been )?(?:published|posted|released)"
)


def figures_win(found: Findings) -> bool:
    """哪一年的报告调解成功率最高: a field word inside a question about figures."""
    names = {f.value for f in found.fields}
    strong = any(m.what == "indicator" and m.score >= 5 for m in found.matches)
    weak_only = names <= {
        "year_covered",
        "parents",
        "place_level",
        "department",
        "title",
        "script",
        "issuers",
    }
    fits = any(m.what == "indicator" and m.score >= 3 for m in found.matches)
    if fits and found.comparison is not None:
        return True
    given = any(y.start <= f.start < y.end for f in found.fields for y in found.years)
    latest = names == {"year_covered"} and given
    told = any(m.what in ("indicator", "group") and m.score >= 1 for m in found.matches)
    if told and latest and found.has("top", "bottom", "how_many", "sum", "mean"):
        return True  # 最近一年哪个地方罚款最多
    return (
        strong
        and weak_only
        and found.has("top", "bottom", "order", "how_many", "which", "comparison", "value")
    )


def about_the_report(base: Query, found: Findings) -> Query:
    fields = list(dict.fromkeys(f.value for f in found.fields))
    topics = tuple(Topic(field=f) for f in fields)
    where, comparison = base.where, None
    if "year_covered" in fields and found.date_order and all(s.value.latest for s in found.years):
        where = replace(where, years=())  # the newest of all is asked for, not given
    if "published" in fields and where.years and _is_year_of_publication(found):
        comparison = Comparison(
            "=" if len(where.years) == 1 else "between",
            where.years[0],
            where.years[-1] if len(where.years) > 1 else None,
            "年",
        )
        where = replace(where, years=())
        base = replace(base, unknown_years=())
    not_yet = bool(found.date) and bool(_NOT_YET.search(found.wording.plain))
    if found.date and {"published", "written"} & set(fields) and not where.places:
        comparison = _later(found.date.value) if not_yet else found.date.value
    if "joint_party_government" in fields:
        if not where.places:
            alone = (
                found.has("silent") or _is_missing(found) or _NOT_JOINT.search(found.wording.plain)
            )
            where = replace(where, joint=not alone)
        if not where.places:
            topics = tuple(t for t in topics if t.field == "joint_party_government") or topics
    if "script" in fields:
        wanted = "hant" if re.search("繁体|traditional", found.wording.plain) else "hans"
        if found.has("which", "how_many") or found.counted:
            where = replace(where, scripts=(wanted,))  # type: ignore[arg-type]
    kind: AnswerKind = "metadata"
    statistics: tuple[Any, ...] = ()
    if found.counted or (found.has("how_many") and not where.places):
        kind, statistics = "count", ("count",)
    elif (
        fields[0] in ("published", "written", "year_covered")
        and found.date_order
        and (found.has("which", "compare", "top") or len(where.places) > 1)
    ):
        statistics = (found.date_order,)
    elif found.has("which") and not where.places and fields[0] == "joint_party_government":
        kind = "set"
    silent = (
        (found.has("silent") or _is_missing(found))
        and fields[0] != "joint_party_government"
        and not not_yet
    )
    return replace(
        base,
        kind=kind,
        topics=topics,
        where=where,
        comparison=comparison,
        statistics=statistics,
        stance="silent" if silent else "any",
    )


def _later(asked: Comparison) -> Comparison:
    """Not published by the end of March, or in January: published after it."""
    if asked.op == "between" and asked.upper is not None:
        return replace(asked, op=">", value=asked.upper, upper=None)
    return opposite(asked)


def _is_year_of_publication(found: Findings) -> bool:
    plain = found.wording.plain
    for span in found.years:
        before, after = plain[: span.start], plain[span.end :]
        if re.search(
            r"(?:published|posted|released|publication|online)\s+(?:in|on|during|before|after|since|between|from)?\s*$",
            before,
        ) or re.match(r"\s*(?:内|间|里)?(?:发布|公布|公开|挂网|上网)", after):
            return True
    return False


def _is_missing(found: Findings) -> bool:
    """哪些报告没有标题: reports without the field are asked for."""
    before = found.wording.plain[: found.fields[0].start]
    return bool(
        re.search(
            r"(?:没有|没|无|未写|缺少?|without (?:a |any )?|\bno |lack(?:s|ing)? (?:a |any )?"
            r"|missing (?:a )?|not (?:have|give|show|state) (?:a |any )?)$",
            before,
        )
    )
