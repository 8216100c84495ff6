"""From the names that fit to the topics of a query: what exactly is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rag.indicators.catalogue import Indicator, load_catalogue
from rag.questions.claims import claim_by_name
from rag.questions.findings import Findings
from rag.questions.phrase import MEASURES
from rag.questions.topics import (
    Match,
    best_topics,
    idea_weight,
    knows_any,
    match_names,
    only_general,
    read_question_ideas,
    separated,
)
from rag.questions.wording import load_words
from rag.text import fold_key, has_han
from rag.types import AnswerKind, Topic

_COVERED = 0.3  # of the weight of a question's ideas that the chosen names must hold
_RATE_BONUS = 3.0
_UNIT_BONUS = 1.5
_CLAIM_BONUS = 2.0
_NAMED_BONUS = 0.5  # the very words of a name, where several names share their ideas
_MOST_KIN = 3
_EQUAL = 0.1  # scores this close are one
_COUNTED = re.compile(
    r"(?:[多少]了?|增加了?|减少了?)(?:多少|几)(?!个?百分|成)|[多少](?:吗|呢)?\W*$|how many"
)
_RATE_OF = re.compile(r"[\u3400-\u9fff]率(?![先领])|\brate\b")
_DENIES = re.compile(
    r"(?<!有)无(?!论)|零|未(?!成年)|(?<!有)没|\b(?:no|not|none|never|without|zero)\b|n't\b"
)
_HOW_MANY = re.compile(
    r"(?:多少|几)(?:余|多)?(?:件|起|宗|人次|人|名|位|份|册|本|条|篇|场次|场|次|期|项|部|台|家|户|处|个|只|亩|辆|公里|万元|元)?(?=[\u4e00-\u9fff])"
)
_NUMBER_KINDS: tuple[AnswerKind, ...] = ("sum", "average", "rank", "count")
_PEOPLE = frozenset({"人", "名", "位", "人次"})


def choose_matches(found: Findings, numbers: bool, statements: bool) -> list[Match]:
    """The names meant, best reading; empty when none of them covers the question.

    ``numbers``: figures are asked for; ``statements``: what reports say or admit is.
    """
    matches = _weighed(found, numbers, statements)
    matches = [m for m in matches if not _parted_group(found, m, matches)]
    chosen = best_topics(found.matter, found.ideas, matches)
    if not chosen or unknown_thing_counted(found):
        return []
    if _wants_other_measure(found, chosen) or _says_too_little(found, chosen, matches):
        return []
    chosen = _as_rate(found, _with_equals(found, chosen, matches))
    total = sum(idea_weight(i.names) for i in found.ideas)
    used = frozenset().union(*(m.used for m in chosen))
    covered = sum(idea_weight(found.ideas[i].names) for i in used)
    if total and covered / total < _COVERED:
        return []
    return chosen


def unknown_thing_counted(found: Findings) -> str | None:
    """What is counted, where no name knows it: 补贴 in 发放了多少补贴."""
    asked = _HOW_MANY.search(found.wording.plain)
    if asked is None or found.has("difference", "change"):
        return None
    after = [idea for idea in found.ideas if idea.start >= asked.end()]
    if not after or after[0].start - asked.end() > 1:
        return None
    if knows_any(after) or only_general(after[-1:]):  # 涉林案件: cases of some kind
        return None
    return found.matter[after[0].start : after[-1].end]


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


def as_figures(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """What is counted, also where it was claimed: 执法记录仪, told as had, in 台.

    Claims that nothing counts are left out.
    """
    figures = []
    for topic in topics:
        indicator = _figure_of(topic.claim) if topic.claim else None
        if indicator or not topic.claim:
            figures.append(Topic(indicator=indicator) if indicator else topic)
    return tuple(dict.fromkeys(figures))


@cache
def _figure_of(claim: str) -> str | None:
    """The indicator of a claim's name, or the one whose names hold all that it says."""
    if claim in _indicator_of_one_name():
        return _indicator_of_one_name()[claim]
    ideas = read_question_ideas(fold_key(claim))
    everything = frozenset(range(len(ideas)))
    matches = (m for m in match_names(ideas) if m.what == "indicator" and m.used == everything)
    return next((m.id for m in matches), None)


