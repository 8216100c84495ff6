"""Archives (.zip, .tar, .gz ...): every member that a reader knows, as a document of its own.

An archive may unpack to any size, hold millions of members or archives in archives without
end. Members are unpacked one at a time, never past the limits below; an archive that goes
past them is skipped as a whole.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import IO, Any, cast

from rag.errors import UnreadableFile
from rag.reports.decode import NotTextError
from rag.reports.files import LARGEST
from rag.reports.kinds import kind_of
from rag.reports.read import Part, read_parts

_MOST_MEMBERS = 5_000
_MOST_BYTES = 256 * 1024 * 1024  # unpacked
_MOST_TEXT = 8_000_000  # characters of all members: held until stored, some 100 bytes for each
_LONGEST_TEXT = 4_000_000  # of one member, as for any file (store/tables.py)
_MOST_NESTED = 3  # archives in archives
_GROWS = 200  # times: text grows 3 to 30 times when unpacked, a bomb 1,000 times
_SMALL = 1024 * 1024  # bytes: below, growing does no harm
_PACKED = (b"\x1f\x8b", b"BZ", b"\xfd7")  # gzip, bzip2, xz


@dataclass(frozen=True, slots=True)
class _Member:
    """One file of an archive; ``why`` says why it cannot be read."""

    path: str
    read: Callable[[int], bytes]  # at most so many bytes
    why: str = ""


class _TooMuch(Exception):
    """The archive goes past the limits."""


@dataclass(slots=True)
class _Spent:
    """What an archive has used up so far, those inside it included."""

    members: int = 0
    size: int = 0
    text: int = 0

    def add(self, members: int = 0, size: int = 0, text: int = 0) -> None:
        self.members += members
        self.size += size
        self.text += text
        if self.members > _MOST_MEMBERS or self.size > _MOST_BYTES or self.text > _MOST_TEXT:
            raise _TooMuch


@dataclass(slots=True)
class _Found:
    parts: list[Part] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # member -> reason
    paths: dict[str, int] = field(default_factory=dict)  # of all members -> how many of one name

    def path_for(self, path: str) -> str:
        """A path of its own: two members of one name are two documents."""
        own = path
        while own in self.paths:
            self.paths[path] += 1
            stem = f"{PurePosixPath(path).stem} ({self.paths[path]})"
            own = str(PurePosixPath(path).with_stem(stem))
        self.paths[own] = 1
        return own


def read_archive(data: bytes, name: str) -> list[Part]:
    """The members' parts, ``member`` set; the first has those that cannot be read."""
    found = _Found()
    try:
        _open(data, name, "", found, _Spent(), 1)
    except _TooMuch:
        most = f"{_MOST_MEMBERS:,} files, {_MOST_BYTES // 2**20} MiB or {_MOST_TEXT:,} characters"
        reason = f"the archive holds more than {most}: unpack it into the folder"
        raise NotTextError(reason) from None
    if not found.parts:
        told = [f"{path}: {why}" for path, why in list(found.skipped.items())[:3]]
        reason = "; ".join(told) or "it is empty"
        raise NotTextError(f"nothing in the archive can be read: {reason}")
    if found.skipped:
        found.parts[0] = replace(found.parts[0], skipped=tuple(found.skipped.items()))
    return found.parts


def _open(data: bytes, name: str, above: str, found: _Found, spent: _Spent, depth: int) -> None:
    """Read the members of one archive; ``above`` is the path of it inside others."""
    for member in _members(data, name, spent):
        if any(piece.startswith((".", "__MACOSX", "~$")) for piece in member.path.split("/")):
            continue
        path = found.path_for(above + member.path)
        if member.why:
            found.skipped[path] = member.why
            continue
        try:
            content = member.read(LARGEST + 1)
        except _TooMuch:
            raise
        except NotImplementedError:
            found.skipped[path] = "is packed by a method that is not read"
            continue
        except Exception:  # zipfile and zlib raise many kinds for damaged members
            found.skipped[path] = "damaged"
            continue
        spent.add(size=len(content))
        if len(content) > LARGEST:
            found.skipped[path] = f"is larger than {LARGEST // 2**20} MiB"
        elif _is_archive(content, path) and depth < _MOST_NESTED:
            before = len(found.paths)
            try:
                _open(content, path, f"{path}/", found, spent, depth + 1)
            except NotTextError as problem:
                found.skipped[path] = str(problem)
            else:
                if len(found.paths) == before:
                    found.skipped[path] = "nothing in the archive can be read: it is empty"
        elif _is_archive(content, path):
            found.skipped[path] = f"more than {_MOST_NESTED} archives inside each other"
        else:
            _read_member(content, path, found, spent)


