"""Lines as bullets or as a Markdown table, each with its citation mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from rag.answers.cite import Citations
from rag.answers.finding import Line
from rag.answers.lines import Lines
from rag.answers.say import Speaker, escape
from rag.columns import Ints, Mask
from rag.types import Group

MOST_BULLETS = 3  # more lines become a table
MOST_ROWS = 20  # of a table in the text; the rest is in the rows
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its citation and its value as said."""

    line: Line
    citation: int | None
    display: str
    quote: str
    part_citations: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """[n], or nothing; a derived value cites the counts it follows from."""
        numbers = self.part_citations or ((self.citation,) if self.citation else ())
        return "".join(f" [{n}]" for n in numbers)


class Table(Sequence[Shown]):
    """Lines as they are shown; one is made when it is looked at."""

    def __init__(
        self, lines: Lines, citations: Citations, speaker: Speaker, cited: Ints | None = None
    ) -> None:
        """``cited``: the places of the lines among those that the citations number."""
        self.lines = lines
        self._citations = citations
        self._speaker = speaker
        self._cited = np.arange(len(lines)) if cited is None else cited

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> Shown: ...
    @overload
    def __getitem__(self, at: slice) -> Table: ...
    def __getitem__(self, at: int | slice) -> Shown | Table:
        if isinstance(at, slice):
            return self.take(np.arange(len(self))[at])
        line = self.lines[at]
        quote, written = self.lines.written(at)
        numbers = self._citations.of(int(self._cited[at]))
        number = numbers[0] if line.parts else numbers[0] or None
        return Shown(
            line=line,
            citation=number,
            display=self._speaker.value(line, written),
            quote=quote if number else "",
            part_citations=tuple(dict.fromkeys(filter(None, numbers))) if line.parts else (),
        )

    def take(self, which: Ints | Mask) -> Table:
        """Some of the lines."""
        lines, cited = self.lines.take(which), self._cited[which]
        return Table(lines, self._citations, self._speaker, cited)

    def of_group(self, group: Group) -> Table:
        """The lines of one group."""
        return self.take(self.lines.of_group(group))

    def without(self, group: Group) -> Table:
        """The lines of all other groups."""
        return self.take(~self.lines.of_group(group))

    @property
    def citations(self) -> Ints:
        """The number of each line's (first) citation, 0 where there is none."""
        return self._citations.first[self._cited]

    @property
    def reports(self) -> int:
        """How many reports the lines are of."""
        return len(np.unique(self.lines.report))


def lines_text(shown: Sequence[Shown], speaker: Speaker, tabular: bool = False) -> str:
    """Bullets for a few lines, a table for more or where one is asked for."""
    if shown and (tabular or len(shown) > MOST_BULLETS):
        return table(shown, speaker)
    if len(shown) == 1 and shown[0].line.group == "match":  # the others stand below a label
        return bullet(shown[0], speaker).removeprefix("- ")
    return "\n".join(bullet(x, speaker) for x in shown)


def bullet(shown: Shown, speaker: Speaker) -> str:
    """One line with its quote."""
    line = shown.line
    name = speaker.report(line.record)
    if line.topic.field == "joint_party_government" and isinstance(line.value, bool):
        key = "field_yes" if line.value else "field_no"
        return (
            "- " + speaker.fill("answer", key, report=name, mark=shown.mark) + _says(shown, speaker)
        )
    values = {"report": name, "value": shown.display, "mark": shown.mark}
    if not line.topic.claim:
        text = speaker.fill("answer", "bullet", label=_label(shown, speaker), **values)
    else:
        text = speaker.fill("answer", "bullet_value", **values)
    return text + remarks(shown, speaker) + _says(shown, speaker)


def table(shown: Sequence[Shown], speaker: Speaker) -> str:
    """Columns: place, year, indicator (where they differ), value with its mark, quote."""
    several = _several_labels(shown, speaker)
    head = [speaker.word("place"), speaker.word("year")]
    head += [speaker.word("item")] if several else []
    head += [speaker.word("value"), speaker.word("source")]
    rows = []
    for x in shown[:MOST_ROWS]:
        row = [speaker.place(x.line.record), str(x.line.year or "")]
        row += [speaker.label(x.line)] if several else []
        rows.append([*row, f"{x.display}{remarks(x, speaker)}{x.mark}", _short(x.quote, speaker)])
    text = _markdown(head, rows)
    left = len(shown) - MOST_ROWS
    return text + ("\n\n" + speaker.fill("answer", "more", n=left) if left > 0 else "")


