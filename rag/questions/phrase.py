"""A question's own words about its matter, in Chinese: what reports are searched for."""

from __future__ import annotations

import re

from rag.indicators.catalogue import load_catalogue
from rag.questions.concepts import chinese_of, english_terms, stem
from rag.questions.findings import Findings
from rag.text import has_han

_LONGEST_PHRASE = 80
_TRANSLATED = 0.6  # share of an English question's words with a known Chinese one
# ideas that say how something is counted, not what
MEASURES = frozenset({"rate", "money", "involved", "times", "masses", "participant", "event"})


def free_phrase(found: Findings) -> str | None:
    """The question's own words about the matter, for searching.

    Chinese as it stands; English word by word in Chinese, where most words are known.
    """
    if not found.ideas:
        return None
    said = found.matter[found.ideas[0].start : found.ideas[-1].end]
    if has_han(said):
        return _as_said(found)[:_LONGEST_PHRASE] or None
    return _in_chinese(found) or re.sub(r"[^a-z0-9']+", " ", said).strip()[:_LONGEST_PHRASE]


def _as_said(found: Findings) -> str:
    """The words of a Chinese question that say something; those that touch stay together."""
    words = ""
    last = 0
    for idea in found.ideas:
        between = found.matter[last : idea.start]
        joined = bool(words) and re.fullmatch(
            r"[的、和与及或()\"一二三四五六七八九十两]{0,3}", between
        )
        words += (between if joined else " ") + found.matter[idea.start : idea.end]
        last = idea.end
    return words.strip()


def _in_chinese(found: Findings) -> str | None:
    """An English question's matter in Chinese words, where most of them are known.

    Names of the catalogue first, measures last, as Chinese has it: 合法性审查 涉及 金额.
    """
    catalogue = load_catalogue()
    left = set(range(len(found.ideas)))
    names: list[tuple[int, str]] = []
    for match in found.matches:
        measure = all(found.ideas[i].names & MEASURES for i in match.fresh)
        if match.what == "claim" or match.score < 4 or measure or not match.used <= left:
            continue
        if match.what == "indicator" and len(match.used) == 1:
            continue  # complaints are not all 消费投诉举报: the word itself is as good
        entry = (catalogue.indicators if match.what == "indicator" else catalogue.groups)[match.id]
        names.append((min(match.used), re.sub(r"\(.*?\)|(?:件|人|次|场)?数$", "", entry.zh)))
        left -= match.used
    chinese = chinese_of()
    words = [(0, n) for _, n in sorted(names)]
    unknown = 0
    for i in sorted(left):
        term = _term(found, i)
        if term and i + 1 in left:
            words.append((1, term))
            left -= {i, i + 1}
        if i not in left:
            continue
        idea = found.ideas[i]
        known = sorted(n for n in idea.names if n in chinese)
        unknown += not known
        word = chinese[known[0]] if known else found.matter[idea.start : idea.end]
        words.append((2 if idea.names & {"rate", "money"} else 1, word))
    if unknown > (1 - _TRANSLATED) * len(found.ideas):
        return None
    ordered = list(dict.fromkeys(w for _, w in sorted(words, key=lambda w: w[0])))
    kept = [w for w in ordered if not any(w != other and w in other for other in ordered)]
    return " ".join(kept)[:_LONGEST_PHRASE]


def _term(found: Findings, first: int) -> str | None:
    """The Chinese for two English words that are one term: migrant workers."""
    if first + 1 >= len(found.ideas):
        return None
    said = found.matter[found.ideas[first].start : found.ideas[first + 1].end]
    return english_terms().get(tuple(stem(w) for w in said.split()))
