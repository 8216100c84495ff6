"""Bad and odd files of every kind, made on the spot, and what must come of each.

    python -m tests.reports.bad_inputs        prints docs/bad-inputs.md

``says`` is part of the reason for skipping a file, or None where it is read; ``note`` is
what is worth knowing of a file that is read: its kind, or a word of its warnings.
"""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.formats import as_docx, as_mhtml, as_page, as_pdf, as_scan, as_zip
from rag.build.reading import ReadFile, read_file
from rag.text import to_traditional

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
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@dataclass(frozen=True)
class Bad:
    """One kind of file."""

    what: str
    file: str
    data: bytes | Callable[[], bytes]
    says: str | None = None
    note: str = ""
    beside: Mapping[str, bytes] = field(default_factory=dict)


def _pdf_with_password() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf(LINES))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _docx_with(member: str, data: bytes | None) -> bytes:
    """A Word file with one member replaced, or left out."""
    with zipfile.ZipFile(io.BytesIO(as_docx(LINES))) as archive:
        members = {m: archive.read(m) for m in archive.namelist() if m != member}
    return as_zip(members if data is None else members | {member: data})


def _locked_zip() -> bytes:
    """The flag of encryption set in both headers of the only member."""
    data = bytearray(as_zip({"a.txt": DATA}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lying_zip() -> bytes:
    """A member that says it unpacks to 3 GB."""
    data = bytearray(as_zip({"a.txt": DATA}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (3_000_000_000).to_bytes(4, "little")
    return bytes(data)


def _zip_with_damaged_member() -> bytes:
    data = bytearray(as_zip({"a.txt": DATA * 3, "b.txt": DATA}))
    data[60:90] = bytes(30)
    return bytes(data)


def _zip_twice_one_name() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", DATA)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("a.txt", DATA.replace("大河镇".encode(), "小河镇".encode()))
    return out.getvalue()


def _gbk_name_zip() -> bytes:
    name = "达州/报告.txt".encode("gb18030")
    plain = bytes(b if b < 128 else 0x61 for b in name)  # as long, then put in its place
    return as_zip({plain.decode(): DATA}).replace(plain, name)


def _page_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 20_000 + DATA + b"</div>" * 20_000 + b"</body></html>"


_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">'.encode() for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
_XLSX = as_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
_QUOTED = (
    b'MIME-Version: 1.0\r\nContent-Type: text/html; charset="gb2312"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"".join(b"=%02X" % b if b > 126 or b == 61 else bytes([b]) for b in as_page(LINES[0], LINES, "gb18030"))
)  # fmt: skip

CASES = (
    # ---------------------------------------------------------------- text
    Bad("an empty file", "a.txt", b"", "empty"),
    Bad("white space only", "a.txt", " \n\u3000\t ".encode() * 20, "white space"),
    Bad("a byte order mark and nothing else", "a.txt", b"\xef\xbb\xbf", "white space"),
    Bad("random bytes", "a.txt", bytes(range(256)) * 20, "binary"),
    Bad("text with null bytes all over", "a.txt", DATA.replace(b"\n", b"\x00\x00\n" * 9), "binary"),
    Bad("a picture named .txt", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(90), "PNG"),
    Bad("a PDF named .txt", "a.txt", as_pdf(LINES), "a PDF"),
    Bad("a zip named .txt", "a.txt", as_zip({"a.txt": DATA}), "zip"),
    Bad("an old Word file named .txt", "a.txt", OLD_WORD, "old Word"),
    Bad("UTF-8 cut inside a character", "a.txt", (DATA * 3)[:-2], None, "could|damaged"),
    Bad("UTF-8 with damaged bytes", "a.txt", DATA[:90] + b"\xff" + DATA[90:] * 2, None, "damaged"),
    Bad("UTF-16 little endian without a mark", "a.txt", REPORT.encode("utf-16-le"), None, "report"),
    Bad("UTF-16 big endian without a mark", "a.txt", REPORT.encode("utf-16-be"), None, "report"),
    Bad("UTF-16 with a byte too few", "a.txt", REPORT.encode("utf-16")[:-1], None, "could not be"),
    Bad("UTF-32", "a.txt", REPORT.encode("utf-32"), None, "report"),
    Bad("GB18030 with rare characters", "a.txt", REPORT.replace("大河", "龘㵲").encode("gb18030"), None, "report"),
    Bad("Big5", "a.txt", to_traditional(REPORT).encode("big5hkscs", "replace"), None, "report"),
    Bad("half UTF-8, half GB18030", "a.txt", DATA + REPORT.encode("gb18030"), None, "mixed"),
    Bad("Shift JIS", "a.txt", "これは法治の報告ではありません。平成三十年度の計画について。".encode("shift-jis") * 9, None, ""),
    Bad("English prose", "a.txt", b"The quick brown fox jumps over the lazy dog.\n" * 50, None, "other"),
    Bad("numbers only", "a.txt", b"12 34 100% 2023\n" * 200, None, "other"),
    Bad("punctuation only", "a.txt", "。。，，、；：“”\n".encode() * 100, None, "other"),
    Bad("carriage returns for line ends", "a.txt", REPORT.replace("\n", "\r").encode(), None, "report"),
    Bad("everything in one line", "a.txt", REPORT.replace("\n", " ").encode(), None, "report"),
    Bad("right-to-left marks, zero-width spaces, emoji", "a.txt",
        REPORT.replace("镇", "镇\u200b").replace("件", "件\u202e😀").encode(), None, ""),
    Bad("a text of more than four million characters", "a.txt", lambda: DATA * 30_000, "too long"),
    Bad("a file of more than 64 MiB", "a.txt", lambda: b"a" * (64 * 2**20 + 1), "larger than 64 MiB"),
    # ---------------------------------------------------------------- what is no report, damage
    Bad("a template", "a.txt", REPORT.replace("大河镇", "XX镇").replace("38", "XX").encode(), None, "template"),
    Bad("a report on open government", "a.txt",
        REPORT.replace("法治政府建设工作报告", "政府信息公开工作年度报告").encode(), None, "政府信息公开年度报告"),
    Bad("a half-year report", "a.txt", REPORT.replace("2023年法治", "2023年上半年法治").encode(), None, "half-year"),
    Bad("an explanation of a policy", "a.txt", REPORT.replace("工作报告\n", "工作报告解读\n").encode(), None, "政策解读"),
    Bad("a personal report on duties", "a.txt", REPORT.replace("法治政府建设工作报告", "述职述法报告").encode(), None, "述法报告"),
    Bad("a mirror with pinyin injected", "a.txt",
        to_traditional(REPORT).replace("堅持", "堅(jiān)持").replace("領", "領(lǐng)").encode(), None, "report"),
    Bad("a mirror that lost bytes", "a.txt", REPORT.replace("。", "?").encode(), None, "report"),
    Bad("a mirror with place names struck out", "a.txt", REPORT.replace("大河镇", " (略) ").encode(), None, "report"),
    Bad("headings without text", "a.txt", "一、主要工作\n二、存在问题\n三、下一步打算\n".encode(), None, ""),
    # ---------------------------------------------------------------- web pages
    Bad("a page without text", "a.html", b"<html><head><title>x</title></head><body></body></html>", "no text"),
    Bad("a page filled in by a script", "a.html", b"<body><div id=app></div><script>run('" + DATA + b"')</script>", "script"),
    Bad("a page of frames", "a.html", b"<html><frameset><frame src=a.html></frameset></html>", "no"),
    Bad("a page that is not there (404)", "a.html", "<html><body><h1>404</h1>您访问的页面不存在</body></html>".encode(), None, "other"),
    Bad("UTF-8 that calls itself gb2312", "a.html", PAGE.replace(b'charset="utf-8"', b'charset="gb2312"'), None, "report"),
    Bad("GB18030 that calls itself utf-8", "a.html",
        as_page(LINES[0], LINES, "gb18030").replace(b"gb18030", b"utf-8"), None, "report"),
    Bad("tags that are never closed", "a.html", b"<div><p><b><table><tr><td>" + DATA.replace(b"\n", b"<p>"), None, "report"),
    Bad("20,000 nested tags", "a.html", _page_deep, None, "report"),
    Bad("a table cell over a million columns", "a.html",
        b"<table><tr><th colspan=1000000 rowspan=99999>" + DATA[:60] + b"</th></tr><tr><td>38</td></tr></table>" + PAGE, None, ""),
    Bad("a picture of a megabyte inside the page", "a.html",
        PAGE.replace(b"<p>", b'<img src="data:image/png;base64,' + b"A" * 2**20 + b'"><p>', 1), None, "report"),
    Bad("a page that is JSON", "a.html", json.dumps({"text": REPORT}).encode(), None, ""),
    Bad("a saved page without a page", "a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "no HTML page"),
    Bad("a saved page, quoted-printable gb2312", "a.mhtml", _QUOTED, None, "report"),
    Bad("a saved page cut in the middle", "a.mhtml", as_mhtml(PAGE)[: len(PAGE) * 3 // 4], None, ""),
    # ---------------------------------------------------------------- Word
    Bad("a Word file that is no zip", "a.docx", DATA, "not a readable Word file"),
    Bad("an old or locked Word file named .docx", "a.docx", OLD_WORD, "old Word file or an encrypted"),
    Bad("a Word file without its text", "a.docx", lambda: _docx_with("word/document.xml", None), "not a readable Word file"),
    Bad("a Word file of broken XML", "a.docx", lambda: _docx_with("word/document.xml", b"<w:document"), "not a readable Word file"),
    Bad("a Word file that is a spreadsheet", "a.docx", _XLSX, "not a readable Word file"),
    Bad("a Word file without words", "a.docx", lambda: as_docx([]), "no text"),
    Bad("a Word file that is one table", "a.docx", lambda: as_docx([], [[line] for line in LINES]), None, "report"),
    Bad("XML that grows without end", "a.docx", lambda: _docx_with("word/document.xml", _LAUGHS), "Word file"),
    Bad("an old Word file without LibreOffice", "a.doc", OLD_WORD, "need LibreOffice"),
    # ---------------------------------------------------------------- PDF
    Bad("a PDF with text", "a.pdf", as_pdf(LINES), None, "report"),
    Bad("a scanned PDF", "a.pdf", as_scan(), "a scan"),
    Bad("a scan with page numbers as text", "a.pdf", as_pdf(["1", "2"]), "a scan"),
    Bad("a PDF with a password", "a.pdf", _pdf_with_password, "password"),
    Bad("a PDF cut in the middle", "a.pdf", as_pdf(LINES)[:700], "PDF"),
    Bad("a PDF without pages", "a.pdf", as_pdf([]), "not a readable PDF"),
    Bad("a PDF that is a web page", "a.pdf", PAGE, "not a readable PDF"),
    # ---------------------------------------------------------------- archives
    Bad("an empty archive", "a.zip", as_zip({}), "it is empty"),
    Bad("an archive that is none", "a.zip", DATA, "not a readable zip"),
    Bad("an archive with a password", "a.zip", _locked_zip(), "damaged or locked"),
    Bad("an archive inside an archive", "a.zip", as_zip({"b.zip": as_zip({"a.txt": DATA})}), "inside an archive"),
    Bad("a zip bomb", "a.zip", lambda: as_zip({f"{n}.txt": b"a" * 2**25 for n in range(9)}), "256 MiB"),
    Bad("a zip that lies about its size", "a.zip", _lying_zip(), "256 MiB"),
    Bad("a member of 65 MiB", "a.zip", lambda: as_zip({"a.txt": b"a" * (65 * 2**20)}), "larger than 64 MiB"),
    Bad("6,000 members", "a.zip", lambda: as_zip({f"{n}.txt": b"x" for n in range(6000)}), "5,000 files"),
    Bad("members that climb out of the folder", "a.zip", as_zip({"../../etc/a.txt": DATA, "C:\\b.txt": DATA}), None, "report"),
    Bad("names in GBK", "a.zip", _gbk_name_zip(), None, "report"),
    Bad("two members of one name", "a.zip", _zip_twice_one_name(), None, "report"),
    Bad("a damaged member among good ones", "a.zip", _zip_with_damaged_member(), None, "damaged or locked"),
    Bad("an archive of pictures", "a.zip", as_zip({"a.png": b"\x89PNG"}), "is not read"),
    # ---------------------------------------------------------------- files
    Bad("a format that is not read", "a.xlsx", _XLSX, "format .xlsx is not read"),
    Bad("a file without a suffix", "README", DATA, "format (none) is not read"),
    Bad("a suffix in capitals", "A.TXT", DATA, None, "report"),
    Bad("a name with a line break, quotes and an emoji", "报 告\n'\"😀.txt", DATA, None, "report"),
    Bad("a sidecar that is no JSON", "a.txt", DATA, None, "report", {"a.json": b"{broken"}),
    Bad("a sidecar with a script for an address", "a.txt", DATA, None, "report", {"a.txt.url": b"URL=javascript:alert(1)"}),
    Bad("a sidecar of binary data", "a.txt", DATA, None, "report", {"a.url": bytes(range(256))}),
)  # fmt: skip


def try_case(case: Bad, folder: Path) -> ReadFile:
    """Write the file and read it as a build does."""
    data = case.data() if callable(case.data) else case.data
    (folder / case.file).write_bytes(data)
    for name, content in case.beside.items():
        (folder / name).write_bytes(content)
    return read_file(case.file, folder)


def told(found: ReadFile) -> str:
    """What came of a file, in words."""
    if found.reason:
        return f"skipped: {found.reason}"
    heads = [json.loads(line) for line in found.lines["reports"].splitlines()]
    kinds = ", ".join(sorted({head["kind"] for head in heads}))
    warnings = "; ".join(
        w
        for head in heads
        for w in head["warnings"]
        if "could not" in w or "damaged" in w or "mixed" in w
    )
    count = "" if len(heads) == 1 else f"{len(heads)} documents, "
    return f"read: {count}{kinds}" + (f" ({warnings})" if warnings else "")


def table() -> str:
    """The document: every kind of file and what came of it."""
    rows = ["| kind of file | what happens |", "|---|---|"]
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            words = told(try_case(case, Path(folder))).replace("|", "\\|").replace("\n", " ")
        rows.append(f"| {case.what} (`{case.file.split('.')[-1][:6].lower()}`) | {words} |")
    return _INTRODUCTION.format(count=len(CASES)) + "\n".join(rows) + "\n"


_INTRODUCTION = """# Bad inputs

{count} kinds of bad or odd files and what a build makes of each. *Skipped* files are listed with
the reason in the summary of `index/rebuild.py` and in the manifest of the index; nothing else is
lost. *Read* files are searchable; only those of kind `report` count in sets. Made by
`python -m tests.reports.bad_inputs > docs/bad-inputs.md` and checked by
`tests/reports/test_bad_inputs.py`.

"""

if __name__ == "__main__":
    print(table(), end="")
