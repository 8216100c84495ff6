"""Follow-ups: what a question leaves out is taken from the query before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.indicators.catalogue import load_catalogue
from rag.questions.about_figures import statistics_of
from rag.questions.filters import merge_filters
from rag.questions.findings import Findings
from rag.questions.gazetteer import Gazetteer
from rag.questions.numbers import find_numbers
from rag.questions.resolve import plans_of_the_year_before, resolve
from rag.questions.subject import unfold
from rag.questions.topics import (
    ideas_of_name,
    match_names,
    only_general,
    read_question_ideas,
)
from rag.questions.wording import any_of, load_words
from rag.types import Comparison, Filter, Query, Topic

_PRONOUNS = ("they", "their", "them", "it", "its", "它们", "他们", "它")
_NAMES_SEVERAL = re.compile(
    r"\b(?:which|what|how many|any|all|do|the)\s+(?:\w+\s+)?"
    r"(?:reports?|towns?|townships?|counties|districts?|places?|departments?|governments?)\b"
    r"|哪些|哪个|哪几个|多少(?:份|个)"
)
_WHOLE_NAME = 4  # characters of a name that is no general word
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
    if not _is_follow_up(query, found, before):
        return query
    if _only_language(found):
        language = found.requested.value if found.requested else before.language
        return replace(
            before, text=query.text, language=language, table=before.table or query.table
        )
    context = frozenset() if _names_a_matter(found) else context_of(before)
    in_context = replace(found, matches=tuple(match_names(found.ideas, context)))
    before = _with_both_places(before, in_context, history)
    own = resolve(in_context, gazetteer)
    own = resolve(in_context, gazetteer, _where(own, in_context, before, gazetteer))
    merged = _merge(own, in_context, before, gazetteer)
    merged = replace(merged, text=query.text, language=_language(found, before, query))
    return _rechecked(plans_of_the_year_before(merged, gazetteer), gazetteer)


def _with_both_places(before: Query, found: Findings, history: Sequence[Query]) -> Query:
    """两个镇, "both", 相差多少: the places of the last two questions, where each named one."""
    bare = not (found.places or found.years or found.levels or found.counted)
    between = bare and found.has("difference", "compare", "higher")
    named = between or _cue("both").search(found.wording.plain)
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
    if not _cue("returns").search(found.wording.plain):
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


def _is_follow_up(query: Query, found: Findings, before: Query) -> bool:
    plain = found.wording.plain
    whole = bool(_cue("whole").search(plain))
    refers = _points_back(plain) and not whole
    opening = _cue("goes_on").match(plain.lstrip(" ,，。"))
    goes_on = bool(opening) or bool(re.search(r"(?:呢|吗呢)\s*[??]?\s*$", plain))
    if refers or _cue("returns").search(plain) or _only_language(found):
        return True
    if not _has_own_topic(query):
        return True
    if (goes_on and not (found.places and _strong(found))) or (goes_on and not _asks(found)):
        return True
    if found.places or found.levels or found.departments or whole:
        return False
    if before.where.places and any(t.field for t in query.topics):
        return True
    if (
        found.has("which")
        or found.counted
        or found.has("order", "top", "bottom", "mean", "median", "mention")
    ):
        return False
    # a number without a place, after a question about a place: 经调解撤回的有多少?
    return bool(before.where.places) and not found.years


def _points_back(plain: str) -> bool:
    """Whether a word points at what was answered, not at what the question itself names:
    which reports say they hired ..."""
    for found in _cue("refers").finditer(plain):
        if found[0] not in _PRONOUNS or not _NAMES_SEVERAL.search(plain[: found.start()]):
            return True
    return False


def _merge(own: Query, found: Findings, before: Query, gazetteer: Gazetteer) -> Query:
    where = own.where
    plural = bool(_cue("plural").search(found.wording.plain)) and not _cue("whole").search(
        found.wording.plain
    )
    if not _has_own_topic(own) or _asks_for_a_stance(own, found, before):
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
        where=where,
        comparison=comparison,
        statistics=statistics_of(found, kind) or (before.statistics if kind == before.kind else ()),
        order=own.order if found.has("top", "bottom", "order") else before.order,
        limit=_limit(found, before) if kind == "rank" else None,
        planned=planned,
        stance=stance,
        fact_kinds=("change",) if found.has("change") else before.fact_kinds,
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


def _comparison(found: Findings, before: Query) -> Comparison | None:
    """The condition of the follow-up; a bare number (改成2000份) takes its place in the old one."""
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
    asks = _asks(found)
    if not asks and before.kind in (
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
    if len(before.where.places) > 1 and _cue("both").search(found.wording.plain):
        new = replace(new, levels=(), level_words=(), department=None)
    if found.places and not new.places and not new.parents:
        return replace(before.where, places=(), parents=())  # only unknown places are named
    if (
        new.places
        and before.kind == "compare"
        and len(before.where.places) > 1
        and not _asks(found)
    ):
        new = replace(new, places=tuple(dict.fromkeys((*before.where.places, *new.places))))
    merged = merge_filters(before.where, new)
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
    if found.has("mean", "median"):
        return "average"
    if found.has("sum") and found.unit and found.unit not in ("个", "份", "家"):
        return "sum"
    if found.counted or (
        found.has("how_many") and before.kind in ("set", "claim") and not found.places
    ):
        return "count"
    if found.has("order") or found.limit or found.has("top", "bottom"):
        return "rank" if any(t.indicator or t.phrase for t in before.topics) else before.kind
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


def _has_own_topic(query: Query) -> bool:
    """A real topic; not the reports as such, nor a bare rate."""
    if any(t.indicator or t.claim for t in query.topics):
        return True
    if any(t.field and t.field != "title" for t in query.topics):
        return True
    if query.kind == "passage" and (query.where.roles and not query.topics):
        return True
    return any(t.phrase and not _says_nothing(t.phrase) for t in query.topics)


def _says_nothing(phrase: str) -> bool:
    """Words that any question may hold: cases, people, the second one."""
    ideas = read_question_ideas(phrase)
    empty = frozenset(load_words("followups.toml")["empty"])
    return only_general(ideas) or all(word in empty for word in phrase.split())


def _strong(found: Findings) -> bool:
    return any(m.score >= 4 for m in found.matches)


def _asks(found: Findings) -> bool:
    """Whether the question says by itself what kind of answer it wants."""
    return (
        found.has(
            "which",
            "how_many",
            "sum",
            "mean",
            "median",
            "share",
            "top",
            "bottom",
            "order",
            "compare",
            "difference",
            "trend",
            "mention",
            "how",
            "why",
            "value",
        )
        or found.counted is not None
        or found.unit is not None
    )


def _only_language(found: Findings) -> bool:
    """Nothing but a wish for another language or a table."""
    if found.requested is None and "table" not in found.cues:
        return False
    said = (
        found.places
        or found.years
        or found.levels
        or found.comparison
        or found.counted
        or (found.fields and not found.requested)
    )
    return not said and not any(m.score >= 4 for m in found.matches)


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


def _cue(name: str) -> re.Pattern[str]:
    return any_of(tuple(load_words("followups.toml")["cues"][name]))
