"""Score the whole assistant on a folder of reports with hand-made truth.

For every file ``NAME.ext`` of the corpus the truth is ``NAME.json`` or
``NAME.gold.json`` of the gold folder; ``questions.json`` there, if present, holds
questions with answers. A throw-away index is built, so nothing of the user's changes.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.assistant import Assistant
from rag.build import build_index
from rag.errors import CorpusError
from rag.scoring import (
    FactCounts,
    QuestionScore,
    score_claims,
    score_facts,
    score_metadata,
    score_question,
    score_roles,
    share,
)
from rag.store import Index
from rag.types import Report


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores over all reports that have truth, and what was missed, in words."""

    metadata: Mapping[str, float]
    roles: float
    facts: FactCounts
    claims: float
    questions: tuple[QuestionScore, ...]
    misses: Mapping[str, tuple[str, ...]]  # per file, or per question id

    def to_json(self) -> dict[str, Any]:
        """The scores in the shape that design documents and tools rely on."""
        return {
            "metadata": dict(self.metadata),
            "roles": self.roles,
            "facts": self.facts.rates(),
            "claims": self.claims,
            "questions": _questions_json(self.questions) if self.questions else None,
        }

    def to_text(self, misses: bool = False) -> str:
        """The scores as a short table; with ``misses`` also every miss."""
        facts = self.facts.rates()
        worst = ", ".join(f"{n} {v:.2f}" for n, v in self.metadata.items() if v < 1) or "all right"
        lines = [
            f"metadata   {share(sum(self.metadata.values()), len(self.metadata)):.3f}  ({worst})",
            f"roles      {self.roles:.3f}",
            "facts      "
            + "  ".join(f"{n} {facts[n]:.3f}" for n in ("found", "named", "flags", "spurious"))
            + f"  ({facts['gold']} gold, {facts['predicted']} predicted)",
            f"claims     {self.claims:.3f}",
        ]
        if self.questions:
            scores = _questions_json(self.questions)
            lines.append(
                f"questions  {scores['passed']} of {scores['total']} pass, "
                f"row F1 {scores['row_f1']:.3f}, {scores['false_answers']} false answers"
            )
            lines += [
                f"  {kind:16} {s['passed']}/{s['total']}" for kind, s in scores["by_kind"].items()
            ]
        if misses:
            for where, problems in self.misses.items():
                lines += ["", where, *(f"  {problem}" for problem in problems)]
        return "\n".join(lines)


def evaluate(corpus: Path, gold: Path) -> Evaluation:
    """Build a throw-away index of ``corpus`` and score it against ``gold``.

    Raises CorpusError when no file of the corpus has truth.
    """
    with tempfile.TemporaryDirectory(prefix="fawen-evaluate-") as scratch:
        build_index(corpus, Path(scratch))
        index = Index.open(Path(scratch))
        try:
            return _score(index, gold)
        finally:
            index.close()


def _score(index: Index, gold: Path) -> Evaluation:
    hits: dict[str, list[float]] = defaultdict(list)
    misses: dict[str, tuple[str, ...]] = {}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    facts = FactCounts()
    for record in index.reports():
        truth = _truth_of(gold, record.file)
        if truth is None:
            continue
        report = index.report(record.id)
        metadata = score_metadata(truth, report.metadata)
        for name, value in metadata.fields.items():
            hits[name].append(value)
        problems = list(metadata.misses)
        problems += _score_parts(truth, report, right, total)
        counts = score_facts(truth.get("facts", ()), truth.get("also_acceptable", ()), report.facts)
        facts += counts
        problems += counts.misses
        if problems:
            misses[report.file] = tuple(problems)
    if not hits:
        raise CorpusError(
            f"{gold} holds no truth for any file of the corpus: expected NAME.json or "
            "NAME.gold.json beside each NAME.txt"
        )
    questions = _ask_all(index, gold / "questions.json")
    misses |= {q.id: q.reasons for q in questions if q.reasons}
    return Evaluation(
        {name: share(sum(values), len(values)) for name, values in hits.items()},
        share(right["roles"], total["roles"]),
        facts,
        share(right["claims"], total["claims"]),
        questions,
        misses,
    )


def _score_parts(
    truth: Mapping[str, Any], report: Report, right: Counter[str], total: Counter[str]
) -> list[str]:
    problems: list[str] = []
    for name, (good, all_, bad) in (
        ("roles", score_roles(truth.get("sections", ()), report.sections)),
        ("claims", score_claims(truth.get("claims", {}), report.claims)),
    ):
        right[name] += good
        total[name] += all_
        problems += bad
    return problems


def _ask_all(index: Index, file: Path) -> tuple[QuestionScore, ...]:
    if not file.is_file():
        return ()
    assistant = Assistant(index)
    scores = []
    for question in json.loads(file.read_text(encoding="utf-8")):
        *history, last = question["turns"]
        scores.append(score_question(question, assistant.ask(last, history)))
    return tuple(scores)


def _truth_of(gold: Path, file: str) -> dict[str, Any] | None:
    stem = Path(file).stem
    for name in (f"{stem}.json", f"{stem}.gold.json"):
        path = gold / name
        if path.is_file():
            truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return truth
    return None


def _questions_json(questions: tuple[QuestionScore, ...]) -> dict[str, Any]:
    with_rows = [q.row_f1 for q in questions if q.row_f1 is not None]
    by_kind: dict[str, dict[str, int]] = {}
    for q in questions:
        kind = by_kind.setdefault(q.kind, {"total": 0, "passed": 0})
        kind["total"] += 1
        kind["passed"] += q.passed
    return {
        "total": len(questions),
        "passed": sum(q.passed for q in questions),
        "row_f1": share(sum(with_rows), len(with_rows)),
        "false_answers": sum(q.false_answer for q in questions),
        "by_kind": by_kind,
    }
