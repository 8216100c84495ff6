"""Files to documents: encodings, what is no text, sidecars."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import CorpusError, UnreadableFile
from rag.reports.decode import NotTextError, decode
from rag.reports.files import find_files
from rag.reports.read import read_contents

SIMPLE = "大河镇2023年法治政府建设工作报告\r\n我镇调解纠纷38件,成功率达100%。\n"
TRADITIONAL = "後塘鄉法治政府建設報告\n鄉黨委政府領導下,調處糾紛42起,調解成功率100%。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings_keep_every_character(encoding: str) -> None:
    assert decode(SIMPLE.encode(encoding)).text == SIMPLE


def test_big5() -> None:
    decoded = decode(TRADITIONAL.encode("big5"))
    assert decoded.text == TRADITIONAL
    assert decoded.encoding.startswith(("big5", "cp950"))


def test_a_page_that_calls_itself_gb2312_may_hold_more() -> None:
    text = "龘县人民政府法治政府建设报告。工作情况如下。\n" * 3  # 龘 is not in GB 2312
    decoded = decode(text.encode("gb18030"))
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252", "gb18030"])
def test_utf_8_that_was_taken_for_something_else_is_read(taken_for: str) -> None:
    """cp1252 has no sign for five bytes, gb18030 none for odd ones: these are lost."""
    text = SIMPLE * 5
    decoded = decode(text.encode().decode(taken_for, "replace").encode())
    lost = decoded.text.count("\ufffd")
    assert (lost == 0) == (taken_for == "latin-1")
    assert "纠纷38" in decoded.text
    assert f"taken for {'gb18030' if taken_for == 'gb18030' else 'latin-1'}" in decoded.warnings[0]


@pytest.mark.parametrize(
    "text", ["これは法治の報告ではない。\n" * 20, "Übermäßig größere Straße\n" * 20]
)
def test_other_languages_are_left_as_they_are(text: str) -> None:
    assert decode(text.encode()).text == text


def test_the_mark_of_utf_8_before_another_encoding_is_not_believed() -> None:
    decoded = decode(b"\xef\xbb\xbf" + SIMPLE.encode("gb18030"))
    assert (decoded.text, decoded.encoding, decoded.warnings) == (SIMPLE, "gb18030", ())


def test_a_few_damaged_bytes_are_kept_as_marks() -> None:
    data = (SIMPLE * 20).encode() + b"\xe5\x86"
    decoded = decode(data)
    assert decoded.text.startswith(SIMPLE)
    assert decoded.warnings


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 8, "binary"),
        ("\ufeff".encode("utf-16-le") + b" \x00", "white space"),
    ],
)
def test_what_is_no_text_says_so(data: bytes, reason: str) -> None:
    with pytest.raises(NotTextError, match=reason):
        decode(data)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert decode(data).text.strip()
    except NotTextError as problem:
        assert str(problem)


def test_documents_carry_path_digest_and_address(tmp_path: Path) -> None:
    folder = tmp_path / "达州"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf" + SIMPLE.encode())
    (folder / "a.url").write_text("[InternetShortcut]\nURL=https://example.org/a.html\n")
    (folder / "b.md").write_text(SIMPLE)
    (folder / "b.md.json").write_text('{"url": "https://example.org/b"}')
    (folder / ".hidden.txt").write_text("x")
    files = find_files(tmp_path)
    assert [f.name for f in files] == ["a.txt", "b.md"]
    (a,) = read_contents(files[0], tmp_path).documents
    (b,) = read_contents(files[1], tmp_path).documents
    assert (a.file, a.text, a.url) == ("达州/a.txt", SIMPLE, "https://example.org/a.html")
    assert b.url == "https://example.org/b"
    assert len(a.sha256) == 64


def test_unreadable_files_name_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("x")
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(UnreadableFile, match=r"a\.xyz: format \.xyz is not read"):
        read_contents(tmp_path / "a.xyz", tmp_path)
    with pytest.raises(UnreadableFile, match=r"b\.txt: the file is empty"):
        read_contents(tmp_path / "b.txt", tmp_path)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_contents(tmp_path / "gone.txt", tmp_path)


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        find_files(tmp_path / "no")
