"""Name a mention by the catalogue: the pattern whose words cover most of it wins.

Words in the mention's own clause count in full, words before it the less the farther
they stand. Nothing here knows any indicator; all patterns are data of catalogue.toml.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from rag.indicators.catalogue import Catalogue, Indicator, Pattern, load_catalogue
from rag.indicators.mentions import Mention

_TERM = 1.0  # each term found counts as one character more
_LEAD = 0.45  # a word before the clause counts less than one in it
_FADE = 40.0  # characters after which a word before the clause counts half
_SENTENCE = 40.0  # how much farther another sentence stands
_HEADING = 90.0  # how far a heading stands
_ZERO_WORDS = {"均", "全部", "无", "未发生", "没有", "零", "未", "零败诉", "无败诉"}


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator for a mention and how well it fits."""

    indicator: Indicator
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    indicator: Indicator
    pattern: Pattern
    units: frozenset[str]
    order: int


class Namer:
    """The catalogue's patterns, found by the words they need."""

    def __init__(self, catalogue: Catalogue) -> None:
        by_word: dict[str, list[_Entry]] = defaultdict(list)
        self._rootless: list[_Entry] = []
        order = 0
        for indicator in catalogue.indicators.values():
            for pattern in indicator.patterns:
                order += 1
                units = pattern.units or frozenset(indicator.units)
                entry = _Entry(indicator, pattern, units, order)
                if not pattern.here:
                    self._rootless.append(entry)
                    continue
                # The rarest term would be best; the last one is the noun as a rule.
                for word in pattern.here[-1]:
                    by_word[word].append(entry)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in by_word:
            lengths[word[0]].add(len(word))
        self._by_word = dict(by_word)
        self._lengths = {first: tuple(sorted(n)) for first, n in lengths.items()}

    def name(self, mention: Mention) -> Name | None:
        """The indicator that fits best, or none."""
        named = self._best(mention, mention.words)
        if named is None and mention.borrowed != mention.words:
            named = self._best(mention, mention.borrowed)
        return named

    def _best(self, mention: Mention, words: str) -> Name | None:
        best: Name | None = None
        key: tuple[float, int] = (0.0, 0)
        seen: set[int] = set()
        for entry in self._candidates(words):
            if entry.order in seen:
                continue
            seen.add(entry.order)
            if not _unit_fits(mention, entry.units):
                continue
            score = _score(mention, words, entry.pattern)
            if score is not None and (best is None or (score, -entry.order) > key):
                best, key = Name(entry.indicator, score), (score, -entry.order)
        return best

    def _candidates(self, words: str) -> list[_Entry]:
        found = list(self._rootless)
        lengths, by_word = self._lengths, self._by_word
        for i, character in enumerate(words):
            if character in lengths:
                for length in lengths[character]:
                    found += by_word.get(words[i : i + length], ())
        return found


@cache
def shipped_namer() -> Namer:
    """The namer of the catalogue that ships."""
    return Namer(load_catalogue())


def _unit_fits(mention: Mention, units: frozenset[str]) -> bool:
    unit = mention.quantity.unit
    if unit is None and mention.quantity.value >= 200 and "场次" in units:
        return False  # its unit is lost, but so many are people or papers, not events
    if mention.kind == "rank" and unit == "位":
        return False  # 知识竞赛第一名 counts nobody
    if unit is None or unit in units or unit.split("(")[0] in units:
        return True
    return mention.kind == "change" and unit in ("%", "个百分点", "倍")


def _score(mention: Mention, words: str, pattern: Pattern) -> float | None:
    """How much of the mention the pattern covers; None when it does not hold.

    For each term in the clause: length of the word + 1 + up to 1 for standing next to
    the number; for each before it: 0.45 * length / (1 + distance / 40).
    """
    for term in pattern.here:
        for word in term:
            if word in words:
                break
        else:
            return None
    for word in pattern.not_here:
        if word in words:
            return None
    for word in pattern.not_heading:
        if word in mention.heading:
            return None
    number = words.index("#")
    total = 0.0
    zero = False
    for term in pattern.here:
        value = 0.0
        for word in term:
            if word not in words:
                continue
            at = words.rfind(word, 0, number)
            gap = number - at - len(word) if at >= 0 else words.find(word, number) - number - 1
            value = max(value, len(word) + _TERM + 1.0 / (1.0 + gap / 4.0))
            zero = zero or word in _ZERO_WORDS
        total += value
    if mention.quantity.value == 0 and mention.quantity.in_words and not zero:
        return None
    nearest = len(mention.lead) + 1000.0
    for term in pattern.before:
        value = 0.0
        for word in term:
            if word in words:
                value, nearest = max(value, float(len(word))), 0.0
                continue
            distance = _distance(mention, word)
            if distance is not None:
                value = max(value, _LEAD * len(word) / (1.0 + distance / _FADE))
                nearest = min(nearest, distance)
        if not value:
            return None
        total += value
    for word in pattern.not_before:
        if word in words:
            return None
        at = mention.lead.rfind(word)
        distance = len(mention.lead) - at - len(word)
        if at >= 0 and distance <= mention.sentence and distance < nearest:
            return None
    return total


def _distance(mention: Mention, word: str) -> float | None:
    at = mention.lead.rfind(word)
    if at >= 0:
        distance = float(len(mention.lead) - at - len(word))
        return distance if distance <= mention.sentence else distance + _SENTENCE
    if word in mention.heading:
        return _HEADING
    return None
