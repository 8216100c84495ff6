"""A stand-in for the assistant: hand-made answers over a real index.

The web code takes any assistant; what it shows must not depend on how answers are found.
"""

from __future__ import annotations

import re
import time

from rag.answers.say import escape
from rag.assistant import Assistant
from rag.store import Index
from rag.types import (
    Answer,
    Citation,
    Coverage,
    Filter,
    Language,
    Query,
    Row,
    Silent,
    Topic,
)

RATE = re.compile(r"成功率[^，。\d]{0,3}(\d+)%")


def wait(question: str) -> None:
    """Long enough for the stop button."""
    if "slow" in question:
        time.sleep(8)


class Slow:
    """Any assistant, which takes its time for a question that asks for it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.index = assistant.index
        self.close = assistant.close

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        wait(question)
        return self._assistant.ask(question, history)


class FakeAssistant:
    """Knows mediation rates; "slow" in a question waits, "fail" breaks."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def close(self) -> None:
        self.index.close()

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        wait(question)
        if "fail" in question:
            raise RuntimeError("asked to fail")
        language: Language = "en" if question.isascii() else "zh-Hans"
        if "mediation" not in question and "调解" not in question:
            return Answer(
                question=question,
                understood=question,
                language=language,
                kind="none",
                text="Nothing in the reports answers this: " + question,
                abstained=True,
                query=Query(question, language, "none"),
            )
        rows, citations, silent = [], [], []
        for record in self.index.reports():
            report = self.index.report(record.id)
            found = RATE.search(report.text)
            meta = record.metadata
            if found is None:
                silent.append(Silent(record.id, meta.place, meta.year_covered))
                continue
            if "hostile" in question and "hostile" in record.file:
                found = re.search("全镇.*100%", report.text) or found
            n = len(citations) + 1
            citations.append(
                Citation(
                    n=n,
                    report=record.id,
                    file=record.file,
                    title=meta.title,
                    place=meta.place,
                    year=meta.year_covered,
                    section=report.sections[0].path,
                    quote=found[0],
                    start=found.start(),
                    end=found.end(),
                )
            )
            value = float(RATE.findall(found[0])[0])
            matches = value == 100
            rows.append(
                Row(
                    place=meta.place,
                    place_level=meta.place_level,
                    year=meta.year_covered,
                    indicator="mediation_success_rate",
                    phrase="调解成功率",
                    value=value,
                    unit="%",
                    display=f"{value:g}%",
                    approx=False,
                    planned=False,
                    citation=n,
                    group=("match" if meta.place_level == "township" else "other_level")
                    if matches
                    else "near",
                    report=record.id,
                )
            )
        rows.sort(key=lambda row: (row.group != "match", row.group))
        return Answer(
            question=question,
            understood=f"towns whose mediation success rate = 100% ({len(history)} before)",
            language=language,
            kind="set",
            text="\n\n".join(
                f"{label}:\n\n"
                + "\n".join(
                    f"- **{row.place}**: {row.display} [{row.citation}]: "
                    + escape(citations[(row.citation or 1) - 1].quote)
                    for row in rows
                    if row.group == group
                )
                for group, label in (("match", "Found"), ("near", "Near"), ("other_level", "Other"))
            ),
            rows=tuple(rows),
            citations=tuple(citations),
            coverage=Coverage(len(rows) + len(silent), len(rows), tuple(silent)),
            query=Query(
                question,
                language,
                "set",
                topics=(Topic(indicator="mediation_success_rate"),),
                where=Filter(levels=("township",)),
            ),
            suggestions=("Which towns state a mediation rate below 100%?",),
        )
