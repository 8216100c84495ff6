"""Other readings of a question, as questions one can click: at most two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.indicators.catalogue import load_catalogue
from rag.names import english_name, split_name
from rag.questions.findings import Findings
from rag.questions.gazetteer import Gazetteer, letters
from rag.questions.meaning import nearest, suggested
from rag.questions.wording import load_words
from rag.text import in_traditional
from rag.types import Query

_MOST = 2
_CLOSE_SCORES = 0.35  # a name that fits nearly as well is another reading


def suggest(query: Query, found: Findings, gazetteer: Gazetteer) -> Query:
    """The query with its other readings, in the asker's language."""
    if query.reason == "out_of_domain" or query.suggestions:
        return query
    own = found.wording.text.strip()
    readings: list[str] = []
    for reading in _readings(query, found, gazetteer):
        text = (
            in_traditional(reading, query.where.places) if query.language == "zh-Hant" else reading
        )
        if text and text != own and text not in readings:
            readings.append(text)
        if len(readings) == _MOST:
            break
    return replace(query, suggestions=tuple(readings))


def _readings(query: Query, found: Findings, gazetteer: Gazetteer) -> Iterator[str]:
    yield from _other_years(query, found, gazetteer)
    yield from _other_places(query, found, gazetteer)
    if query.unknown_places or query.reason == "unknown_topic":
        return
    yield from _other_indicators(query, found)
    yield from _wider_levels(query, found)


def _other_years(query: Query, found: Findings, gazetteer: Gazetteer) -> Iterator[str]:
    """The same question for the years that are held, the nearest first."""
    if query.reason != "unknown_year" or not found.years:
        return
    places = query.where.places
    held = {y for p in places for y in gazetteer.years_of.get(p, ())} if places else set()
    asked = query.where.years[0] if query.where.years else 0
    for year in sorted(held or set(gazetteer.years), key=lambda y: (abs(y - asked), -y)):
        said = f"{year}年" if query.language != "en" else str(year)
        yield _with(found, found.years[0].start, found.years[-1].end, said)


def _other_places(query: Query, found: Findings, gazetteer: Gazetteer) -> Iterator[str]:
    """The same question for a place held whose name sounds or looks alike."""
    for span in found.places:
        if span.value.names:
            continue
        sound = letters(split_name(span.value.said).proper)
        for name in sorted(gazetteer.years_of):
            other = letters(split_name(name).proper)
            if sound and other and _alike(sound, other):
                said = english_name(name) if query.language == "en" else name
                yield _with(found, span.start, span.end, said)


def _alike(a: str, b: str) -> bool:
    """One letter apart, or one the beginning of the other."""
    if min(len(a), len(b)) < 4:
        return False
    if a.startswith(b) or b.startswith(a):
        return True
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _other_indicators(query: Query, found: Findings) -> Iterator[str]:
    """Names that fit nearly as well, or are near in meaning where none fits."""
    catalogue = load_catalogue()
    named = {t.indicator for t in query.topics}
    if any(t.phrase and not t.literal for t in query.topics) and query.kind != "passage":
        words = found.matter[found.ideas[0].start : found.ideas[-1].end] if found.ideas else ""
        for near in suggested(nearest(words)):
            if near.indicator not in named:
                yield _ask(query, near.indicator)
        return
    chosen = next((m for m in found.matches if m.id in named), None)
    if chosen is None or any(t.group for t in query.topics):
        return
    for match in found.matches:
        if (
            match.what == "indicator"
            and match.id not in named
            and match.used == chosen.used
            and chosen.score - match.score < _CLOSE_SCORES
            and catalogue.indicators[match.id].kind != "rate"
        ):
            yield _ask(query, match.id)


def _wider_levels(query: Query, found: Findings) -> Iterator[str]:
    """哪些镇 may mean all 乡镇."""
    if len(found.levels) != 1 or query.language == "en":
        return
    span = found.levels[0]
    wider = load_words("levels.toml")["wider"].get(span.value.word)
    if wider:
        yield _with(found, span.start, span.end, wider)


def _with(found: Findings, start: int, end: int, said: str) -> str:
    cased = found.wording.cased
    return f"{cased[:start]}{said}{cased[end:]}".strip()


def _ask(query: Query, indicator: str) -> str:
    """A plain question for an indicator in the same reports."""
    catalogue = load_catalogue()
    english = query.language == "en"
    words = load_words("describe.toml")["en" if english else "zh"]["ask"]
    name = catalogue.indicators[indicator].en if english else catalogue.indicators[indicator].zh
    years = (
        ", ".join(map(str, query.where.years))
        if english
        else "、".join(f"{y}年" for y in query.where.years)
    )
    if query.where.places:
        places = [english_name(p) if english else p for p in query.where.places]
        joined = (" and " if english else "和").join(places)
        key = "place_year" if years else "place"
        return str(words[key].format(places=joined, years=years, topic=name))
    return str(words["year" if years else "all"].format(years=years, topic=name))
