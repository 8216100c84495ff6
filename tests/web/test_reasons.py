"""Whatever the readers say of a file or a report has its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.errors import CatalogueError
from rag.reports.titles import rules
from rag.web.reasons import is_known, load_reasons, tell
from tests.reports.bad_inputs import CASES, Bad, columns, try_case

ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,}|[a-z]{2,} [A-Za-z]{3,}")
RAG = Path(__file__).parents[2] / "rag"
# Sentences that no bad file of tests/reports gives on this machine.
OTHERS = (
    "cannot be opened: Permission denied",
    "cannot be read: Input/output error",
    "vanished while the corpus was read",
    "the reader crashed on it",
    "holds no document",
    "could not be understood (KeyError: 'a b'); please report this",
    "reading .pdf needs pypdfium2; run: pip install pypdfium2",
    "damaged: the reader of .html gave up (RecursionError)",
    "LibreOffice could not convert this Word file",
    ".doc files need LibreOffice; install it or save as .docx",
    "the PDF shows no text",
    "LibreOffice took longer than 120 s over this file",
    "2 characters of the PDF's own fonts cannot be told",
    "is a recording (.mp4), which is not read: write its text down as .txt",
    "no known encoding fits (tried UTF-8, UTF-16, GB18030, Big5)",
    "nothing in the archive can be read: a.txt: the file is empty; b/c.png: expected text, "
    "found a PNG picture; d.txt: damaged",
    "expected text, found a program",
    "expected text, found a database",
    "expected text, found a RAR archive",
    "year_covered: taken from the publication date, less one year",
    "year_covered: the title says 2023, the first heading 2022",
    "parents: 3 units fit (甲省乙市、丙省丁市), none is assumed",
    "some bytes could not be decoded",
    "a.xlsx: type .xlsx, expected .txt .pdf",
    "a: type none, expected .txt .pdf",
    "a.txt: larger than 10 MB",
    "At most 20 files at once.",
    "news",
    "template",
    "other",
)


def check(sentence: str) -> None:
    assert is_known(sentence), sentence
    for language in ("zh-Hans", "zh-Hant"):
        told = tell(sentence, language)
        # Names of programs, formats and errors stay; no English words in a row do.
        assert not ENGLISH.search(re.sub(r"（.*?）|：pip install.*", "", told)), told


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_every_kind_of_bad_file(case: Bad, tmp_path: Path) -> None:
    found = try_case(case, tmp_path)
    for sentence in {found.reason, *found.skipped.values()} - {""}:
        check(sentence)
    if found.lines:
        stored = columns(found)
        warnings = {sentence for row in stored["warnings"] for sentence in row}
        for sentence in (*warnings, *({*stored["kind"]} - {"report"})):
            check(sentence)


@pytest.mark.parametrize("sentence", [*OTHERS, *(kind for kind, _ in rules().kinds)])
def test_the_rest(sentence: str) -> None:
    check(sentence)


def test_every_sentence_in_the_readers_source_is_known() -> None:
    """A new reason without its Chinese fails here, not before a reader of Chinese."""
    written = re.compile(r'(?:NotTextError|reason=)\(?\s*"((?:[^"\\{]|\\.)+)"\)', re.DOTALL)
    sentences = {
        found
        for file in [*RAG.glob("reports/*.py"), *RAG.glob("build/*.py")]
        for found in written.findall(file.read_text("utf-8"))
    }
    assert len(sentences) > 12
    for sentence in sentences:
        check(sentence)


def test_what_nobody_foresaw_is_shown_and_marked() -> None:
    assert tell("melted", "zh-Hans") == "其他（技术信息）：melted"
    assert "melted" in tell("a.txt: melted {x} {0}", "en")
    assert tell("is larger than 64 MiB", "zh-Hant") == "大於 64 MiB"
    assert tell("is larger than 64 MiB", "en") == "is larger than 64 MiB"


@pytest.mark.parametrize(
    "entry", ['en = "a"\nzh-Hans = "b"', 'en = "a"\nzh-Hans = "{b}"\nzh-Hant = "c"']
)
def test_a_mistake_names_its_line(entry: str, tmp_path: Path) -> None:
    file = tmp_path / "reasons.toml"
    file.write_text(f"# words\n[[reason]]\n{entry}\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"reasons\.toml:2: "):
        load_reasons(file)
