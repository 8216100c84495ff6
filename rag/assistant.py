"""The online story: a question, and the turns before it, to a cited answer.

    Assistant.open("index/data").ask("哪些乡镇报告调解成功率为100%?")

parse        what is asked, in the light of the earlier turns   rag.questions
compute      from every report that counts                      rag.answers.compute
compose      cited, in the question's language                  rag.answers.compose
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answers.compose import compose
from rag.answers.compute import Tools, compute
from rag.questions.describe import describe
from rag.questions.parse import parse
from rag.settings import DEFAULT_INDEX
from rag.store import Index
from rag.types import Answer, Filter, Hit, Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.retriever import Retriever


class Assistant:
    """Answers questions from one index; holds no conversation, so threads may share it."""

    def __init__(self, index: Index, retriever: Retriever | None = None) -> None:
        self.index = index
        self._retriever = retriever

    @classmethod
    def open(cls, path: Path | str = DEFAULT_INDEX) -> Assistant:
        """An assistant over the live generation; raises IndexMissing, IndexMismatch."""
        return cls(Index.open(path))

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to a question, read in the light of the questions asked before it."""
        query = self.understand(question, history)
        return self.answer(query)

    def understand(self, question: str, history: Sequence[str] = ()) -> Query:
        """The question as a query; earlier questions are read in turn."""
        turns: list[Query] = []
        for earlier in history:
            turns.append(parse(earlier, self.index, tuple(turns)))
        return parse(question, self.index, tuple(turns))

    def answer(self, query: Query) -> Answer:
        """The answer to a query, however it came about."""
        tools = Tools(self.index, self, self._encode)
        finding = compute(query, tools)
        return compose(query, finding, self.index, describe(query, query.language))

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    @cached_property
    def retriever(self) -> Retriever:
        """The retriever of the same index; its model loads when it is first needed."""
        # Imported when first needed: most answers are computed without vectors.
        from rag.retriever import Retriever

        return self._retriever or Retriever(self.index)

    def search(self, query: str, k: int = 8, where: Filter = Filter()) -> list[Hit]:  # noqa: B008
        """The k best passages, as :meth:`rag.retriever.Retriever.search` finds them."""
        return self.retriever.search(query, k, where)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.retriever.embedder.encode(texts)
