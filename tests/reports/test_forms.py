"""The same report in another form is read as the same: script, width, newlines, no newlines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.indicators.claims import find_claims
from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.reports.sections import split_sections
from rag.text import fold, to_traditional
from rag.types import Metadata

SAMPLES = sorted((Path(__file__).parent.parent.parent / "corpus").glob("*.txt"))
FIELDS = (
    "place",
    "place_level",
    "level_word",
    "parents",
    "department",
    "year_covered",
    "published",
    "written",
    "joint_party_government",
    "kind",
)
Form = tuple[str, list[int]]  # the text, and for each character where it stood


def read(text: str) -> tuple[Metadata, list[str], list[tuple[str, bool, bool, bool]]]:
    folded = fold(text)
    boilerplate = find_boilerplate(text, folded)
    metadata = read_metadata(text, folded, boilerplate)
    sections = split_sections(text, folded, boilerplate, metadata)
    roles = [""] * len(text)
    for section in sections:
        roles[section.start : section.end] = [section.role] * (section.end - section.start)
    claims = find_claims(text, folded, sections)
    return metadata, roles, [(c.name, c.present, c.planned, c.negated) for c in claims]


def each(text: str, change: Callable[[int, str], str]) -> Form:
    out: list[str] = []
    stood: list[int] = []
    for i, character in enumerate(text):
        changed = change(i, character)
        out.append(changed)
        stood += [i] * len(changed)
    return "".join(out), stood


def traditional_with_pinyin(i: int, character: str) -> str:
    changed = to_traditional(character)
    if len(changed) != 1 or changed == character:
        return character
    return changed + ("(jiǎn)" if i % 3 == 0 else "")


FORMS: dict[str, Callable[[int, str], str]] = {
    "a Traditional mirror with pinyin": traditional_with_pinyin,
    "Windows newlines": lambda i, c: "\r\n" if c == "\n" else c,
    "full-width digits and signs": lambda i, c: (
        chr(ord(c) + 0xFEE0) if c in "0123456789%,:;()" else c
    ),
    "one line, spaces for newlines": lambda i, c: " " if c == "\n" else c,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_forms(path: Path, form: str) -> None:
    text = path.read_bytes().decode("utf-8")
    metadata, roles, claims = read(text)
    changed, stood = each(text, FORMS[form])
    metadata_, roles_, claims_ = read(changed)
    assert {f: getattr(metadata_, f) for f in FIELDS} == {f: getattr(metadata, f) for f in FIELDS}
    assert metadata_.title is not None
    counted = [(roles[i], roles_[j]) for j, i in enumerate(stood) if roles[i]]
    assert sum(a == b for a, b in counted) >= 0.97 * len(counted)
    assert claims_ == claims
