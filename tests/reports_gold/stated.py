"""Does a quote state a number? A second, simpler reading of numbers than rag's own."""

from __future__ import annotations

import re
import unicodedata

HAN_DIGITS = "零一二三四五六七八九十"
NUMBER = re.compile(r"[\d.,]*\d\s*(?:多|余|几)?\s*[万亿]?\s*[%％]?")
ABOUT = re.compile(
    r"[\d万亿千百十][余多几]|[约近超逾][\d过一二三四五六七八九]|左右|以[上下内]|不少于|不低于|至少|不足"
)


def spoken(number: int) -> set[str]:
    """The ways to write a small whole number in Han digits: 12 -> 十二, 一十二."""
    if number == 0:
        return {"零", "〇"}
    if number <= 10:
        return {HAN_DIGITS[number]} | ({"两"} if number == 2 else set())
    if number < 20:
        return {"十" + HAN_DIGITS[number - 10]}
    if number < 100:
        tens, ones = divmod(number, 10)
        return {HAN_DIGITS[tens] + "十" + (HAN_DIGITS[ones] if ones else "")}
    return set()


def states(quote: str, value: float) -> str | None:
    """The number as ``quote`` writes it, or None when the quote does not hold it."""
    flat = re.sub(r"(?<=\d) (?=\d{3})", "", unicodedata.normalize("NFKC", quote))
    for written in ("百分之百", "百分百", "双百"):
        if value == 100 and written in flat:
            return written
    for found in NUMBER.finditer(flat):
        raw = re.sub(r"[\s,%余多几]", "", found.group())
        scale = 1.0
        for word, factor in (("万", 1e4), ("亿", 1e8)):
            if word in raw:
                raw, scale = raw.replace(word, ""), factor
        try:
            if abs(float(raw) * scale - value) < 1e-6 * max(1.0, abs(value)):
                return found.group().strip()
        except ValueError:
            continue
    for scale, word in ((1, ""), (10, "十"), (100, "百"), (1000, "千"), (10000, "万")):
        if value % scale == 0 and value // scale < 100:
            for written in spoken(int(value // scale)):
                if written + word in flat:
                    return written + word
    return None
