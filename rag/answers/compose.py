"""From a finding to an answer: numbers the citations, makes the rows, writes the text."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from rag.answers.abstain import abstention
from rag.answers.cite import Citations
from rag.answers.finding import Finding
from rag.answers.lines import Lines
from rag.answers.quoting import passage_text
from rag.answers.say import Speaker
from rag.answers.tables import Shown, Table
from rag.answers.writing import write
from rag.lazy import Lazy
from rag.types import Answer, Query, Row

if TYPE_CHECKING:
    from rag.store import Index


def compose(query: Query, finding: Finding, index: Index, understood: str = "") -> Answer:
    """The answer in the question's language; every line of it is cited.

    An answer that cannot be cited is not given: it becomes an abstention.
    """
    speaker = Speaker(query.language)
    lines = Lines.of(finding.lines, index)
    lines = lines.take(np.argsort(lines.groups, kind="stable"))
    citations = Citations(lines)
    shown = Table(lines, citations, speaker)
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
    valued = lines.is_stated if query.kind == "passage" else np.ones(len(lines), dtype=bool)
    rows = Rows(shown.take(valued))
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


class Rows(Lazy[Row]):
    """The rows of an answer; one is made when it is looked at."""

    def __init__(self, shown: Table) -> None:
        super().__init__(len(shown), lambda places: [_row(shown[place]) for place in places])
        self._shown = shown

    def citing(self, numbers: Collection[int]) -> tuple[Row, ...]:
        """The rows that cite one of these, and those that cite nothing; no other is made."""
        cites = np.isin(self._shown.citations, [0, *numbers])
        return tuple(self[place] for place in np.flatnonzero(cites).tolist())


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
