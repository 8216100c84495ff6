"""From what was found to the frozen query: the one place where readings are decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from rag.indicators.catalogue import load_catalogue
from rag.questions.filters import Restriction, make_filter
from rag.questions.findings import Findings
from rag.questions.gazetteer import Gazetteer
from rag.questions.subject import choose_matches, free_phrase, is_outside_matter, kin_of, unfold
from rag.questions.topics import Match
from rag.types import AnswerKind, Comparison, Filter, Query, Role, Topic

_COUNT_THEN_SHARE = re.compile(
    r"(?:多少|几).{0,8}[,、;].{0,6}(?:占|比例|比率)|how many.{0,60}(?:,|and).{0,30}(?:share|percentage|proportion|rate)"
)
_NUMBERS = (
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


def resolve(found: Findings, gazetteer: Gazetteer, where: Filter | None = None) -> Query:
    """The query of a question that stands alone, or about the reports of ``where``."""
    restriction = make_filter(found, gazetteer)
    language = found.requested.value if found.requested else found.language
    base = Query(
        text=found.wording.text,
        language=language,
        kind="none",
        where=restriction.where if where is None else where,
        unknown_places=restriction.unknown_places,
        unknown_years=restriction.unknown_years,
        table="table" in found.cues,
    )
    if found.outside and not _domain_matches(found):
        return replace(base, reason="out_of_domain")
    if found.fields and not _figures_win(found):
        return _checked(_about_the_report(base, found), restriction)
    amounts = found.has(*_NUMBERS, "amounts") or found.unit is not None
    numbers = amounts or found.comparison is not None or bool(found.full) or _says_zero(found)
    statements = found.has("mention", "weakness", "done") or (bool(found.quotes) and not numbers)
    outside = is_outside_matter(found)
    chosen = [] if outside else choose_matches(found, numbers, statements)
    if outside and not found.counted:
        phrase = free_phrase(found)
        topics = (Topic(phrase=phrase),) if phrase else ()
        return replace(base, kind="none", reason="unknown_topic", topics=topics)
    query = _about_the_matter(base, found, chosen)
    return _checked(_plans_of_the_year_before(query, gazetteer), restriction)


# ------------------------------------------------------------ about the report itself


def _figures_win(found: Findings) -> bool:
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
    return (
        strong
        and weak_only
        and found.has("top", "bottom", "order", "how_many", "which", "comparison", "value")
    )


def _about_the_report(base: Query, found: Findings) -> Query:
    fields = list(dict.fromkeys(f.value for f in found.fields))
    topics = tuple(Topic(field=f) for f in fields)
    where, comparison = base.where, None
    if "published" in fields and where.years and _is_year_of_publication(found):
        comparison = Comparison(
            "=" if len(where.years) == 1 else "between",
            where.years[0],
            where.years[-1] if len(where.years) > 1 else None,
            "年",
        )
        where = replace(where, years=())
        base = replace(base, unknown_years=())
    if "joint_party_government" in fields:
        if not where.places:
            where = replace(where, joint=not found.has("silent"))
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
        fields[0] in ("published", "written")
        and found.date_order
        and (found.has("which", "compare", "top") or len(where.places) > 1)
    ):
        statistics = (found.date_order,)
    elif found.has("which") and not where.places and fields[0] == "joint_party_government":
        kind = "set"
    stance = "silent" if found.has("silent") and fields[0] != "joint_party_government" else "any"
    return replace(
        base,
        kind=kind,
        topics=topics,
        where=where,
        comparison=comparison,
        statistics=statistics,
        stance=stance,
    )  # type: ignore[arg-type]


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


# ------------------------------------------------------------ about what it says


def _about_the_matter(base: Query, found: Findings, chosen: list[Match]) -> Query:
    where = base.where
    figures = [m for m in chosen if m.what != "claim"]
    claims = [m for m in chosen if m.what == "claim"]
    if _is_about_statements(found, figures, claims, where):
        return _statements(base, found, chosen)
    kind = _kind(found, figures, where)
    if kind == "passage":
        return _passage(base, found, chosen)
    topics = [t for m in figures for t in unfold(m, kind, found)] or [
        t for m in claims for t in unfold(m, kind, found)
    ]
    if kind == "count" and not figures and not claims and _only_counts_reports(found):
        return replace(base, kind="count", statistics=("count",))
    planned = _planned(found)
    if not topics and planned == "only" and _asks_for_figures(found):
        unit = "%" if any("rate" in i.names for i in found.ideas) else None
        return replace(base, kind="set", planned="only", unit=unit)
    if not topics:
        phrase = free_phrase(found)
        if phrase is None:
            return _bare(base, found)
        topics = [Topic(phrase=phrase, unit=found.unit)]
        if (
            kind == "set"
            and not found.has(*_NUMBERS)
            and found.unit is None
            and found.comparison is None
        ):
            return _statements(base, found, chosen)
    topics = _with_count_beside_rate(topics, figures, found)
    comparison = _comparison(found, topics)
    kinds = ("change",) if found.has("change") and not comparison else ("level",)
    topics = list(dict.fromkeys(topics))
    return replace(
        base,
        kind=kind,
        topics=tuple(topics),
        comparison=comparison,
        statistics=statistics_of(found, kind),
        order=_order(found),
        limit=_limit(found) if kind == "rank" else None,
        planned=planned,
        fact_kinds=kinds,  # type: ignore[arg-type]
        stance="silent"
        if found.has("silent") and kind in ("set", "count") and comparison is None
        else "any",
        nearby=kin_of(topics),
    )


def _with_count_beside_rate(
    topics: list[Topic], figures: Sequence[Match], found: Findings
) -> list[Topic]:
    """经调解撤回的有多少,占多大比例: a count is asked for before its share."""
    rates = [m for m in figures if m.what == "indicator" and _kind_of(m) == "rate"]
    if len(figures) != 1 or not rates or not _COUNT_THEN_SHARE.search(found.wording.plain):
        return topics
    said = {i for i in rates[0].used if "rate" not in found.ideas[i].names}
    counts = (m for m in found.matches if m.what == "indicator" and _kind_of(m) != "rate")
    beside = next((m for m in counts if m.used == said and m.score >= 4), None)
    if beside:
        return [*unfold(beside, "fact", found), *topics]
    lead = re.sub(r"\(.*?\)|率$", "", load_catalogue().indicators[rates[0].id].zh)
    own = free_phrase(replace(found, ideas=tuple(i for i in found.ideas if "rate" not in i.names)))
    return [Topic(phrase=f"{lead[:4]} {own}" if own else lead, unit=found.unit), *topics]


def _kind_of(match: Match) -> str:
    return load_catalogue().indicators[match.id].kind


def _kind(found: Findings, figures: Sequence[Match], where: Filter) -> AnswerKind:
    """Which computation answers a question about figures; passage when none does."""
    several = len(where.places) > 1
    groups = bool(figures) and all(m.what == "group" for m in figures)
    open_question = _is_open(found, where)
    if found.has("mean", "median") and (figures or found.ideas):
        return "average"
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
    if found.has("change") and figures:
        return "fact" if where.places else "set"
    if found.has("trend") and figures and not several:
        return "trend"
    if found.roles and not figures and not found.has("how_many", "amounts") and found.unit is None:
        return "passage"
    if open_question and not (figures and found.has("how_many", "sum")):
        return "passage"
    if found.has("sum") and (figures or found.ideas) and not several:
        return "sum"
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
    if found.has("how_many") and figures and not found.has("which", "states"):
        return "sum"
    return "set"


def _compares_without_names(found: Findings, figures: Sequence[Match], where: Filter) -> bool:
    """Which of them has the higher rate: an order, where no two parties are named."""
    return bool(figures) and not where.places and len(found.levels) < 2 and found.has("higher")


def _is_open(found: Findings, where: Filter) -> bool:
    """How, why, what was done: an answer in sentences."""
    named = bool(where.places or where.departments or found.places)
    how = [
        s
        for s in found.cues.get("how", ())
        if not re.match(
            r"\s*(?:many|much|often|far|big|high|low|large|do(?:es)? .{1,30}compare)",
            found.wording.plain[s.end :],
        )
    ]
    why = found.has("why") and not found.has("how_many")
    tell = found.has("tell") and not found.has("how_many") and found.unit is None
    if tell and found.has("compare", "value", "amounts") and not found.roles:
        tell = False
    asks_role = (
        bool(found.roles)
        and found.has("which", "tell", "how", "why")
        and (named or not found.has("which"))
        and found.unit is None
    )
    listed = (
        bool(found.roles)
        and not found.has("how_many")
        and found.unit is None
        and bool(
            re.search(r"^\W*(?:and |so |then |but |ok )*what\b|什么|哪些|有何", found.wording.plain)
        )
    )
    if found.counted or found.comparison is not None:
        return False
    return bool(how) or why or tell or asks_role or (listed and named)


def _superlative(found: Findings) -> bool:
    """最多 of a figure, not inside a name (最多跑一次) and not "the most recent"."""
    for cue in ("top", "bottom"):
        for span in found.cues.get(cue, ()):
            after = found.wording.plain[span.end :]
            if re.match(r"跑一次|人民法院|检察院|\s*(?:recent|common|of (?:the|them))|常见", after):
                continue
            return True
    return False


def _only_counts_reports(found: Findings) -> bool:
    return (
        not found.has("mention", "weakness")
        and not [i for i in found.ideas if not i.names & {"issue", "disclose"}]
    ) or not found.matches


def statistics_of(found: Findings, kind: AnswerKind) -> tuple[Any, ...]:
    """The figures that a kind of answer is asked for by name."""
    chosen: list[str] = []
    if kind == "average":
        chosen += [n for n, cue in (("mean", "mean"), ("median", "median")) if found.has(cue)]
    elif kind == "sum":
        chosen.append("sum")
    elif kind == "count":
        chosen.append("share" if found.has("share") else "count")
    elif found.has("difference") or (kind == "trend" and _spans_two_years(found)):
        chosen.append("difference")
    elif kind == "rank":
        chosen += ["min" if _order(found) == "asc" else "max"] if not found.has("order") else []
    return tuple(chosen)


def _spans_two_years(found: Findings) -> bool:
    return len({y for span in found.years for y in span.value.years}) == 2


def _order(found: Findings) -> Any:
    if found.has("ascending"):
        return "asc"
    tops = found.cues.get("top", ())
    bottoms = found.cues.get("bottom", ())
    return "asc" if bottoms and not tops else "desc"


def _limit(found: Findings) -> int | None:
    if found.limit:
        return found.limit.value
    return None


def _planned(found: Findings) -> Any:
    if found.has("without_planned"):
        return "exclude"
    return "only" if found.has("only_planned") else "exclude"


def _comparison(found: Findings, topics: Sequence[Topic]) -> Comparison | None:
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


# ------------------------------------------------------------ statements and passages


def _asks_for_figures(found: Findings) -> bool:
    return found.has("amounts") or bool(
        re.search("指标|百分|percent|indicator|target", found.matter)
    )


def _says_zero(found: Findings) -> bool:
    """零败诉 asks for a count of nothing, unless reports that mention it are asked for."""
    return (
        found.zero is not None
        and not found.has("mention")
        and any(m.what == "indicator" and m.score >= 2.5 for m in found.matches)
    )


def _is_about_statements(
    found: Findings, figures: Sequence[Match], claims: Sequence[Match], where: Filter
) -> bool:
    """Which reports say, admit or plan something, without a number asked for."""
    if found.comparison is not None or found.unit is not None or _says_zero(found):
        return False
    if figures and not claims and found.has("amounts") and not found.has("mention", "give_number"):
        return False
    asks = found.has("which", "yes_no") or bool(found.counted)
    if found.has("mention") and (asks or found.quotes):
        return True
    if found.quotes and asks and not figures:
        return True
    if (
        found.has("weakness")
        and asks
        and not (where.places and _is_open(found, where))
        and not found.has("how_many")
    ):
        return True
    if claims and asks and not (where.places and _is_open(found, where)):
        return True
    return bool(claims) and not figures and not _is_open(found, where)


def _statements(base: Query, found: Findings, chosen: Sequence[Match]) -> Query:
    topics: list[Topic] = [Topic(claim=m.id) for m in chosen if m.what == "claim"]
    named = {t.claim for t in topics}
    for quote in found.quotes:
        claim = _claim_named(quote.value, found)
        if claim and claim not in named:
            topics.append(Topic(claim=claim))
            named.add(claim)
        elif not claim and not any(
            quote.value in (n or "") or (n or "") in quote.value for n in named
        ):
            topics.append(Topic(phrase=quote.value, literal=True))
    figures = [m for m in chosen if m.what != "claim"]
    if found.has("give_number"):
        numbers = figures or [m for m in found.matches if m.what == "indicator"][:1]
        told = [t for m in numbers for t in unfold(m, "count", found) if t.indicator]
        told += kin_of(told)
        if numbers and not topics:
            topics.append(Topic(phrase=_spoken(found, numbers), literal=True))
        topics += told
    if not topics:
        phrase = _spoken(found, figures)
        if phrase:
            topics.append(Topic(phrase=phrase, literal=found.has("mention")))
    kind: AnswerKind = "count" if found.counted else "claim"
    stance = _stance(found, topics)
    if stance == "weakness" and topics and all(t.phrase and not t.literal for t in topics):
        where = replace(base.where, roles=("problems",))
        return replace(base, kind="passage", where=where, topics=tuple(topics))
    return replace(
        base,
        kind=kind,
        topics=tuple(topics),
        stance=stance,
        statistics=("count",) if kind == "count" else (),
    )


def _stance(found: Findings, topics: Sequence[Topic]) -> Any:
    if found.has("silent"):
        return "silent"
    if found.has("only_planned") and not found.has("mention"):
        both = found.has("done", "states") or re.search(
            r"which (?:\w+ )?only|哪些(?:还|才|仅|都)?(?:只|仅)", found.wording.plain
        )
        return "any" if both else "planned"
    return "weakness" if found.has("weakness") else "any"


def _claim_named(said: str, found: Findings) -> str | None:
    start = found.wording.cased.find(said)
    for match in found.matches:
        if match.what == "claim" and match.start >= start and match.end <= start + len(said) + 1:
            return match.id
    return None


def _spoken(found: Findings, figures: Sequence[Match]) -> str | None:
    """The words to look for: as the question says them, or their Chinese name."""
    if found.language != "en":
        spans = [(found.ideas[0].start, found.ideas[-1].end)] if found.ideas else []
        text = found.matter[spans[0][0] : spans[0][1]] if spans else ""
        mention = found.cues.get("mention", ())
        if mention:
            tail = re.split(r"[?。,;!]", found.matter[mention[0].end :])[0]
            text = (
                re.sub(
                    r"^(?:到|了|过|及)+|(?:的报告|的乡镇|的镇|的县|的有哪些|有哪些|的|吗|呢|了|吧)+$",
                    "",
                    tail.strip(),
                )
                or text
            )
        if text.strip():
            return text.strip()[:60]
    if figures:
        catalogue = load_catalogue()
        first = figures[0]
        name = (
            catalogue.indicators[first.id].zh
            if first.what == "indicator"
            else catalogue.groups[first.id].zh
        )
        return re.sub(r"\(.*?\)", "", name)
    return free_phrase(found)


def _passage(base: Query, found: Findings, chosen: Sequence[Match]) -> Query:
    roles = tuple(dict.fromkeys(f.value for f in found.roles))
    phrase = _open_phrase(found)
    if phrase and "achievements" in roles and len(roles) == 1:
        roles = ()  # measures for a subject may stand anywhere
    topics = (Topic(phrase=phrase),) if phrase else ()
    return replace(
        base,
        kind="passage",
        topics=topics,
        where=replace(base.where, roles=cast(tuple[Role, ...], roles)),
    )


_SECTION_WORDS = frozenset(
    {
        "problem",
        "issue",
        "shortcom",
        "weaknes",
        "caus",
        "reason",
        "plan",
        "measur",
        "step",
        "achievement",
        "admit",
        "next",
        "difficulty",
        "challeng",
        "gap",
        "工作",
        "主要",
        "存在",
        "问题",
        "不足",
        "短板",
        "原因",
        "打算",
        "下一步",
        "一步",
        "计划",
        "举措",
        "措施",
        "成效",
        "做法",
        "困难",
        "薄弱",
        "薄弱环节",
        "承认",
        "明年",
        "今后",
        "安排",
        "亮点",
        "经验",
        "采取",
        "summaris",
        "summary",
        "describ",
        "explain",
        "outlin",
        "tak",
        "mak",
        "effort",
        "introduc",
        "总结",
        "介绍",
        "概括",
        "intend",
        "futur",
        "want",
        "go",
        "did",
        "acknowledg",
        "nam",
        "own",
        "lie",
        "look",
        "com",
        "ahead",
        "priority",
        "priorities",
    }
)


def _open_phrase(found: Findings) -> str | None:
    """What an open question is about, without the words for the part of the report."""
    kept = [
        i
        for i in found.ideas
        if not i.names & _SECTION_WORDS and not any(r.start <= i.start < r.end for r in found.roles)
    ]
    if not kept:
        return None
    return free_phrase(replace(found, ideas=tuple(kept)))


def _bare(base: Query, found: Findings) -> Query:
    """Nothing but places, years or levels: the reports themselves are meant."""
    if found.counted:
        return replace(base, kind="count", statistics=("count",))
    if found.roles:
        return _passage(base, found, ())
    if found.places or found.years or found.levels or found.departments:
        return replace(base, kind="metadata", topics=(Topic(field="title"),))
    if re.search("报告|report", found.wording.plain) and found.has("which", "how_many"):
        return replace(base, kind="metadata", topics=(Topic(field="title"),))
    return replace(base, kind="none", reason="out_of_domain")


def _domain_matches(found: Findings) -> bool:
    return any(m.score >= 5 for m in found.matches) and not re.search(
        "ignore|忽略|prompt|提示词|script>|select|drop ", found.wording.plain
    )


def _plans_of_the_year_before(query: Query, gazetteer: Gazetteer) -> Query:
    """Plans for 2024 stand in the report on 2023."""
    where = query.where
    if query.kind != "passage" or where.roles != ("plans",) or len(where.years) != 1:
        return query
    year = where.years[0]
    held = _held_years(where, gazetteer)
    if year in held or year - 1 not in held:
        return query
    return replace(query, where=replace(where, years=(year - 1,)), unknown_years=())


def _held_years(where: Filter, gazetteer: Gazetteer) -> set[int]:
    if where.places:
        return {y for p in where.places for y in gazetteer.years_of.get(p, ())}
    return set(gazetteer.years)


def _checked(query: Query, restriction: Restriction) -> Query:
    """Declines what no report of the index can answer."""
    if query.reason or query.kind == "none":
        return query
    if restriction.unknown_places and not (query.where.places or query.where.parents):
        kind: AnswerKind = "fact" if query.kind == "set" else query.kind
        return replace(query, kind=kind, reason="unknown_place")
    if query.unknown_years and set(query.unknown_years) >= set(query.where.years):
        return replace(query, reason="unknown_year")
    return query
