"""Bad and odd files of every kind, made on the spot, and what must come of each.

    python -m tests.reports.bad_inputs        prints docs/bad-inputs.md

``says`` is part of the reason for skipping a file, or None where it is read; ``note`` is
what is worth knowing of a file that is read: its kind, or a word of its warnings.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.formats import as_docx, as_mhtml, as_ofd, as_page, as_pdf, as_scan, as_zip
from rag.build.reading import ReadFile, read_file
from rag.reports import read_office
from rag.text import to_traditional
from tests.reports.odd_files import (
    DATA,
    LAUGHS,
    LINES,
    OLD_WORD,
    OLE,
    PAGE,
    QUOTED,
    REPORT,
    XLSX,
    deep_tables,
    docx_with,
    flat_word,
    framed_mhtml,
    gbk_name,
    link_out,
    link_to,
    linked_zip,
    locked_zip,
    long_table,
    lying_zip,
    named_zip,
    nested,
    odd_method,
    packed_tar,
    page_deep,
    pdf_with_password,
    pipe,
    word_2003_xml,
    zip_twice_one_name,
    zip_with_damaged_member,
)


@dataclass(frozen=True)
class Bad:
    """One kind of file."""

    what: str
    file: str
    data: bytes | Callable[[], bytes]
    says: str | None = None
    note: str = ""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    make: Callable[[Path], None] | None = None  # in place of the data: a link, a pipe ...


CASES = (
    # ---------------------------------------------------------------- text
    Bad("an empty file", "a.txt", b"", "empty"),
    Bad("white space only", "a.txt", " \n\u3000\t ".encode() * 20, "white space"),
    Bad("a byte order mark and nothing else", "a.txt", b"\xef\xbb\xbf", "white space"),
    Bad("random bytes", "a.txt", bytes(range(256)) * 20, "binary"),
    Bad("text with null bytes all over", "a.txt", DATA.replace(b"\n", b"\x00\x00\n" * 9), "binary"),
    Bad("a picture named .txt", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(90), "PNG"),
    Bad("a PDF named .txt", "a.txt", as_pdf(LINES), None, "report.*read as .pdf"),
    Bad("a zip named .txt", "a.txt", as_zip({"a.txt": DATA}), None, "report.*read as .zip"),
    Bad("a Word file named .txt", "a.txt", as_docx(LINES), None, "report.*read as .docx"),
    Bad("a spreadsheet named .txt", "a.txt", XLSX, "a spreadsheet (.xlsx)"),
    Bad("an old Word file named .txt", "a.txt", OLD_WORD, "need LibreOffice"),
    Bad("UTF-8 cut inside a character", "a.txt", (DATA * 3)[:-2], None, "could|damaged"),
    Bad("UTF-8 with damaged bytes", "a.txt", DATA[:90] + b"\xff" + DATA[90:] * 2, None, "damaged"),
    Bad("UTF-16 little endian without a mark", "a.txt", REPORT.encode("utf-16-le"), None, "report"),
    Bad("UTF-16 big endian without a mark", "a.txt", REPORT.encode("utf-16-be"), None, "report"),
    Bad("UTF-16 with a byte too few", "a.txt", REPORT.encode("utf-16")[:-1], None, "could not be"),
    Bad("UTF-32", "a.txt", REPORT.encode("utf-32"), None, "report"),
    Bad("GB18030 with rare characters", "a.txt", REPORT.replace("大河", "龘㵲").encode("gb18030"), None, "report"),
    Bad("Big5", "a.txt", to_traditional(REPORT).encode("big5hkscs", "replace"), None, "report"),
    Bad("half UTF-8, half GB18030", "a.txt", DATA + REPORT.encode("gb18030"), None, "mixed"),
    Bad("GB18030 behind the mark of UTF-8", "a.txt", b"\xef\xbb\xbf" + REPORT.encode("gb18030"), None, "report"),
    Bad("UTF-8 taken for GB18030 and saved so", "a.txt", DATA.decode("gb18030", "replace").encode(), None, "report.*undone"),
    Bad("UTF-8 taken for Latin-1 and saved so", "a.txt", DATA.decode("latin-1").encode(), None, "report.*undone"),
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
    Bad("a page filled in by a script", "a.html", b"<body><div id=app></div><script>run('" + DATA + b"')</script>", None, "report"),
    Bad("a page of frames", "a.html", b"<html><frameset><frame src=a.html></frameset></html>", "in a frame"),
    Bad("a page that is not there (404)", "a.html", "<html><body><h1>404</h1>您访问的页面不存在</body></html>".encode(), None, "other"),
    Bad("UTF-8 that calls itself gb2312", "a.html", PAGE.replace(b'charset="utf-8"', b'charset="gb2312"'), None, "report"),
    Bad("GB18030 that calls itself utf-8", "a.html",
        as_page(LINES[0], LINES, "gb18030").replace(b"gb18030", b"utf-8"), None, "report"),
    Bad("UTF-16 that calls itself gb2312", "a.html",
        PAGE.decode().replace('charset="utf-8"', 'charset="gb2312"').encode("utf-16"), None, "report"),
    Bad("every character as a number (&#22823;)", "a.html",
        f"<body><p>{'<p>'.join(''.join(f'&#{ord(c)};' for c in line) for line in LINES)}".encode(), None, "report"),
    Bad("a page that holds its source as text", "a.html",
        f"<body><textarea>{html.escape(''.join(f'<p>{line}</p>' for line in LINES))}</textarea>".encode(), None, "report"),
    Bad("a page packed as the server sent it", "a.html", gzip.compress(PAGE), None, "report.*read as .gz"),
    Bad("a page beside the frame that holds the report", "a.html",
        "<body><p>首页</p><iframe src=a.html></iframe></body>".encode(), None, "other.*in a frame"),
    Bad("a page named .shtml", "a.shtml", PAGE, None, "report.*read as .html"),
    Bad("a page without a suffix", "show", PAGE, None, "report.*read as .html"),
    Bad("a PDF named by the program that sent it", "download.ashx", as_pdf(LINES), None, "report.*read as .pdf"),
    Bad("a saved page whose frame holds the report", "a.mhtml", framed_mhtml(), None, "report"),
    Bad("tags that are never closed", "a.html", b"<div><p><b><table><tr><td>" + DATA.replace(b"\n", b"<p>"), None, "report"),
    Bad("20,000 nested tags", "a.html", page_deep, None, "report"),
    Bad("a table cell over a million columns", "a.html",
        b"<table><tr><th colspan=1000000 rowspan=99999>" + DATA[:60] + b"</th></tr><tr><td>38</td></tr></table>" + PAGE, None, ""),
    Bad("a picture of a megabyte inside the page", "a.html",
        PAGE.replace(b"<p>", b'<img src="data:image/png;base64,' + b"A" * 2**20 + b'"><p>', 1), None, "report"),
    Bad("a page that is JSON", "a.html", json.dumps({"text": REPORT}).encode(), None, ""),
    Bad("a saved page without a page", "a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "no HTML page"),
    Bad("a saved page, quoted-printable gb2312", "a.mhtml", QUOTED, None, "report"),
    Bad("a saved page cut in the middle", "a.mhtml", as_mhtml(PAGE)[: len(PAGE) * 3 // 4], None, ""),
    # ---------------------------------------------------------------- Word
    Bad("a Word file that is no zip", "a.docx", DATA, "not a readable Word file"),
    Bad("an old Word file named .docx", "a.docx", OLD_WORD, "need LibreOffice"),
    Bad("a Word file with a password", "a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    Bad("a web page named .docx", "a.docx", PAGE, None, "report.*read as .html"),
    Bad("a Word file with 40 MiB of XML", "a.docx", lambda: docx_with("word/document.xml", b" " * 40 * 2**20), "32 MiB of XML"),
    Bad("a table of 10,000 rows", "a.docx", lambda: docx_with("word/document.xml", long_table()), None, "report"),
    Bad("2,000 tables inside each other", "a.docx", lambda: docx_with("word/document.xml", deep_tables()), "nested|Word file"),
    Bad("a Word file without its text", "a.docx", lambda: docx_with("word/document.xml", None), "not a readable Word file"),
    Bad("a Word file of broken XML", "a.docx", lambda: docx_with("word/document.xml", b"<document"), "not a readable Word file"),
    Bad("a Word file that is a spreadsheet", "a.docx", XLSX, "a spreadsheet (.xlsx)"),
    Bad("a Word file without words", "a.docx", lambda: as_docx([]), "no text"),
    Bad("a Word file that is one table", "a.docx", lambda: as_docx([], [[line] for line in LINES]), None, "report"),
    Bad("XML that grows without end", "a.docx", lambda: docx_with("word/document.xml", LAUGHS), "Word file"),
    Bad("an old Word file without LibreOffice", "a.doc", OLD_WORD, "need LibreOffice"),
    Bad("a web page named .doc", "a.doc", b"\xef\xbb\xbf" + PAGE, None, "report.*read as .html"),
    Bad("a saved page named .doc", "a.doc", as_mhtml(PAGE), None, "report.*read as .mhtml"),
    Bad("a new Word file named .doc", "a.doc", as_docx(LINES), None, "report.*read as .docx"),
    Bad("plain text named .doc", "a.doc", REPORT.encode("gb18030"), None, "report.*read as .txt"),
    Bad("XML of Word 2003 named .doc", "a.doc", word_2003_xml(), None, "report.*read as .docx"),
    Bad("a Word file as one file of XML", "a.docx", flat_word(), None, "report"),
    Bad("rich text named .doc", "a.doc", b"{\\rtf1\\ansi " + b"x" * 99 + b"}", ".rtf files need LibreOffice"),
    Bad("a WPS file", "a.wps", OLD_WORD, ".wps files need LibreOffice"),
    Bad("an old spreadsheet named .doc", "a.doc", OLE + "Workbook".encode("utf-16-le"), "a spreadsheet (.xls)"),
    Bad("an Office file of an unknown kind", "a.doc", OLE, "none of Word"),
    Bad("slides", "a.pptx", as_zip({"[Content_Types].xml": b"", "ppt/a.xml": b""}), "a slide show (.pptx)"),
    # ---------------------------------------------------------------- OFD
    Bad("an OFD file", "a.ofd", as_ofd(LINES), None, "report"),
    Bad("an OFD file of pictures", "a.ofd", as_ofd([]), "pictures of pages"),
    Bad("an OFD file that is cut", "a.ofd", as_ofd(LINES)[:500], "not a readable OFD file"),
    Bad("an OFD file without its pages", "a.ofd", as_zip({"OFD.xml": b"<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>"}), "no D.xml"),
    # ---------------------------------------------------------------- PDF
    Bad("a PDF with text", "a.pdf", as_pdf(LINES), None, "report"),
    Bad("a scanned PDF", "a.pdf", as_scan(), "a scan"),
    Bad("a scan with page numbers as text", "a.pdf", as_pdf(["1", "2"]), "a scan"),
    Bad("a PDF with a password", "a.pdf", pdf_with_password, "password"),
    Bad("a PDF cut in the middle", "a.pdf", as_pdf(LINES)[:700], "PDF"),
    Bad("a PDF without pages", "a.pdf", as_pdf([]), "not a readable PDF"),
    Bad("a PDF that is a web page", "a.pdf", PAGE, None, "report.*read as .html"),
    Bad("a PDF of 1,200 pages", "a.pdf", lambda: as_pdf(LINES * 3_700), "1,203 pages"),
    Bad("a PDF with a scanned page", "a.pdf", as_pdf([*LINES * 4, *[" "] * 40]), None, "report.*without text"),
    # ---------------------------------------------------------------- archives
    Bad("an empty archive", "a.zip", as_zip({}), "it is empty"),
    Bad("an archive that is none", "a.zip", DATA, "not a readable zip"),
    Bad("an archive with a password", "a.zip", locked_zip(), "password"),
    Bad("an archive inside an archive", "a.zip", as_zip({"b.zip": as_zip({"a.txt": DATA})}), None, "report"),
    Bad("archives inside each other without end", "a.zip", lambda: nested(6), "archives inside each other"),
    Bad("a small bomb", "a.zip", lambda: as_zip({"a.txt": b"a" * 2**24, "b.txt": DATA}), None, "report.*200 times"),
    Bad("an archive in a tar", "a.tar.gz", lambda: packed_tar({"x/报告.txt": DATA, "b.zip": as_zip({"c.txt": DATA})}, "gz"), None, "2 documents"),
    Bad("a tar of xz, names in GBK", "a.tar.xz", lambda: packed_tar({"达州/报告.txt": DATA}, "xz", "gb18030"), None, "report"),
    Bad("a tar of links and devices", "a.tar", lambda: packed_tar({}, ""), "is a link"),
    Bad("a tar that is cut", "a.tgz", lambda: packed_tar({"a.txt": DATA, "b.bin": random.Random(1).randbytes(90_000)}, "gz")[:30_000], "cut in the middle"),
    Bad("a packed bomb", "a.tgz", lambda: gzip.compress(bytes(2**26 + 2**20)), "larger than 64 MiB"),
    Bad("one packed file", "a.txt.gz", gzip.compress(DATA), None, "report"),
    Bad("a packed file that is damaged", "a.txt.gz", gzip.compress(DATA)[:99], "not a readable archive"),
    Bad("a RAR archive", "a.rar", b"Rar!\x1a\x07\x01\x00", "an archive (.rar)"),
    Bad("a 7z archive named .zip", "a.zip", b"7z\xbc\xaf\x27\x1c", "an archive (.7z)"),
    Bad("a packing method that is not read", "a.zip", lambda: odd_method(), "by a method"),
    Bad("names in UTF-8 that do not say so", "a.zip", lambda: named_zip("达州/报告.txt".encode()), None, "report"),
    Bad("a link in an archive", "a.zip", lambda: linked_zip(), "is a link"),
    Bad("a zip bomb", "a.zip", lambda: as_zip({f"{n}.txt": b"a" * 2**25 for n in range(9)}), "256 MiB"),
    Bad("a zip that lies about its size", "a.zip", lying_zip(), "256 MiB"),
    Bad("a member of 65 MiB", "a.zip", lambda: as_zip({"a.txt": random.Random(1).randbytes(20_000) * 3_411}), "larger than 64 MiB"),
    Bad("6,000 members", "a.zip", lambda: as_zip({f"{n}.txt": b"x" for n in range(6000)}), "5,000 files"),
    Bad("members that climb out of the folder", "a.zip", as_zip({"../../etc/a.txt": DATA, "C:\\b.txt": DATA}), None, "report"),
    Bad("names in GBK", "a.zip", named_zip("达州/报告.txt".encode("gb18030")), None, "report"),
    Bad("two members of one name", "a.zip", zip_twice_one_name(), None, "report"),
    Bad("a damaged member among good ones", "a.zip", zip_with_damaged_member(), None, "a.txt skipped: damaged"),
    Bad("an archive of pictures", "a.zip", as_zip({"a.png": b"\x89PNG"}), "a picture (.png)"),
    # ---------------------------------------------------------------- files
    Bad("a pipe", "a.txt", b"", "a pipe", make=pipe),
    Bad("a link that leads nowhere", "a.txt", b"", "leads nowhere", make=link_to("nowhere.txt")),
    Bad("a link to itself", "a.txt", b"", "leads nowhere", make=link_to("a.txt")),
    Bad("a link to a file elsewhere", "a.txt", b"", None, "report", make=link_out),
    Bad("a link to a device", "a.txt", b"", "a device", make=link_to("/dev/zero")),
    Bad("a name in GBK", "报告.txt", b"", None, "report", make=gbk_name),
    Bad("a name of 250 bytes", "长" * 82 + ".txt", DATA, None, "report"),
    Bad("a name in NFD", "e\u0301.txt", DATA, None, "report"),
    Bad("a spreadsheet", "a.xlsx", XLSX, "a spreadsheet (.xlsx)"),
    Bad("a format that nobody knows", "a.xyz", DATA, "format .xyz is not read"),
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
    if case.make is None:
        (folder / case.file).write_bytes(data)
    else:
        case.make(folder / case.file)
    for name, content in case.beside.items():
        (folder / name).write_bytes(content)
    return read_file(case.file, folder)


def columns(found: ReadFile) -> dict[str, list[Any]]:
    """What is stored of the documents of a file, by column."""
    columns: dict[str, list[Any]] = {"kind": [], "warnings": [], "place": []}
    for line in found.lines["reports"].splitlines():
        stored = json.loads(line)
        for name, values in columns.items():
            values += stored[name]
    return columns


def told(found: ReadFile) -> str:
    """What came of a file, in words."""
    if found.reason:
        return f"skipped: {found.reason}"
    heads = columns(found)
    kinds = ", ".join(sorted(set(heads["kind"])))
    telling = re.compile("could not|damaged|mixed|read as|without text|undone|in a frame")
    warnings = "; ".join(w for row in heads["warnings"] for w in row if telling.search(w))
    count = "" if len(heads["kind"]) == 1 else f"{len(heads['kind'])} documents, "
    read = f"read: {count}{kinds}" + (f" ({warnings})" if warnings else "")
    return "; ".join([read, *(f"{path} skipped: {why}" for path, why in found.skipped.items())])


def table() -> str:
    """The document: every kind of file and what came of it, without LibreOffice."""
    rows = ["| kind of file | what happens |", "|---|---|"]
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            with patch.object(read_office, "find_office", return_value=None):
                found = try_case(case, Path(folder))
            words = told(found).replace("|", "\\|").replace("\n", " ")
        rows.append(f"| {case.what} (`{case.file.split('.')[-1][:6].lower()}`) | {words} |")
    return _INTRODUCTION.format(count=len(CASES)) + "\n".join(rows) + "\n" + _CLOSING


_INTRODUCTION = """# Bad inputs

