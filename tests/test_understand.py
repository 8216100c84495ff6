"""From a document's text to a report: the stages fit together."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.reports.read import read_contents
from rag.settings import PACKAGE
from rag.types import Document
from rag.understand import _takes_part, understand

SAMPLES = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda p: p.stem)
def test_everything_points_into_the_text(path: Path) -> None:
    (document,) = read_contents(path, SAMPLES).documents
    report = understand(document)
    assert report.text == path.read_text("utf-8")
    for passage in report.passages:
        section = report.sections[passage.section]
        assert section.start <= passage.start < passage.end <= section.end
    for fact in report.facts:
        assert fact.start <= fact.number.start < fact.number.end <= fact.end <= len(report.text)
    for span in report.metadata.evidence.values():
        assert 0 <= span.start < span.end <= len(report.text)


def test_equal_texts_have_equal_ids() -> None:
    one, other = (understand(Document(f, "石泉镇2024年报告", "", "utf-8")) for f in ("a", "b"))
    assert one.id == other.id
    assert len(one.id) == 12


def test_what_is_odd_about_a_document_is_kept() -> None:
    report = understand(Document("a", "石泉镇2024年报告", "", "utf-8", warnings=("odd bytes",)))
    assert report.metadata.warnings[0] == "odd bytes"


def test_whatever_understands_documents_is_part_of_the_digest() -> None:
    taken = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.*")
        if _takes_part(path.relative_to(PACKAGE).parts)
    }
    assert {"text.py", "understand.py", "types.py", "store/tables.py", "build/copies.py"} <= taken
    assert {"reports/sections.py", "indicators/catalogue.toml", "quantity.py"} <= taken
    assert not taken & {"cli.py", "retriever.py", "search/vectors.py"}
