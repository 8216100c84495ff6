"""Questions about what reports say, admit, only plan or leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rag.indicators.catalogue import load_catalogue
from rag.questions.about_figures import asks_for_targets, says_zero
from rag.questions.about_passages import is_open, names_only_a_part
from rag.questions.claims import claim_by_name
from rag.questions.findings import Findings
from rag.questions.phrase import free_phrase
from rag.questions.subject import kin_of, unfold
from rag.questions.topics import Match
from rag.types import AnswerKind, Filter, Query, Topic

# 说了哪些短板, 指出了什么问题: the part of the report is asked for, not a word of it
_TELLS_WHICH = re.compile(
    r"(?:说|讲|提|写|谈|指|列|举)(?:到|及|出|明)?(?:了|过)?(?:哪些|什么|哪几)"
    r"|what (?:\w+ )?(?:problems?|plans?|shortcomings?|weaknesses|difficulties|gaps|measures)"
)


def is_about_statements(
    found: Findings, figures: Sequence[Match], claims: Sequence[Match], where: Filter
) -> bool:
    """Which reports say, admit or plan something, without a number asked for."""
    if found.comparison is not None or found.unit is not None or says_zero(found):
        return False
    if figures and asks_for_targets(found):
        return False
    if figures and not claims and found.has("amounts") and not found.has("mention", "give_number"):
        return False
    asks = found.has("which", "yes_no") or bool(found.counted)
    if names_only_a_part(found) and is_open(found, where):
        return False
    if found.roles and is_open(found, where) and _TELLS_WHICH.search(found.wording.plain):
        return False
    if found.has("mention") and (asks or found.quotes):
        return True
    if found.quotes and asks and not figures:
        return True
    if (
        found.has("weakness")
        and asks
        and not (where.places and is_open(found, where))
        and not found.has("how_many")
    ):
        return True
    if claims and asks and not (where.places and is_open(found, where)):
        return True
    return bool(claims) and not figures and not is_open(found, where)


def about_statements(base: Query, found: Findings, chosen: Sequence[Match]) -> Query:
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
    if found.has("give_number", "no_number"):
        numbers = figures or [m for m in found.matches if m.what == "indicator"][:1]
        told = [t for m in numbers for t in unfold(m, "count", found) if t.indicator]
        told += kin_of(told)
        if numbers and not topics:
            topics.append(Topic(phrase=_spoken(found, numbers), literal=True))
        topics += told
    if not topics:
        literal = found.has("mention")
        topics += [Topic(phrase=p, literal=literal) for p in _alternatives(found, figures)]
    share = found.has("share")
    kind: AnswerKind = "count" if found.counted or share else "claim"
    stance = _stance(found, topics)
    in_own_words = bool(topics) and all(t.phrase and not t.literal for t in topics)
    practices = bool(topics) and all(t.claim and not _is_a_weakness(t.claim) for t in topics)
    if stance == "weakness" and (in_own_words or (practices and base.where.places)):
        where = replace(base.where, roles=("problems",))
        if names_only_a_part(found):
            topics = []
        elif practices:  # what is wrong with enforcement is said in many ways
            topics = [Topic(phrase=t.claim) for t in topics]
        return replace(base, kind="passage", where=where, topics=tuple(topics))
    return replace(
        base,
        kind=kind,
        topics=tuple(topics),
        stance=stance,
        statistics=() if kind == "claim" else ("share",) if share else ("count",),
    )


def _is_a_weakness(claim: str) -> bool:
    return claim_by_name()[claim].weakness


_OR = re.compile(r"或者|或|、|\bor\b")


def _alternatives(found: Findings, figures: Sequence[Match]) -> list[str]:
    """What is looked for, one phrase for each of several: 人工智能或大数据."""
    phrase = _spoken(found, figures)
    if not phrase:
        return []
    if found.language != "en":
        return [part.strip() for part in _OR.split(phrase) if part.strip()]
    sides: list[list[int]] = [[]]
    for number, idea in enumerate(found.ideas):
        before = found.ideas[number - 1].end if number else idea.start
        if number and _OR.search(found.matter[before : idea.start]):
            sides.append([])
        sides[-1].append(number)
    if len(sides) == 1:
        return [phrase]
    return [part for side in sides if (part := free_phrase(found.keeping(side)))]


def _stance(found: Findings, topics: Sequence[Topic]) -> Any:
    if found.has("mention") and found.has("no_number"):
        return "no_number"
    if _mentioned_in_the_plans(found):
        return "planned"
    if found.has("silent"):
        return "silent"
    if found.has("only_planned") and not found.has("mention"):
        both = _says_done(found) or re.search(
            r"(?:and|,) which (?:\w+ )?only|[,;].*哪些(?:还|才|仅|都)?(?:只|仅)",
            found.wording.plain,
        )
        return "any" if both else "planned"
    return "weakness" if found.has("weakness") else "any"


def _mentioned_in_the_plans(found: Findings) -> bool:
    """有几份报告的下一步打算里提到: the part of the report stands before the verb."""
    plain = found.wording.plain
    return any(
        role.value == "plans"
        and role.end <= said.start
        and re.fullmatch(r"[^,;。?]{0,6}", plain[role.end : said.start])
        for role in found.roles
        for said in found.cues.get("mention", ())
    )


def _says_done(found: Findings) -> bool:
    """Whether what is done is asked for too; in 计划推行 only what is planned is."""
    plans = found.cues.get("only_planned", ())
    done = found.cues.get("done", ())
    return any(not any(0 <= d.start - p.end <= 2 for p in plans) for d in done)


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
        text = re.sub(r"^(?:提出|表示|强调|要求)?(?:要|将)?", "", text.strip())
        if text:
            return text[:60]
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
