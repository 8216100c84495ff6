"""Damaged and odd files, made on the spot: what bad_inputs.py tries."""

from __future__ import annotations

import io
import os
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.formats import as_docx, as_page, as_pdf, as_zip

REPORT = (
    "大河镇2023年法治政府建设工作报告\n县委、县政府:\n"
    "2023年,我镇坚持以习近平法治思想为指导,扎实推进依法行政。现将情况报告如下:\n"
    "一、主要工作\n(一)化解矛盾纠纷。全年调解矛盾纠纷38件,调解成功率达100%。\n"
    "(二)深入普法。开展普法宣传活动20场,发放宣传资料3000份。\n"
    "二、存在问题\n执法力量不足,普法形式单一。\n三、下一步打算\n加强执法队伍建设。\n"
    "大河镇人民政府\n2024年1月5日\n"
)
LINES = REPORT.splitlines()
DATA = REPORT.encode()
PAGE = as_page(LINES[0], LINES)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
OLD_WORD = OLE + "WordDocument".encode("utf-16-le")


def framed_mhtml() -> bytes:
    """A page as Chrome saves it: what its frame shows is a part of its own."""
    frame = (
        b'<html><body><p>\xe9\xa6\x96\xe9\xa1\xb5</p><iframe src="cid:f@mhtml.blink"></body></html>'
    )
    head = b"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n"
    parts = (frame, b"Content-ID: <f@mhtml.blink>\r\n", PAGE)
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
        + (head + b"\r\n%s\r\n--B\r\n" + head + b"%s\r\n%s\r\n--B--\r\n") % parts
    )


def word_2003_xml() -> bytes:
    """A Word file as Word 2003 saves it as XML, its text in a section of an outline."""
    space = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="wx"'
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'
        f"<w:wordDocument {space}><w:body><wx:sect>{text}</wx:sect></w:body></w:wordDocument>"
    ).encode()


def flat_word() -> bytes:
    """A Word file whose members are elements of one XML file (Flat OPC)."""
    with zipfile.ZipFile(io.BytesIO(as_docx(LINES))) as archive:
        parts = [
            (name, archive.read(name).decode().partition("?>")[2] or archive.read(name).decode())
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        ]
    inside = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in parts
    )
    space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    return f'<?xml version="1.0"?>\n<pkg:package {space}>{inside}</pkg:package>'.encode()


def pdf_with_password() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf(LINES))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx_with(member: str, data: bytes | None) -> bytes:
    """A Word file with one member replaced, or left out."""
    with zipfile.ZipFile(io.BytesIO(as_docx(LINES))) as archive:
        members = {m: archive.read(m) for m in archive.namelist() if m != member}
    return as_zip(members if data is None else members | {member: data})


def locked_zip() -> bytes:
    """The flag of encryption set in both headers of the only member."""
    data = bytearray(as_zip({"a.txt": DATA}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """A member that says it unpacks to 3 GB."""
    data = bytearray(as_zip({"a.txt": DATA}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (3_000_000_000).to_bytes(4, "little")
    return bytes(data)


def zip_with_damaged_member() -> bytes:
    data = bytearray(as_zip({"a.txt": DATA * 3, "b.txt": DATA}))
    data[60:90] = bytes(30)
    return bytes(data)


def zip_twice_one_name() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", DATA)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("a.txt", DATA.replace("大河镇".encode(), "小河镇".encode()))
    return out.getvalue()


def named_zip(name: bytes) -> bytes:
    """A member whose name is these bytes, without a word on their encoding."""
    plain = bytes(b if b < 128 else 0x61 for b in name)  # as long, then put in its place
    return as_zip({plain.decode(): DATA}).replace(plain, name)


def linked_zip() -> bytes:
    """A member that is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def odd_method() -> bytes:
    """A member packed by method 9 (Deflate64), in both headers."""
    data = bytearray(as_zip({"a.txt": DATA}))
    data[8] = 9
    data[data.rindex(b"PK\x01\x02") + 10] = 9
    return bytes(data)


def nested(depth: int) -> bytes:
    """Archives inside each other."""
    data = as_zip({"a.txt": DATA})
    for _ in range(depth):
        data = as_zip({"a.zip": data})
    return data


def packed_tar(members: Mapping[str, bytes], packing: str, encoding: str = "utf-8") -> bytes:
    """A tar archive; one of a link and a device when it has no members."""
    out = io.BytesIO()
    mode: Any = f"w:{packing}"
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.GNU_FORMAT, encoding=encoding) as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        for kind in () if members else (tarfile.SYMTYPE, tarfile.CHRTYPE):
            entry = tarfile.TarInfo("a.txt")
            entry.type = kind
            tar.addfile(entry)
    return out.getvalue()


def long_table() -> bytes:
    """The XML of a Word file with a table of 10,000 rows."""
    cells = "".join(
        f"<tr><tc><p><r><t>调解第{n}村的纠纷</t></r></p></tc><tc><p><r><t>{n}</t></r></p></tc></tr>"
        for n in range(10_000)
    )
    text = "".join(f"<p><r><t>{line}</t></r></p>" for line in LINES)
    return f"<document><body>{text}<tbl>{cells}</tbl></body></document>".encode()


def deep_tables() -> bytes:
    """The XML of a Word file whose tables stand inside each other."""
    row, end = b"<tbl><tr><tc>", b"</tc></tr></tbl>"
    text = b"<p><r><t>x</t></r></p>"
    return b"<document><body>" + row * 2000 + text + end * 2000 + b"</body></document>"


# ---------------------------------------------------------------- odd files


def pipe(path: Path) -> None:
    """Nobody ever writes into it."""
    os.mkfifo(path)


def link_to(target: str) -> Callable[[Path], None]:
    """A symbolic link."""
    return lambda path: path.symlink_to(target)


def link_out(path: Path) -> None:
    """A link to a file outside the folder."""
    elsewhere = path.parent.parent / f"{path.parent.name}-elsewhere.txt"
    elsewhere.write_bytes(DATA)
    path.symlink_to(elsewhere)


def gbk_name(path: Path) -> None:
    """A name of bytes that are no UTF-8, as old archives leave it on Linux."""
    (path.parent / os.fsdecode(path.name.encode("gb18030"))).write_bytes(DATA)


def page_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 20_000 + DATA + b"</div>" * 20_000 + b"</body></html>"


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">'.encode() for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
XLSX = as_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
QUOTED = (
    b'MIME-Version: 1.0\r\nContent-Type: text/html; charset="gb2312"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"".join(b"=%02X" % b if b > 126 or b == 61 else bytes([b]) for b in as_page(LINES[0], LINES, "gb18030"))
)  # fmt: skip
