"""The files of a folder: which there are, what they are called, and their bytes.

A name below the folder ("2023/报告.txt") is always text that can be written as UTF-8; names
of old archives unpacked on Linux are bytes of GBK and shown as what they mean.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from rag.errors import CorpusError, UnreadableFile

LARGEST = 64 * 1024 * 1024  # bytes: reports are a few kilobytes, this is a mistake
SIDECARS = (".url", ".json")
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def find_files(root: Path) -> list[Path]:
    """Every file below ``root`` in a stable order, hidden ones and sidecars left out.

    Links are followed, each folder once. What is there and cannot be read (a format that is
    not known, a broken link, a pipe, a folder without permission) is listed too: reading it
    raises UnreadableFile, so that a build can say why it was skipped. Raises CorpusError
    when ``root`` is no folder.
    """
    if not root.exists():
        raise CorpusError(f"{root}: no such folder; name an existing folder with --corpus")
    if not root.is_dir():
        raise CorpusError(f"{root}: is a file, expected a folder of reports")
    return sorted(_walk(root), key=lambda path: path.relative_to(root).as_posix())


def _walk(root: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()  # device and inode of the folders looked into
    folders, links = [root], list[Path]()
    while folders or links:
        # A folder is looked into under its own name rather than under that of a link to it.
        folder = folders.pop() if folders else links.pop(0)
        try:
            found = folder.stat()
            if (found.st_dev, found.st_ino) in seen:
                continue
            seen.add((found.st_dev, found.st_ino))
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder
            continue
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith((".", "~$")):
                continue
            try:
                if entry.is_dir():
                    (links if entry.is_symlink() else folders).append(path)
                    continue
            except OSError:  # a link to itself
                pass
            if path.suffix.lower() not in SIDECARS:
                yield path


# ---------------------------------------------------------------- names


def name_of(path: Path, root: Path) -> str:
    """The name of a file below ``root``, with forward slashes; ``path_of`` leads back."""
    name = path.relative_to(root).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8
        data = os.fsencode(name)
        try:
            meant = data.decode("gb18030")
        except UnicodeDecodeError:
            return quote(data)
        return quote(data) if os.path.lexists(root / meant) else meant
    return name


def path_of(name: str, root: Path) -> Path:
    """Where the file of that name is."""
    path = root / name
    if os.path.lexists(path):
        return path
    for data in (name.encode("gb18030", "replace"), unquote_to_bytes(name)):
        other = root / os.fsdecode(data)
        if b"\0" not in data and os.path.lexists(other):
            return other
    return path


# ---------------------------------------------------------------- bytes


def read_bytes(path: Path, file: str) -> bytes:
    """The bytes of a file; raises UnreadableFile, also for what is no plain file."""
    try:
        # A pipe would wait for someone to write into it; a device might never end.
        handle = os.open(path, _OPEN)
        with os.fdopen(handle, "rb") as opened:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFile(file, "is no plain file (a pipe, a socket or a device)")
            data = opened.read(LARGEST + 1) if status.st_size <= LARGEST else None
    except OSError as problem:
        reason = "is a link that leads nowhere" if path.is_symlink() else None
        raise UnreadableFile(file, reason or f"cannot be opened: {problem.strerror}") from None
    if data is None or len(data) > LARGEST:  # it may grow while it is read
        raise UnreadableFile(file, f"is larger than {LARGEST // 2**20} MiB")
    return data


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes, and of the sidecars that say where it comes from.

    For what cannot be read, the reason: it is looked at again when that changes. Raises
    FileNotFoundError when the file has vanished.
    """
    try:
        digests = [hashlib.sha256(read_bytes(path, "")).hexdigest()]
    except UnreadableFile as problem:
        if not os.path.lexists(path):
            raise FileNotFoundError(path) from None
        return problem.reason
    for sidecar in sorted(set(sidecars_of(path))):
        with suppress(UnreadableFile):
            digests.append(hashlib.sha256(read_bytes(sidecar, "")).hexdigest())
    return "+".join(digests)


def sidecars_of(path: Path) -> list[Path]:
    """Files that may state the address of the original: ``a.txt.url``, ``a.url``, ``.json``."""
    found = []
    for suffix in SIDECARS:
        for sidecar in (path.with_name(path.name + suffix), path.with_suffix(suffix)):
            with suppress(OSError):  # a name that gets too long
                if sidecar.is_file():
                    found.append(sidecar)
    return found