{count} kinds of bad or odd files and what a build makes of each. *Skipped* files are listed with
the reason in the summary of `index/rebuild.py` and in the manifest of the index; nothing else is
lost. *Read* files are searchable; only those of kind `report` count in sets. Made by
`python -m tests.reports.bad_inputs > docs/bad-inputs.md` and checked by
`tests/reports/test_bad_inputs.py`.

"""

_CLOSING = """
Old Word files (`.doc`, `.wps`, `.rtf`, `.odt`) are read through LibreOffice where it is
installed, each conversion with a profile and a process group of its own and a limit of 120
seconds; `tests/reports/test_office.py` converts real ones where it can and says so where it
cannot. Names of files in GBK are shown as what they mean. Links are followed, also out of the
folder, and each folder is looked into once. Two columns that a PDF writes line by line across,
and vertical writing, are read in the order of the file: both are rare in reports. Members of an
archive that cannot be read are listed with the skipped files (`archive.zip/member.xls`), each
with its reason, and stay listed while the archive does not change; an archive of which nothing
can be read is one skipped file.

## Big inputs

CPU time and peak memory of reading and understanding one file (a process starts at 86 MB;
2 cores shared with other work, so times are CPU time).

| input | size | CPU time | peak memory | what happens |
|---|---|---|---|---|
| a text | 52 MB | 0.5 s | 215 MB | skipped: too long for a report (20,887,800 characters) |
| a text of one line | 10 MB | 14 s | 371 MB | read |
| a page of one line | 10 MB | 13 s | 479 MB | read |
| a page of 200,000 tags | 5.6 MB | 11 s | 360 MB | read |
| a page of 1,360,000 tags | 38 MB | 5 s | 645 MB | skipped: too long for a report |
| a PDF of 5,000 pages | 15 MB | 0.1 s | 103 MB | skipped: more than 1,000 pages |
| a PDF of 900 pages | 2.6 MB | 10 s | 224 MB | read |
| a Word file with a table of 10,000 rows | 0.1 MB | 1.4 s | 161 MB | read |
| a zip of 5,000 reports, 7.8 million characters | 8 MB | 37 s | 456 MB | read |
| a zip of four members of 60 MB, packed to 0.2 MB | 0.2 MB | 0.0 s | 86 MB | skipped: grows more than 200 times |
| a Word file of 1,200,000 paragraphs | 0.1 MB | 27 s | 568 MB | read |

## Fuzzing

At nice 10 to 19 on two cores shared with other work, without LibreOffice:

| command | minutes | inputs | read | refused with a reason | crashed |
|---|---|---|---|---|---|
| `python -m bench.fuzz_readers --minutes 25 --seed 700` (files cut, spliced, changed) | 25 | 6,029 | 3,440 | 2,588 | 0 |
| the same with `--minutes 10 --seed 1300`, on a less busy machine | 10 | 86,390 | 49,997 | 36,393 | 0 |
| the same with `--minutes 1.1 --seed 9000`, after the last change of the readers | 1 | 7,135 | 4,186 | 2,949 | 0 |
| `python -m bench.fuzz_atheris -max_total_time=1300` (by coverage of the readers) | 22 | 10,934 | | | 0 |
| the same with `-max_total_time=270` | 4.5 | 44,272 | | | 0 |

`python -m bench.fuzz_growth` looks for texts whose reading takes more than twice as long when
they are twice as long: blank lines, blanks and texts without stops did, 4,000 blank lines took
18 s, and are read in proportion to their length since.
"""

if __name__ == "__main__":
    print(table(), end="")
