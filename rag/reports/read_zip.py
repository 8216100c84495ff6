"""Archives (.zip): every member that a reader knows, as a document of its own."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from rag.errors import UnreadableFile
from rag.reports.decode import NotTextError
from rag.reports.read import Part, read_parts

_MOST_MEMBERS = 5_000
_MOST_BYTES = 256 * 1024 * 1024  # unpacked: guards against archives that grow without end
_LARGEST_MEMBER = 64 * 1024 * 1024


def read_zip(data: bytes, name: str) -> list[Part]:
    """The members' parts, ``member`` set; what could not be read is a warning of the first."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(_path(m))]
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotTextError("not a readable zip archive") from None
    if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _MOST_BYTES:
        most = f"{_MOST_MEMBERS:,} files or {_MOST_BYTES // 2**20} MiB"
        raise NotTextError(f"the archive holds more than {most}: unpack it into the folder")
    parts: list[Part] = []
    skipped: list[str] = []
    taken: Counter[str] = Counter()
    for member in members:
        path = _path(member)
        taken[path] += 1
        if taken[path] > 1:  # two members of one name are two documents
            path = str(PurePosixPath(path).with_stem(f"{PurePosixPath(path).stem} ({taken[path]})"))
        try:
            if member.file_size > _LARGEST_MEMBER:
                raise UnreadableFile(path, f"is larger than {_LARGEST_MEMBER // 2**20} MiB")
            if path.lower().endswith(".zip"):
                raise UnreadableFile(path, "an archive inside an archive is not opened")
            found = read_parts(archive.read(member), path)
        except UnreadableFile as problem:
            skipped.append(str(problem))
            continue
        except Exception:  # zipfile and zlib raise many kinds for damaged or locked members
            skipped.append(f"{path}: damaged or locked")
            continue
        parts += [replace(part, member=path) for part in found]
    if not parts:
        reason = "; ".join(skipped[:3]) or "it is empty"
        raise NotTextError(f"nothing in the archive can be read: {reason}")
    if skipped:
        parts[0] = replace(parts[0], warnings=(*parts[0].warnings, *skipped))
    return parts


def _hidden(path: str) -> bool:
    return any(piece.startswith((".", "__MACOSX", "~$")) for piece in path.split("/"))


def _path(member: zipfile.ZipInfo) -> str:
    """The member's name without steps out of the archive (../../a.txt, C:\\a.txt).

    Archives made on Chinese Windows carry GBK without saying so.
    """
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gb18030")
    pieces = name.replace("\\", "/").split("/")
    return "/".join(p for p in pieces if p not in ("", ".", "..") and not p.endswith(":")) or "_"
