"""What a question is about: the indicators, matters and claims that its words fit."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from rag.indicators.catalogue import Catalogue, load_catalogue
from rag.questions.claims import ClaimName, load_claim_names
from rag.questions.concepts import Idea, Lexicon, chinese_of, extended_lexicon, matters, read_ideas
from rag.questions.typos import mend_chinese
from rag.questions.wording import load_words
from rag.text import fold_key, has_han

What = Literal["indicator", "group", "claim"]
# Ideas that a question may leave out though a name holds them.
_OPTIONAL = frozenset(
    {
        "administrative",
        "law",
        "handled",
        "masses",
        "document",
        "item",
        "major",
        "case",
        "amount",
        "participant",
        "times",
        "coverage",
    }
)
_CONNECTIVE = re.compile(
    r"和|与|及|以及|、|,|;|\?|。|/|还有|并|又|也|and|as well as|plus|or|或|&|versus|vs"
)
_ENOUGH = 2.3  # score of a further topic
_MISSING = 0.45  # share of its weight that an optional idea costs when it is missing
_KIND_OF_IDEA = {"rate": "rate", "money": "money"}


@dataclass(frozen=True, slots=True)
class Match:
    """A name that fits, how well, and which words say it."""

    what: What
    id: str
    score: float
    used: frozenset[int]  # indices of the question's ideas
    fresh: frozenset[int]  # of these, the ones that are not optional
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Signature:
    what: What
    id: str
    ideas: tuple[frozenset[str], ...]
    main: bool  # the catalogue's own name, or given for questions


@dataclass(frozen=True, slots=True)
class _Names:
    lexicon: Lexicon
    signatures: Mapping[str, tuple[_Signature, ...]]  # by each idea that must be there
    weights: Mapping[str, float]


def read_question_ideas(plain: str) -> list[Idea]:
    """The ideas of a question, with every word of the catalogue known."""
    return read_ideas(plain, _names().lexicon)


def mend_matter(plain: str) -> str:
    """The matter of a question with misspelt words of the catalogue put right."""
    return mend_chinese(plain, _names().lexicon, _chinese_names())


@cache
def _chinese_names() -> tuple[str, ...]:
    """The names of all indicators without their remarks in brackets."""
    known = load_catalogue().indicators.values()
    return tuple(re.sub(r"\(.*?\)", "", n) for i in known for n in (i.zh, *i.synonyms_zh))


def match_names(ideas: Sequence[Idea], context: frozenset[str] = frozenset()) -> list[Match]:
    """All names whose ideas the question holds, best first.

    ``context`` are ideas of the question before, which count where this one is silent.
    """
    names = _names()
    present: dict[str, list[int]] = defaultdict(list)
    for index, idea in enumerate(ideas):
        for name in idea.names:
            present[name].append(index)
    tried: set[int] = set()
    best: dict[tuple[What, str], Match] = {}
    for name in (*present, *context):
        for signature in names.signatures.get(name, ()):
            if id(signature) in tried:
                continue
            tried.add(id(signature))
            match = _fit(signature, ideas, present, context, names.weights)
            key = (signature.what, signature.id)
            if match and (key not in best or match.score > best[key].score):
                best[key] = match
    order = {"indicator": 0, "claim": 1, "group": 2}
    return sorted(best.values(), key=lambda m: (-m.score, order[m.what], m.start))


def only_general(ideas: Sequence[Idea]) -> bool:
    """Whether a question holds nothing but words that many names hold: cases, people."""
    return all(idea.names & _OPTIONAL for idea in ideas)


def knows_any(ideas: Sequence[Idea]) -> bool:
    """Whether any word is one of the catalogue's, or one that questions share with it, or of
    a matter that reports deal with."""
    known = _known_words()
    return any(name in known for idea in ideas for name in idea.names - _OPTIONAL)


@cache
def _known_words() -> frozenset[str]:
    return frozenset({*_names().weights, *chinese_of(), *matters()})


def separated(text: str, a: Match, b: Idea) -> bool:
    """Whether a connective stands between a match and a later (or earlier) idea."""
    between = text[a.end : b.start] if b.start >= a.end else text[b.end : a.start]
    return bool(_CONNECTIVE.search(between))


@cache
def ideas_of_name(what: What, name: str) -> frozenset[str]:
    """All ideas in the names of an indicator or group: the context it leaves behind."""
    ideas: set[str] = set()
    for signatures in _names().signatures.values():
        for signature in signatures:
            if (signature.what, signature.id) == (what, name) and signature.main:
                ideas.update(n for part in signature.ideas for n in part)
    return frozenset(ideas - _OPTIONAL)


def _fit(
    signature: _Signature,
    ideas: Sequence[Idea],
    present: Mapping[str, list[int]],
    context: frozenset[str],
    weights: Mapping[str, float],
) -> Match | None:
    used: set[int] = set()
    fresh: set[int] = set()
    score = 0.0
    for part in signature.ideas:
        weight = max(weights.get(n, 1.0) for n in part)
        optional = bool(part & _OPTIONAL)
        at = next((i for n in part for i in present.get(n, ()) if i not in used), None)
        if at is not None:
            used.add(at)
            if not optional:
                fresh.add(at)
            score += weight * (0.5 if optional else 1.0)
        elif part & context:
            score += weight * 0.6
        elif optional:
            score -= weight * _MISSING * 0.5
        else:
            return None
    if not fresh:
        return None
    spans = [ideas[i] for i in used]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    inside = sum(1 for i, idea in enumerate(ideas) if start <= idea.start < end and i not in used)
    score -= 0.12 * inside  # words between that the name does not hold
    score += 0.05 if signature.main else 0.0
    return Match(signature.what, signature.id, score, frozenset(used), frozenset(fresh), start, end)


_A_RATE = frozenset({"rate"})


@cache
def _names() -> _Names:
    catalogue = load_catalogue()
    written = list(_written(catalogue, load_claim_names()))
    base = extended_lexicon(())
    ideas = set(load_words("concepts.toml")["ideas"])
    literals: set[str] = set()
    for _, _, words, _ in written:
        for read in read_ideas(_as_read(words), base, mend=False):
            literals.update(read.names - ideas)
    lexicon = extended_lexicon(tuple(sorted(literals)))
    signatures: dict[tuple[What, str, frozenset[str] | tuple[frozenset[str], ...]], _Signature] = {}
    for what, name, words, main in written:
        parts = tuple(i.names for i in read_ideas(_as_read(words), lexicon, mend=False))
        if any(not p & (_OPTIONAL | _A_RATE) for p in parts):  # not 参加率: a rate of anything
            key = (what, name, tuple(sorted(parts, key=sorted)))
            if key not in signatures or main:
                signatures[key] = _Signature(what, name, parts, main)
    holders: dict[str, set[str]] = defaultdict(set)
    for signature in signatures.values():
        for part in signature.ideas:
            for idea in part:
                holders[idea].add(signature.id)
    total = len({s.id for s in signatures.values()})
    weights = {idea: math.log(1 + total / len(ids)) for idea, ids in holders.items()}
    by_idea: dict[str, list[_Signature]] = defaultdict(list)
    for signature in signatures.values():
        # filed under its rarest idea that must be there
        must = [p for p in signature.ideas if not p & _OPTIONAL]
        rarest = max(must, key=lambda p: max(weights[n] for n in p))
        for idea in rarest:
            by_idea[idea].append(signature)
    return _Names(lexicon, {k: tuple(v) for k, v in by_idea.items()}, weights)


def _as_read(words: str) -> str:
    return fold_key(words) if has_han(words) and " " not in words else words.lower()


def _written(
    catalogue: Catalogue, claims: Iterable[ClaimName]
) -> Iterable[tuple[What, str, str, bool]]:
    """Every name of everything: what it is, its id, the words, whether it is a main name."""
    for indicator in catalogue.indicators.values():
        yield "indicator", indicator.id, re.sub(r"\(.*?\)", "", indicator.zh), True
        yield "indicator", indicator.id, re.sub(r"\(.*?\)", "", indicator.en), True
        for words in (*indicator.synonyms_zh, *indicator.synonyms_en):
            yield "indicator", indicator.id, words, False
    known = set(catalogue.indicators)
    for name, listed in load_words("topics.toml")["indicators"].items():
        if name in known:  # an indicator taken out of the catalogue takes its wordings along
            for words in listed:
                yield "indicator", name, words, True
    for group in catalogue.groups.values():
        for words in (group.zh, group.en, *group.synonyms_zh, *group.synonyms_en):
            yield "group", group.id, words, True
    for claim in claims:
        for words in claim.words:
            yield "claim", claim.name, words, words == claim.name


def best_topics(
    text: str, ideas: Sequence[Idea], matches: Sequence[Match], limit: int = 6
) -> list[Match]:
    """The best match, and further ones that a connective sets apart from it.

    A further one must say something new (满意率 after 办结率、), or be the shared head that
    the best one took along (建议的数量 in 建议的数量和办复率).
    """
    chosen: list[Match] = []
    for match in matches:
        if not chosen:
            chosen.append(match)
            continue
        if len(chosen) >= limit or match.score < _ENOUGH or any(c.id == match.id for c in chosen):
            continue
        used = frozenset().union(*(c.used for c in chosen))
        new = match.fresh - used
        said = [_by_fresh_words(c, ideas) for c in chosen]
        apart = bool(new) and all(separated(text, c, ideas[i]) for c in said for i in new)
        if apart or _is_shared_head(text, ideas, match, chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda m: max((ideas[i].start for i in m.fresh), default=m.start))


def _by_fresh_words(match: Match, ideas: Sequence[Idea]) -> Match:
    """The match from its first to its last word that says something: "cases and loss rate"
    is said by "loss rate"."""
    spans = [ideas[i] for i in match.fresh]
    return replace(match, start=min(s.start for s in spans), end=max(s.end for s in spans))


def _is_shared_head(
    text: str, ideas: Sequence[Idea], match: Match, chosen: Sequence[Match]
) -> bool:
    if match.what == "group":
        return False
    headed = [c for c in chosen if _heads(text, ideas, match, c)]
    return bool(headed) and not any(match.fresh <= c.fresh for c in chosen if c not in headed)


def _heads(text: str, ideas: Sequence[Idea], match: Match, chosen: Match) -> bool:
    """Whether a connective parts all that ``chosen`` says beyond ``match`` from it."""
    beyond = chosen.fresh - match.fresh
    if not beyond or not match.fresh & chosen.fresh:
        return False
    last = max(ideas[i].end for i in match.fresh)
    return all(
        ideas[i].start >= last and _CONNECTIVE.search(text[last : ideas[i].start]) for i in beyond
    )


def idea_weight(names: frozenset[str]) -> float:
    """How much an idea says: rare ones more; words the catalogue does not know, a set amount."""
    weights = _names().weights
    known = [weights[n] for n in names if n in weights]
    if known:
        return max(known) * (0.4 if names & _OPTIONAL else 1.0)
    return 3.5 if any(has_han(n) for n in names) else 1.5
