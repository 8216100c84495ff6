"""What a file is by its first bytes: on government sites a suffix often says something else.

A report called .doc may be a web page, .docx an old Word file, .txt a PDF. Knows nothing of
how the formats are read.
"""

from __future__ import annotations

import io
import re
import zipfile

# Formats that are named when they are met, not read: suffix -> what they are.
NOT_READ: dict[str, str] = {
    **dict.fromkeys((".xls", ".xlsx", ".et", ".ods", ".csv"), "a spreadsheet"),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp"), "a slide show"),
    **dict.fromkeys((".rar", ".7z"), "an archive"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"), "a picture"),
    **dict.fromkeys((".mp3", ".mp4", ".wav", ".avi", ".mov", ".wmv", ".m4a"), "a recording"),
    ".caj": "a CNKI file",
    ".ceb": "an Apabi file",
}  # fmt: skip
HOW: dict[str, str] = {
    "a spreadsheet": "save it as .docx or .pdf",
    "a slide show": "save it as .docx or .pdf",
    "an archive": "unpack it into the folder",
    "a picture": "recognise its text first (OCR), then save that as .txt",
    "a recording": "write its text down as .txt",
    "a CNKI file": "save it as .pdf",
    "an Apabi file": "save it as .pdf",
}

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = (  # names in the directory of an OLE file ([MS-CFB] 2.6.1), in UTF-16
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
_MEMBERS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("ppt/presentation.xml", ".pptx"),
    ("OFD.xml", ".ofd"),
)
_MAGIC = (
    (b"{\\rtf", ".rtf"),
    (b"\x1f\x8b", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"7z\xbc\xaf", ".7z"),
    (b"Rar!", ".rar"),
)
_PAGE = re.compile(rb"^(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)  # fmt: skip
_SAVED_PAGE = re.compile(rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?MIME-Version:", re.I)
_LOOK_AT = 4096  # bytes
_WORD_AS_XML = re.compile(rb"<(?:pkg:package|w:wordDocument)\b")
_MARKUP = frozenset((".doc", ".docx", ".wps", ".rtf", ".pdf", ".ofd"))  # never plain text


def kind_of(data: bytes, suffix: str) -> str:
    """The suffix that fits the content; ``suffix`` itself where the content does not tell.

    Without a ``suffix`` any content is looked at that tells what it is.

    ``""`` stands for an OLE file of an unknown program, ``locked`` for one that a password
    protects.
    """
    head = data[:_LOOK_AT]
    if head.startswith(_OLE):
        return _ole_kind(data, suffix)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data, suffix)
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return suffix if kind in (".gz", ".bz2", ".xz") and suffix.endswith("z") else kind
    if suffix in _MARKUP or not suffix:
        bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if bare[:2] in (b"\xff\xfe", b"\xfe\xff"):
            bare = bare[2:].replace(b"\x00", b"")
        if _PAGE.match(bare):
            return ".html"
        if _SAVED_PAGE.match(bare):
            return ".mhtml"
        if bare.startswith(b"<?xml") and _WORD_AS_XML.search(bare):
            return ".docx"
    if suffix in (".doc", ".wps", ".rtf") and b"\x00" not in head:
        return ".txt"  # LibreOffice is told what to expect, and refuses plain text
    return suffix


def _ole_kind(data: bytes, suffix: str) -> str:
    if _LOCKED in data:
        return "locked"
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return suffix if (suffix, kind) == (".wps", ".doc") else kind
    return suffix if suffix == ".wps" else ""


def _zip_kind(data: bytes, suffix: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return suffix if suffix in (".docx", ".ofd", ".zip") else ".zip"
    if "mimetype" in names and "content.xml" in names:
        return ".odt"
    for member, kind in _MEMBERS:
        if member in names:
            return kind
    if "[Content_Types].xml" in names:  # an Office file with its parts in other places
        folders = {name.partition("/")[0] for name in names}
        return next(
            (kind for member, kind in _MEMBERS if member.partition("/")[0] in folders), suffix
        )
    return ".zip"
