"""Bytes to text: UTF-8 and UTF-16 with and without BOM, GB18030, Big5. Newlines stay."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (or .docx, .xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format", "a database"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
# The most frequent characters of running text in either script: a wrong decoding has few.
_FREQUENT = re.compile(
    "[的一是在不了有和人这中大为上个国我以要到说时们生法治政府建设工作年度行执报告情况推进强化"
    "這為個國說時們設執報強進況會務實關於開展領導幹部學習幾點問題]"
)
# What Windows shows for the bytes 80 to 9f, back to these.
_LATIN = {
    ord(shown): byte
    for byte in range(0x80, 0xA0)
    if (shown := bytes([byte]).decode("cp1252", "ignore"))
}


class NotTextError(Exception):
    """The bytes are no text; the message says what they are instead."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the name of its encoding and what was noticed on the way."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text file; raises NotTextError for what is none."""
    if not data.strip():
        raise NotTextError("the file is empty")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotTextError(f"expected text, found {what}")
    decoded = _by_bom(data) or _utf8(data) or _utf16(data)
    if decoded is None:
        if b"\x00" in data:
            raise NotTextError("expected text, found binary data (null bytes)")
        decoded = _chinese(data)
    decoded = _undone(decoded)
    if not decoded.text.strip():
        raise NotTextError("the file holds only white space")
    if len(_CONTROL.findall(decoded.text)) > max(2, len(decoded.text) // 200):
        raise NotTextError("expected text, found binary data (control characters)")
    return decoded


def _by_bom(data: bytes) -> Decoded | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data[len(bom) :].decode(encoding), encoding)
            except UnicodeDecodeError:
                rest = data[len(bom) :]
                if encoding == "utf-8" and (decoded := _utf8(rest) or _best_chinese(rest)):
                    return decoded  # the mark was put before a text of another encoding
                text = rest.decode(encoding, "replace")
                return Decoded(text, encoding, ("some bytes could not be decoded",))
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged <= max(3, len(text) // 100) and len(_HAN.findall(text)) > 20 * damaged:
        return Decoded(text, "utf-8", (f"{damaged} damaged bytes were replaced by \ufffd",))
    return None


def _utf16(data: bytes) -> Decoded | None:
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None and _fit(text) > 0.05 and "\n" in text + "\n":
            return Decoded(text, encoding)
    return None


def _best_chinese(data: bytes) -> Decoded | None:
    """GB18030 (which "gb2312" and "gbk" are read as) or Big5, whichever reads like Chinese."""
    candidates = []
    for encoding in ("gb18030", "big5hkscs", "cp950"):
        try:
            candidates.append(Decoded(data.decode(encoding), encoding))
        except UnicodeDecodeError:
            text = data.decode(encoding, "replace")
            lost = text.count("\ufffd")
            if lost <= max(2, len(text) // 50):
                warning = f"{lost} damaged bytes were replaced by \ufffd"
                candidates.append(Decoded(text, encoding, (warning,)))
    best = max(candidates, key=lambda d: (_fit(d.text), -len(d.warnings)), default=None)
    return best if best is not None and _fit(best.text) > 0.05 else None


def _chinese(data: bytes) -> Decoded:
    best = _best_chinese(data)
    if best is not None:
        return best
    mixed = _by_lines(data)
    if mixed is not None:
        return mixed
    from charset_normalizer import from_bytes

    guess = from_bytes(data).best()
    if guess is None:
        raise NotTextError("no known encoding fits (tried UTF-8, UTF-16, GB18030, Big5)")
    return Decoded(str(guess), guess.encoding)


def _undone(decoded: Decoded) -> Decoded:
    """Without the mistake of an editor that took UTF-8 for GB18030 or Latin-1 and saved that.

    娉曟不 was 法治. Bytes that had no meaning there are lost.
    """
    text = decoded.text
    if not _WIDE.search(text) or _fit(text) > 0.05:
        return decoded
    for taken_for in ("gb18030", "latin-1"):
        raw = text.replace("\ufffd", "").translate(_LATIN if taken_for == "latin-1" else {})
        meant = raw.encode(taken_for, "ignore").decode("utf-8", "replace")
        lost = meant.count("\ufffd")
        if _fit(meant) > 0.15 and lost <= len(meant) // 5:
            told: tuple[str, ...] = (
                f"its UTF-8 was taken for {taken_for} and saved so; this was undone",
            )
            if lost:
                told += (f"{lost} damaged bytes were replaced by \ufffd",)
            return Decoded(meant, decoded.encoding, told)
    return decoded


def _by_lines(data: bytes) -> Decoded | None:
    """Pages of several encodings put together: each line by the one that fits it."""
    lines = []
    for line in data.splitlines(keepends=True):
        for encoding in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
        else:
            return None
    text = "".join(lines)
    warning = "lines in UTF-8 and GB18030 are mixed"
    return Decoded(text, "utf-8+gb18030", (warning,)) if _fit(text) > 0.05 else None


def _fit(text: str) -> float:
    """Share of very frequent characters: above 0.1 in running Chinese, near 0 in noise.

    Of the characters that are no ASCII: a page may be nine tenths markup.
    """
    return len(_FREQUENT.findall(text)) / max(1, len(_WIDE.findall(text)))
