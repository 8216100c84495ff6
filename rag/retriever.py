"""Question to passages: lexical and dense search, fused. The piece other tools embed.

Retriever.open("index/data").search("调解成功率", k=8, where=Filter(years=(2024,)))
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexMismatch
from rag.search.embedding import Embedder, load_embedder
from rag.search.fusion import fuse, weights_for
from rag.search.sentences import blend, nearest_piece
from rag.settings import DEFAULT_INDEX, rebuild_command
from rag.store import Index
from rag.text import fold, has_han, segment
from rag.types import Filter, Hit

_CANDIDATES = 100  # of each engine, at the least; 10 times k when that is more
_READ_CLOSELY = 60  # passages whose sentences are compared one by one, at the least


class Retriever:
    """Finds the passages of an index that answer a question; safe to share by threads."""

    def __init__(self, index: Index, embedder: Embedder | None = None) -> None:
        self.index = index
        self._given = embedder

    @classmethod
    def open(cls, path: Path | str = DEFAULT_INDEX) -> Retriever:
        """A retriever over the live generation; raises IndexMissing, IndexMismatch, ModelError."""
        return cls(Index.open(path))

    def search(
        self,
        query: str,
        k: int = 8,
        where: Filter = Filter(),  # noqa: B008
    ) -> list[Hit]:
        """The k best passages, best first; exactly k when the filter lets so many through."""
        folded = fold(query).text
        numbers, scores = self._ranked(folded, k, where)
        found = self.index.passages(numbers.tolist())
        return [
            Hit(
                report=passage.report,
                file=passage.file,
                title=passage.title,
                place=passage.place,
                year=passage.year,
                section=passage.section,
                role=passage.role,
                start=passage.start,
                end=passage.end,
                text=passage.text,
                score=float(score),
            )
            for passage, score in zip(found, scores, strict=True)
        ]

    def _ranked(
        self, folded: str, k: int, where: Filter
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if k < 1 or not folded.strip():
            return np.empty(0, np.int64), np.empty(0, np.float32)
        limit = max(_CANDIDATES, 10 * k)
        restricted = where != Filter()
        allowed = self.index.passage_numbers(where) if restricted else None
        reports = self.index.report_numbers(where) if restricted else None
        by_words, shares = self.index.lexical.search(segment(folded), limit, reports, where.roles)
        vector = self.embedder.encode_queries([folded])[0]
        by_meaning, _ = self.index.vectors.search(vector, limit, allowed)
        numbers = np.union1d(by_words, by_meaning)
        if not len(numbers):
            return numbers, np.empty(0, np.float32)
        lexical = _aligned(numbers, by_words, shares)
        cosine = self.index.vectors.cosines(vector, numbers)
        length = self.index.passage_lengths[numbers]
        weights = weights_for("zh" if has_han(folded) else "en")
        scores = fuse(lexical, cosine, length, weights)
        best = np.lexsort((numbers, -scores))[: max(_READ_CLOSELY, 2 * k)]
        texts = [passage.text for passage in self.index.passages(numbers[best].tolist())]
        cosine[best] = blend(cosine[best], nearest_piece(vector, texts, self.embedder.encode))
        scores = fuse(lexical, cosine, length, weights)
        order = np.lexsort((numbers, -scores))[:k]
        return numbers[order], scores[order]

    @cached_property
    def embedder(self) -> Embedder:
        """The model the index was built with, loaded on first use; raises IndexMismatch."""
        manifest = self.index.manifest
        embedder = self._given or load_embedder(manifest.model)
        if embedder.fingerprint != manifest.model_fingerprint:
            raise IndexMismatch(
                f"the index at {self.index.path} was built with the model {manifest.model} "
                f"({manifest.model_fingerprint}); what is there now is {embedder.name} "
                f"({embedder.fingerprint}). Build it anew with `make rebuild` or "
                f"`{rebuild_command(manifest.corpus, self.index.path)} --model {embedder.name}`"
            )
        return embedder


def _aligned(
    numbers: NDArray[np.int64], found: NDArray[np.int64], scores: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The score of each number, 0 where it was not found; ``numbers`` holds all found."""
    aligned = np.zeros(len(numbers), dtype=np.float32)
    aligned[np.searchsorted(numbers, found)] = scores
    return aligned
