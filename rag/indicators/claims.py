"""Look for the qualitative statements of claims.toml in a report: done, planned, weak, absent.

Every claim of the catalogue gets one Claim; silence is ``present=False``. The format of the
catalogue, and how a match is read, stand at the top of claims.toml.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rag.indicators.clauses import LONGEST
from rag.reports.wordlists import WordList, load
from rag.text import Folded
from rag.types import Claim, Role, Section

Stance = Literal["done", "planned", "weakness"]

_FILE = Path(__file__).with_name("claims.toml")
_KEYS = {"name", "en", "kind", "patterns", "exclude", "absence", "say_zh", "say_en"}
_GAP = r"[^。;,!?\n\r]{0,16}?"
_CLAUSE_END = re.compile(r"[。;,!?:\n\r]")
_MARK = re.compile(
    r"(?:#+\s*)?(?:\(?\s*[一二三四五六七八九十]{1,3}\s*[、.)]|\(?\d{1,2}\s*[、.)](?!\d))\s*|[\s\-*•]+"
)
_COUNT = re.compile(r"\d[万亿]?\s*余?(?:[件次名人起场个份条家项户批元例宗位%所]|[万亿]元)")
_ITEM = re.compile(r"(?<![第统唯专万之不])[一二三四五六七八九十]{1,2}是(?=[\u4e00-\u9fff])")
_STANCES: dict[Stance, int] = {"done": 3, "planned": 2, "weakness": 1}


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim of the catalogue: its names and the words people ask for it with."""

    name: str
    en: str
    kind: Literal["practice", "weakness"]
    say_zh: tuple[str, ...]
    say_en: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All names, its own first, in both languages."""
        return (self.name, *self.say_zh, self.en, *self.say_en)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One pattern of one claim: where a word of the first term stands, ``rest`` must match."""

    claim: int
    rest: re.Pattern[str] | None
    exclude: tuple[str, ...]


