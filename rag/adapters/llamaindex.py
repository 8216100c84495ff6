"""LlamaIndex: passages as scored TextNodes.

FawenRetriever.open("index/data", k=8).retrieve("调解成功率")
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from rag.adapters import hit_fields, hit_id, missing
from rag.retriever import Retriever
from rag.settings import DEFAULT_INDEX
from rag.types import Filter

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ImportError as error:
    raise missing("LlamaIndex", "llamaindex") from error


class FawenRetriever(BaseRetriever):
    """A LlamaIndex retriever over one index; threads may share it."""

    def __init__(
        self,
        retriever: Retriever,
        k: int = 8,
        where: Filter = Filter(),  # noqa: B008
    ) -> None:
        super().__init__()
        self._source = retriever
        self._k = k
        self._where = where

    @classmethod
    def open(
        cls,
        path: Path | str = DEFAULT_INDEX,
        k: int = 8,
        where: Filter = Filter(),  # noqa: B008
    ) -> FawenRetriever:
        """Over the live generation of an index folder; raises IndexMissing, IndexMismatch."""
        return cls(Retriever.open(path), k, where)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    id_=hit_id(hit),
                    text=hit.text,
                    metadata=hit_fields(self._source, hit),
                    start_char_idx=hit.start,
                    end_char_idx=hit.end,
                ),
                score=hit.score,
            )
            for hit in self._source.search(query_bundle.query_str, self._k, self._where)
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
