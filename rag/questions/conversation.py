"""Follow-ups: what a question leaves out is taken from the query before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.indicators.catalogue import load_catalogue
from rag.questions.about_figures import statistics_of
from rag.questions.comparison import opposite
from rag.questions.filters import left_out, merge_filters
from rag.questions.findings import Findings
from rag.questions.follow_up import asks, cue, has_own_topic, is_follow_up, only_language
from rag.questions.gazetteer import Gazetteer
from rag.questions.numbers import find_numbers
from rag.questions.resolve import plans_of_the_year_before, resolve
from rag.questions.subject import as_figures, unfold
from rag.questions.topics import (
    ideas_of_name,
    match_names,
)
from rag.types import Comparison, Filter, Query, Topic

_WHOLE_NAME = 4  # characters of a name that is no general word
_OF_FIGURES = ("sum", "average", "rank", "trend")
_SET_KINDS = ("set", "claim", "rank", "count")


def context_of(query: Query) -> frozenset[str]:
    """The ideas that a query's topics leave for the next question: 审结 after 行政复议."""
    ideas: frozenset[str] = frozenset()
    for topic in query.topics:
        if topic.group:
            ideas |= ideas_of_name("group", topic.group)
        if topic.indicator and not topic.group:
            ideas |= ideas_of_name("indicator", topic.indicator)
    return ideas


def carry_on(
    query: Query, found: Findings, gazetteer: Gazetteer, history: Sequence[Query]
) -> Query:
    """The query as meant after ``history``; unchanged when it stands alone."""
    before = _base(found, history)
    if query.reason == "out_of_domain" and found.outside:
        return query
    if not is_follow_up(query, found, before):
        return query
    if only_language(found):
        language = found.requested.value if found.requested else before.language
        return replace(
            before, text=query.text, language=language, table=before.table or query.table
        )
    context = frozenset() if _names_a_matter(found) else context_of(before)
    in_context = replace(found, matches=tuple(match_names(found.ideas, context)))
    before = _with_both_places(before, in_context, history)
    own = resolve(in_context, gazetteer)
    own = resolve(in_context, gazetteer, _where(own, in_context, before, gazetteer))
    if left_out(found) == list(found.places):  # 除了镇川市呢: no place is asked about
        in_context = replace(in_context, places=())
    merged = _unit_only(own, in_context, before) or _merge(own, in_context, before, gazetteer)
    first = before.within
    if first is not None and merged.within is first and first.text == before.text:
        # both sides of one question are about others now
        merged = replace(merged, within=replace(first, text=query.text, where=merged.where))
    merged = replace(merged, text=query.text, language=_language(found, before, query))
    return _rechecked(plans_of_the_year_before(merged, gazetteer), gazetteer)


def _unit_only(own: Query, found: Findings, before: Query) -> Query | None:
    """只看百分比, after all figures of a report."""
    if before.kind != "set" or before.topics or not before.where.places:
        return None
    named = [idea.names for idea in found.ideas]
    if not named or not all(names & {"rate", "money"} for names in named):
        return None
    unit = "%" if named[0] & {"rate"} else "元"
    return replace(before, unit=unit, where=own.where)


def _with_both_places(before: Query, found: Findings, history: Sequence[Query]) -> Query:
    """两个镇, "both", 相差多少: the places of the last two questions, where each named one."""
    bare = not (found.places or found.years or found.levels or found.counted)
    between = bare and found.has("difference", "compare", "higher")
    named = between or cue("both").search(found.wording.plain)
    if len(before.where.places) != 1 or not named:
        return before
    for earlier in reversed(history[:-1]):
        others = [p for p in earlier.where.places if p not in before.where.places]
        if others:
            where = replace(before.where, places=(*others, *before.where.places), years=())
            return replace(before, where=where)
    return before


def _language(found: Findings, before: Query, query: Query):  # type: ignore[no-untyped-def]
    return found.requested.value if found.requested else query.language


def _base(found: Findings, history: Sequence[Query]) -> Query:
    """The query that is continued: the last one, or an earlier one that is returned to."""
    inside = [q for q in history if q.reason != "out_of_domain"]
    last = inside[-1] if inside else history[-1]
    if not cue("returns").search(found.wording.plain):
        return last
    for earlier in reversed(history[:-1]):
        shared = {m.id for m in found.matches} & {
            t.indicator or t.claim or t.group for t in earlier.topics
        }
        if shared or (
            found.comparison
            and earlier.comparison
            and found.comparison.value.value == earlier.comparison.value
        ):
            return earlier
    return next((q for q in history if q.kind in _SET_KINDS), history[0])


