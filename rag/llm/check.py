"""What a model wrote, sentence by sentence, against the quotes that it cites.

A sentence stays when
- it cites at least one piece of evidence, and all it cites exist;
- every number stands in a cited piece, with the same value, as a percentage or not, and
  with the same measure word where both have one;
- every place stands in a cited piece or is the place it comes from;
- what stands in quotation marks stands so in a cited piece;
- it shares a number, a place or enough words with what it cites;
- it holds no link, no markup and no code.
- it says rose or fell only where a quote does, keeps each number with its own words, and
  counts what the quote counts (meaning.py).
What stays is put together again in its order. Other verbs are not checked, which is why
the quotes are shown beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers.say import escape
from rag.llm.meaning import misread
from rag.llm.numbers import Number, find_numbers, normalise, supports
from rag.llm.places import unsupported_places
from rag.text import has_han, segment

_MARK = re.compile(r"\[\s*(\d{1,4}(?:\s*[,，、;；]\s*\d{1,4})*)\s*\]")
_MARKS = re.compile(r"[【［\[]\s*(\d{1,4}(?:\s*[,，、;；]\s*\d{1,4})*)\s*[】］\]]")
_END = re.compile(r"(?<=[。！？；!?;])|(?<=(?<!\d)\.)(?=\s)|(?<=\d\.)(?=\s+[A-Z])|\n+")
_FOREIGN = re.compile(r"https?:|www\.|\]\(|!\[|</?[a-zA-Z!]|```|\bjavascript:|\\[a-z]+\{|[{}$`|]")
# Invisible characters (13\u200b45 shows as 1345), other scripts, pictures such as a 100.
_HIDDEN = re.compile(
    r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u2600-\u27bf\U0001f000-\U0001faff]"
)
_PAIR = re.compile(r"\bboth\b|两(?:地|者|处|份报告|个地方)", re.IGNORECASE)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LIST_MARK = re.compile(
    r"^\s*(?:[-*•·#>]+|\(?\d{1,2}[.)、）]|\(?[一二三四五六七八九十]{1,3}[)、）])\s*"
)
_QUOTED = re.compile(r"[“「『\"]([^”」』\"\n]{2,})[”」』\"]|《([^》\n]{2,})》")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHARED = 0.5  # of a Chinese sentence's words, when it has neither number nor place
LONGEST = 8000  # characters of an answer; what follows is not read


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered quote: all that the model sees, and all that it may say."""

    n: int
    place: str | None  # Simplified
    names: tuple[str, ...]  # place and the units above it, Simplified and English
    year: int | None
    heading: str
    quote: str

    @property
    def source(self) -> str:
        """What a sentence that cites it is compared with."""
        year = f"{self.year}年" if self.year else ""
        return normalise(f"{' '.join(self.names)} {year}\n{self.heading}\n{self.quote}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a model's answer."""

    text: str  # Markdown, foreign text escaped, [n] markers kept
    kept: int  # sentences
    dropped: tuple[tuple[str, str], ...]  # (sentence, why)
    cited: frozenset[int]


def check(text: str, evidence: Sequence[Evidence]) -> Checked:
    """Keep what the evidence supports."""
    by_number = {piece.n: piece for piece in evidence}
    paragraphs: list[str] = []
    dropped: list[tuple[str, str]] = []
    cited: set[int] = set()
    kept = 0
    for paragraph in _THINKING.sub("", text[:LONGEST]).splitlines():
        left = []
        for sentence in split_sentences(paragraph):
            numbers = marks_of(sentence)
            if why := problem_of(sentence, numbers, by_number):
                dropped.append((sentence, why))
                continue
            kept += 1
            cited.update(numbers)
            left.append(_shown(sentence))
        if left:
            separator = "" if has_han(left[0]) else " "
            paragraphs.append(separator.join(left))
    return Checked("\n\n".join(paragraphs), kept, tuple(dropped), frozenset(cited))


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of one line; marks that follow a full stop belong to what stands before."""
    line = _MARKS.sub(lambda m: f"[{m[1]}]", _LIST_MARK.sub("", paragraph)).strip()
    found: list[str] = []
    for part in _END.split(line):
        lead = re.match(rf"\s*(?:{_MARK.pattern}\s*)+[。.;；]?", part)
        if found and lead:
            found[-1] += lead[0].strip()
            part = part[lead.end() :]
        if part.strip():
            found.append(part.strip())
    return found


def marks_of(sentence: str) -> list[int]:
    """The numbers of the pieces that a sentence cites."""
    return [int(n) for m in _MARK.finditer(sentence) for n in re.findall(r"\d+", m[1])]


def problem_of(sentence: str, numbers: Sequence[int], evidence: dict[int, Evidence]) -> str | None:
    """Why a sentence must go, or None."""
    if _FOREIGN.search(sentence):
        return "holds a link or markup"
    if _HIDDEN.search(sentence) or any(_other_script(c) for c in normalise(sentence)):
        return "holds signs of another script"
    if not numbers:
        return "cites nothing"
    if missing := [n for n in numbers if n not in evidence]:
        return f"cites [{missing[0]}], which does not exist"
    pieces = [evidence[n] for n in numbers]
    source = "\n".join(piece.source for piece in pieces)
    plain = normalise(_MARK.sub(" ", sentence))
    if len(set(numbers)) == 2:  # "both" counts what is cited
        plain = _PAIR.sub(" ", plain)
    if why := _unquoted(plain, source):
        return why
    said, stated = find_numbers(plain), find_numbers(source)
    for number in said:
        if not any(_backs(one, number) for one in stated):
            return f"{number.written} stands in no quote it cites"
    if why := misread(plain, source):
        return why
    names = {normalise(name) for piece in pieces for name in piece.names}
    if places := unsupported_places(plain, source, names):
        return f"{places[0]} is named by no quote it cites"
    if said or any(name in plain for name in names) or _shares_words(plain, source):
        return None
    return "has nothing in common with what it cites"


def _backs(source: Number, claim: Number) -> bool:
    if not supports(source, claim):
        return False
    both = source.after + claim.after
    if claim.kind == "plain" and len(both) == 2 and len(_HAN.findall(both)) == 2:
        return source.after == claim.after
    return True


def _other_script(character: str) -> bool:
    return character.isalpha() and not character.isascii() and not has_han(character)


def _unquoted(sentence: str, source: str) -> str | None:
    for match in _QUOTED.finditer(sentence):
        words = re.sub(r"\s+", "", match[1] or match[2])
        if words not in re.sub(r"\s+", "", source):
            return f"quotes {words[:20]!r}, which stands in no quote it cites"
    return None


def _shares_words(sentence: str, source: str) -> bool:
    words = [w for w in segment(sentence) if len(w) > 1 and has_han(w)]
    return bool(words) and sum(w in source for w in words) >= _SHARED * len(words)


def _shown(sentence: str) -> str:
    shown, last = "", 0
    for mark in _MARK.finditer(sentence):
        shown += escape(sentence[last : mark.start()])
        shown += "".join(f"[{n}]" for n in re.findall(r"\d+", mark[1]))
        last = mark.end()
    return shown + escape(sentence[last:])
