"""The values that travel between the stages. Knows nothing of how they are made.

Every offset is a Python string index into ``Report.text`` (code points, end
exclusive), so ``text[start:end]`` is always what stands in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["preamble", "achievements", "problems", "plans", "leader_duty", "closing"]
Level = Literal["province", "prefecture", "county", "township", "zone"]
Script = Literal["hans", "hant"]
Language = Literal["zh-Hans", "zh-Hant", "en"]
FactKind = Literal["level", "change", "rank", "per_unit"]
Bound = Literal["at_least", "at_most"]
Group = Literal["match", "near", "other_level", "planned", "derived"]
AnswerKind = Literal[
    "fact",
    "set",
    "count",
    "sum",
    "average",
    "rank",
    "compare",
    "trend",
    "claim",
    "metadata",
    "passage",
    "none",
]

ROLES: tuple[Role, ...] = (
    "preamble",
    "achievements",
    "problems",
    "plans",
    "leader_duty",
    "closing",
)
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county", "township", "zone")


# ---------------------------------------------------------------- documents


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of a report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its visible text, nothing understood yet."""

    file: str  # path below the corpus folder, with forward slashes
    text: str
    sha256: str  # of the file's bytes
    encoding: str
    url: str | None = None  # where the original is published, when known
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Page furniture: kept in the text, left out of sections and passages."""

    start: int
    end: int
    kind: Literal["navigation", "metadata", "tools", "tail"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who reports what to whom, and when. Names are Simplified; quotes are as written.

    ``evidence`` maps a field's name to the span of the text that states it.
    """

    title: str | None = None
    place: str | None = None  # Simplified: 后塘瑶族乡
    place_as_written: str | None = None
    place_level: Level | None = None
    level_word: str | None = None  # 镇, 民族乡, 街道, 区, 县级市 ...
    parents: tuple[str, ...] = ()  # outermost first, as stated by the text, Simplified
    parents_inferred: tuple[str, ...] = ()  # by the gazetteer, outermost first
    department: str | None = None  # 司法局 ...; level is then its government's
    issuers: tuple[str, ...] = ()  # as written
    addressee: str | None = None  # as written, without the colon
    year_covered: int | None = None
    published: str | None = None  # ISO date
    written: str | None = None  # ISO date
    script: Script = "hans"
    joint_party_government: bool = False
    kind: str = "report"  # "report" counts in sets; anything else says what it is
    warnings: tuple[str, ...] = ()
    evidence: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A leaf stretch of the heading tree. Leaves and boilerplate tile the whole text."""

    path: tuple[str, ...]  # headings from the outermost in, as written, without a final 。
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: a piece of one leaf section, in whole sentences."""

    section: int  # index into Report.sections
    start: int
    end: int


# ---------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, brought to base units (2.3万余人 -> 23000 人, approx)."""

    value: float
    unit: str | None  # as written, Simplified, without its scale word; % for rates
    approx: bool
    bound: Bound | None
    start: int
    end: int  # number, scale, approximation and unit all inside
    in_words: bool = False  # 百分之百 is digits in words; 全部/均/双百 state a rate in words