def _several_labels(shown: Sequence[Shown], speaker: Speaker) -> bool:
    """Whether the lines are of more than one thing."""
    lines = shown.lines.one_of_each_label() if isinstance(shown, Table) else [x.line for x in shown]
    labels: set[str] = set()
    for line in lines:
        labels.add(speaker.label(line))
        if len(labels) > 1:
            return True
    return False


def ranked_table(shown: Sequence[Shown], speaker: Speaker) -> str:
    """A table with ranks; equal values share one (1, 1, 3)."""
    head = [speaker.word(key) for key in ("rank", "place", "year", "value", "source")]
    rows: list[list[str]] = []
    rank, last = 0, None
    for place, x in enumerate(shown[:MOST_ROWS], start=1):
        if x.line.value != last:
            rank, last = place, x.line.value
        apart = _apart(x, speaker)
        value = f"{x.display}{apart}{x.mark}"
        year = str(x.line.year or "")
        rows.append(
            [str(rank), speaker.place(x.line.record), year, value, _short(x.quote, speaker)]
        )
    left = len(shown) - MOST_ROWS
    more = "\n\n" + speaker.fill("answer", "more", n=left) if left > 0 else ""
    return _markdown(head, rows) + more


def side_by_side(shown: Sequence[Shown], speaker: Speaker) -> str:
    """A comparison: a column a report, a row an indicator, every value with its mark."""
    shown = list(shown)
    reports = list(dict.fromkeys((x.line.record.id, x.line.year) for x in shown))
    titles = {(x.line.record.id, x.line.year): _title(x, speaker) for x in shown}
    labels = list(dict.fromkeys(_topic(x, speaker) for x in shown))
    rows = []
    for label in labels:
        row = [label]
        for key in reports:
            cell = [
                f"{x.display}{_apart(x, speaker)}{x.mark}"
                for x in shown
                if (x.line.record.id, x.line.year) == key and _topic(x, speaker) == label
            ]
            row.append("<br>".join(cell) or speaker.word("empty"))
        rows.append(row)
    return _markdown([speaker.word("item"), *(titles[key] for key in reports)], rows)


def remarks(shown: Shown, speaker: Speaker) -> str:
    """Why a line stands apart, in brackets."""
    line = shown.line
    said = [speaker.fill("note", key) for key in line.notes]
    if line.parts:
        part, whole = (speaker.number(p.amount) for p in line.parts[:2])
        said.append(speaker.fill("note", "derived_from", part=part, whole=whole))
    return speaker.brackets(speaker.join(said, last=False)) if said else ""


def _title(shown: Shown, speaker: Speaker) -> str:
    record, year = shown.line.record, shown.line.year
    if year is None or year == record.metadata.year_covered:
        return speaker.report(record)
    return speaker.fill("word", "text_of", place=speaker.place(record), year=year)


def _topic(shown: Shown, speaker: Speaker) -> str:
    return (
        speaker.topic(shown.line.topic) if shown.line.fact is None else _fact_topic(shown, speaker)
    )


def _fact_topic(shown: Shown, speaker: Speaker) -> str:
    fact = shown.line.fact
    if fact is not None and fact.indicator and shown.line.topic.indicator:
        return speaker.topic(shown.line.topic)
    return speaker.label(shown.line)


def _apart(shown: Shown, speaker: Speaker) -> str:
    """The scope of a value in a cell, and its remarks."""
    fact = shown.line.fact
    scope = escape(speaker.han(fact.scope)) if fact and fact.scope else ""
    return (speaker.brackets(scope) if scope else "") + remarks(shown, speaker)


def _label(shown: Shown, speaker: Speaker) -> str:
    label = speaker.label(shown.line)
    return speaker.fill("answer", "same_label", label=label).rstrip(" ") if label else ""


def _says(shown: Shown, speaker: Speaker) -> str:
    if not shown.quote:
        return ""
    return speaker.fill("answer", "says", quote=_short(shown.quote, speaker))


def _short(quote: str, speaker: Speaker) -> str:
    plain = " ".join(quote.split())
    if len(plain) > _LONGEST_QUOTE:
        plain = plain[:_LONGEST_QUOTE] + "…"
    return speaker.quoted(escape(plain))


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