def _read_member(content: bytes, path: str, found: _Found, spent: _Spent) -> None:
    try:
        parts = read_parts(content, path)
    except UnreadableFile as problem:
        found.skipped[path] = problem.reason
        return
    for part in parts:
        if len(part.text) > _LONGEST_TEXT:
            found.skipped[path] = f"is too long for a report: {len(part.text):,} characters"
        else:
            spent.add(text=len(part.text))
            found.parts.append(replace(part, member=path))


def _is_archive(data: bytes, path: str) -> bool:
    suffix = PurePosixPath(path).suffix.lower()
    return kind_of(data, suffix) in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz")


# ---------------------------------------------------------------- members


def _members(data: bytes, name: str, spent: _Spent) -> Iterator[_Member]:
    if kind_of(data, "") == ".zip" or (name.lower().endswith(".zip") and data[:2] not in _PACKED):
        return _zip_members(data, spent)
    return _tar_members(data, name, spent)


def _zip_members(data: bytes, spent: _Spent) -> Iterator[_Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise NotTextError("not a readable zip archive") from None
    spent.add(members=len(entries))
    if spent.size + sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise _TooMuch

    def reader(entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
        def read(most: int) -> bytes:
            with archive.open(entry) as unpacked:  # ends at the size that the archive states
                return unpacked.read(most)

        return read

    for entry in entries:
        why = ""
        if entry.flag_bits & 1:
            why = "is locked with a password"
        elif stat.S_ISLNK(entry.external_attr >> 16):
            why = "is a link"
        elif entry.file_size > max(_SMALL, _GROWS * entry.compress_size):
            why = f"grows more than {_GROWS} times when it is unpacked"
        yield _Member(_safe(_zip_name(entry)), reader(entry), why)


def _tar_members(data: bytes, name: str, spent: _Spent) -> Iterator[_Member]:
    """Of a tar archive, packed or not; of any other packed file itself."""
    try:
        head = _unpacked(data).read(512)
    except Exception:  # each packer raises its own kinds
        raise NotTextError("not a readable archive") from None
    if head[257:262] != b"ustar" and not _is_old_tar(head):
        if data[:2] not in _PACKED:
            raise NotTextError("not a readable archive")
        file = PurePosixPath(name)
        packed = file.suffix.lower() in (".gz", ".bz2", ".xz", ".tgz", ".tbz2", ".txz")
        spent.add(members=1)  # a.html may be packed too, as the server sent it
        yield _Member(file.stem if packed else file.name, lambda most: _unpacked(data).read(most))
        return
    try:
        with tarfile.open(fileobj=_unpacked(data), mode="r|", encoding="utf-8") as archive:
            for entry in archive:
                if entry.isdir():
                    continue
                spent.add(members=1)
                if spent.size + entry.size > _MOST_BYTES:
                    raise _TooMuch
                content = archive.extractfile(entry) if entry.isfile() else None
                path = _safe(_decoded(entry.name.encode("utf-8", "surrogateescape")))
                why = "" if content is not None else "is a link"
                yield _Member(path, content.read if content else _nothing, why)
    except _TooMuch:
        raise
    except Exception:  # damaged: tarfile and the packers raise many kinds
        raise NotTextError("not a readable archive, or cut in the middle") from None


def _nothing(most: int) -> bytes:
    return b""


def _is_old_tar(head: bytes) -> bool:
    """Archives from before POSIX have no mark: the sum of the header tells (tar(5))."""
    try:
        stated = int(head[148:156].rstrip(b"\x00 ") or b"0", 8)
    except ValueError:
        return False
    return len(head) == 512 and stated == sum(head) - sum(head[148:156]) + 8 * 0x20


class _Bounded(io.RawIOBase):
    """A stream that must not grow past the limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = _MOST_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuch
        return data


def _unpacked(data: bytes) -> IO[bytes]:
    raw = io.BytesIO(data)
    stream: Any = raw
    if data.startswith(_PACKED[0]):
        stream = gzip.GzipFile(fileobj=raw)
    elif data.startswith(_PACKED[1]):
        stream = bz2.BZ2File(raw)
    elif data.startswith(_PACKED[2]):
        stream = lzma.LZMAFile(raw)  # noqa: SIM115 (nothing to close: it reads from memory)
    bounded: Any = _Bounded(stream)
    return cast("IO[bytes]", bounded)


# ---------------------------------------------------------------- names


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8 a name should be in code page 437; archives made on Chinese
    Windows hold GBK, those of macOS UTF-8, and neither says so."""
    try:
        raw = b"" if entry.flag_bits & 0x800 else entry.filename.encode("cp437")
    except UnicodeEncodeError:  # the name came from an extra field
        raw = b""
    return _decoded(raw) if raw else entry.filename


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "replace")


def _safe(path: str) -> str:
    """Without steps out of the archive (../../a.txt, C:\\a.txt)."""
    pieces = path.replace("\\", "/").replace("\0", "").split("/")
    return "/".join(p for p in pieces if p not in ("", ".", "..") and not p.endswith(":")) or "_"
