"""What is said when the reports do not hold the answer.

First that they do not, then what was searched, then the nearest that they do hold. No
number here may read as an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers.finding import Finding
from rag.answers.say import Speaker, escape
from rag.types import Filter, Query

if TYPE_CHECKING:
    from rag.store import Index, ReportRecord

_MOST_PLACES = 6
_MOST_SUGGESTIONS = 3


def abstention(query: Query, finding: Finding, index: Index, speaker: Speaker) -> str:
    """The text of an answer that is not given."""
    if not query.text.strip():
        return speaker.fill("abstain", "empty")
    if query.reason == "out_of_domain":
        return speaker.fill("abstain", "out_of_domain")
    held = [r for r in index.reports() if r.metadata.kind == "report"]
    parts = [_reason(query, finding.coverage.stating, index, speaker)]
    parts.append(_searched(_searched_reports(query, index, held), speaker))
    parts.append(_held(query, held, speaker))
    if query.suggestions:
        quoted = [speaker.quoted(escape(q)) for q in query.suggestions[:_MOST_SUGGESTIONS]]
        parts.append(speaker.fill("abstain", "nearest", questions=speaker.join_list(quoted)))
    joint = " " if speaker.language == "en" else ""
    return joint.join(part for part in parts if part)


def _reason(query: Query, stating: int, index: Index, speaker: Speaker) -> str:
    if query.unknown_places or query.reason == "unknown_place":
        names = [escape(speaker.name(p)) for p in query.unknown_places]
        places = speaker.join(names) or speaker.fill("abstain", "topic_any")
        return speaker.fill("abstain", "unknown_place", places=places)
    if query.unknown_years or query.reason == "unknown_year":
        years = speaker.join([str(y) for y in query.unknown_years or query.where.years])
        names = [escape(speaker.name(p)) for p in query.where.places]
        place = speaker.join(names)
        if place and speaker.language == "en":
            place = f"of {place} "
        return speaker.fill("abstain", "unknown_year", places=place, years=years)
    topic = speaker.topics(query.topics) or speaker.fill("abstain", "topic_any")
    if query.fact_kinds == ("change",):  # the figure may be stated; how it changed is not
        topic = speaker.fill("abstain", "change_of", topic=topic)
    if query.fact_kinds == ("per_unit",):
        topic = speaker.fill("abstain", "per_unit_of", topic=topic)
    if query.within is not None:
        return speaker.fill("abstain", "within", topic=topic)
    if query.where.places:
        records = index.reports(replace(query.where, roles=()))
        records = [r for r in records if r.metadata.kind == "report"]
        if records:
            named = speaker.join_list([speaker.report(r) for r in records[:_MOST_PLACES]])
            texts = bool(query.topics) and all(t.claim or t.literal for t in query.topics)
            key = "place_claim" if texts else "place_topic"
            return speaker.fill("abstain", key, reports_named=named, topic=topic)
    if query.where != Filter() and not index.reports(replace(query.where, roles=())):
        return speaker.fill("abstain", "no_reports")
    if stating:  # done by some, where the question asks who plans it
        reports = speaker.count("report", stating)
        return speaker.fill("abstain", "said_otherwise", reports=reports, topic=topic)
    return speaker.fill("abstain", "none", topic=topic)


def _searched_reports(query: Query, index: Index, held: list[ReportRecord]) -> list[ReportRecord]:
    if query.unknown_places or query.unknown_years or query.reason:
        return held
    found = index.reports(replace(query.where, roles=()))
    return [r for r in found if r.metadata.kind == "report"] or held


def _searched(records: Iterable[ReportRecord], speaker: Speaker) -> str:
    records = list(records)
    years = sorted({y for r in records if (y := r.metadata.year_covered) is not None})
    if not years:
        span = ""
    elif len(years) == 1:
        span = speaker.fill("abstain", "range_year", first=years[0])
    else:
        span = speaker.fill("abstain", "range_years", first=years[0], last=years[-1])
    number = speaker.count("report", len(records))
    return speaker.fill("abstain", "searched", reports=number, range=span)


def _held(query: Query, held: list[ReportRecord], speaker: Speaker) -> str:
    """The years held for the place, or some places that are held."""
    if query.unknown_years and query.where.places:
        own = {
            y
            for r in held
            if r.metadata.place in query.where.places and (y := r.metadata.year_covered)
        }
        if own:
            years = speaker.join([str(y) for y in sorted(own)])
            return speaker.fill("abstain", "held_years", years=years)
    if query.unknown_places or query.unknown_years:
        names = list(dict.fromkeys(speaker.place(r) for r in held if r.metadata.place))
        listed = speaker.join_list(names[:_MOST_PLACES])
        if len(names) > _MOST_PLACES:
            listed += speaker.word("names_more")
        return speaker.fill("abstain", "held_places", places=listed) if names else ""
    return ""
