"""LangChain: passages as Documents.

FawenRetriever.open("index/data", k=8).invoke("调解成功率")
"""

from __future__ import annotations

from pathlib import Path

from rag.adapters import hit_fields, hit_id, missing
from rag.retriever import Retriever
from rag.settings import DEFAULT_INDEX
from rag.types import Filter

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise missing("LangChain", "langchain") from error


class FawenRetriever(BaseRetriever):
    """A LangChain retriever over one index; threads may share it.

    ``ainvoke`` runs the same search in a worker thread.
    """

    retriever: Retriever
    k: int = 8
    where: Filter = Filter()

    @classmethod
    def open(
        cls,
        path: Path | str = DEFAULT_INDEX,
        k: int = 8,
        where: Filter = Filter(),  # noqa: B008
    ) -> FawenRetriever:
        """Over the live generation of an index folder; raises IndexMissing, IndexMismatch."""
        return cls(retriever=Retriever.open(path), k=k, where=where)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                id=hit_id(hit), page_content=hit.text, metadata=hit_fields(self.retriever, hit)
            )
            for hit in self.retriever.search(query, self.k, self.where)
        ]
