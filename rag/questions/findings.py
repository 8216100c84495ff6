"""Everything the recognisers found in one question, before it is decided what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.questions.comparison import find_claimed, find_comparison, find_full, find_zero
from rag.questions.concepts import Idea
from rag.questions.dates import find_date
from rag.questions.departments import find_departments
from rag.questions.fields import find_date_order, find_fields
from rag.questions.gazetteer import Gazetteer
from rag.questions.kinds import (
    find_counted_things,
    find_cues,
    find_limit,
    find_quotes,
    find_unit,
    is_outside,
)
from rag.questions.language import detect_language, find_requested_language
from rag.questions.levels import LevelWish, find_levels
from rag.questions.places import Place, find_places
from rag.questions.roles import find_roles
from rag.questions.topics import Match, match_names, mend_matter, read_question_ideas
from rag.questions.wording import Found, Wording, blank, overlaps
from rag.questions.years import Years, find_years
from rag.text import has_han
from rag.types import Comparison, Language, Role

# cues whose words never name the matter itself
_NOT_THE_MATTER = (
    "change",
    "sum",
    "mean",
    "median",
    "share",
    "each",
    "order",
    "ascending",
    "difference",
    "trend",
    "per_year",
    "compare",
    "silent",
    "give_number",
    "no_number",
    "without_planned",
    "table",
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, each with its place in ``wording.plain``."""

    wording: Wording
    language: Language
    requested: Found[Language] | None
    places: tuple[Found[Place], ...]
    years: tuple[Found[Years], ...]
    levels: tuple[Found[LevelWish], ...]
    departments: tuple[Found[tuple[str, ...]], ...]
    comparison: Found[Comparison] | None
    full: Found[Comparison] | None
    zero: Found[Comparison] | None
    cues: Mapping[str, Sequence[Found[str]]]
    limit: Found[int] | None
    counted: Found[str] | None
    fields: tuple[Found[str], ...]
    date_order: str | None
    date: Found[Comparison] | None
    roles: tuple[Found[Role], ...]
    quotes: tuple[Found[str], ...]
    unit: str | None
    outside: bool
    matter: str  # plain, with all that is not the matter blanked
    ideas: tuple[Idea, ...] = ()
    matches: tuple[Match, ...] = field(default=())

    def keeping(self, kept: Sequence[int]) -> Findings:
        """The findings with only these ideas, and the names that they alone fit."""
        place = {old: new for new, old in enumerate(kept)}
        matches = tuple(
            replace(
                m,
                used=frozenset(place[i] for i in m.used),
                fresh=frozenset(place[i] for i in m.fresh),
            )
            for m in self.matches
            if m.used <= place.keys()
        )
        return replace(self, ideas=tuple(self.ideas[i] for i in kept), matches=matches)

    def has(self, *cues: str) -> bool:
        """Whether any of the cues was found."""
        return any(cue in self.cues for cue in cues)


def find_everything(
    wording: Wording,
    gazetteer: Gazetteer,
    before: Language | None = None,
    context: frozenset[str] = frozenset(),
) -> Findings:
    """Call the recognisers one by one; each sees what the ones before it left."""
    plain = wording.plain
    requested = find_requested_language(plain)
    asked: list[Found[Any]] = [requested] if requested else []
    quotes = find_quotes(wording.cased)
    places = find_places(
        Wording(
            wording.text, blank(wording.cased, [*asked, *quotes]), blank(plain, [*asked, *quotes])
        ),
        gazetteer,
    )
    rest = blank(plain, [*asked, *places])
    cues = find_cues(blank(plain, [*asked, *places, *quotes]))
    date = _date_of_a_report(blank(plain, [*asked, *places, *quotes]))
    rest = blank(rest, [date] if date else [])
    changes = cues.get("change", [])
    years = [
        y for y in find_years(blank(rest, quotes), gazetteer.years) if not overlaps(y, changes)
    ]
    rest = blank(rest, years)
    departments = find_departments(rest, gazetteer.departments)
    unquoted = blank(rest, [*departments, *quotes])
    limit = find_limit(unquoted)
    comparison = find_comparison(blank(unquoted, [limit] if limit else []))
    if comparison is None and _names_a_number(cues, places):
        comparison = find_claimed(blank(unquoted, [limit] if limit else []))
    counted = find_counted_things(unquoted)
    levels = find_levels(blank(unquoted, [comparison] if comparison else []))
    fields = find_fields(blank(plain, [*asked, *places, *departments, *quotes]))
    full, zero = find_full(rest), find_zero(rest)
    spans: list[Found[Any]] = [*departments, *levels]
    spans += [s for cue in _NOT_THE_MATTER for s in cues.get(cue, ())]
    spans += [s for s in cues.get("mention", ()) if not has_han(s.value)]  # talk about: no lecture
    spans += [s for s in (limit, comparison) if s is not None]
    matter = mend_matter(_without_asides(blank(rest, spans)))
    if "together" in cues:
        matter = _joined(matter, cues["together"])
    ideas = read_question_ideas(matter)
    if full or (comparison and comparison.value.unit == "%"):
        context |= {"rate"}  # 100% says that a rate is meant
    return Findings(
        wording,
        detect_language(wording.text, before),
        requested,
        tuple(places),
        tuple(years),
        tuple(levels),
        tuple(departments),
        comparison,
        full,
        zero,
        {
            k: [s for s in v if not (comparison and overlaps(s, [comparison]))]
            for k, v in cues.items()
            if any(not (comparison and overlaps(s, [comparison])) for s in v)
        },
        limit,
        counted,
        tuple(fields),
        find_date_order(blank(plain, [*asked, *places, *quotes])),
        date,
        tuple(find_roles(unquoted)),
        tuple(quotes),
        find_unit(blank(plain, [counted] if counted else [])),
        is_outside(plain),
        matter,
        tuple(ideas),
        tuple(match_names(ideas, context)),
    )


def _date_of_a_report(plain: str) -> Found[Comparison] | None:
    """A day or month, where a question asks when reports were published or signed."""
    dated = any(f.value in ("published", "written") for f in find_fields(plain))
    return find_date(plain) if dated else None


def _names_a_number(cues: Mapping[str, Sequence[Found[str]]], places: Sequence[Any]) -> bool:
    """Whether a bare number is what is asked about: is it 16, who has 5821?"""
    if "mention" in cues or "how_many" in cues:
        return False
    return "yes_no" in cues if places else "which" in cues or "states" in cues


def _joined(matter: str, cues: Sequence[Found[str]]) -> str:
    """既有A又有B as A、B: the words that ask for both only part the two."""
    kept = list(matter)
    for cue in cues:
        length = cue.end - cue.start
        kept[cue.start : cue.end] = "、".ljust(length)
    return re.sub(r"又|也|且", "、", "".join(kept))


def _without_asides(matter: str) -> str:
    """Longer remarks in brackets explain a name that stands before them."""
    return re.sub(r"\([^()]{7,}\)", lambda m: " " * len(m[0]), matter)
