"""From the names that fit to the topics of a query: what exactly is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rag.indicators.catalogue import Indicator, load_catalogue
from rag.questions.concepts import chinese_of
from rag.questions.findings import Findings
from rag.questions.topics import Match, best_topics, idea_weight, ideas_of_name
from rag.questions.wording import load_words
from rag.text import has_han
from rag.types import AnswerKind, Topic

_COVERED = 0.3  # of the weight of a question's ideas that the chosen names must hold
_RATE_BONUS = 3.0
_UNIT_BONUS = 1.5
_NUMBER_KINDS: tuple[AnswerKind, ...] = ("sum", "average", "rank", "count")
_GENERIC = frozenset(
    {
        "rate",
        "money",
        "event",
        "masses",
        "officer",
        "times",
        "case",
        "item",
        "document",
        "law",
        "administrative",
    }
)


def choose_matches(found: Findings, numbers: bool) -> list[Match]:
    """The names meant, best reading; empty when none of them covers the question."""
    matches = _weighed(found, numbers)
    chosen = best_topics(found.matter, found.ideas, matches)
    if not chosen:
        return []
    if _wants_other_measure(found, chosen):
        return []
    total = sum(idea_weight(i.names) for i in found.ideas)
    used = frozenset().union(*(m.used for m in chosen))
    covered = sum(idea_weight(found.ideas[i].names) for i in used)
    if total and covered / total < _COVERED:
        return []
    return chosen


def unfold(match: Match, kind: AnswerKind, found: Findings) -> list[Topic]:
    """The topics of one match; a whole matter is unfolded, or narrowed to its count."""
    if match.what == "claim":
        return [Topic(claim=match.id)]
    catalogue = load_catalogue()
    if match.what == "indicator":
        indicator = catalogue.indicators[match.id]
        return [
            Topic(indicator=match.id, scope=find_scope(found, match, indicator), unit=found.unit)
        ]
    group = catalogue.groups[match.id]
    narrowed = kind in _NUMBER_KINDS or found.comparison is not None or found.unit is not None
    if narrowed:
        member = _member(group.members, match.id, found)
        indicator = catalogue.indicators[member]
        return [
            Topic(
                indicator=member,
                scope=find_scope(found, match, indicator),
                unit=found.unit,
                group=match.id,
            )
        ]
    return [Topic(indicator=m, group=match.id) for m in group.members]


def kin_of(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Indicators whose names hold all that a topic's name holds, and more: 村法律顾问 of 法律顾问."""
    catalogue = load_catalogue()
    named = {t.indicator for t in topics if t.indicator}
    kin: list[Topic] = []
    for topic in topics:
        if not topic.indicator or topic.group:
            continue
        own = catalogue.indicators[topic.indicator]
        for other in (
            *own.not_confused_with,
            *(i for i, x in catalogue.indicators.items() if own.id in x.not_confused_with),
        ):
            ideas, theirs = ideas_of_name("indicator", own.id), ideas_of_name("indicator", other)
            if (
                other not in named
                and ideas & theirs
                and catalogue.indicators[other].kind == own.kind
            ):
                named.add(other)
                kin.append(Topic(indicator=other))
    return tuple(kin[:3])


def find_scope(found: Findings, match: Match, indicator: Indicator) -> str | None:
    """Words of the question that tell values of one report apart: 政协, 书面, 收到."""
    said = []
    for word, forms in _scope_words().items():
        if any(form in found.matter for form in forms if has_han(form)) or any(
            re.search(rf"\b{re.escape(form)}", found.matter) for form in forms if not has_han(form)
        ):
            if any(word in scope for scope in indicator.scopes):
                said.append(word)
    for scope in indicator.scopes:
        if scope in found.matter and not any(scope in s or s in scope for s in said):
            said.append(scope)
    kept = [s for s in said if s not in indicator.zh]
    return " ".join(dict.fromkeys(kept)) or None


def free_phrase(found: Findings) -> str | None:
    """The question's own words about the matter, for searching: in Chinese where that is known."""
    chinese = chinese_of()
    words: list[str] = []
    head: list[str] = []
    for idea in found.ideas:
        said = found.matter[idea.start : idea.end]
        if has_han(said):
            word = said
        else:
            known = sorted(n for n in idea.names if n in chinese)
            word = chinese[known[0]] if known else said
        if idea.names & {"rate", "money"} and not has_han(said):
            head.append(word)
        elif word not in words:
            words.append(word)
    words += [w for w in head if w not in words]
    return " ".join(words)[:120] or None


def is_outside_matter(found: Findings) -> bool:
    """Whether the matter is one that reports of this kind do not hold (GDP, weather)."""
    return any(
        w in found.matter
        if has_han(w)
        else re.search(rf"(?<![a-z]){re.escape(w)}(?![a-z])", found.matter)
        for w in load_words("topics.toml")["outside"]["matters"]
    )


def _weighed(found: Findings, numbers: bool) -> list[Match]:
    """Matches, those of the asked measure first."""
    catalogue = load_catalogue()
    rate = (found.comparison is not None and found.comparison.value.unit == "%") or bool(found.full)
    weighed = []
    for match in found.matches:
        score = match.score
        if match.what == "indicator":
            indicator = catalogue.indicators[match.id]
            if rate:
                score += _RATE_BONUS if indicator.kind == "rate" else -_RATE_BONUS / 2
            if found.unit == "元":
                score += _UNIT_BONUS if indicator.kind == "money" else -_UNIT_BONUS
            elif found.unit and found.unit in indicator.units:
                score += 0.4
            elif found.unit:
                score -= 0.4
            if indicator.kind == "rate" and not rate and not _says(found, "rate") and found.unit:
                score -= _RATE_BONUS
        elif match.what == "group":
            score += -0.3 if numbers else 0.3
        weighed.append(replace(match, score=score))
    order = {"claim": 0, "indicator": 1, "group": 2}
    return sorted(weighed, key=lambda m: (-m.score, order[m.what]))


def _wants_other_measure(found: Findings, chosen: Sequence[Match]) -> bool:
    """Money is asked for and nothing chosen is money."""
    catalogue = load_catalogue()
    kinds = {catalogue.indicators[m.id].kind for m in chosen if m.what == "indicator"}
    groups = [m for m in chosen if m.what == "group"]
    if not _says(found, "money") or "money" in kinds:
        return False
    members = {catalogue.indicators[i].kind for m in groups for i in catalogue.groups[m.id].members}
    return "money" not in members


def _says(found: Findings, idea: str) -> bool:
    return any(idea in i.names for i in found.ideas)


def _member(members: Sequence[str], group: str, found: Findings) -> str:
    catalogue = load_catalogue()
    wanted = None
    comparison = found.comparison.value if found.comparison else None
    if (comparison and comparison.unit == "%") or found.full or _says(found, "rate"):
        wanted = "rate"
    elif found.unit == "元" or (comparison and comparison.unit == "元") or _says(found, "money"):
        wanted = "money"
    if wanted:
        for member in members:
            if catalogue.indicators[member].kind == wanted:
                return member
    default = load_words("topics.toml")["group_counts"].get(group)
    return default if default in members else members[0]


@cache
def _scope_words() -> dict[str, tuple[str, ...]]:
    return {word: (word, *forms) for word, forms in load_words("topics.toml")["scopes"].items()}