@dataclass(frozen=True)
class _Catalogue:
    entries: tuple[ClaimEntry, ...]
    rules: dict[str, tuple[_Rule, ...]]  # by the words that may begin a match
    sizes: dict[str, tuple[int, ...]]  # the lengths of those words, by their first two characters
    openings: re.Pattern[str]  # stops wherever two such characters stand
    cues: dict[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A clause that speaks of a claim, in folded offsets."""

    stance: Stance
    score: int
    start: int
    end: int


def load_claims() -> tuple[ClaimEntry, ...]:
    """The claims every report is searched for, in the catalogue's order.

    Raises CatalogueError with the line of a mistake in claims.toml.
    """
    return _catalogue().entries


def find_claims(text: str, folded: Folded, sections: Sequence[Section]) -> tuple[Claim, ...]:
    """One Claim for each entry of the catalogue; offsets are those of ``text``.

    The span is the clause that is the best evidence: done before planned before weakness.
    ``negated`` means told only as a weakness, which is what a weakness entry always is.
    """
    catalogue = _catalogue()
    best: list[_Evidence | None] = [None] * len(catalogue.entries)
    finder = _Finder(folded, sections, catalogue)
    for claim, evidence in finder.evidence():
        known = best[claim]
        if known is None or _rank(evidence) > _rank(known):
            best[claim] = evidence
    claims = []
    for entry, evidence_ in zip(catalogue.entries, best, strict=True):
        if evidence_ is None:
            claims.append(Claim(entry.name, False, False, False, None, None))
            continue
        start, end = folded.source(evidence_.start, evidence_.end)
        planned, weak = evidence_.stance == "planned", evidence_.stance == "weakness"
        claims.append(Claim(entry.name, True, planned, weak, start, end))
    return tuple(claims)


def _rank(evidence: _Evidence) -> tuple[int, int, int]:
    return _STANCES[evidence.stance], evidence.score, -evidence.start


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause and what its words tell, whatever is looked for in it."""

    start: int
    end: int
    solving: bool
    score: int


class _Finder:
    """Reads the matches of one report."""

    def __init__(self, folded: Folded, sections: Sequence[Section], catalogue: _Catalogue) -> None:
        self.folded, self.text = folded, folded.text
        self.sections = sections
        self.starts = [s.start for s in sections]
        self.catalogue = catalogue
        self.stops = [m.start() for m in _CLAUSE_END.finditer(folded.text)]
        self.sentence_stops = [i for i in self.stops if folded.text[i] not in ",:"]
        self.known: dict[tuple[int, int], _Clause] = {}

    def evidence(self) -> list[tuple[int, _Evidence]]:
        """(index of the claim, what was found) for every match, in no order."""
        found = []
        text, rules = self.text, self.catalogue.rules
        for spot in self.catalogue.openings.finditer(text):
            at = spot.start()
            for size in self.catalogue.sizes[text[at : at + 2]]:
                for rule in rules.get(text[at : at + size], ()):
                    evidence = self._apply(rule, at, at + size)
                    if evidence is not None:
                        found.append((rule.claim, evidence))
        return found

    def _apply(self, rule: _Rule, at: int, end: int) -> _Evidence | None:
        """The evidence where a word of the rule's first term stands, if the rest follows."""
        if rule.rest is not None:
            match = rule.rest.match(self.text, end)
            if match is None:
                return None
            end = match.end()
        if rule.exclude and self._excluded(rule.exclude, at, end):
            return None
        entry = self.catalogue.entries[rule.claim]
        return self._read(at, end, weak=entry.kind == "weakness")

    def _excluded(self, words: tuple[str, ...], start: int, end: int) -> bool:
        for word in words:
            at = self.text.find(word, max(0, end - len(word)), start + len(word))
            if at >= 0 and at <= start and end <= at + len(word):
                return True
        return False

    def _read(self, start: int, end: int, weak: bool) -> _Evidence | None:
        """What the clause around a match says; None when it says nothing of its own."""
        role = self._role(start)
        if role is None or role == "closing":
            return None
        clause = self._clause(start, end)
        left, right = clause.start, clause.end
        cues = self.catalogue.cues
        score = clause.score
        title = self._in_title(start)
        if title is not None:
            lead = self.text[max(left, title - 12) : title]
            if weak or not cues["carried_out"].search(lead) or cues["only_named"].search(lead):
                return None
            score -= 15
        if weak:
            return self._read_weakness(role, clause)
        stance: Stance = "done"
        if role == "problems":
            stance = "weakness"
        elif role == "plans" or self._intended(left, start):
            stance = "planned"
        elif cues["denial"].search(self.text, left, start) or (
            not clause.solving and cues["weakness"].search(self.text, start, right)
        ):
            stance = "weakness"
        if role == "preamble":
            score -= 10
        return _Evidence(stance, score, left, right)

    def _read_weakness(self, role: Role, clause: _Clause) -> _Evidence | None:
        """A weakness is admitted in the problems, or elsewhere by a sentence that says but."""
        if role == "problems":
            return _Evidence("weakness", 0, clause.start, clause.end)
        if clause.solving or role == "plans":
            return None
        if self.catalogue.cues["admission"].search(self.text, clause.start, clause.end):
            return _Evidence("weakness", -10, clause.start, clause.end)
        return None

    def _role(self, start: int) -> Role | None:
        """The role of the section at a folded offset; None in boilerplate."""
        source = self.folded.source(start, start + 1)[0]
        index = bisect_right(self.starts, source) - 1
        if index < 0 or source >= self.sections[index].end:
            return None
        return self.sections[index].role

    def _clause(self, start: int, end: int) -> _Clause:
        """The clause around a match, without the number of a heading."""
        text = self.text
        index = bisect_right(self.stops, start - 1)
        left = max(self.stops[index - 1] + 1 if index else 0, start - LONGEST)
        index = bisect_right(self.stops, end - 1)
        right = self.stops[index] if index < len(self.stops) else len(text)
        right = min(right, end + LONGEST)
        for item in _ITEM.finditer(text, left, start):
            left = item.start()  # 二是 begins an item also where the mark before it is lost
        mark = _MARK.match(text, left, start)
        while mark and mark.end() > left:
            left = mark.end()
            mark = _MARK.match(text, left, start)
        while right > end and text[right - 1].isspace():
            right -= 1
        known = self.known.get((left, right))
        if known is None:
            known = self.known[left, right] = self._describe(left, right)
        return known

    def _describe(self, left: int, right: int) -> _Clause:
        """Counts and verbs make a clause better evidence than a bare mention."""
        cues = self.catalogue.cues
        solving = cues["solving"].search(self.text, left, right) is not None
        score = -30 if solving else 0
        if _COUNT.search(self.text, left, right):
            score += 20
        if cues["action"].search(self.text, left, right):
            score += 10
        return _Clause(left, right, solving, score)

    def _intended(self, left: int, start: int) -> bool:
        """A word of intention before the match, or at the beginning of its sentence."""
        cues = self.catalogue.cues
        if cues["intention"].search(self.text, left, start):
            return True
        index = bisect_right(self.sentence_stops, left - 1)
        sentence = self.sentence_stops[index - 1] + 1 if index else 0
        return cues["opening"].match(self.text, sentence, left) is not None

    def _in_title(self, start: int) -> int | None:
        """Where the 《 opens that encloses an offset, else None."""
        opened = self.text.rfind("《", max(0, start - 80), start)
        if opened < 0 or self.text.rfind("》", opened, start) >= 0:
            return None
        return opened


# ---------------------------------------------------------------- the data file


@cache
def _catalogue() -> _Catalogue:
    return read_catalogue(_FILE)


def read_catalogue(path: Path) -> _Catalogue:
    """Read and check a claims file; raises CatalogueError with file and line."""
    words = load(path)
    cues = {
        key: words.any_of("cues", key)
        for key in (
            "intention",
            "opening",
            "denial",
            "weakness",
            "solving",
            "carried_out",
            "only_named",
            "action",
            "admission",
        )
    }
    entries: list[ClaimEntry] = []
    rules: dict[str, list[_Rule]] = {}
    blocks = words.values.get("claim")
    if not isinstance(blocks, list) or not blocks:
        raise words.error("", "found no [[claim]], expected at least one")
    for block in blocks:
        entry = _read_entry(words, block, {e.name for e in entries})
        exclude = tuple(block.get("exclude", ()))
        for pattern in block["patterns"]:
            first, rest = _read_pattern(words, entry.name, pattern)
            for word in first:
                rules.setdefault(word, []).append(_Rule(len(entries), rest, exclude))
        entries.append(entry)
    sizes: dict[str, tuple[int, ...]] = {}
    for word in rules:
        sizes[word[:2]] = tuple(sorted({*sizes.get(word[:2], ()), len(word)}))
    return _Catalogue(
        tuple(entries),
        {w: tuple(r) for w, r in rules.items()},
        sizes,
        _openings(sizes),
        cues,
    )


def _openings(pairs: Iterable[str]) -> re.Pattern[str]:
    """One expression for all pairs of characters, grouped by the first: 执(?=[法证])|…"""
    seconds: dict[str, str] = {}
    for pair in pairs:
        first, second = pair[0], pair[1]
        seconds[first] = seconds.get(first, "") + re.escape(second)
    return re.compile("|".join(f"{re.escape(a)}(?=[{b}])" for a, b in seconds.items()))


def _read_entry(words: WordList, block: dict[str, object], known: set[str]) -> ClaimEntry:
    name = block.get("name")
    if not isinstance(name, str) or not name:
        raise words.error("[[claim]]", "a [[claim]] has no name")
    near = f'name = "{name}"'
    if name in known:
        raise words.error(near, f"claim {name} stands twice")
    unknown = set(block) - _KEYS
    if unknown:
        raise words.error(
            sorted(unknown)[0], f"claim {name}: unknown key {sorted(unknown)[0]}; known: {_KEYS}"
        )
    if block.get("kind") not in ("practice", "weakness"):
        raise words.error(near, f"claim {name}: kind must be practice or weakness")
    for key in ("patterns", "exclude", "say_zh", "say_en"):
        value = block.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise words.error(near, f"claim {name}: {key} must be a list of non-empty strings")
    if not block.get("patterns"):
        raise words.error(near, f"claim {name} has no patterns")
    return ClaimEntry(
        name,
        str(block.get("en", name)),
        "weakness" if block["kind"] == "weakness" else "practice",
        tuple(block.get("say_zh", ())),  # type: ignore[arg-type]
        tuple(block.get("say_en", ())),  # type: ignore[arg-type]
    )


def _read_pattern(
    words: WordList, name: str, pattern: str
) -> tuple[tuple[str, ...], re.Pattern[str] | None]:
    """The words of the first term, and the expression for the terms after it."""
    terms = [tuple(term.split("|")) for term in pattern.split()]
    if not terms or not all(word for term in terms for word in term):
        raise words.error(pattern, f"claim {name}: pattern {pattern!r} has an empty word")
    if min(map(len, terms[0])) < 2:
        problem = f"claim {name}: the first term of {pattern!r} has a word of one character"
        raise words.error(pattern, problem)
    if len(terms) == 1:
        return terms[0], None
    rest = "".join(f"{_GAP}(?:{'|'.join(re.escape(w) for w in term)})" for term in terms[1:])
    return terms[0], re.compile(rest)