def kin_of(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Parts of what is asked, and indicators whose names hold all that its name holds, and
    more: 村法律顾问 of 法律顾问."""
    catalogue = load_catalogue()
    named = {t.indicator for t in topics if t.indicator}
    kin: list[Topic] = []
    for topic in topics:
        if not topic.indicator or topic.group:
            continue
        own = catalogue.indicators[topic.indicator]
        ideas = _own_ideas(own.zh)
        for other in catalogue.indicators.values():
            wider = other.kind == own.kind and ideas and ideas < _own_ideas(other.zh)
            if (wider or other.part_of == own.id) and other.id not in named:
                named.add(other.id)
                kin.append(Topic(indicator=other.id))
    return tuple(kin[:_MOST_KIN])


@cache
def _own_ideas(name: str) -> frozenset[str]:
    """The ideas of a name without its remark in brackets."""
    read = read_question_ideas(re.sub(r"\(.*?\)", "", fold_key(name)))
    return frozenset(n for idea in read for n in idea.names)


def find_scope(found: Findings, match: Match, indicator: Indicator) -> str | None:
    """Words of the question that tell values of one report apart: 政协, 书面, 收到."""
    said: list[str] = []
    if _OF_WHICH.search(found.wording.plain):
        return None  # 清理多少件,其中废止多少: the whole and its parts are asked for
    for word, forms in _scope_words().items():
        held = any(word in scope for scope in indicator.scopes)
        if held and any(_stands_in(form, found.matter) for form in forms):
            said.append(word)
    for scope in indicator.scopes:
        if _is_a_word(scope, found) and not any(scope in s or s in scope for s in said):
            said.append(scope)
    for word, forms in load_words("topics.toml")["narrower"].items():
        if any(_stands_in(form, found.matter) for form in (word, *forms)):
            said.append(word)
    said += [w for w in _unknown_words_before(found, match) if w not in "".join(said)]
    # 人民调解 only names the matter of 调解成功率 again
    own = _own_ideas(indicator.zh)
    again = [s for s in said if _own_ideas(s) <= own and any(s in n for n in indicator.synonyms_zh)]
    kept = [s for s in said if s not in indicator.zh and s not in again]
    return " ".join(dict.fromkeys(kept)) or None


_OF_WHICH = re.compile(r"(?:多少|几)[^?。]{0,12}[,，、;]?其中[^?。]{0,16}(?:多少|几)")


def _is_a_word(scope: str, found: Findings) -> bool:
    """Whether the matter says a scope, not half of another word: no 没收 in 罚没收入."""
    at = found.matter.find(scope)
    while at >= 0:
        if not any(i.start < at < i.end < at + len(scope) for i in found.ideas):
            return True
        at = found.matter.find(scope, at + 1)
    return False


def _unknown_words_before(found: Findings, match: Match) -> list[str]:
    """Words straight before a name that no name holds: 少数民族 in 少数民族法律明白人."""
    first = min(match.used)
    if not first:
        return []
    before = found.ideas[first - 1]
    word = found.matter[before.start : before.end]
    between = found.matter[before.end : found.ideas[first].start]
    touches = between in ("", "的", "类", "类的")
    if any(r.start <= before.start < r.end for r in found.roles):
        return []  # 打算评查案卷
    return [word] if touches and len(word) > 1 and has_han(word) and not knows_any([before]) else []


def _stands_in(form: str, text: str) -> bool:
    return form in text if has_han(form) else bool(re.search(rf"\b{re.escape(form)}", text))


def is_outside_matter(found: Findings) -> bool:
    """Whether the matter is one that reports of this kind do not hold (GDP, weather)."""
    return any(
        w in found.matter
        if has_han(w)
        else re.search(rf"(?<![a-z]){re.escape(w)}(?![a-z])", found.matter)
        for w in load_words("topics.toml")["outside"]["matters"]
    )


def _parted_group(found: Findings, match: Match, matches: Sequence[Match]) -> bool:
    """A matter put together from both sides of an "and" (penalty cases and fines)."""
    if match.what != "group" or len(match.used) < 2:
        return False
    spots = sorted(match.used)
    parted = any(
        separated(found.matter, replace(match, end=found.ideas[a].end), found.ideas[b])
        for a, b in pairwise(spots)
    )
    return parted and any(m.what == "indicator" and m.used & match.used for m in matches)


def _side_by_side(found: Findings) -> bool:
    """Figures side by side or over time are asked for, not whether something is said."""
    return found.has("compare", "trend", "difference") and not found.has("mention")


def _as_rate(found: Findings, chosen: list[Match]) -> list[Match]:
    """All of their disputes settled: the rate whose count is named is meant."""
    if found.full is None or len(chosen) != 1 or chosen[0].what != "indicator":
        return chosen
    indicators = load_catalogue().indicators.values()
    rate = next((i for i in indicators if chosen[0].id in (i.numerator, i.denominator)), None)
    return [replace(chosen[0], id=rate.id)] if rate else chosen


def _with_equals(found: Findings, chosen: list[Match], matches: Sequence[Match]) -> list[Match]:
    """Rate and count alike are meant where one name fits both and nothing decides: 出庭情况."""
    if len(chosen) != 1 or chosen[0].what != "indicator" or found.unit or found.has("amounts"):
        return chosen
    catalogue = load_catalogue()
    best = chosen[0]
    comparison = found.comparison.value if found.comparison else None
    counted = bool(_COUNTED.search(found.wording.plain)) or (
        comparison is not None and comparison.unit != "%" and not comparison.relative
    )
    for match in matches:
        if match.what != "indicator" or match.id == best.id or match.used != best.used:
            continue
        kinds = {catalogue.indicators[m.id].kind for m in (match, best)}
        if best.score - match.score < _EQUAL and "rate" in kinds and len(kinds) == 2:
            if counted:
                return [m for m in (best, match) if catalogue.indicators[m.id].kind != "rate"]
            return sorted((best, match), key=lambda m: catalogue.indicators[m.id].kind != "rate")
        if (
            best.score - match.score < _EQUAL
            and kinds == {"people"}
            and _of_one_matter(best, match)
        ):
            return [best, match]  # 培训干部: of courses on law or on enforcement
    return chosen


def _of_one_matter(a: Match, b: Match) -> bool:
    return any({a.id, b.id} <= set(g.members) for g in load_catalogue().groups.values())


def _weighed(found: Findings, numbers: bool, statements: bool) -> list[Match]:
    """Matches, those of the asked measure first."""
    catalogue = load_catalogue()
    rate = (found.comparison is not None and found.comparison.value.unit == "%") or bool(found.full)
    weighed = []
    denies = found.zero is not None or bool(_DENIES.search(found.wording.plain))
    for match in found.matches:
        if match.what == "claim" and claim_by_name()[match.id].absence and not denies:
            continue
        score = match.score + (_NAMED_BONUS if _says_its_name(found, match) else 0.0)
        if match.what == "indicator":
            indicator = catalogue.indicators[match.id]
            if rate:
                score += _RATE_BONUS if indicator.kind == "rate" else -_RATE_BONUS / 2
            if found.unit == "元":
                score += _UNIT_BONUS if indicator.kind == "money" else -_UNIT_BONUS
            elif _other_unit(found, indicator):
                score -= _UNIT_BONUS
            elif found.unit in _PEOPLE and indicator.units:
                score += _UNIT_BONUS if _PEOPLE & set(indicator.units) else -_UNIT_BONUS
            elif found.unit and found.unit in indicator.units:
                score += 0.4
            elif found.unit:
                score -= 0.4
            if indicator.kind == "rate" and not rate and not _says(found, "rate") and found.unit:
                score -= _RATE_BONUS
        elif match.what == "group":
            bare = (
                len({found.ideas[i].names for i in match.fresh}) == 1
                and not numbers
                and not _says(found, "case")
            )
            score += 0.3 if bare else -0.3
        elif (numbers and not statements) or _side_by_side(found):
            figure = _indicator_of_one_name().get(match.id)
            if figure:  # 学法用法示范户 is a claim and a figure: the words that ask for both
                weighed.append(replace(match, what="indicator", id=figure))
            continue
        else:
            score += _CLAIM_BONUS if statements else -_CLAIM_BONUS / 2
            weak = claim_by_name()[match.id].weakness
            if weak:
                score += _CLAIM_BONUS if found.has("weakness") else -_CLAIM_BONUS
        weighed.append(replace(match, score=score))
    order = {"claim": 0, "indicator": 1, "group": 2}
    return sorted(weighed, key=lambda m: (-m.score, order[m.what]))


def _other_unit(found: Findings, indicator: Indicator) -> bool:
    """执法培训超过500人次: a condition on people is none on events."""
    unit = found.comparison.value.unit if found.comparison else None
    return unit in _PEOPLE and indicator.kind == "count" and unit not in indicator.units


def _says_its_name(found: Findings, match: Match) -> bool:
    """Whether the matter says one of an indicator's Chinese names, all that it says, and
    no wider matter is called so."""
    if match.what != "indicator" or len(match.used) != len(found.ideas):
        return False
    if any(m.what == "group" and m.fresh & match.fresh for m in found.matches):
        return False
    said = found.matter[match.start : match.end]
    indicator = load_catalogue().indicators[match.id]
    return has_han(said) and said in (indicator.zh, *indicator.synonyms_zh)


@cache
def _indicator_of_one_name() -> dict[str, str]:
    """Indicators by the claim that has their very name."""
    named = {re.sub(r"\(.*?\)", "", i.zh): i.id for i in load_catalogue().indicators.values()}
    return {claim: named[claim] for claim in claim_by_name() if claim in named}


def _wants_other_measure(found: Findings, chosen: Sequence[Match]) -> bool:
    """Money, or a rate, is asked for and nothing chosen is one."""
    catalogue = load_catalogue()
    kinds = {catalogue.indicators[m.id].kind for m in chosen if m.what == "indicator"}
    groups = [m for m in chosen if m.what == "group"]
    members = {catalogue.indicators[i].kind for m in groups for i in catalogue.groups[m.id].members}
    if _RATE_OF.search(found.matter) and "rate" not in kinds | members:
        return True  # 受理率 is no number of cases
    return _says(found, "money") and "money" not in kinds | members


def _says_too_little(found: Findings, chosen: Sequence[Match], matches: Sequence[Match]) -> bool:
    """Only a measure (money involved) is matched, and the matter it is of is another one."""
    for match in chosen:
        named = [found.ideas[i].names for i in match.fresh]
        if all(names & MEASURES for names in named):
            others = (m for m in matches if not m.fresh & match.used and m.score >= 4)
            if any(any(not found.ideas[i].names & MEASURES for i in m.fresh) for m in others):
                return True
    return False


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