def _merge(own: Query, found: Findings, before: Query, gazetteer: Gazetteer) -> Query:
    where = own.where
    plural = bool(cue("plural").search(found.wording.plain)) and not cue("whole").search(
        found.wording.plain
    )
    if (
        not has_own_topic(own)
        or _asks_for_the_others(found, before)
        or _asks_for_a_stance(own, found, before)
    ):
        return _same_topic(own, found, before, where)
    if plural and before.kind in _SET_KINDS and not before.where.places and not found.places:
        same = own.topics == before.topics
        if not same:
            return replace(
                own,
                where=merge_filters(own.where, Filter()),
                within=replace(before, within=before.within),
                reason="",
            )
    own = _in_the_same_way(own, found, before, where)
    return replace(
        own,
        where=_with_roles(where, own),
        unknown_years=(),
        reason="" if not own.unknown_places or where.places else own.reason,
    )


def _asks_for_a_stance(own: Query, found: Findings, before: Query) -> bool:
    """And which only plan it? The reports before, by what they make of it."""
    named = any(t.indicator or t.claim or t.phrase for t in own.topics)
    cues = found.has("only_planned", "silent", "weakness") and found.has("which")
    return bool(cues) and not named and before.kind in ("claim", "set", "count")


def _same_topic(own: Query, found: Findings, before: Query, where: Filter) -> Query:
    """The topic before, with another filter, condition, order or kind of answer."""
    kind = _kind_without_topic(own, found, before, where)
    topics = before.topics
    if kind in _OF_FIGURES and topics:
        topics = as_figures(before.topics)
        if not topics:  # nothing to add up or to order: the reports that say so
            kind, topics = "count" if kind == "sum" else before.kind, before.topics
    comparison = _comparison(found, before)
    if found.places and before.kind == "set" and kind == "fact":
        comparison = found.comparison.value if found.comparison else None
    stance, planned = before.stance, before.planned
    if found.has("silent"):
        stance, comparison = "silent", None
    elif found.has("only_planned") and before.kind == "claim":
        stance = "planned"
    elif found.has("only_planned"):
        planned = "only"
    return replace(
        before,
        kind=kind,
        topics=topics,
        where=where,
        comparison=comparison,
        statistics=statistics_of(found, kind) or (before.statistics if kind == before.kind else ()),
        order=own.order if found.has("top", "bottom", "order") else before.order,
        limit=_limit(found, before) if kind == "rank" else None,
        planned=planned,
        stance=stance,
        fact_kinds=("change",)
        if found.has("change") and not _asks_for_the_others(found, before)
        else before.fact_kinds,
        unknown_places=own.unknown_places,
        unknown_years=(),
        reason="",
        suggestions=(),
        table=own.table or before.table,
    )


def _limit(found: Findings, before: Query) -> int | None:
    if found.limit:
        return found.limit.value
    return None if found.has("top", "bottom") else before.limit


def _asks_for_the_others(found: Findings, before: Query) -> bool:
    """And which fall short: what misses the condition before, with no condition of its own."""
    said = cue("opposite").search(found.wording.plain)
    return bool(said) and before.comparison is not None and found.comparison is None


def _other_year(found: Findings, before: Query) -> tuple[int, ...]:
    """上一年呢: counted from the year just asked about."""
    if len(before.where.years) != 1 or found.has("change", "trend"):
        return ()
    (year,) = before.where.years
    plain = found.wording.plain
    if cue("year_before").search(plain):
        return (year - 1,)
    return (year + 1,) if cue("year_after").search(plain) else ()


def _comparison(found: Findings, before: Query) -> Comparison | None:
    """The condition of the follow-up; a bare number (改成2000份) takes its place in the old one."""
    if before.comparison is not None and _asks_for_the_others(found, before):
        return opposite(before.comparison)
    if found.comparison is not None:
        return found.comparison.value
    numbers = find_numbers(found.matter)
    if before.comparison is None or not numbers or found.limit or found.counted:
        return before.comparison
    number = numbers[0].value
    if before.comparison.op == "between" or (number.unit == "%") != (before.comparison.unit == "%"):
        return before.comparison
    return replace(
        before.comparison, value=number.value, unit=number.unit or before.comparison.unit
    )


