"""What the adapters for other frameworks share: one hit as text and plain fields.

Each framework has a file of its own here, imported only by who uses it.
"""

from __future__ import annotations

from typing import Any

from rag.retriever import Retriever
from rag.types import Hit


def hit_id(hit: Hit) -> str:
    """The same passage of the same report has the same id in every framework."""
    return f"{hit.report}:{hit.start}-{hit.end}"


def hit_fields(retriever: Retriever, hit: Hit) -> dict[str, Any]:
    """Where a passage comes from, in values that JSON holds.

    ``start`` and ``end`` are character offsets into the report's text; ``section`` is the
    path of headings from the outermost in.
    """
    metadata = retriever.index.record(hit.report).metadata
    return {
        "report": hit.report,
        "file": hit.file,
        "title": hit.title,
        "place": hit.place,
        "level": metadata.place_level,
        "year": hit.year,
        "section": list(hit.section),
        "role": hit.role,
        "start": hit.start,
        "end": hit.end,
        "score": hit.score,
    }


def missing(framework: str, extra: str) -> ImportError:
    """What to say when a framework is not installed."""
    return ImportError(f"{framework} is not installed: pip install 'fawen[{extra}]'")
