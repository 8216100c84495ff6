"""The same lines as a web page, a Word file, a PDF ...: bytes for benchmarks and tests."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping, Sequence

_LINES_A_PAGE = 40
_CHARACTERS_A_LINE = 38


def as_text(lines: Sequence[str], encoding: str = "utf-8") -> bytes:
    """Plain text; what the encoding lacks is replaced."""
    return ("\n".join(lines) + "\n").encode(encoding, "replace")


def as_page(
    title: str,
    lines: Sequence[str],
    encoding: str = "utf-8",
    style: int = 0,
    table: Sequence[Sequence[str]] = (),
) -> bytes:
    """A page of a government site; ``style`` 0-2 are three usual templates."""
    title = title[:60]
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in table)
    grid = "".join(f"<tr>{row}</tr>" for row in cells)
    grid = f'<table border="1">{grid}</table>' if grid else ""
    if style == 2:  # the report in one cell of a table of layout
        body = "<br>".join(f"&nbsp;&nbsp;{html.escape(line)}" for line in lines)
        body = f'<table width="980"><tr><td class="nr">{body}</td></tr></table>{grid}'
    else:
        body = "\n".join(f"<p>　　{html.escape(line)}</p>" for line in lines)
        name = ("TRS_Editor", "article-content")[style % 2]
        body = f'<div class="{name}">{body}{grid}</div>'
    menu = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(_MENU))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="{encoding}">'
        f"<title>{html.escape(title)}_政务公开</title><style>p{{margin:0}}</style></head><body>"
        f'<div class="nav"><ul>{menu}</ul></div>'
        '<div class="crumbs">当前位置:<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div>'
        f'{body}<div class="footer">版权所有 网站地图 主办单位:人民政府办公室</div>'
        "<script>var x = 1;</script></body></html>"
    ).encode(encoding, "xmlcharrefreplace")


_MENU = ("首页", "政务公开", "政务服务", "互动交流", "走进我们", "专题专栏", "数据开放")


def as_docx(lines: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file: one paragraph a line, then a table."""
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, words in zip(grid.rows, table, strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_mhtml(page: bytes, url: str = "https://www.example.gov.cn/art/1.html") -> bytes:
    """A page as browsers save it."""
    return (
        (
            f"From: <Saved>\r\nMIME-Version: 1.0\r\nSnapshot-Content-Location: {url}\r\n"
            'Content-Type: multipart/related; boundary="b0"\r\n\r\n--b0\r\n'
            "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        ).encode()
        + page
        + b"\r\n--b0--\r\n"
    )


def as_zip(members: Mapping[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def as_pdf(lines: Sequence[str]) -> bytes:
    """A PDF with text: lines wrapped at the page's width, a page number at each foot."""
    wrapped = [
        line[at : at + _CHARACTERS_A_LINE]
        for line in lines
        for at in range(0, max(1, len(line)), _CHARACTERS_A_LINE)
    ]
    pages = [wrapped[at : at + _LINES_A_PAGE] for at in range(0, len(wrapped), _LINES_A_PAGE)]
    contents = []
    for number, page in enumerate(pages, start=1):
        shown = [*page, f"- {number} -"]
        words = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in shown)
        contents.append(f"BT /F1 12 Tf 18 TL 60 780 Td {words} ET".encode())
    font = b"<</Font<</F1 3 0 R>>>>"
    return _pdf(contents, font, [
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H"
        b"/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
    ])  # fmt: skip


def as_ofd(lines: Sequence[str]) -> bytes:
    """An OFD file (GB/T 33190): one page, a text object for each line wrapped at its width."""
    texts: list[str] = []
    for line in lines:
        for at in range(0, len(line), _CHARACTERS_A_LINE):
            words = html.escape(line[at : at + _CHARACTERS_A_LINE])
            texts.append(
                f'<ofd:TextObject Boundary="20 {20 + 6 * len(texts)} 170 5" Size="4">'
                f'<ofd:TextCode X="0" Y="4">{words}</ofd:TextCode></ofd:TextObject>'
            )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    page = f"<ofd:Page {space}><ofd:Content><ofd:Layer>{''.join(texts)}</ofd:Layer></ofd:Content></ofd:Page>"
    place = '<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/>'
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return as_zip(
        {
            "OFD.xml": f"<ofd:OFD {space}>{root}</ofd:OFD>".encode(),
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{place}</ofd:Pages></ofd:Document>".encode(),
            "Doc_0/Pages/Page_0/Content.xml": page.encode(),
        }
    )


def as_scan() -> bytes:
    """A PDF that holds a picture of a page and no text."""
    picture = b"\xff" * 64
    return _pdf([b"q 500 0 0 700 50 50 cm /I Do Q"], b"<</XObject<</I 3 0 R>>>>", [
        b"<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 64>>stream\n" + picture + b"\nendstream",
    ])  # fmt: skip


def _pdf(contents: Sequence[bytes], resources: bytes, shared: Sequence[bytes]) -> bytes:
    """A PDF file (ISO 32000-1, 7.5): objects 1 catalog, 2 pages, 3.. ``shared``, then pages."""
    first = 3 + len(shared)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        *shared,
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources" + resources
            + f"/Contents {first + 2 * n + 1} 0 R>>".encode()
        )  # fmt: skip
        objects.append(f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