def _in_the_same_way(own: Query, found: Findings, before: Query, where: Filter) -> Query:
    """A bare matter (那普法宣传呢?) is asked as the question before was."""
    kind = own.kind
    if kind in ("passage", "metadata", "claim"):
        return own
    by_itself = asks(found)
    if not by_itself and before.kind in (
        "compare",
        "trend",
        "set",
        "rank",
        "sum",
        "average",
        "count",
        "fact",
    ):
        kind = before.kind
        if kind == "set" and where.places:
            kind = "fact"
    elif own.kind in ("sum", "set") and where.places and not found.has("sum", "which"):
        kind = "compare" if len(where.places) > 1 else "fact"
    if kind == own.kind:
        return own
    topics: list[Topic] = []
    groups = {t.group for t in own.topics if t.group}
    for match in found.matches:
        if match.id in groups or any(t.indicator == match.id and not t.group for t in own.topics):
            topics += [t for t in unfold(match, kind, found) if t not in topics]
    figures = [t for t in topics if t.indicator]
    return replace(
        own,
        kind=kind,
        topics=(*(t for t in own.topics if t.phrase), *figures) or own.topics,
        statistics=before.statistics if kind == before.kind else (),
        order=before.order if kind == "rank" else own.order,
        limit=before.limit if kind == "rank" else own.limit,
        stance=own.stance,
    )


def _names_a_matter(found: Findings) -> bool:
    """One word that is an indicator's whole name (法制审核) needs nothing of the question
    before; a rate (满意率) does."""
    if len(found.ideas) != 1 or any(m.what == "group" for m in found.matches):
        return False
    word = found.matter[found.ideas[0].start : found.ideas[0].end]
    return len(word) >= _WHOLE_NAME and any(
        word in (i.zh, *i.synonyms_zh) and i.kind != "rate"
        for i in load_catalogue().indicators.values()
    )


def _where(own: Query, found: Findings, before: Query, gazetteer: Gazetteer) -> Filter:
    """The filter before, with what the follow-up says in its place."""
    new = own.where
    if len(before.where.places) > 1 and cue("both").search(found.wording.plain):
        new = replace(new, levels=(), level_words=(), department=None)
    if found.places and not (new.places or new.parents or new.without):
        return replace(before.where, places=(), parents=())  # only unknown places are named
    if new.places and before.kind == "compare" and len(before.where.places) > 1 and not asks(found):
        new = replace(new, places=tuple(dict.fromkeys((*before.where.places, *new.places))))
    merged = merge_filters(before.where, new)
    if not found.years and not new.places and _other_year(found, before):
        return replace(merged, years=_other_year(found, before))
    if new.places and not new.years:
        keep = before.where.years
        merged = replace(merged, years=keep if len(before.where.places) != 1 or keep == () else ())
    if new.places and merged.departments and not new.departments:
        held = {d for p in new.places for d in gazetteer.departments_of.get(p, ())}
        kept = tuple(d for d in merged.departments if d in held)
        merged = replace(merged, departments=kept)
    return merged


def _with_roles(where: Filter, own: Query) -> Filter:
    return replace(where, roles=own.where.roles)


def _kind_without_topic(own: Query, found: Findings, before: Query, where: Filter):  # type: ignore[no-untyped-def]
    """The kind that a cue asks for, or the kind before."""
    if before.kind == "set" and not before.topics and before.where.places:
        return "set"  # every figure of a report
    if found.has("mean", "median"):
        return "average"
    if found.has("sum") and found.unit and found.unit not in ("个", "份", "家"):
        return "sum"
    if found.has("sum") and found.unit in ("个", "份", "家"):
        return "count"
    if found.counted or (
        found.has("how_many") and before.kind in ("set", "claim") and not found.places
    ):
        return "count"
    if found.has("order") or found.limit or found.has("top", "bottom"):
        return "rank" if before.topics else before.kind
    if found.has("difference"):
        return "compare"
    if found.has("sum"):
        return "sum"
    if found.has("trend"):
        return "trend"
    if found.places and before.kind in ("set", "rank", "count", "sum", "average"):
        return "fact" if len(where.places) == 1 else "compare"
    if before.kind == "count" and found.has("which"):
        return "set" if any(t.indicator for t in before.topics) or not before.topics else "claim"
    if before.kind == "fact" and len(where.places) > 1:
        return "compare"
    if before.kind == "fact" and not where.places and where.levels:
        return "set"
    if before.kind == "none":
        return "fact" if before.topics and where.places else "set" if before.topics else before.kind
    return before.kind


def _rechecked(query: Query, gazetteer: Gazetteer) -> Query:
    """Places and years that the index does not hold, after merging."""
    where = query.where
    if query.reason in ("out_of_domain", "unknown_topic"):
        return query
    if query.unknown_places and not where.places and not where.parents:
        return replace(query, reason="unknown_place")
    held = (
        {y for p in where.places for y in gazetteer.years_of.get(p, ())}
        if where.places
        else set(gazetteer.years)
    )
    missing = tuple(y for y in where.years if y not in held)
    if where.years and missing == where.years and held:
        return replace(query, reason="unknown_year", unknown_years=missing)
    return replace(query, unknown_years=missing)
