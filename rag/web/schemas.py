"""What the REST interface gives back, as models: they make its OpenAPI description.

The values are those that the command line prints with ``--json``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from rag.types import AnswerKind, FactKind, Group, Language, Level, Role, Script

Heading = Annotated[list[str], Field(description="headings from the outermost in")]
Offset = Annotated[int, Field(ge=0, description="characters into the report's text")]


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class RowOut(BaseModel):
    """One line of an answer's table."""

    place: str | None
    place_level: Level | None
    year: int | None
    indicator: str | None
    phrase: str
    value: bool | int | float | str | list[str] | None
    unit: str | None
    display: str
    approx: bool
    planned: bool
    citation: int | None
    group: Group


class CitationOut(BaseModel):
    """Where a statement stands: ``quote`` is the report's text from ``start`` to ``end``."""

    n: int
    report: str
    file: str
    title: str | None
    place: str | None
    year: int | None
    section: Heading
    quote: str
    start: Offset
    end: Offset


class SilentOut(BaseModel):
    """A report that was considered and says nothing."""

    report: str
    place: str | None
    year: int | None


class CoverageOut(BaseModel):
    """How many reports were considered, how many state something, which are silent."""

    considered: int
    stating: int
    silent: list[SilentOut]


class AnswerOut(BaseModel):
    """An answer; ``answer`` is Markdown with [n] markers that name citations."""

    question: str
    understood: str
    language: Language
    kind: AnswerKind
    answer: str
    rows: list[RowOut]
    number: float | None
    citations: list[CitationOut]
    coverage: CoverageOut
    abstained: bool


class ViewRowOut(RowOut):
    """One line of an answer's table, and the report that states it."""

    report: str


class ViewOut(AnswerOut):
    """An answer, and how its language names each report's place."""

    rows: list[ViewRowOut]  # type: ignore[assignment]
    labels: dict[str, str]


class HitOut(BaseModel):
    """A retrieved passage."""

    report: str
    file: str
    title: str | None
    place: str | None
    year: int | None
    section: Heading
    role: Role
    start: Offset
    end: Offset
    text: str
    score: float


class MetadataOut(BaseModel):
    """Who reports what to whom, and when."""

    title: str | None
    place: str | None
    place_as_written: str | None
    place_level: Level | None
    level_word: str | None
    parents: list[str]
    parents_inferred: list[str]
    department: str | None
    issuers: list[str]
    addressee: str | None
    year_covered: int | None
    published: str | None
    written: str | None
    script: Script
    joint_party_government: bool
    kind: str
    warnings: list[str]


class RecordOut(MetadataOut):
    """One line of the list of reports."""

    report: str
    file: str
    url: str | None
    sources: list[str]
    characters: int
    sections: int
    passages: int
    facts: int


class SectionOut(BaseModel):
    """A leaf of the heading tree."""

    path: Heading
    role: Role
    start: Offset
    end: Offset


class StretchOut(BaseModel):
    """Page furniture."""

    start: Offset
    end: Offset


class ReportOut(BaseModel):
    """A whole report: its text, to which all offsets point."""

    report: str
    file: str
    text: str
    sections: list[SectionOut]
    boilerplate: list[StretchOut]
    metadata: MetadataOut
    place_names: dict[str, str]
    url: str | None
    original: bool


class UploadedOut(BaseModel):
    """What became of one file."""

    name: str
    state: Literal["added", "duplicate", "refused"]
    why: str
    kept: Annotated[str, Field(description="its name below the corpus folder, when added")]


class UploadOut(BaseModel):
    """What became of the files, and how the rebuild is coming on."""

    files: list[UploadedOut]
    state: Literal["idle", "running", "done", "failed"]
    done: int
    total: int
    why: str


class FactOut(BaseModel):
    """A number that a report states, in base units."""

    report: str
    file: str
    place: str | None
    year: int | None
    indicator: str | None
    phrase: str
    value: float
    unit: str | None
    approx: bool
    planned: bool
    kind: FactKind
    scope: str | None
    quote: str
    start: Offset
    end: Offset


class ClaimOut(BaseModel):
    """A statement looked for in a report; nothing is quoted where it is not found."""

    report: str
    file: str
    place: str | None
    year: int | None
    claim: str
    present: bool
    planned: bool
    negated: bool
    quote: str | None
    start: int | None
    end: int | None
