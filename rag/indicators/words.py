"""Rates and zeros stated without a number: 全部达标, 均已备案, “零败诉”, 无行政诉讼案件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.indicators.clauses import LONGEST, Clause, sentence_start
from rag.indicators.cues import load_cues
from rag.indicators.mentions import Mention, Place, make_mention, trim
from rag.types import Quantity

_SENTENCE = re.compile(r"[^。!?\n]+")
_STOP = re.compile(r"[,;:。()”\n]")
_ABOUT = re.compile(r"对|关于|针对|因|由")  # 未收到对行政处罚不服的申请
_JOIN = re.compile(r"、|和|(?<!参)与|及|或")


def find_word_rates(
    text: str, quantities: Sequence[Quantity], place: Place, year: int | None
) -> Iterator[tuple[Mention, bool]]:
    """Mentions in words, each with whether it counts even when no indicator names it."""
    yield from _all(text, quantities, place, year)
    yield from _none(text, place, year)


def _all(
    text: str, quantities: Sequence[Quantity], place: Place, year: int | None
) -> Iterator[tuple[Mention, bool]]:
    cues = load_cues()
    for found in cues.all_of.finditer(text, place.start, place.end):
        start, stop = _clause(text, found.start(), place)
        rest = text[found.end() : stop]
        if re.search(r"\d+(?:\.\d+)?%|百分", rest):
            continue  # the number itself follows
        verb = cues.completed.search(rest[:24])
        if verb is None or cues.not_completed.search(rest[: verb.start()]):
            continue
        if rest[verb.end() : verb.end() + 1].isdigit():
            continue  # 人均办结3件
        before = text[start : found.start()]
        # 18项指标全部达标, or the count in the clause just before: 问题12个,已全部整改到位
        reach = start if trim(before) else _before(text, start, place)
        counted = any(reach <= q.start < found.start() and q.unit != "%" for q in quantities)
        quantity = Quantity(100.0, "%", False, None, found.start(), found.end(), True)
        sentence = sentence_start(text, place.start, found.start())
        clause = Clause(start, stop, sentence, stop, (quantity,))
        mention = make_mention(
            text, place, clause, quantity, before, found[0] + rest[: verb.end()], year
        )
        yield mention, counted and bool(cues.finished.match(verb[0]))


def _none(text: str, place: Place, year: int | None) -> Iterator[tuple[Mention, bool]]:
    cues = load_cues()
    for found in cues.none_of.finditer(text, place.start, place.end):
        reach = min(found.end() + 24, place.end)
        stop = _STOP.search(text, found.end(), reach)
        end = stop.start() if stop else reach
        nouns = text[found.end() : end]
        if not nouns or re.search(r"\d", nouns) or _ABOUT.match(nouns):
            continue
        start, _ = _clause(text, found.start(), place)
        sentence = sentence_start(text, place.start, found.start())
        for n, noun in enumerate(_JOIN.split(nouns)):
            if n and cues.none_of.match(noun):
                break  # 无A、无B: the second has its own word
            quantity = Quantity(0.0, "件", False, None, found.start(), found.end(), True)
            clause = Clause(start, end, sentence, end, (quantity,))
            yield (
                make_mention(
                    text,
                    place,
                    clause,
                    quantity,
                    found[0].strip("“”").replace("0", "零"),
                    noun,
                    year,
                ),
                False,
            )


def _before(text: str, start: int, place: Place) -> int:
    """Where the clause before the one at ``start`` begins."""
    if start > place.start and text[start - 1] in ",;":
        return sentence_start(text, place.start, start - 1, ",;:。()\n")
    return start


def _clause(text: str, at: int, place: Place) -> tuple[int, int]:
    start = sentence_start(text, place.start, at, ",;:。()\n")
    end = min(place.end, at + LONGEST)
    stop = _STOP.search(text, at, end)
    return start, stop.start() if stop else end
