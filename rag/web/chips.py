"""The parts of a question as understood that can be changed with one click.

A chip asks again by a follow-up question in plain words ("And in 2023?"), so the
conversation stays readable and a shared link repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from rag.types import Answer, Language
from rag.web.texts import place_name, say

Part = Literal["place", "level", "year", "indicator"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the question: what it is and what it says now."""

    field: Part
    label: str


def chips_of(answer: Answer, written: Mapping[str, str] = MappingProxyType({})) -> list[Chip]:
    """Chips for indicator, place, level and year, whichever the question can vary.

    ``written`` says how the reports write a place (names_as_written).
    """
    query = answer.query
    if query is None or answer.kind == "none":
        return []
    language = answer.language
    where = query.where
    joint = ", " if language == "en" else "、"
    chips = [
        Chip("indicator", indicator_name(topic.indicator, language))
        for topic in query.topics
        if topic.indicator
    ]
    named, left_out = (
        joint.join(written.get(place) or place_name(place, language) for place in places)
        for places in ((*where.places, *where.parents), where.without)
    )
    beside = say(language, "all_but", places=left_out) if left_out else ""
    label = joint.join(part for part in (named, beside) if part)
    chips.append(Chip("place", label or say(language, "any")))
    if where.levels or not where.places:
        levels = [say(language, f"level_{level}") for level in where.levels]
        chips.append(Chip("level", joint.join(levels) if levels else say(language, "any")))
    years = joint.join(str(year) for year in where.years)
    chips.append(Chip("year", years or say(language, "any")))
    return chips


def indicator_name(identifier: str, language: Language) -> str:
    """The catalogue's name of an indicator in the language of the answer."""
    from rag.indicators.catalogue import load_catalogue
    from rag.text import in_traditional

    indicator = load_catalogue().indicators.get(identifier)
    if indicator is None:
        return identifier
    if language == "en":
        return indicator.en
    return in_traditional(indicator.zh) if language == "zh-Hant" else indicator.zh
