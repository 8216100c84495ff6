"""Old Word files through LibreOffice: really converted where it is, else said to be skipped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.reports import read_office
from rag.reports.read import read_parts
from rag.types import Document
from rag.understand import understand
from tests.reports.odd_files import LINES, OLD_WORD

needs_office = pytest.mark.skipif(
    read_office.find_office() is None, reason="LibreOffice is not installed: .doc is not tried"
)
needs_posix = pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for soffice")


WORDS = ("事项", "数量(件)", "行政处罚案件", "12", "审查合同", "7")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The report with a table as .docx, and as .doc, as LibreOffice writes it."""
    import docx

    folder = tmp_path_factory.mktemp("office")
    document = docx.Document()
    for line in LINES[:-2]:
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=2)
    for cell, word in zip((c for row in table.rows for c in row.cells), WORDS, strict=True):
        cell.text = word
    for line in LINES[-2:]:
        document.add_paragraph(line)
    document.save(str(folder / "a.docx"))
    office = read_office.find_office()
    assert office is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "doc", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "a.docx")], check=True, capture_output=True)
    return (folder / "a.docx").read_bytes(), (folder / "a.doc").read_bytes()


@needs_office
def test_two_old_files_at_once_are_read_like_a_new_one(both: tuple[bytes, bytes]) -> None:
    new, old = both
    (expected,) = read_parts(new, "a.docx")
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda name: read_parts(old, name)[0], ("a.doc", "b.wps")))
    assert [part.text for part in parts] == [expected.text] * 2
    report = understand(Document("a.doc", parts[0].text, "", "docx"))
    stated = {(f.indicator, f.value): report.text[f.start : f.end] for f in report.facts}
    assert "调解矛盾纠纷38件" in stated["disputes_handled", 38.0]
    assert "100%" in stated["mediation_success_rate", 100.0]
    assert stated["admin_penalty_cases", 12.0] == "行政处罚案件 数量(件) 12"
    assert report.metadata.written == "2024-01-05"


@needs_office
def test_rich_text_that_calls_itself_doc() -> None:
    words = "".join(f"\\u{ord(c)}?" for c in "调解矛盾纠纷38件。")
    (part,) = read_parts(f"{{\\rtf1\\ansi\\uc1 {words}\\par}}".encode(), "a.doc")
    assert part.text == "调解矛盾纠纷38件。\n"


@needs_office
def test_damage_is_read_or_refused(both: tuple[bytes, bytes]) -> None:
    data = both[1]
    try:
        (part,) = read_parts(data[:1600] + bytes(900) + data[2500:], "a.doc")
    except UnreadableFile as refused:
        assert re.search("could not convert|holds no text|none of Word", refused.reason)
    else:
        assert part.text.strip()


@needs_posix
def test_one_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in starts a child, as soffice starts soffice.bin, and neither ends."""
    child = tmp_path / "child"
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {child}\nwait\n")
    office.chmod(0o755)
    monkeypatch.setattr(read_office, "find_office", lambda: str(office))
    monkeypatch.setattr(read_office, "_PATIENCE", 1)
    with pytest.raises(UnreadableFile, match="longer than 1 s"):
        read_parts(OLD_WORD, "a.doc")
    assert _ended(int(child.read_text()))


def _ended(process: int) -> bool:
    """Whether a process is gone, or dead and waiting for its parent to look."""
    for _ in range(1000):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{process}/stat")
        if status.exists() and ") Z " in status.read_text():
            return True
        time.sleep(0.001)
    return False


@needs_posix
def test_one_that_writes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_office, "find_office", lambda: sys.executable)
    with pytest.raises(UnreadableFile, match="could not convert"):
        read_parts(OLD_WORD, "a.doc")


def test_without_it_the_reason_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(read_office, "_USUAL_PLACES", ())
    with pytest.raises(UnreadableFile, match=r"\.doc files need LibreOffice"):
        read_parts(OLD_WORD, "a.doc")
