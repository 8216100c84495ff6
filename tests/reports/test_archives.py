"""Archives: every member or its reason, within bounds of memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from bench.formats import as_docx, as_zip
from rag.errors import UnreadableFile
from rag.reports import read_archive
from rag.reports.read import read_parts
from tests.reports.odd_files import DATA, LINES, locked_zip, named_zip, nested, packed_tar


def members(data: bytes, name: str = "a.zip") -> list[str]:
    return [part.member for part in read_parts(data, name)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_say_what_they_mean(encoding: str) -> None:
    assert members(named_zip("达州/乡镇 報告.txt".encode(encoding))) == ["达州/乡镇 報告.txt"]
    tar = packed_tar({"达州/报告.txt": DATA}, "gz", encoding)
    assert members(tar, "a.tar.gz") == ["达州/报告.txt"]


def test_names_stay_inside() -> None:
    odd = {"../../a.txt": DATA, "/etc/b.txt": DATA, "C:\\c.txt": DATA, "x/./d.txt": DATA}
    assert members(as_zip(odd)) == ["a.txt", "etc/b.txt", "c.txt", "x/d.txt"]


def test_archives_in_archives_to_a_depth() -> None:
    assert members(nested(2)) == ["a.zip/a.zip/a.txt"]
    with pytest.raises(UnreadableFile, match="more than 3 archives inside each other"):
        read_parts(nested(3), "a.zip")


def test_a_word_file_in_an_archive_is_no_archive() -> None:
    assert members(as_zip({"a.docx": as_docx(LINES)})) == ["a.docx"]


def test_what_cannot_be_read_is_told_beside_what_can() -> None:
    (part,) = read_parts(as_zip({"a.txt": DATA, "b.zip": locked_zip(), "c.rar": b"Rar!"}), "a.zip")
    assert part.warnings == ()
    assert part.skipped == (
        ("b.zip/a.txt", "is locked with a password"),
        ("c.rar", "is an archive (.rar), which is not read: unpack it into the folder"),
    )


def test_an_empty_archive_inside_is_told() -> None:
    (part,) = read_parts(as_zip({"a.txt": DATA, "b.zip": as_zip({})}), "a.zip")
    assert part.skipped == (("b.zip", "nothing in the archive can be read: it is empty"),)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_member_has_a_path_of_its_own() -> None:
    """The second a.txt would be called as the third member is; an inner archive as a folder."""
    files = {
        "a.txt": DATA,
        "a (2).txt": DATA,
        "b.zip": as_zip({"a.txt": DATA}),
        "b.zip/a.txt": DATA,
    }
    data = as_zip(files)
    with zipfile.ZipFile(held := io.BytesIO(data), "a") as archive:
        archive.writestr("a.txt", DATA)
    names = ["a.txt", "a (2).txt", "b.zip/a.txt", "b.zip/a (2).txt", "a (3).txt"]
    assert members(held.getvalue()) == names


@pytest.mark.parametrize(
    ("limit", "value"), [("_MOST_MEMBERS", 2), ("_MOST_BYTES", 1000), ("_MOST_TEXT", 400)]
)
@pytest.mark.parametrize("kind", ["zip", "tar", "nested"])
def test_limits_hold_for_all_that_is_inside(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, kind: str
) -> None:
    files = {f"{n}.txt": DATA for n in range(3)}
    data = packed_tar(files, "gz") if kind == "tar" else as_zip(files)
    if kind == "nested":
        data = as_zip({"a.zip": as_zip({"0.txt": DATA}), "b.tgz": packed_tar(files, "gz")})
    name = "a.tgz" if kind == "tar" else "a.zip"
    assert len(read_parts(data, name)) >= 3
    monkeypatch.setattr(read_archive, limit, value)
    with pytest.raises(UnreadableFile, match="unpack it into the folder"):
        read_parts(data, name)


def test_a_bomb_is_not_unpacked() -> None:
    """64 MiB of one letter, packed into 65 kB: memory stays that of a few copies of the file."""
    bomb = as_zip({"a.txt": bytes(64 * 2**20), "b.txt": DATA})
    tracemalloc.start()
    try:
        (part,) = read_parts(bomb, "a.zip")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert part.skipped == (("a.txt", "grows more than 200 times when it is unpacked"),)
    assert peak < 8 * 2**20


def test_a_member_that_is_too_long_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    length = len(DATA.decode())
    monkeypatch.setattr(read_archive, "_LONGEST_TEXT", length)
    (part,) = read_parts(as_zip({"a.txt": DATA * 2, "b.txt": DATA}), "a.zip")
    assert part.member == "b.txt"
    assert part.skipped == (("a.txt", f"is too long for a report: {2 * length} characters"),)
