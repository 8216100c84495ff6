"""Files to documents. Each format is a reader registered for its suffixes.

A reader takes the bytes of one file and gives its parts (one, or one for each member of an
archive). To add a format, write a module with such a function and name it in ``READERS``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from rag.errors import CorpusError, UnreadableFile
from rag.reports.decode import NotTextError, decode
from rag.types import Document

_LARGEST = 64 * 1024 * 1024  # bytes: reports are a few kilobytes, this is a mistake
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: cannot be written as UTF-8
_SIDECARS = {".url", ".json"}


@dataclass(frozen=True, slots=True)
class Part:
    """The visible text of one document, as a reader gives it."""

    text: str
    encoding: str
    member: str = ""  # path inside an archive
    url: str | None = None
    warnings: tuple[str, ...] = ()


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
    ".docx": "rag.reports.read_office:read_docx",
    ".doc": "rag.reports.read_office:read_doc",
    ".pdf": "rag.reports.read_pdf:read_pdf",
    ".zip": "rag.reports.read_zip:read_zip",
}

_PACKAGES = {"docx": "python-docx"}  # where the package is not called like its module


def find_files(root: Path) -> list[Path]:
    """Every file below ``root`` in a stable order, hidden ones and sidecars left out.

    Raises CorpusError when ``root`` is no folder. Files of unknown formats are listed too:
    reading them raises UnreadableFile, so that a build can say why they were skipped.
    """
    if not root.exists():
        raise CorpusError(f"{root}: no such folder; name an existing folder with --corpus")
    if not root.is_dir():
        raise CorpusError(f"{root}: is a file, expected a folder of reports")
    files = []
    for path in root.rglob("*"):
        hidden = any(p.startswith((".", "~$")) for p in path.relative_to(root).parts)
        if not hidden and path.suffix.lower() not in _SIDECARS and path.is_file():
            files.append(path)
    return sorted(files, key=lambda p: p.relative_to(root).as_posix())


def read_documents(path: Path, root: Path) -> list[Document]:
    """The documents of one file: one, or several for an archive.

    ``Document.file`` is the path below ``root`` (for an archive: ``file.zip/member.txt``).
    Raises UnreadableFile with the reason.
    """
    file = path.relative_to(root).as_posix()
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as problem:
        raise UnreadableFile(file, f"cannot be opened: {problem.strerror}") from None
    if data is None:
        raise UnreadableFile(file, f"is larger than {_LARGEST // 2**20} MiB")
    digest = hashlib.sha256(data).hexdigest()
    url = _sidecar_url(path)
    return [
        Document(
            file=f"{file}/{part.member}" if part.member else file,
            text=part.text,
            sha256=digest,
            encoding=part.encoding,
            url=url or part.url,
            warnings=part.warnings,
        )
        for part in read_parts(data, file)
    ]


def read_parts(data: bytes, name: str) -> list[Part]:
    """Read bytes by the suffix of ``name``; raises UnreadableFile with the reason."""
    suffix = Path(name).suffix.lower()
    if suffix not in READERS:
        known = " ".join(sorted(READERS))
        raise UnreadableFile(name, f"format {suffix or '(none)'} is not read; known are {known}")
    module, _, function = READERS[suffix].partition(":")
    try:
        reader: Reader = getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        package = _PACKAGES.get(str(missing.name), missing.name)
        need = f"reading {suffix} needs {package}"
        raise UnreadableFile(name, f"{need}; run: pip install {package}") from None
    try:
        parts = reader(data, name)
    except NotTextError as problem:
        raise UnreadableFile(name, str(problem)) from None
    except UnreadableFile:
        raise
    except Exception as problem:  # parsers of foreign formats raise whatever they like
        reason = f"damaged: the reader of {suffix} gave up ({type(problem).__name__})"
        raise UnreadableFile(name, reason) from problem
    return [replace(part, text=_LONE_SURROGATE.sub("\ufffd", part.text)) for part in parts]


def _sidecar_url(path: Path) -> str | None:
    """The address of the original: ``report.txt.url``, ``report.url`` or ``.json`` beside it."""
    for suffix in (".url", ".json"):
        for sidecar in (path.with_name(path.name + suffix), path.with_suffix(suffix)):
            try:
                content = decode(sidecar.read_bytes()).text if sidecar.is_file() else ""
            except (OSError, NotTextError):
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
