"""An index of the five samples' metadata, for tests of parsing: no store, no model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.gazetteer import complete
from rag.types import Filter, Metadata

GOLD = Path(__file__).parents[1] / "gold"


@dataclass(frozen=True)
class Record:
    """What parsing reads of a report."""

    id: str
    metadata: Metadata


@dataclass(frozen=True)
class FakeIndex:
    """Holds records; filters nothing, as parsing asks for all of them."""

    generation: str
    records: tuple[Record, ...]

    def reports(self, where: Filter | None = None) -> Iterable[Record]:
        return self.records


def record(
    place: str | None, level: str | None = None, year: int | None = None, **more: object
) -> Record:
    """A report of a place, as far as parsing cares."""
    meta = Metadata(place=place, place_level=level, year_covered=year, **more)  # type: ignore[arg-type]
    return Record(f"{place}-{year}-{more.get('department')}", complete(meta))


def sample_index() -> FakeIndex:
    """The five samples, from their hand-made truth."""
    records = []
    for path in sorted(GOLD.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        if isinstance(truth, list):
            continue
        records.append(
            record(
                truth["place"],
                truth["place_level"],
                truth["year_covered"],
                level_word=truth["level_word"],
                parents=tuple(truth["parents"]),
                department=truth["department"],
            )
        )
    return FakeIndex("samples", tuple(records))
