"""From what was found to the frozen query: the one place where readings are decided."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.questions.about_figures import (
    NUMBERS,
    asks_for_figures,
    asks_for_targets,
    choose_kind,
    comparison_of,
    direction_of,
    nearest_to_the_order,
    only_counts_reports,
    order_of,
    planned_of,
    says_zero,
    statistics_of,
    with_count_beside_rate,
)
from rag.questions.about_passages import (
    about_passages,
    about_reports_without,
    about_the_commonest,
    is_about_the_commonest,
    names_only_a_part,
)
from rag.questions.about_reports import about_the_report, figures_win
from rag.questions.about_statements import about_statements, is_about_statements
from rag.questions.claims import claim_by_name
from rag.questions.filters import Restriction, make_filter
from rag.questions.findings import Findings
from rag.questions.gazetteer import Gazetteer
from rag.questions.meaning import accepted, nearest
from rag.questions.phrase import free_phrase
from rag.questions.subject import (
    choose_matches,
    is_outside_matter,
    unfold,
    unknown_thing_counted,
)
from rag.questions.topics import Match, knows_any, only_general
from rag.text import fold
from rag.types import AnswerKind, Comparison, FactKind, Filter, Query, Topic

_SAYS = re.compile(r"声称|宣称|自称|号称|(?:报告|乡镇|街道|地方|部门)(?:里|中)?(?:说|称)")
# a figure for each person, event or case: none that is stated for all of them
_PER_UNIT = re.compile(
    r"每(?:一)?(?:万|千|百)?(?:个|位|名)?(?:人|户|村|场|次|件|起|案)(?!次|都|均|有)|(?:人|户|村|件|案)均"
    r"|\bper (?:capita|person|head|resident|household|village|event|case|dispute|session|[\d,]+ (?:people|residents|persons))\b"
)
# A和B都超过100件
_ALL_OF_THEM = re.compile(
    r"(?:都|均)(?:超过|超|高于|多于|大于|低于|少于|不到|达到|达|不低于|不少于|在|是|为)|\bboth\b"
)
# which of them the index holds
_HELD = re.compile(
    r"\b(?:are|is) (?:covered|included|held|available|in the (?:index|collection))\b|收录|(?:索引|库)(?:里|中)?(?:有|包括)"
)
_SOME_NAME = 2.3  # score of a name that the question's own words already suggest


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
    if found.fields and not figures_win(found):
        return _checked(about_the_report(base, found), restriction)
    if found.has("silent") and names_only_a_part(found) and not found.places:
        return _checked(about_reports_without(base, found), restriction)
    if is_about_the_commonest(found):
        return _checked(about_the_commonest(base, found), restriction)
    amounts = found.has(*NUMBERS, "amounts") or found.unit is not None or asks_for_targets(found)
    amounts = amounts or _asks_for_any(found) or _asks_whether_any(found)
    numbers = amounts or found.comparison is not None or bool(found.full) or says_zero(found)
    statements = (
        found.has("mention", "weakness")
        or (found.has("done") and not _asks_how_many_each(found))
        or bool(_SAYS.search(found.matter))
        or (not numbers and (bool(found.quotes) or found.has("yes_no", "only_planned")))
    )
    outside = is_outside_matter(found) and not found.has("mention")
    chosen = [] if outside else choose_matches(found, numbers, statements)
    if outside:
        phrase = free_phrase(found)
        topics = (Topic(phrase=phrase),) if phrase else ()
        return replace(base, kind="none", reason="unknown_topic", topics=topics)
    query = _about_the_matter(base, found, chosen)
    query = replace(query, together=_asks_for_both(query, found))
    if _is_about_nothing_here(query, found):
        return replace(query, kind="none", reason="out_of_domain", topics=())
    return _checked(plans_of_the_year_before(query, gazetteer), restriction)


# the figures of a report, whatever they are of
_EVERY_FIGURE = re.compile(
    r"(?:所有|全部|哪些|什么|主要|一切|各项|每项)(?:的)?(?:具体)?(?:数据|数字|指标|统计|数值)"
    r"|\b(?:all|what|which|list|every)(?: of)?(?: the)?(?: key| main)? (?:figures?|numbers|data|statistics|indicators?)\b"
)


def _asks_how_many_each(found: Findings) -> bool:
    """各地聘请了多少法律顾问: a figure of each, though the word says that it is done."""
    return found.has("every", "each") and found.has("how_many")


def _asks_for_both(query: Query, found: Findings) -> bool:
    """哪些报告既写A又写B: only reports that state each of several matters."""
    parties = {t.group or t for t in query.topics}
    listed = query.kind in ("set", "claim", "count") and not query.where.places
    silent = query.stance == "silent"  # 既没有A也没有B: neither
    both = found.has("together") or (
        query.comparison is not None and bool(_ALL_OF_THEM.search(found.wording.plain))
    )
    return both and listed and len(parties) > 1 and not silent


def _asks_for_any(found: Findings) -> bool:
    """Did X lose any lawsuits: how many, not whether the words are there."""
    counted = any(m.what == "indicator" and m.score >= 4 for m in found.matches)
    said = re.search(r"\bany\b", found.wording.plain)
    return bool(said) and counted and found.has("yes_no") and bool(found.places)


_WHETHER_ANY = re.compile(
    r"^\W*(?:did|does|do|has|have|had|was|were|is|are|were there|is there) (?:there )?"
    r"(?:anyone|anybody|any (?:\w+ )?(?:towns?|townships?|count(?:y|ies)|districts?|cit(?:y|ies)|places?|departments?|bureaus?|governments?|streets?))\b"
    r"|(?:有没有|有无|是否有)(?:哪个|哪些|什么)?(?:乡镇|镇|乡|街道|县|区|市|地方|部门|单位|局)"
)


def _asks_whether_any(found: Findings) -> bool:
    """Did anyone lose a lawsuit: those that state a number above nothing, not a wording."""
    counted = any(m.what == "indicator" and m.score >= 2.5 for m in found.matches)
    plain = found.wording.plain
    told = found.has("mention", "states", "weakness", "only_planned") or found.quotes
    return counted and not told and bool(_WHETHER_ANY.search(plain))


def _about_the_matter(base: Query, found: Findings, chosen: list[Match]) -> Query:
    where = base.where
    figures = [m for m in chosen if m.what != "claim"]
    claims = [m for m in chosen if m.what == "claim"]
    lacking = [m for m in found.matches if m.what == "claim" and _is_without(found, m)]
    if lacking:
        # 没有复议案件 is what some reports state; 没有法律顾问 is what others leave out
        denied = next((m for m in lacking if claim_by_name()[m.id].absence), None)
        topic = Topic(claim=(denied or lacking[0]).id)
        return replace(base, kind="claim", topics=(topic,), stance="any" if denied else "silent")
    if is_about_statements(found, figures, claims, where):
        return about_statements(base, found, chosen)
    if not chosen and where.places and _EVERY_FIGURE.search(found.wording.plain):
        return replace(base, kind="set", planned=planned_of(found))
    kind = choose_kind(found, figures, _as_named(where, found))
    if kind == "passage":
        return about_passages(base, found)
    if kind == "rank":
        figures = nearest_to_the_order(figures, found)
    topics = [t for m in figures for t in unfold(m, kind, found)] or [
        t for m in claims for t in unfold(m, kind, found)
    ]
    if kind == "count" and not figures and not claims and only_counts_reports(found):
        return replace(base, kind="count", statistics=("count",))
    planned = planned_of(found)
    named = any(m.score >= _SOME_NAME for m in (*figures, *claims))
    if not (topics and named) and planned == "only" and asks_for_figures(found):
        unit = "%" if any("rate" in i.names for i in found.ideas) else None
        return replace(base, kind="set", planned="only", unit=unit)
    if not topics:
        phrase = free_phrase(found)
        if phrase is None or _HELD.search(found.wording.plain):
            return _bare(base, found)
        topics = [_by_meaning(found) or Topic(phrase=phrase, unit=found.unit)]
        if topics[0].phrase and (
            kind == "set"
            and not found.has(*NUMBERS)
            and found.unit is None
            and found.comparison is None
        ):
            return about_statements(base, found, chosen)
    topics = with_count_beside_rate(topics, figures, found)
    comparison = comparison_of(found, topics)
    if comparison is None and kind == "set" and _asks_whether_any(found):
        comparison = Comparison(">", 0.0)
    direction = direction_of(found, kind, figures, where)
    if direction:
        kind = "set"
    changed = found.has("change") and not comparison and kind != "trend"
    kinds: tuple[FactKind, ...] = ("level",)
    if _PER_UNIT.search(found.wording.plain) and any(t.indicator for t in topics):
        kinds = ("per_unit",)
    elif changed:
        kinds = ("level", "change") if _asks_how_many_too(found) else ("change",)
    topics = list({(t.indicator, t.claim, t.phrase): t for t in reversed(topics)}.values())[::-1]
    return replace(
        base,
        kind=kind,
        topics=tuple(topics),
        comparison=comparison,
        statistics=statistics_of(found, kind),
        order=order_of(found),
        limit=found.limit.value if found.limit and kind == "rank" else None,
        planned=planned,
        fact_kinds=kinds,
        stance="silent"
        if (found.has("silent") or any(_is_without(found, m) for m in figures[:1]))
        and kind in ("set", "count")
        and comparison is None
        else "any",
        direction=direction,
        per="year" if _asks_by_year(found, kind) else "",
        readings=_other_readings(found, figures),
    )


def _asks_how_many_too(found: Findings) -> bool:
    """件数是多少?比上年增加了吗?: the figure in one clause, its change in the next."""
    asked = [s for cue in ("how_many", "value") for s in found.cues.get(cue, ())]
    plain = found.wording.plain
    return any(
        re.search(r"[,;?。]", plain[a.end : c.start])
        for a in asked
        for c in found.cues.get("change", ())
    )


def _asks_by_year(found: Findings, kind: AnswerKind) -> bool:
    """每年有多少比例的报告: a figure over reports, for each year apart."""
    if kind not in ("count", "sum", "average") or found.places:
        return False
    several = len({y for span in found.years for y in span.value.years}) != 1
    return several and (
        found.has("per_year")
        or (kind == "count" and found.has("each") and bool(found.years))
        or (kind == "count" and found.has("trend") and found.has("share"))
    )


def _is_without(found: Findings, match: Match) -> bool:
    """哪些地方没有法律顾问: who says nothing of it; 没有败诉 is a count of nothing instead."""
    before = found.wording.plain[: match.start]
    return found.zero is None and found.has("which") and before.endswith("没有")


def _other_readings(found: Findings, figures: list[Match]) -> tuple[Topic, ...]:
    """Indicators that the very words of the chosen one may name too (法制审核)."""
    if len(figures) != 1 or figures[0].what != "indicator":
        return ()
    chosen = figures[0]
    return tuple(
        Topic(indicator=m.id, unit=found.unit)
        for m in found.matches
        if m.what == "indicator"
        and m.id != chosen.id
        and (m.fresh == chosen.fresh or chosen.fresh < m.fresh)
    )


def _by_meaning(found: Findings) -> Topic | None:
    """The indicator nearest in meaning, where no name shares a word with the question."""
    if any(m.score >= _SOME_NAME for m in found.matches) or only_general(found.ideas):
        return None
    said = found.matter[found.ideas[0].start : found.ideas[-1].end]
    near = accepted(nearest(said))
    counted = unknown_thing_counted(found)
    if near and counted:  # 发放了多少补贴: what is given out decides, not that it is
        of_it = accepted(nearest(counted))
        near = near if of_it and of_it.indicator == near.indicator else None
    return Topic(indicator=near.indicator, unit=found.unit) if near else None


def _bare(base: Query, found: Findings) -> Query:
    """Nothing but places, years or levels: the reports themselves are meant."""
    if found.counted:
        return replace(base, kind="count", statistics=("count",))
    if found.roles:
        return about_passages(base, found)
    if found.places or found.years or found.levels or found.departments:
        return replace(base, kind="metadata", topics=(Topic(field="title"),))
    if re.search("报告|report", found.wording.plain) and found.has("which", "how_many"):
        return replace(base, kind="metadata", topics=(Topic(field="title"),))
    return replace(base, kind="none", reason="out_of_domain")


def _as_named(where: Filter, found: Findings) -> Filter:
    """The filter as the question says it: a province, or 瑶族乡, is one name, not many places."""
    said = {name for span in found.places for name in span.value.names}
    of_a_group = not found.places and any(s.value.group for s in found.levels)
    if of_a_group or (said and not said & set(where.places)):
        return replace(where, places=())
    return where


def _is_about_nothing_here(query: Query, found: Findings) -> bool:
    """No report, place or year is named, and no word is one that reports are asked about."""
    where = query.where
    named = found.places or where != Filter(roles=where.roles) or found.fields or found.quotes
    if named or found.matches or re.search("报告|report", found.wording.plain):
        return False
    if query.kind == "passage" and not query.topics and not found.roles:
        return True
    phrased = query.topics and all(t.phrase for t in query.topics)
    return bool(phrased) and not found.roles and not knows_any(found.ideas)


def _domain_matches(found: Findings) -> bool:
    return any(m.score >= 5 for m in found.matches) and not re.search(
        "ignore|忽略|prompt|提示词|script>|select|drop ", found.wording.plain
    )


_PLAN_FOR = re.compile(
    r"(?:计划|打算|准备|拟|目标)(?:在|于)?20\d\d年(?!.{0,4}报告)|20\d\d年(?:度)?(?:的)?(?:工作)?(?:计划|打算|安排|目标|将)"
    r"|(?:plans?|planned|planning|aims?|intends?|targets?|goals?)\b[^,.?]{0,40}?\b(?:for|in|by) (?:the year )?20\d\d\b(?! report)"
)


def plans_of_the_year_before(query: Query, gazetteer: Gazetteer) -> Query:
    """Plans and targets for 2024 stand in the report on 2023."""
    where = query.where
    planned = query.planned == "only" or where.roles == ("plans",)
    if not planned or len(where.years) != 1:
        return query
    year = where.years[0]
    held = _held_years(where, gazetteer)
    meant = bool(_PLAN_FOR.search(fold(query.text).text.lower()))
    if (year in held and not meant) or year - 1 not in held:
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