@dataclass(frozen=True, slots=True)
class Fact:
    """One numeric statement of a report."""

    indicator: str | None  # id of the catalogue
    phrase: str  # what is counted, in Simplified, even when no indicator fits
    value: float
    unit: str | None
    approx: bool
    planned: bool
    kind: FactKind
    scope: str | None
    year: int | None  # the year the value belongs to (a prior-year value has its own)
    as_of: str | None
    start: int  # the clause that states it; the number stands inside
    end: int
    number: Span  # the number itself
    in_words: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One qualitative statement looked for in every report."""

    name: str  # 枫桥经验 ...
    present: bool
    planned: bool
    negated: bool
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """One document, understood."""

    id: str  # 12 hexadecimal digits of the text's SHA-256
    file: str
    text: str
    metadata: Metadata
    boilerplate: tuple[Boilerplate, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    url: str | None = None
    sources: tuple[str, ...] = ()  # other files that hold the same report


# ---------------------------------------------------------------- questions


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports (and, for passages, which roles) count. Empty means all.

    Values within one field are alternatives, fields are combined. Names are
    Simplified; ``parents`` match any unit above the place, stated or inferred.
    """

    years: tuple[int, ...] = ()
    levels: tuple[Level, ...] = ()
    level_words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    scripts: tuple[Script, ...] = ()
    reports: tuple[str, ...] = ()  # report ids, when a follow-up narrows an earlier set
    without: tuple[str, ...] = ()  # places that are left out, and what lies below them
    joint: bool | None = None
    department: bool | None = None  # True: only departments' reports; False: only governments'


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about: exactly one of the first four is set."""

    indicator: str | None = None
    claim: str | None = None
    field: str | None = None  # a field of Metadata
    phrase: str | None = None  # free words of the question, folded
    scope: str | None = None  # words that single out a scope: 政协, 书面, 受理 ...
    group: str | None = None  # the wider matter (mediation) that this topic was unfolded from
    unit: str | None = (
        None  # the measure word asked with (几部, 多少起, %, 元): a hint, not a filter
    )
    literal: bool = False  # phrase: look for these very words (quoted, or "mentions ...")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition on a value in base units; ``between`` takes both ends in unless open."""

    op: Literal["=", "!=", ">", ">=", "<", "<=", "between"]
    value: float
    upper: float | None = None
    unit: str | None = None
    open_lower: bool = False  # between: value itself does not count
    open_upper: bool = False  # between: upper itself does not count (at least 98%, below 100%)
    relative: Literal["", "mean", "median"] = ""  # the value is this figure of all: above average


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood; what the answer is computed from."""

    text: str
    language: Language
    kind: AnswerKind
    topics: tuple[Topic, ...] = ()
    where: Filter = field(default_factory=Filter)
    comparison: Comparison | None = None
    statistics: tuple[
        Literal["count", "sum", "mean", "median", "max", "min", "share", "difference"], ...
    ] = ()
    order: Literal["desc", "asc"] = "desc"
    limit: int | None = None
    planned: Literal["exclude", "only", "include"] = "exclude"
    fact_kinds: tuple[FactKind, ...] = ("level",)
    stance: Literal["any", "done", "planned", "weakness", "silent", "no_number"] = "any"
    unknown_places: tuple[str, ...] = ()  # asked for, not in the index
    unknown_years: tuple[int, ...] = ()
    reason: Literal["", "out_of_domain", "unknown_place", "unknown_year", "unknown_topic"] = ""
    suggestions: tuple[str, ...] = ()  # other readings, as questions one can click
    table: bool = False
    readings: tuple[Topic, ...] = ()  # what the same words may name too, where it is stated
    within: Query | None = None  # only the reports that match this earlier question
    unit: str | None = None  # asked without a topic: "which percentage figures ..." -> %
    per: Literal["", "year"] = ""  # the figure is asked for each year apart
    direction: Literal["", "up", "down"] = ""  # which way a figure moved, year on year
    common: bool = False  # the problems or plans (where.roles) that most reports share
    together: bool = False  # only reports that state all of the topics


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage."""

    report: str
    file: str
    title: str | None
    place: str | None
    year: int | None
    section: tuple[str, ...]
    role: Role
    start: int
    end: int
    text: str  # the report's text[start:end]
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: quote == report text[start:end]."""

    n: int
    report: str
    file: str
    title: str | None
    place: str | None
    year: int | None
    section: tuple[str, ...]
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer's table."""

    place: str | None
    place_level: Level | None
    year: int | None
    indicator: str | None
    phrase: str
    value: float | int | str | bool | tuple[str, ...] | None
    unit: str | None
    display: str
    approx: bool
    planned: bool
    citation: int | None
    group: Group
    report: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Silent:
    """A report that was considered and says nothing."""

    report: str
    place: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger of a set answer: considered == stating + len(silent)."""

    considered: int = 0
    stating: int = 0
    silent: Sequence[Silent] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant gives back; every statement of ``text`` carries a [n]."""

    question: str
    understood: str
    language: Language
    kind: AnswerKind
    text: str  # Markdown with [n] markers
    rows: Sequence[Row] = ()
    number: float | None = None
    citations: Sequence[Citation] = ()
    coverage: Coverage = field(default_factory=Coverage)
    abstained: bool = False
    query: Query | None = None
    suggestions: tuple[str, ...] = ()  # questions one can click next
