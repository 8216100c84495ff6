"""The text of an open answer: quotes in the report's order, plans labelled as plans."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers.finding import Finding
from rag.answers.glossary import gloss
from rag.answers.say import Speaker, escape
from rag.answers.tables import Shown
from rag.types import Query

_LABEL = {"plans": "passage_plan_part", "problems": "passage_problem_part"}
_TITLE = {"plans": "passage_plans", "problems": "passage_problems"}


def passage_text(query: Query, finding: Finding, shown: Sequence[Shown], speaker: Speaker) -> str:
    """Report by report: a title, the quotes, and a label where plans or problems begin."""
    parts = []
    reports = list(dict.fromkeys(x.line.record.id for x in shown))
    for report in reports:
        own = [x for x in shown if x.line.record.id == report]
        parts.append(_of_report(query, own, speaker))
    missing = [r for r in finding.silent if r.metadata.place in query.where.places]
    for record in missing:
        topic = speaker.topics(query.topics) or speaker.fill("abstain", "topic_any")
        parts.append(
            speaker.fill("answer", "compare_missing", report=speaker.report(record), topic=topic)
        )
    return "\n\n".join(parts)


def _of_report(query: Query, own: Sequence[Shown], speaker: Speaker) -> str:
    name = speaker.report(own[0].line.record)
    roles = {x.line.phrase for x in own}
    key = _TITLE.get(next(iter(roles)), "passage") if len(roles) == 1 else "passage"
    if query.topics and not query.where.roles:
        key = "passage"
    lines = [speaker.fill("answer", key, report=name), ""]
    label = "" if key == "passage" else None
    for x in own:
        wanted = _LABEL.get(x.line.phrase, "")
        if label is not None and wanted and wanted != label:
            lines += ["", speaker.fill("answer", wanted), ""]
        if label is not None:
            label = wanted
        lines.append(_quote(x, speaker))
    return "\n".join(lines)


def _quote(shown: Shown, speaker: Speaker) -> str:
    said = escape(" ".join(shown.quote.split()))
    about = gloss(shown.quote) if speaker.language == "en" else []
    note = f" — {', '.join(about)}" if about else ""
    return f"- {speaker.quoted(said)}{note}{shown.mark}"
