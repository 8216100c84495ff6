"""How alike a question's words and a stated number are: by shared words, by meaning.

Both give scores on one scale, where ``ENOUGH`` is the least that counts as the same
matter. The constants were set on the sample reports by asking each what only others state.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rag.text import fold, has_han, segment
from rag.types import Fact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Encode: TypeAlias = "Callable[[Sequence[str]], NDArray[np.float32]]"

ENOUGH = 0.58  # of the asked words' weight that a fact must share
CLOSE = 0.28  # the cosine that counts as much
OF_THE_NAME = 0.6  # of the cosine comes from what is counted, the rest from its sentence
EARLIER = 0.75  # what a word counts that only stands earlier in the sentence
OF_CHARACTERS = 0.5  # what a word counts whose characters stand apart (省市 in 省委)
WITHOUT_HEAD = 2 / 3  # of the score is left when the last word, the head, is missing
# heads that say nothing without the word before them: 证明事项 is no other 事项
GENERAL_HEADS = frozenset(
    {"事项", "案件", "人员", "活动", "项目", "文件", "机构", "单位", "人数", "数量"}
)
_CONTEXT = 40  # characters before a clause
_SENTENCE = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact with the words it is known by."""

    report: str
    fact: Fact
    named: str  # folded: what is counted, in the extractor's words
    clause: str  # folded: the sentence up to the number; empty over many reports


def make_candidate(report: str, fact: Fact, text: str = "") -> Candidate:
    """What a fact is about: its phrase and scope, and its sentence where that is at hand."""
    before = fold(text[max(fact.start - _CONTEXT, 0) : fact.end]).text if text else ""
    named = f"{fact.phrase} {fact.scope}" if fact.scope else fact.phrase  # folded already
    return Candidate(report, fact, named, _SENTENCE.split(before)[-1])


def by_words(phrase: str, candidates: Sequence[Candidate]) -> list[float]:
    """The share of the phrase's words that each fact holds, the rare ones weighing more.

    weight(w) = ln(1 + n / (1 + facts that hold w)), twice that for the head.
    """
    asked = content_words(phrase)
    if not asked or not candidates:
        return [0.0] * len(candidates)
    frequency = Counter(w for c in candidates for w in set(asked) if w in c.named)
    weight = {w: math.log(1 + len(candidates) / (1 + frequency[w])) for w in asked}
    head = asked[-1]
    weight[head] *= 2.0  # the head of a Chinese noun phrase stands last
    before = asked[-2] if head in GENERAL_HEADS and len(asked) > 1 else ""
    total = sum(weight.values())
    scores = []
    for c in candidates:
        share = sum(v * _holds(c, w) for w, v in weight.items()) / total
        named = holds_head(c, head) and (not before or _holds(c, before) >= EARLIER)
        scores.append(share if named else share * WITHOUT_HEAD)
    return scores


def by_meaning(phrase: str, candidates: Sequence[Candidate], encode: Encode) -> list[float]:
    """Cosines between the phrase and each fact's name and sentence."""
    if not candidates:
        return []
    number = len(candidates)
    texts = [phrase, *(c.named for c in candidates), *(c.clause or c.named for c in candidates)]
    vectors = encode(texts)
    names = vectors[1 : number + 1] @ vectors[0]
    clauses = vectors[number + 1 :] @ vectors[0]
    cosines = OF_THE_NAME * names + (1 - OF_THE_NAME) * clauses
    return [float(c) / CLOSE * ENOUGH for c in cosines]


def content_words(phrase: str) -> list[str]:
    """The longest words of a phrase; the cutter also gives those inside them."""
    words = [w for w in segment(fold(phrase).text) if len(w) > 1 or not has_han(w)]
    return [w for w in words if not any(w != other and w in other for other in words)]


def holds_head(candidate: Candidate, head: str) -> bool:
    """Whether the head stands in what is counted or close before the number."""
    return head in candidate.named or head in candidate.clause[-12:]


def _holds(candidate: Candidate, word: str) -> float:
    if word in candidate.named:
        return 1.0
    if word in candidate.clause:
        return EARLIER
    if not has_han(word):
        return 0.0
    return OF_CHARACTERS * sum(c in candidate.named for c in word) / len(word)
