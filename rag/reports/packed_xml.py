"""Formats that are zip archives of XML (.docx, .ofd): their members, within limits."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from rag.reports.decode import NotTextError

_LARGEST = 32 * 1024 * 1024  # bytes of XML: a report has a few hundred kilobytes
_MOST_MEMBERS = 20_000


class PackedXml:
    """The XML members of such a file; raises NotTextError(``not a readable <what> (...)``)."""

    def __init__(self, data: bytes, what: str) -> None:
        self._what = what
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
            raise self.damaged(type(problem).__name__) from None
        self.names = self._archive.namelist()
        if len(self.names) > _MOST_MEMBERS:
            raise self.damaged(f"more than {_MOST_MEMBERS:,} members")

    def xml(self, member: str) -> ElementTree.Element:
        """The root of a member."""
        try:
            entry = self._archive.getinfo(member)
            if entry.file_size > _LARGEST:
                raise self.damaged(f"more than {_LARGEST // 2**20} MiB of XML")
            data = self._archive.read(entry)
        except NotTextError:
            raise
        except KeyError:
            raise self.damaged(f"no {member}") from None
        except Exception as problem:  # zipfile and zlib raise many kinds
            raise self.damaged(type(problem).__name__) from None
        if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data[:2000]:  # they may grow without end
            raise self.damaged("XML with entities")
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError, LookupError) as problem:
            raise self.damaged(type(problem).__name__) from None

    def damaged(self, why: str) -> NotTextError:
        """The error to raise."""
        return NotTextError(f"not a readable {self._what} ({why})")


def packed(data: bytes, what: str) -> bytes:
    """A Word file saved as one file of XML (Flat OPC, or that of Word 2003), as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("all", data)
    root = PackedXml(out.getvalue(), what).xml("all")
    members: dict[str, ElementTree.Element] = {}
    if tag_of(root) == "package":
        for part in root:
            held = next(iter(child_of(part, "xmlData") or ()), None)
            if held is not None:
                members[(value_of(part, "name") or "").lstrip("/")] = held
    else:
        root.tag = "document"  # wordDocument: its body is as in word/document.xml
        members["word/document.xml"] = root
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, element in members.items():
            archive.writestr(name, ElementTree.tostring(element))
    return out.getvalue()


def tag_of(element: ElementTree.Element) -> str:
    """The name of an element without its namespace (there are several of each format)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child_of(element: ElementTree.Element | None, *path: str) -> ElementTree.Element | None:
    """The first child of that name, and its child of the next ..."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if tag_of(child) == name), None)
    return element


def value_of(element: ElementTree.Element | None, name: str = "val") -> str | None:
    """An attribute by its name without the namespace."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)
