"""Whether a question is a follow-up: what it leaves out, and the words that point back."""

from __future__ import annotations

import re

from rag.questions.findings import Findings
from rag.questions.topics import only_general, read_question_ideas
from rag.questions.wording import any_of, load_words
from rag.types import Query

_PRONOUNS = ("they", "their", "them", "it", "its", "它们", "他们", "它")
_NAMES_SEVERAL = re.compile(
    r"\b(?:which|what|how many|any|all|do|the)\s+(?:\w+\s+)?"
    r"(?:reports?|towns?|townships?|counties|districts?|places?|departments?|governments?)\b"
    r"|哪些|哪个|哪几个|多少(?:份|个)"
)


def is_follow_up(query: Query, found: Findings, before: Query) -> bool:
    plain = found.wording.plain
    whole = bool(cue("whole").search(plain))
    refers = _points_back(plain) and not whole
    opening = cue("goes_on").match(plain.lstrip(" ,，。"))
    goes_on = bool(opening) or bool(re.search(r"(?:呢|吗呢)\s*[??]?\s*$", plain))
    if refers or cue("returns").search(plain) or only_language(found):
        return True
    if not has_own_topic(query):
        return True
    if (goes_on and not (found.places and _strong(found))) or (goes_on and not asks(found)):
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
    for found in cue("refers").finditer(plain):
        if found[0] not in _PRONOUNS or not _NAMES_SEVERAL.search(plain[: found.start()]):
            return True
    return False


def has_own_topic(query: Query) -> bool:
    """A real topic; not the reports as such, nor a bare rate."""
    if query.common or any(t.indicator or t.claim for t in query.topics):
        return True
    if any(t.field and t.field != "title" for t in query.topics):
        return True
    if query.kind == "passage" and (query.where.roles and not query.topics):
        return True
    if query.kind == "set" and not query.topics and query.where.places and query.planned != "only":
        return True  # every figure of a report
    return any(t.phrase and not _says_nothing(t.phrase) for t in query.topics)


def _says_nothing(phrase: str) -> bool:
    """Words that any question may hold: cases, people, the second one."""
    ideas = read_question_ideas(phrase)
    empty = frozenset(load_words("followups.toml")["empty"])
    return only_general(ideas) or all(word in empty for word in phrase.split())


def _strong(found: Findings) -> bool:
    return any(m.score >= 4 for m in found.matches)


def asks(found: Findings) -> bool:
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


def only_language(found: Findings) -> bool:
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


def cue(name: str) -> re.Pattern[str]:
    return any_of(tuple(load_words("followups.toml")["cues"][name]))
