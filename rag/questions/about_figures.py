"""Questions about figures: the kind of answer, the condition, the order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rag.indicators.catalogue import load_catalogue
from rag.questions.about_passages import is_open
from rag.questions.findings import Findings
from rag.questions.phrase import free_phrase
from rag.questions.subject import unfold
from rag.questions.topics import Match
from rag.questions.wording import Found
from rag.types import AnswerKind, Comparison, Filter, Topic

_COUNT_THEN_SHARE = re.compile(
    r"(?:多少|几).{0,8}[,、;].{0,6}(?:占|比例|比率)|how many.{0,60}(?:,|and).{0,30}(?:share|percentage|proportion|rate)"
)
_ORDERS = ("top", "bottom", "order")
_AHEAD = re.compile(r"明年|来年|下一年|next year|coming year")
NUMBERS = (
    "how_many",
    "sum",
    "mean",
    "median",
    "share",
    "top",
    "bottom",
    "order",
    "value",
    "difference",
    "change",
)


def choose_kind(found: Findings, figures: Sequence[Match], where: Filter) -> AnswerKind:
    """Which computation answers a question about figures; passage when none does."""
    several = len(where.places) > 1
    groups = bool(figures) and all(m.what == "group" for m in figures)
    open_question = is_open(found, where)
    if found.has("mean", "median") and (figures or found.ideas):
        return "average"
    if (
        several
        and figures
        and found.has("sum")
        and not found.has("compare", "difference", "change")
    ):
        return "sum"
    if found.has("share"):
        return "count"
    if found.has("difference") and (several or len(where.years) > 1 or figures):
        return "compare"
    if found.counted and not found.has("sum_of_figures"):
        return "count"
    if (
        (found.has("order") or found.limit or _superlative(found))
        and found.ideas
        and not (groups and open_question)
    ):
        return "rank"
    if found.has("change") and figures and len(where.places) == 1 and len(where.years) == 2:
        return "trend"
    if found.has("change") and figures:
        return "fact" if where.places else "set"
    if found.has("trend") and figures and not several:
        return "trend"
    if found.roles and not figures and not found.has("how_many", "amounts") and found.unit is None:
        return "passage"
    if open_question and not (figures and found.has("how_many", "sum")):
        return "passage"
    if found.has("each") and figures and not several:
        return "fact" if where.places else "set"
    if figures and _compares_all(found, where):
        return "rank"
    if found.has("sum") and (figures or found.ideas) and not several:
        return "set" if _lists_by_condition(found) else "sum"
    if _compares_without_names(found, figures, where):
        return "rank"
    if several or (found.has("compare") and (figures or len(found.levels) > 1)):
        return "compare"
    if len(where.years) > 1 and where.places and figures:
        return "trend"
    if where.places or where.departments:
        if figures or found.unit or found.has("how_many", "value", "amounts"):
            return "fact"
        return (
            "passage"
            if found.roles or found.has("tell", "how", "why") or found.ideas
            else "metadata"
        )
    if found.has("how_many") and figures and not found.has("which", "states", "every"):
        return "set" if all(_is_rate(m) for m in figures) else "sum"
    return "set"


def _compares_all(found: Findings, where: Filter) -> bool:
    """Compare counties by their total fines: an order of them all."""
    return found.has("compare") and not where.places and len(found.levels) == 1


def nearest_to_the_order(figures: Sequence[Match], found: Findings) -> list[Match]:
    """The figure that orders: 案件 in 哪个县的案件最多,挽回了多少损失."""
    spans: list[Found[Any]] = [s for cue in _ORDERS for s in found.cues.get(cue, ())]
    if found.limit:
        spans.append(found.limit)
    if len(figures) < 2 or not spans:
        return list(figures)
    return [min(figures, key=lambda m: min(_apart(m, s) for s in spans))]


def _apart(match: Match, span: Found[Any]) -> int:
    """Characters between; a name whose words stand on both sides of the span is far."""
    if match.start < span.start and span.end < match.end:
        return match.end - match.start
    return max(span.start - match.end, match.start - span.end, 0)


def _lists_by_condition(found: Findings) -> bool:
    """罚款总额超过100万元的有哪些: 总额 names the figure, and those above a limit are asked for."""
    return found.comparison is not None and found.has("which") and not found.has("how_many")


def _is_rate(match: Match) -> bool:
    return match.what == "indicator" and _kind_of(match) == "rate"


def _compares_without_names(found: Findings, figures: Sequence[Match], where: Filter) -> bool:
    """Which of them has the higher rate: an order, where no two parties are named."""
    return bool(figures) and not where.places and len(found.levels) < 2 and found.has("higher")


def _superlative(found: Findings) -> bool:
    """最多 of a figure, not inside a name (最多跑一次) and not "the most recent"."""
    for cue in ("top", "bottom"):
        for span in found.cues.get(cue, ()):
            after = found.wording.plain[span.end :]
            if re.match(r"跑一次|人民法院|检察院|\s*(?:recent|common|of (?:the|them))|常见", after):
                continue
            return True
    return False


def only_counts_reports(found: Findings) -> bool:
    return (
        not found.has("mention", "weakness")
        and not [i for i in found.ideas if not i.names & {"issue", "disclose"}]
    ) or not found.matches


def statistics_of(found: Findings, kind: AnswerKind) -> tuple[Any, ...]:
    """The figures that a kind of answer is asked for by name."""
    chosen: list[str] = []
    if kind == "average":
        cues = (("sum", "sum"), ("mean", "mean"), ("median", "median"))
        chosen += [n for n, cue in cues if found.has(cue)]
    elif kind == "sum":
        chosen.append("sum")
    elif kind == "count":
        chosen.append("share" if found.has("share") else "count")
    elif found.has("difference") or (kind == "trend" and _spans_two_years(found)):
        chosen.append("difference")
    elif kind == "rank":
        if found.has("top") and found.has("bottom"):  # 最高和最低的分别是
            chosen += ["max", "min"]
        elif not found.has("order"):
            chosen.append("min" if order_of(found) == "asc" else "max")
    return tuple(chosen)


_UP = re.compile(
    r"上升|增长|增加|增多|提高|提升|上涨|(?:比|较|相比).{0,12}(?:多|高|大)|\b(?:rise|rose|risen|increase[sd]?|grew|grow|grown|went up|go up|higher|more)\b"
)
_DOWN = re.compile(
    r"下降|减少|降低|下滑|(?:比|较|相比).{0,12}(?:少|低|小)|\b(?:fell|fall|fallen|drop(?:ped)?|declined?|decreased?|went down|go down|lower|fewer|less)\b"
)
_MOVED = re.compile(
    r"(?:上升|增长|增加|增多|提高|上涨|下降|减少|降低|下滑)了?(?:的|[??。]|$)"
    r"|\b(?:rose|fell|went up|went down|dropped|declined)\b"
)
_HOW_FAR = re.compile(r"多少|几|幅度|how (?:many|much|far)|by what")
_TWO_YEARS = re.compile(
    r"20\d\d年?(?:度)?(?:的)?(?:比|较|相比)|than in 20\d\d|from 20\d\d to 20\d\d|between 20\d\d and 20\d\d"
)


def direction_of(found: Findings, kind: AnswerKind, figures: Sequence[Match], where: Filter) -> Any:
    """The way figures moved, where the places in which they did are asked for."""
    two = _spans_two_years(found) and bool(_TWO_YEARS.search(found.wording.plain))
    told = found.has("change") or bool(_MOVED.search(found.wording.plain))
    asks = (kind == "set" and told) or (two and kind in ("set", "rank", "compare"))
    if not asks or not figures or where.places or found.comparison is not None:
        return ""
    if found.has("difference", "top", "bottom", "order", "share") or _HOW_FAR.search(
        found.wording.plain
    ):
        return ""
    up, down = (bool(p.search(found.wording.plain)) for p in (_UP, _DOWN))
    return "" if up == down else "up" if up else "down"


def _spans_two_years(found: Findings) -> bool:
    return len({y for span in found.years for y in span.value.years}) == 2


def order_of(found: Findings) -> Any:
    if found.has("ascending"):
        return "asc"
    tops = found.cues.get("top", ())
    bottoms = found.cues.get("bottom", ())
    return "asc" if bottoms and not tops else "desc"


def planned_of(found: Findings) -> Any:
    if found.has("without_planned"):
        return "exclude"
    ahead = any(_AHEAD.fullmatch(found.wording.plain[f.start : f.end]) for f in found.roles)
    return "only" if found.has("only_planned") or ahead else "exclude"


def comparison_of(found: Findings, topics: Sequence[Topic]) -> Comparison | None:
    """The condition, where it can be one of these topics."""
    catalogue = load_catalogue()
    kinds = {catalogue.indicators[t.indicator].kind for t in topics if t.indicator}
    if found.comparison is not None:
        comparison = found.comparison.value
        if comparison.unit == "%" and kinds and "rate" not in kinds and not found.has("share"):
            return None
        return comparison
    if found.full is not None and "rate" in kinds:
        return found.full.value
    if found.zero is not None and kinds and "rate" not in kinds:
        return found.zero.value
    return None


def with_count_beside_rate(
    topics: list[Topic], figures: Sequence[Match], found: Findings
) -> list[Topic]:
    """经调解撤回的有多少,占多大比例: a count is asked for before its share."""
    rates = [m for m in figures if _is_rate(m)]
    if len(figures) != 1 or not rates or not _COUNT_THEN_SHARE.search(found.wording.plain):
        return topics
    said = {i for i in rates[0].used if "rate" not in found.ideas[i].names}
    counts = (m for m in found.matches if m.what == "indicator" and _kind_of(m) != "rate")
    beside = next((m for m in counts if m.used == said and m.score >= 4), None)
    if beside:
        return [*unfold(beside, "fact", found), *topics]
    lead = re.sub(r"\(.*?\)|率$", "", load_catalogue().indicators[rates[0].id].zh)
    rest = [i for i, idea in enumerate(found.ideas) if "rate" not in idea.names]
    own = free_phrase(found.keeping(rest))
    return [Topic(phrase=f"{lead[:4]} {own}" if own else lead, unit=found.unit), *topics]


def _kind_of(match: Match) -> str:
    return load_catalogue().indicators[match.id].kind


def asks_for_figures(found: Findings) -> bool:
    return found.has("amounts") or bool(
        re.search("指标|百分|percent|indicator|target", found.matter)
    )


def asks_for_targets(found: Findings) -> bool:
    """A target is a number: 定了什么目标, "what targets"."""
    return found.has("only_planned") and bool(re.search("目标|target", found.wording.plain))


def says_zero(found: Findings) -> bool:
    """零败诉 asks for a count of nothing, unless reports that mention it are asked for."""
    return (
        found.zero is not None
        and not found.has("mention")
        and any(m.what == "indicator" and m.score >= 2.5 for m in found.matches)
    )
