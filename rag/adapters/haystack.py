"""Haystack: a component that gives Documents.

Pipeline().add_component("reports", FawenRetriever("index/data"))
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.adapters import hit_fields, hit_id, missing
from rag.retriever import Retriever
from rag.settings import DEFAULT_INDEX
from rag.types import Filter

try:
    from haystack import Document, component, default_from_dict, default_to_dict
except ImportError as error:
    raise missing("Haystack", "haystack") from error


@component
class FawenRetriever:
    """Passages for a query. A pipeline that holds it can be saved: it keeps the index's path."""

    def __init__(
        self,
        index: str | Path = DEFAULT_INDEX,
        top_k: int = 8,
        where: Filter = Filter(),  # noqa: B008
    ) -> None:
        self.index = str(index)
        self.top_k = top_k
        self.where = where
        self._retriever: Retriever | None = None

    def warm_up(self) -> None:
        """Open the index; raises IndexMissing, IndexMismatch."""
        if self._retriever is None:
            self._retriever = Retriever.open(self.index)

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, top_k: int | None = None, where: Filter | None = None
    ) -> dict[str, list[Document]]:
        """``{"documents": […]}``, best first; what is given here wins over the settings."""
        self.warm_up()
        assert self._retriever is not None
        hits = self._retriever.search(query, top_k or self.top_k, where or self.where)
        return {
            "documents": [
                Document(
                    id=hit_id(hit),
                    content=hit.text,
                    meta=hit_fields(self._retriever, hit),
                    score=hit.score,
                )
                for hit in hits
            ]
        }

    def to_dict(self) -> dict[str, Any]:
        """For saving a pipeline."""
        found: dict[str, Any] = default_to_dict(
            self, index=self.index, top_k=self.top_k, where=asdict(self.where)
        )
        return found

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> FawenRetriever:
        """From a saved pipeline; raises TypeError for a field that Filter lacks."""
        settings = data["init_parameters"]
        where: dict[str, Any] = {
            field: tuple(value) if isinstance(value, list) else value
            for field, value in (settings.get("where") or {}).items()
        }
        settings["where"] = Filter(**where)
        made: FawenRetriever = default_from_dict(cls, data)
        return made
