"""What a build did: as a value, a table and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Counts:
    """What a generation holds."""

    copies: Mapping[str, str]  # file -> the file it is a copy of
    reports: int
    by_kind: Mapping[str, int]  # "report" counts in sets
    by_level: Mapping[str, int]
    by_year: Mapping[str, int]
    passages: int
    facts: int
    claims: int
    warnings: Mapping[str, tuple[str, ...]]  # file -> what is odd about it


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What was read, reused and skipped, and what the index now holds."""

    generation: str
    corpus: str
    index: str
    files: int  # below the corpus folder
    read: int  # files read in this build
    reused: int  # files unchanged since the last one
    removed: int  # files of the last build that are gone
    skipped: Mapping[str, str]  # file, or archive.zip/member.xls -> reason
    skipped_members: int  # how many of these are members of archives
    copies: Mapping[str, str]  # file -> the file it is a copy of
    reports: int
    by_kind: Mapping[str, int]  # "report" counts in sets
    by_level: Mapping[str, int]
    by_year: Mapping[str, int]
    passages: int
    facts: int
    claims: int
    warnings: Mapping[str, tuple[str, ...]]  # file -> what is odd about it
    seconds: float
    unchanged: bool = False  # nothing to do: the last generation stays

    def to_json(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def skipped_by_reason(self) -> dict[str, list[str]]:
        """Reason -> files, the most frequent reason first."""
        reasons: dict[str, list[str]] = {}
        for file, reason in self.skipped.items():
            reasons.setdefault(reason, []).append(file)
        return dict(sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])))

    def to_text(self, longest: int = 5) -> str:
        """A table for the terminal; of long lists the first few and how many more."""
        inside = f" and {self.skipped_members} members of archives" if self.skipped_members else ""
        lines = [
            f"index      {self.index}",
            f"generation {self.generation}" + (" (nothing has changed)" if self.unchanged else ""),
            f"files      {self.files}: {self.read} read, {self.reused} reused, "
            f"{len(self.skipped) - self.skipped_members} skipped{inside}, "
            f"{self.removed} removed since the last build",
            f"documents  {self.reports} ({_counts(self.by_kind)}), "
            f"{len(self.copies)} copies of others",
            f"levels     {_counts(self.by_level)}",
            f"years      {_counts(self.by_year)}",
            f"found      {self.facts} facts, {self.claims} claims, {self.passages} passages",
            f"took       {self.seconds:.1f} s"
            + (f", {self.read / self.seconds:.0f} files a second" if self.read else ""),
        ]
        if self.skipped:
            lines.append("skipped")
            for reason, files in self.skipped_by_reason().items():
                lines.append(f"  {len(files):>5}  {reason}: {_some(files, longest)}")
        if self.copies:
            copies = [f"{copy} = {kept}" for copy, kept in self.copies.items()]
            lines += ["copies", f"  {len(copies):>5}  {_some(copies, longest)}"]
        if self.warnings:
            lines.append("warnings")
            told = [f"{file}: {'; '.join(odd)}" for file, odd in self.warnings.items()]
            lines += [f"         {line}" for line in told[:longest]]
            if len(told) > longest:
                lines.append(f"         and {len(told) - longest} more")
        return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _some(items: list[str], longest: int) -> str:
    more = f" and {len(items) - longest} more" if len(items) > longest else ""
    return ", ".join(items[:longest]) + more


def read_counts(database: Path) -> Counts:
    """What the tables of a generation hold."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as db:
        reports = db.execute(
            "SELECT file, kind, place_level, CAST(year_covered AS VARCHAR), sources, warnings, "
            "passage_count, fact_count, claim_count FROM reports ORDER BY number"
        ).fetchall()
    files, kinds, levels, years, sources, warnings, passages, facts, claims = (
        zip(*reports, strict=True) if reports else [()] * 9
    )
    copies = {copy: file for file, of_one in zip(files, sources, strict=True) for copy in of_one}
    return Counts(
        copies=dict(sorted(copies.items())),
        reports=len(reports),
        by_kind=_tally(kinds),
        by_level=_tally(levels),
        by_year=_tally(years),
        passages=sum(passages),
        facts=sum(facts),
        claims=sum(claims),
        warnings={f: tuple(odd) for f, odd in zip(files, warnings, strict=True) if odd},
    )


def _tally(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value or "unknown" for value in values).items()))
