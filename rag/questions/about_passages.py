"""Open questions: how, why, which problems, which plans."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from rag.questions.concepts import read_ideas
from rag.questions.findings import Findings
from rag.questions.numbers import find_numbers
from rag.questions.phrase import free_phrase
from rag.questions.wording import load_words
from rag.types import Filter, Query, Topic

_CAUSES = re.compile(r"(?:what|which) (?:\w+ )?(?:causes?|reasons?)\b|^why\b|原因")
_EVERY_REPORT = re.compile(
    r"(?:各|每一?|所有|全部|这些)(?:份|个|篇|家|地)?(?:报告|乡镇|街道|地方|县|区|部门|单位|镇|乡|地)"
    r"|\b(?:the|all|each|every|these)\s+(?:of the )?(?:\w+ )?reports?\b"
)
_PROBLEMS_TOO = re.compile(
    r"(?:what|which) (?:\w+ )?(?:problems?|shortcomings?|weaknesses|difficulties)"
    r"|(?:问题|不足|短板|困难)[^?。]{0,6}(?:和|与|及|、|,)[^?。]{0,6}原因"
)


def is_open(found: Findings, where: Filter) -> bool:
    """How, why, what was done: an answer in sentences."""
    named = bool(where.places or where.departments or found.places) or _of_every_report(found)
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


_COMMON = re.compile(
    r"最(?:常见|普遍|突出|多见|集中|频繁)|共性|普遍(?:存在|反映|承认|提到)|(?:多数|大多|大部分)(?:报告|乡镇|地方|都)"
    r"|(?:哪种|哪类|哪些|什么|哪几(?:种|类|个))(?:问题|短板|不足|困难|计划|打算)[^,。?]{0,6}最多|最多的(?:问题|短板|不足|困难|计划|打算)"
    r"|共同(?:的)?(?:问题|困难|短板|不足|点)|\b(?:problems|weaknesses|shortcomings|difficulties|plans)\b.{0,20}\b(?:shared|in common)\b|\b(?:shared|common) (?:problems|weaknesses|shortcomings|difficulties|plans)\b|\bmost (?:\w+ )?(?:common|commonly|frequent|frequently|often|widespread|typical)\b|\b(?:commonest|recurring|common) (?:problems|weaknesses|shortcomings|plans|difficulties)\b"
)
_HOW_MANY = re.compile(
    r"(?:最常见|最普遍|最突出|最多|共性)的?([一二两三四五六七八九十]|\d{1,2})(?:件|个|项|大|类|条|种)"
)


def is_about_the_commonest(found: Findings) -> bool:
    """The problems, or the plans, that most reports share."""
    roles = {f.value for f in found.roles}
    said = bool(roles & {"problems", "plans"}) or found.has("weakness")
    return said and not found.places and bool(_COMMON.search(found.wording.plain))


def about_the_commonest(base: Query, found: Findings) -> Query:
    """A count of reports for each statement of claims.toml that they make there."""
    roles = [f.value for f in found.roles if f.value in ("problems", "plans")]
    said = _HOW_MANY.search(found.wording.plain)
    numbers = find_numbers(said[1]) if said else []
    limit = int(numbers[0].value.value) if numbers else found.limit.value if found.limit else None
    where = replace(base.where, roles=(roles[0] if roles else "problems",))
    return replace(base, kind="claim", where=where, common=True, limit=limit)


def _of_every_report(found: Findings) -> bool:
    """各报告的主要问题, "what problems do the reports name": each report is to tell."""
    return bool(found.roles) and bool(_EVERY_REPORT.search(found.wording.plain))


def about_passages(base: Query, found: Findings) -> Query:
    """The passages that answer, from the parts of the report that are named."""
    roles = tuple(dict.fromkeys(f.value for f in found.roles))
    phrase = _open_phrase(found)
    if phrase and "achievements" in roles and len(roles) == 1:
        roles = ()  # measures for a subject may stand anywhere
    plain = found.wording.plain
    if not phrase and _CAUSES.search(plain) and not _PROBLEMS_TOO.search(plain):
        phrase = "原因"
    topics = (Topic(phrase=phrase),) if phrase else ()
    return replace(
        base,
        kind="passage",
        topics=topics,
        where=replace(base.where, roles=roles),
    )


def about_reports_without(base: Query, found: Findings) -> Query:
    """哪些报告没有写下一步计划: those that have no such section."""
    roles = tuple(dict.fromkeys(f.value for f in found.roles))
    first, last = found.roles[0], found.roles[-1]
    said = Topic(phrase=found.wording.plain[first.start : last.end])
    return replace(
        base,
        kind="count" if found.counted else "claim",
        topics=(said,),
        where=replace(base.where, roles=roles),
        stance="silent",
        statistics=("count",) if found.counted else (),
    )


def names_only_a_part(found: Findings) -> bool:
    """A part of the report is named, and nothing that it should be about."""
    return bool(found.roles) and _open_phrase(found) is None


def _open_phrase(found: Findings) -> str | None:
    """What an open question is about, without the words for the part of the report."""
    section_words = _section_words()
    kept = [
        i
        for i, idea in enumerate(found.ideas)
        if not idea.names & section_words
        and not any(r.start <= idea.start < r.end for r in found.roles)
    ]
    return free_phrase(found.keeping(kept)) if kept else None


@cache
def _section_words() -> frozenset[str]:
    """As ideas: English words by their stems, and by the ideas they stand for."""
    words = load_words("roles.toml")["section_words"]
    read = {name for word in words for idea in read_ideas(word) for name in idea.names}
    return frozenset({*words, *read})
