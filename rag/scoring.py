"""Metrics of extraction and answers against hand-made truth. Pure functions over values.

Definitions (each in its function): metadata by exact match, section roles by
characters, facts by value and place, claims by their three flags, questions by rows,
number, mentions and abstention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.text import fold, fold_key
from rag.types import Answer, Claim, Fact, Metadata, Row, Section

METADATA_FIELDS = (
    "title",
    "place",
    "place_level",
    "level_word",
    "parents",
    "department",
    "issuers",
    "addressee",
    "year_covered",
    "published",
    "written",
    "script",
    "joint_party_government",
)
PASSING_ROW_F1 = 0.8
PASSING_PASSAGE_RECALL = 0.5


@dataclass(frozen=True, slots=True)
class FactCounts:
    """Counts that add up over reports; the rates of :meth:`rates` are of their sums."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    with_id: int = 0  # found gold facts that have a catalogue id
    named: int = 0
    flags: int = 0
    spurious: int = 0
    misses: tuple[str, ...] = ()

    def __add__(self, other: FactCounts) -> FactCounts:
        return FactCounts(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.found + other.found,
            self.with_id + other.with_id,
            self.named + other.named,
            self.flags + other.flags,
            self.spurious + other.spurious,
            self.misses + other.misses,
        )

    def rates(self) -> dict[str, float | int]:
        """found = found/gold, named = named/with_id, flags = flags/found,
        spurious = spurious/predicted."""
        return {
            "found": share(self.found, self.gold),
            "named": share(self.named, self.with_id),
            "flags": share(self.flags, self.found),
            "spurious": share(self.spurious, self.predicted, empty=0.0),
            "gold": self.gold,
            "predicted": self.predicted,
        }


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question: whether it passes, its row F1, and why not."""

    id: str
    kind: str
    passed: bool
    row_f1: float | None  # None where rows do not count (open passages)
    false_answer: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataScore:
    """Exact matches per field, each 1.0 or 0.0, with readable misses."""

    fields: Mapping[str, float]
    misses: tuple[str, ...] = field(default_factory=tuple)


def share(part: float, whole: float, empty: float = 1.0) -> float:
    """part / whole, or ``empty`` when there is nothing to divide by."""
    return part / whole if whole else empty


def score_metadata(gold: Mapping[str, Any], found: Metadata) -> MetadataScore:
    """1.0 for a field equal to the gold's value or to one it accepts beside it."""
    accepted = gold.get("metadata_also_acceptable", {})
    fields: dict[str, float] = {}
    misses = []
    for name in METADATA_FIELDS:
        if name not in gold:
            continue
        value = getattr(found, name)
        right = any(_same_field(value, wanted) for wanted in (gold[name], *accepted.get(name, ())))
        fields[name] = float(right)
        if not right:
            misses.append(f"{name}: found {value!r}, expected {gold[name]!r}")
    return MetadataScore(fields, tuple(misses))


def score_roles(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Section]
) -> tuple[int, int, tuple[str, ...]]:
    """Characters of the gold's leaf sections: (with the right role, all, misses)."""
    role_at: dict[int, str] = {}
    for section in found:
        role_at.update(dict.fromkeys(range(section.start, section.end), section.role))
    right = total = 0
    misses = []
    for leaf in gold:
        if not leaf.get("leaf", True):
            continue
        roles = [role_at.get(i) for i in range(leaf["start"], leaf["end"])]
        hits = roles.count(leaf["role"])
        right += hits
        total += len(roles)
        if hits < len(roles):
            got = sorted({str(r) for r in roles if r != leaf["role"]})
            where = "/".join(leaf["path"]) or "(no heading)"
            misses.append(f"{where}: {len(roles) - hits} characters {got}, not {leaf['role']}")
    return right, total, tuple(misses)


