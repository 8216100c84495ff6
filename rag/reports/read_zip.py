"""Archives (.zip): every member that a reader knows, as a document of its own."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from rag.errors import UnreadableFile
from rag.reports.decode import NotTextError
from rag.reports.read import Part, read_parts

_MOST_MEMBERS = 20_000
_MOST_BYTES = 512 * 1024 * 1024  # unpacked: guards against archives that grow without end


def read_zip(data: bytes, name: str) -> list[Part]:
    """The members' parts, ``member`` set; what could not be read is a warning of the first."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise NotTextError("not a readable zip archive") from None
    members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
    if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _MOST_BYTES:
        raise NotTextError(f"the archive unpacks to more than {_MOST_BYTES // 2**20} MiB")
    parts: list[Part] = []
    skipped: list[str] = []
    for member in members:
        path = _path(member)
        try:
            if path.lower().endswith(".zip"):
                raise UnreadableFile(path, "an archive inside an archive is not opened")
            found = read_parts(archive.read(member), path)
        except UnreadableFile as problem:
            skipped.append(str(problem))
            continue
        except (RuntimeError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
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
    """The member's name; archives made on Chinese Windows carry GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
