"""The files of a folder: links, pipes, odd names, what vanishes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.errors import UnreadableFile
from rag.reports import files
from rag.reports.files import digest_file, find_files, name_of, path_of, read_bytes

posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and names of bytes")


def names(root: Path) -> list[str]:
    return [name_of(path, root) for path in find_files(root)]


@posix
def test_links_are_followed_and_each_folder_is_looked_into_once(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    (root / "b").mkdir(parents=True)
    other.mkdir()
    (root / "b" / "1.txt").touch()
    (other / "2.txt").touch()
    (root / "a").symlink_to(root / "b")  # the folder's own name wins
    (root / "b" / "loop").symlink_to(root)
    (root / "out").symlink_to(other)
    (root / "out-again").symlink_to(other)
    (root / "gone").symlink_to(tmp_path / "nowhere")
    assert names(root) == ["b/1.txt", "gone", "out/2.txt"]


@posix
def test_what_is_no_file_is_listed_and_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    assert names(tmp_path) == ["pipe.txt", "self.txt"]
    with pytest.raises(UnreadableFile, match="a pipe, a socket or a device"):
        read_bytes(tmp_path / "pipe.txt", "pipe.txt")
    with pytest.raises(UnreadableFile, match="a link that leads nowhere"):
        read_bytes(tmp_path / "self.txt", "self.txt")
    assert digest_file(tmp_path / "self.txt") == "is a link that leads nowhere"


@posix
def test_names_that_are_bytes_lead_back_to_their_file(tmp_path: Path) -> None:
    written = {b"\xb1\xa8\xb8\xe6.txt": "报告.txt", b"\xff\xff.txt": "%FF%FF.txt"}
    for raw in written:
        try:
            (tmp_path / os.fsdecode(raw)).write_bytes(raw)
        except OSError:
            pytest.skip("this file system takes names in UTF-8 only")
    assert sorted(names(tmp_path)) == sorted(written.values())
    for raw, name in written.items():
        name.encode()  # can be written
        assert path_of(name, tmp_path).read_bytes() == raw


@posix
def test_two_names_that_mean_the_same_stay_apart(tmp_path: Path) -> None:
    raw = "报告.txt".encode("gb18030")
    for name in (os.fsdecode(raw), "报告.txt"):
        try:
            (tmp_path / name).write_text(name, "utf-8", "surrogateescape")
        except OSError:
            pytest.skip("this file system takes names in UTF-8 only")
    assert sorted(names(tmp_path)) == ["%B1%A8%B8%E6.txt", "报告.txt"]
    assert path_of("%B1%A8%B8%E6.txt", tmp_path).read_bytes() == raw
    assert path_of("报告.txt", tmp_path).read_text("utf-8") == "报告.txt"


def test_a_name_as_long_as_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 83 + ".txt")  # 253 bytes: no room for .json
    path.write_bytes(b"x")
    assert len(digest_file(path)) == 64
    assert read_bytes(path, "a") == b"x"


def test_no_permission_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated: the superuser reads everything."""
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.txt").write_bytes(b"x")
    scan, opened = os.scandir, os.open

    def scandir(folder: Path) -> Iterator[os.DirEntry[str]]:
        if folder.name == "shut":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    def refuse(path: Any, *flags: Any) -> int:
        if Path(path).suffix == ".txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *flags)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(files.os, "open", refuse)
    assert names(tmp_path) == ["a.txt", "shut"]
    assert digest_file(tmp_path / "a.txt") == "cannot be opened: Permission denied"
    with pytest.raises(UnreadableFile, match=r"shut: (is no plain file|cannot be opened)"):
        read_bytes(tmp_path / "shut", "shut")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size was fine when it was looked at."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 20)
    monkeypatch.setattr(files, "LARGEST", 10)
    real = os.fstat

    class Small:
        def __init__(self, status: os.stat_result) -> None:
            self.st_mode, self.st_size = status.st_mode, 5

    monkeypatch.setattr(files.os, "fstat", lambda handle: Small(real(handle)))
    with pytest.raises(UnreadableFile, match="is larger than"):
        read_bytes(path, "a.txt")


def test_one_that_vanished_is_told_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        digest_file(tmp_path / "a.txt")
