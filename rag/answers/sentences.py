"""Sentences and clauses of a text, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text import fold
from rag.types import Span

_SENTENCE_END = "。！？!?\n"
_CLAUSE_END = _SENTENCE_END + "；;，,"
_CLOSING = "”’」』）)】》"
_SPACE = " \t\r\n\u3000\xa0"
_SAID_WITHIN = 60  # characters before a rate that may say of what it is
_STATED_END = re.compile(r"[。;；\n]")
_ONE_BODY = re.compile(
    "司法所|派出所|两所|法庭|婚姻|家事|医疗|劳动|物业|交通事故|专业性|行业性|消费"
)
# 一是…；二是… inside one sentence: each is an item of its own.
ITEM = re.compile(
    r"(?:(?<=[。；;:：，,\n])|^)\s*(?:[一二三四五六七八九十]{1,3}(?:是|要)|其[一二三四五六]|首先|其次|再次|最后|第[一二三四五六七八九十][，,、])"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The sentences of text[start:end], trimmed; closing marks stay with their sentence.

    An item mark (一是, 二是) after a semicolon or comma starts a new one.
    """
    end = len(text) if end is None else end
    cuts = {m.start() for m in ITEM.finditer(text, start, end)}
    begin = place = start
    while place < end:
        if place in cuts and place > begin:
            yield from _trimmed(text, begin, place)
            begin = place
        if text[place] in _SENTENCE_END:
            place += 1
            while place < end and text[place] in _CLOSING:
                place += 1
            yield from _trimmed(text, begin, place)
            begin = place
        else:
            place += 1
    yield from _trimmed(text, begin, end)


def clause_at(text: str, span: Span) -> Span:
    """The clause around a span: between commas, or the whole where it is cut short by
    an opening mark that closes later."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1] not in _CLAUSE_END:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_END:
        end += 1
    return next(_trimmed(text, start, end), span)


def sentence_at(text: str, span: Span) -> Span:
    """The sentence around a span."""
    start = max((text.rfind(c, 0, span.start) for c in _SENTENCE_END), default=-1) + 1
    ends = [e for c in _SENTENCE_END if (e := text.find(c, max(span.end - 1, start))) >= 0]
    end = min(ends, default=len(text))
    return next(_trimmed(text, start, min(end + 1, len(text))), span)


def speaks_of_one_body(text: str, span: Span) -> bool:
    """Whether a sentence, up to the end of a span in it, speaks of a single body or kind."""
    before = fold(text[max(0, span.start - _SAID_WITHIN) : span.end]).text
    return bool(_ONE_BODY.search(_STATED_END.split(before)[-1]))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    if any(c.isalnum() for c in text[start:end]):
        yield Span(start, end)
