"""The question as understood, in one line of the asker's language: shown above every answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rag.days import DAYS, written_date
from rag.indicators.catalogue import load_catalogue
from rag.names import bilingual_name, english_name
from rag.questions.claims import claim_by_name
from rag.questions.wording import load_words
from rag.text import has_han, in_traditional
from rag.types import Comparison, Filter, Language, Query, Topic

_MOST_PLACES = 6
_TOWNS = {"镇", "乡", "民族乡", "民族镇", "苏木", "民族苏木"}
_MINOR_WORDS = {"民族镇", "民族苏木", "苏木", "街道办", "街道办事处", "自治旗"}


def describe(query: Query, language: Language | None = None) -> str:
    """What is asked, as a line that a reader can check before reading the answer."""
    language = language or query.language
    english = language == "en"
    words = load_words("describe.toml")["en" if english else "zh"]
    line = _line(query, words, english)
    if query.within is not None:
        line += _within(query, query.within, words, english)
    if query.per:
        line += words["per_year"]
    if language != "zh-Hant":
        return line
    where = query.where
    return in_traditional(line, (*where.places, *where.parents, *query.unknown_places))


def _within(query: Query, first: Query, words: Mapping[str, Any], english: bool) -> str:
    """The earlier question, or the first of two conditions in one question."""
    if first.text != query.text:
        return str(words["within"])
    if first.comparison is None:
        return str(words["within_first"].format(first=_line(first, words, english)))
    condition = _condition(first.comparison, words, english)
    topics = _topics(first, words, english)
    return str(words["and_condition"].format(topics=topics, condition=condition))


def _line(query: Query, words: Mapping[str, Any], english: bool) -> str:
    topics = _topics(query, words, english)
    condition = _condition(query.comparison, words, english) if query.comparison else ""
    values = {
        "scope": _scope(query, words, english),
        "topics": topics or words["fields"]["title"],
        "condition": condition,
        "statistics": words["join"].join(
            words["statistics"][s] for s in query.statistics if s in words["statistics"]
        )
        or words["statistics"]["mean"],
        "order": words[query.order],
        "limit": words["first"].format(n=query.limit) if query.limit else "",
        "roles": words["join"].join(words["roles"][r] for r in query.where.roles)
        or words["roles"]["achievements"],
    }
    text = str(words[_template(query, bool(topics), bool(condition))].format(**values))
    return text[:1].upper() + text[1:] if english else text


def _template(query: Query, topics: bool, condition: bool) -> str:
    kind = query.kind
    if query.common:
        return "common"
    if kind == "none":
        return "unknown_topic" if topics else "none"
    if kind == "set":
        return "set_condition" if condition else "set_silent" if query.stance == "silent" else "set"
    if kind == "count":
        if "share" in query.statistics:
            return "share"
        return "count_condition" if condition else "count" if topics else "count_bare"
    if kind == "claim":
        if query.stance in ("weakness", "planned", "silent"):
            return f"claim_{query.stance}"
        return "claim_place" if query.where.places else "claim"
    if kind == "compare" and "difference" in query.statistics:
        return "difference"
    if kind in ("fact", "metadata") and condition:
        return f"{kind}_condition"
    if kind == "passage" and not topics:
        return "passage_bare"
    return kind


def _topics(query: Query, words: Mapping[str, Any], english: bool) -> str:
    unfolded = Counter(t.group for t in query.topics if t.group)
    names = dict.fromkeys(
        _topic(t, words, english, bool(t.group) and unfolded[t.group or ""] > 1)
        for t in query.topics
    )
    text = words["join"].join(n for n in names if n)
    if query.together:
        text = words["together"].format(topics=text)
    if query.planned == "only":
        return str(words["planned"].format(topics=text) if text else words["planned_any"])
    if not text and query.kind == "set":
        return str(words["every_figure"])
    if text and query.fact_kinds == ("change",) and not query.direction:
        return str(words["change"].format(topics=text))
    if text and query.direction:
        return str(words[query.direction].format(topics=text))
    return str(text)


def _topic(topic: Topic, words: Mapping[str, Any], english: bool, whole_group: bool) -> str:
    if topic.field:
        return str(words["fields"].get(topic.field, topic.field))
    if topic.claim:
        claim = claim_by_name().get(topic.claim)
        return (claim.english if english and claim else "") or f"“{topic.claim}”"
    if topic.phrase:
        return f"“{topic.phrase}”"
    catalogue = load_catalogue()
    if whole_group and topic.group and topic.group in catalogue.groups:
        group = catalogue.groups[topic.group]
        return group.en if english else group.zh
    indicator = catalogue.indicators.get(topic.indicator or "")
    if indicator is None:
        return topic.indicator or ""
    name = indicator.en if english else indicator.zh
    scope = (f" ({topic.scope})" if english else f"({topic.scope})") if topic.scope else ""
    return name + scope


def _scope(query: Query, words: Mapping[str, Any], english: bool) -> str:
    where = query.where
    years = _years(where.years, words)
    places = [
        *where.places,
        *(
            query.unknown_places
            if not where.places or len(where.places) + len(query.unknown_places) > 1
            else ()
        ),
    ]
    if len(places) > _MOST_PLACES:
        more = words["more"].format(n=len(places))
        places = [*places[: _MOST_PLACES - 1], more]
    left = words["join"].join(map(english_name if english else str, where.without))
    left = words["without"].format(places=left) if left else ""
    if english:
        return _english_scope(where, years, places, words) + left
    parts = years
    if places:
        named = words["join"].join(places)
        return f"{named}{words['join'].join(where.departments)}{parts}{left}"
    if where.parents:
        parts += words["below"].format(parents=words["join"].join(where.parents))
    parts += _levels(where, words, english)
    parts += words["join"].join(where.departments) or (
        words["department"] if where.department else ""
    )
    return (f"{parts}{words['reports']}" if parts else str(words["all"])) + left


def _english_scope(
    where: Filter, years: str, places: Sequence[str], words: Mapping[str, Any]
) -> str:
    if places:
        named = words["join"].join(bilingual_name(p) if has_han(p) else p for p in places)
        named += "".join(f", {d}" for d in where.departments)
        return f"{named}, {years}" if years else named
    kind = _levels(where, words, True)
    if where.department and not where.departments:
        kind = f"{kind} department".strip()
    text = (
        f"{kind} reports".strip()
        if kind
        else "reports"
        if (years or where.parents or where.departments)
        else str(words["all"])
    )
    if where.departments:
        text += " of " + words["join"].join(where.departments)
    if where.parents:
        text += " " + words["below"].format(
            parents=words["join"].join(english_name(p) for p in where.parents)
        )
    return f"{text} for {years}" if years else text


def _levels(where: Filter, words: Mapping[str, Any], english: bool) -> str:
    if set(where.level_words) >= {"镇", "乡"} and set(where.level_words) <= _TOWNS:
        return str(words["levels"]["towns"])
    if where.level_words:
        named = [w for w in where.level_words if w not in _MINOR_WORDS] or list(where.level_words)
        if english:
            return " and ".join(
                dict.fromkeys(words["level_words"].get(w, english_name(w)) for w in named)
            )
        return str(words["join"].join(named))
    return str(
        (" and " if english else words["join"]).join(words["levels"][x] for x in where.levels)
    )


def _years(years: Sequence[int], words: Mapping[str, Any]) -> str:
    if len(years) > 2 and list(years) == list(range(years[0], years[-1] + 1)):
        return str(words["years_range"].format(first=years[0], last=years[-1]))
    return str(words["join"].join(words["year"].format(year=y) for y in years))


def _condition(comparison: Comparison, words: Mapping[str, Any], english: bool) -> str:
    unit = comparison.unit or ""
    operators = words["operators"]
    upper = _number(comparison.upper, unit, english) if comparison.upper is not None else ""
    key: str = comparison.op
    if comparison.relative:
        return str(operators[f"{key} {comparison.relative}"])
    if comparison.op == "between" and comparison.open_upper:
        key = "half_open"
    if comparison.op == "=" and comparison.value == 0:
        key = "zero"
    if unit == DAYS and f"{key} day" in operators:
        key = f"{key} day"
    return str(operators[key].format(value=_number(comparison.value, unit, english), upper=upper))


def _number(value: float, unit: str, english: bool) -> str:
    if unit == DAYS:
        return written_date(value, english)
    text = f"{value:,.10g}" if english and unit != "年" else f"{value:.10g}"
    if unit == "元" and english:
        return f"{text} yuan"
    if english and has_han(unit):
        return text
    return f"{text}{unit}"
