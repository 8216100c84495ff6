"""What an index shows of a report or a passage without reading the whole report."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Metadata, Role


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """What a list of reports shows of one: everything but its text."""

    id: str
    file: str
    number: int  # its place in the order of the files
    metadata: Metadata
    url: str | None
    sources: tuple[str, ...]  # other files that hold the same report
    characters: int
    sections: int
    passages: int
    facts: int
    claims: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what a hit shows of its report."""

    number: int
    report: str
    file: str
    title: str | None
    place: str | None
    year: int | None
    section: tuple[str, ...]
    role: Role
    start: int
    end: int
    text: str