def score_facts(
    gold: Sequence[Mapping[str, Any]],
    acceptable: Sequence[Mapping[str, Any]],
    found: Sequence[Fact],
) -> FactCounts:
    """Pair each gold fact with at most one found fact of the same value whose span
    overlaps the gold's quote, preferring the right indicator, then the right flags.

    A found fact left without a partner is spurious unless it has the value and place
    of something acceptable.
    """
    pairs = sorted(
        (
            (-_likeness(want, have), g, f)
            for g, want in enumerate(gold)
            for f, have in enumerate(found)
            if _same_statement(want, have)
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, f in pairs:
        if g not in partner and f not in taken:
            partner[g] = f
            taken.add(f)
    named = with_id = flags = 0
    misses = []
    for g, want in enumerate(gold):
        if g not in partner:
            misses.append(f"not found: {want['value']} {want['unit']} «{want['quote']}»")
            continue
        have = found[partner[g]]
        if want["indicator_id"] is not None:
            with_id += 1
            if _right_name(want, have):
                named += 1
            else:
                misses.append(
                    f"named {have.indicator}, not {want['indicator_id']}: «{want['quote']}»"
                )
        if _right_flags(want, have):
            flags += 1
        else:
            misses.append(
                f"flags planned={have.planned} approx={have.approx} kind={have.kind}, not "
                f"{want['planned']} {want['approx']} {want['kind']}: «{want['quote']}»"
            )
    spurious = 0
    for f, have in enumerate(found):
        if f in taken or any(_same_statement(extra, have) for extra in acceptable):
            continue
        spurious += 1
        misses.append(f"spurious: {have.value} {have.unit} {have.indicator} «{have.phrase}»")
    return FactCounts(
        len(gold), len(found), len(partner), with_id, named, flags, spurious, tuple(misses)
    )


def score_claims(
    gold: Mapping[str, Mapping[str, Any]], found: Iterable[Claim]
) -> tuple[int, int, tuple[str, ...]]:
    """A claim is right when present, planned and negated all are: (right, all, misses)."""
    by_name = {claim.name: claim for claim in found}
    right = 0
    misses = []
    for name, want in gold.items():
        claim = by_name.get(name)
        have = (claim.present, claim.planned, claim.negated) if claim else (False, False, False)
        expected = (want["present"], want["planned"], want["negated"])
        if have == expected:
            right += 1
        else:
            misses.append(f"{name}: (present, planned, negated) {have}, not {expected}")
    return right, len(gold), tuple(misses)


def score_question(gold: Mapping[str, Any], answer: Answer) -> QuestionScore:
    """Passes when it abstains as it should, mentions what it must and nothing it must
    not, gives the number, and its matching rows reach an F1 of 0.8 (open questions:
    half of the gold's passages cited)."""
    want = gold["answer"]
    reasons = []
    false_answer = bool(want["abstain"]) and not answer.abstained
    if answer.abstained != bool(want["abstain"]):
        reasons.append(f"abstained={answer.abstained}, expected {want['abstain']}")
    text = fold(answer.text).text.lower()
    shown = text + " " + " ".join(fold(c.quote).text.lower() for c in answer.citations)
    for item in want["must_mention"]:
        if not any(fold(form).text.lower() in shown for form in item.split("|")):
            reasons.append(f"does not mention {item}")
    for item in want["must_not_mention"]:
        if fold(item).text.lower() in text:
            reasons.append(f"mentions {item}")
    if want["number"] is not None and (
        answer.number is None or not _same_number(answer.number, want["number"])
    ):
        reasons.append(f"number {answer.number}, expected {want['number']}")
    row_f1: float | None = None
    if want["passages"]:
        recall = passage_recall(want["passages"], answer)
        if recall < PASSING_PASSAGE_RECALL:
            reasons.append(f"cites {recall:.2f} of the passages")
    elif not want["abstain"]:
        row_f1 = rows_f1(want["rows"], answer.rows)
        if row_f1 < PASSING_ROW_F1:
            reasons.append(f"row F1 {row_f1:.2f}")
    return QuestionScore(
        gold["id"], gold["kind"], not reasons, row_f1, false_answer, tuple(reasons)
    )


def rows_f1(gold: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> float:
    """F1 of rows as sets: same place, year and value. Rows shown apart (near, other
    level, derived) do not count; planned rows count only where the gold has them."""
    left = [r for r in rows if r.group == "match"]
    optional = [r for r in rows if r.group == "planned"]
    if not gold:
        return 0.0 if left else 1.0
    hits = predicted = 0
    for want in gold:
        for pool in (left, optional):
            hit = next((r for r in pool if _same_row(want, r)), None)
            if hit is not None:
                pool.remove(hit)
                hits += 1
                predicted += 1
                break
    predicted += len(left)
    precision = share(hits, predicted, empty=0.0)
    recall = share(hits, len(gold))
    return 2 * precision * recall / (precision + recall) if hits else 0.0


def passage_recall(gold: Sequence[Mapping[str, Any]], answer: Answer) -> float:
    """Share of the gold's passages that some citation overlaps."""
    cited = sum(
        any(
            c.file == want["file"] and c.start < want["end"] and want["start"] < c.end
            for c in answer.citations
        )
        for want in gold
    )
    return share(cited, len(gold))


def _same_field(found: Any, wanted: Any) -> bool:
    if isinstance(found, (tuple, list)) or isinstance(wanted, (tuple, list)):
        return sorted(map(_squeeze, found or ())) == sorted(map(_squeeze, wanted or ()))
    if isinstance(found, str) and isinstance(wanted, str):
        return _squeeze(found) == _squeeze(wanted)
    return bool(found == wanted)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _same_number(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _same_statement(gold: Mapping[str, Any], fact: Fact) -> bool:
    return (
        _same_number(fact.value, gold["value"])
        and fact.start < gold["end"]
        and gold["start"] < fact.end
    )


def _right_name(gold: Mapping[str, Any], fact: Fact) -> bool:
    return fact.indicator in (gold["indicator_id"], *(gold.get("alt_indicator_ids") or ()))


def _right_flags(gold: Mapping[str, Any], fact: Fact) -> bool:
    return (fact.planned, fact.approx, fact.kind) == (
        gold["planned"],
        gold["approx"],
        gold["kind"],
    )


def _likeness(gold: Mapping[str, Any], fact: Fact) -> int:
    # Longer overlap first among equals, so that neighbours with one value stay apart.
    overlap: int = min(fact.end, gold["end"]) - max(fact.start, gold["start"])
    alike = 4 * _right_name(gold, fact) + 2 * _right_flags(gold, fact)
    return alike * 1000 + overlap


def _same_row(gold: Mapping[str, Any], row: Row) -> bool:
    if fold_key(row.place or "") != fold_key(gold["place"] or "") or row.year != gold["year"]:
        return False
    want, have = gold["value"], row.value
    if isinstance(want, bool) or isinstance(have, bool):
        return want is have or (want is True and have == "done")
    if isinstance(want, (int, float)) and isinstance(have, (int, float)):
        return _same_number(have, want)
    if want is None or have is None:
        return want is have
    if isinstance(want, (list, tuple)):
        names = [have] if isinstance(have, str) else have
        return isinstance(names, (list, tuple)) and {fold_key(str(w)) for w in want} == {
            fold_key(str(h)) for h in names
        }
    if gold.get("claim"):
        return str(want).split(",")[0] == str(have).split(",")[0]
    return fold_key(str(want)) == fold_key(str(have))
