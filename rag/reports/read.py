"""Files to documents. Each format is a reader registered for its suffixes.

A reader takes the bytes of one file and gives its parts (one, or one for each member of an
archive). To add a format, write a module with such a function and name it in ``READERS``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from rag.errors import UnreadableFile
from rag.reports.decode import NotTextError, decode
from rag.reports.files import name_of, read_bytes, sidecars_of
from rag.reports.kinds import HOW, NOT_READ, kind_of
from rag.types import Document

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: cannot be written as UTF-8


@dataclass(frozen=True, slots=True)
class Part:
    """The visible text of one document, as a reader gives it."""

    text: str
    encoding: str
    member: str = ""  # path inside an archive
    url: str | None = None
    warnings: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()  # of an archive's first: other members, and why


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file holds: a document, or an archive's."""

    documents: tuple[Document, ...]
    skipped: Mapping[str, str]  # members that cannot be read -> reason


Reader = Callable[[bytes, str], list[Part]]


def read_text(data: bytes, name: str) -> list[Part]:
    """Plain text and Markdown: the decoded content as it stands, the BOM dropped."""
    decoded = decode(data)
    return [Part(decoded.text, decoded.encoding, warnings=decoded.warnings)]


# suffix -> "module:function", imported when the first such file is met
READERS: dict[str, str] = {
    ".txt": "rag.reports.read:read_text",
    ".md": "rag.reports.read:read_text",
    ".html": "rag.reports.read_html:read_html",
    ".htm": "rag.reports.read_html:read_html",
    ".mhtml": "rag.reports.read_html:read_mhtml",
    ".mht": "rag.reports.read_html:read_mhtml",
    ".docx": "rag.reports.read_docx:read_docx",
    ".doc": "rag.reports.read_office:read_old",
    ".wps": "rag.reports.read_office:read_old",
    ".rtf": "rag.reports.read_office:read_old",
    ".odt": "rag.reports.read_office:read_old",
    ".pdf": "rag.reports.read_pdf:read_pdf",
    ".ofd": "rag.reports.read_ofd:read_ofd",
    **dict.fromkeys(
        (".zip", ".tar", ".tgz", ".gz", ".tbz2", ".bz2", ".txz", ".xz"),
        "rag.reports.read_archive:read_archive",
    ),
}


# What a file of another suffix (.shtml, .jsp, .ashx, none) may turn out to be.
_TOLD_BY_CONTENT = frozenset((".html", ".mhtml", ".pdf", ".docx", ".doc", ".ofd", ".rtf", ".odt"))


def read_contents(path: Path, root: Path) -> Contents:
    """The documents of one file: one, or several for an archive.

    ``Document.file`` is the path below ``root`` (for an archive: ``file.zip/member.txt``, as
    for its members that cannot be read). Raises UnreadableFile with the reason, also for an
    archive of which nothing can be read.
    """
    file = name_of(path, root)
    data = read_bytes(path, file)
    digest = hashlib.sha256(data).hexdigest()
    url = _sidecar_url(path)
    parts = read_parts(data, file)
    documents = (
        Document(
            file=f"{file}/{part.member}" if part.member else file,
            text=part.text,
            sha256=digest,
            encoding=part.encoding,
            url=url or part.url,
            warnings=part.warnings,
        )
        for part in parts
    )
    skipped = {f"{file}/{member}": why for part in parts for member, why in part.skipped}
    return Contents(tuple(documents), skipped)


def read_parts(data: bytes, name: str) -> list[Part]:
    """Read bytes by the suffix of ``name``; raises UnreadableFile with the reason."""
    suffix = Path(name).suffix.lower()
    kind = _kind(data, suffix, name)
    module, _, function = READERS[kind].partition(":")
    try:
        reader: Reader = getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        need = f"reading {kind} needs {missing.name}"
        raise UnreadableFile(name, f"{need}; run: pip install {missing.name}") from None
    try:
        parts = reader(data, name)
    except NotTextError as problem:
        raise UnreadableFile(name, str(problem)) from None
    except UnreadableFile:
        raise
    except Exception as problem:  # parsers of foreign formats raise whatever they like
        reason = f"damaged: the reader of {kind} gave up ({type(problem).__name__})"
        raise UnreadableFile(name, reason) from problem
    odd = READERS[kind] != READERS.get(suffix)
    told = (f"read as {kind}, though its name ends in {suffix or '(none)'}",) if odd else ()
    return [
        replace(
            part,
            text=_LONE_SURROGATE.sub("\ufffd", part.text),
            warnings=part.warnings + told,
        )
        for part in parts
    ]


def _kind(data: bytes, suffix: str, name: str) -> str:
    """The suffix whose reader fits the content; raises UnreadableFile when there is none."""
    if suffix not in READERS and suffix not in NOT_READ:
        kind = kind_of(data, "")
        if kind in _TOLD_BY_CONTENT:
            return kind
        known = " ".join(sorted(READERS))
        raise UnreadableFile(name, f"format {suffix or '(none)'} is not read; known are {known}")
    if not data:
        raise UnreadableFile(name, "the file is empty")
    kind = kind_of(data, suffix) if suffix in READERS else suffix
    if kind in NOT_READ:
        what = NOT_READ[kind]
        raise UnreadableFile(name, f"is {what} ({kind}), which is not read: {HOW[what]}")
    if kind == "locked":
        raise UnreadableFile(name, "is locked with a password")
    if kind not in READERS:
        raise UnreadableFile(name, "is an Office file, but none of Word")
    return kind


def _sidecar_url(path: Path) -> str | None:
    """The address of the original, as a file beside it states it."""
    for sidecar in sidecars_of(path):
        try:
            content = decode(read_bytes(sidecar, "")).text
        except (UnreadableFile, NotTextError):
            continue
        url = _url_in(content)
        if url:
            return url
    return None


def _url_in(content: str) -> str | None:
    """From ``{"url": ...}``, an internet shortcut (``URL=...``) or a bare address."""
    if content.lstrip().startswith("{"):
        try:
            value = json.loads(content).get("url")
        except (ValueError, AttributeError):
            return None
        return value if isinstance(value, str) and value.startswith("http") else None
    for line in content.splitlines():
        address = line.strip()
        if address[:4].upper() == "URL=":
            address = address[4:].strip()
        if address.startswith(("http://", "https://")):
            return address
    return None
