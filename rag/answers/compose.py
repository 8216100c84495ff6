"""From a finding to an answer: numbers the citations, makes the rows, writes the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from rag.answers.abstain import abstention
from rag.answers.cite import Citations
from rag.answers.finding import Finding, Line
from rag.answers.quoting import passage_text
from rag.answers.say import Speaker
from rag.answers.tables import Shown
from rag.answers.writing import write
from rag.types import Answer, Group, Query, Row

if TYPE_CHECKING:
    from rag.store import Index


_GROUPS = get_args(Group)  # in the order in which they are shown


def compose(query: Query, finding: Finding, index: Index, understood: str = "") -> Answer:
    """The answer in the question's language; every line of it is cited.

    An answer that cannot be cited is not given: it becomes an abstention.
    """
    speaker = Speaker(query.language)
    citations = Citations(index, (line.record.id for line in finding.lines))
    lines = sorted(finding.lines, key=lambda line: _GROUPS.index(line.group))  # stable
    shown = [_show(line, speaker, citations) for line in lines]
    cited = citations.all()
    if finding.abstained or (finding.lines and not cited):
        return Answer(
            question=query.text,
            understood=understood,
            language=query.language,
            kind=query.kind,
            text=abstention(query, finding, index, speaker),
            coverage=finding.coverage,
            abstained=True,
            query=query,
            suggestions=query.suggestions,
        )
    if query.kind == "passage":
        text = passage_text(query, finding, shown, speaker)
    else:
        text = write(query, finding, shown, speaker)
    rows = tuple(_row(x) for x in shown if x.line.value is not None or query.kind != "passage")
    return Answer(
        question=query.text,
        understood=understood,
        language=query.language,
        kind=query.kind,
        text=text,
        rows=rows,
        number=finding.number,
        citations=cited,
        coverage=finding.coverage,
        abstained=False,
        query=query,
        suggestions=query.suggestions,
    )


def _show(line: Line, speaker: Speaker, citations: Citations) -> Shown:
    parts = tuple(citations.cite(line.record.id, part.span) or 0 for part in line.parts)
    number = parts[0] if parts else citations.cite(line.record.id, line.span)
    written = citations.written(line.record.id, line.number, line.span) if line.fact else ""
    return Shown(
        line=line,
        citation=number,
        display=speaker.value(line, written),
        quote=citations.quote(number) if number else "",
        part_citations=tuple(dict.fromkeys(n for n in parts if n)),
    )


def _row(shown: Shown) -> Row:
    line = shown.line
    fact = line.fact
    meta = line.record.metadata
    return Row(
        place=meta.place,
        place_level=meta.place_level,
        year=line.year if line.year is not None else meta.year_covered,
        indicator=fact.indicator if fact else line.topic.indicator,
        phrase=line.phrase,
        value=line.value,
        unit=line.unit,
        display=shown.display,
        approx=line.approx,
        planned=line.planned,
        citation=shown.citation,
        group=line.group,
        report=line.record.id,
        note=", ".join(line.notes),
    )
