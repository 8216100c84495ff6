"""BM25 over words cut beforehand (tantivy). Knows nothing of languages or of fusion.

A score is the share of the BM25 that a passage would reach which says every word of the
question over and over: sum(idf(word)) * (k1 + 1). So the scores of two questions compare, and
a question whose words are in no passage, being in another language, scores next to nothing
by the one number that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import tantivy
from numpy.typing import NDArray

# Documents: the passage's number, its report's number, its role, and its words.
_PASSAGE, _REPORT, _ROLE, _WORDS = "passage", "report", "role", "words"
_K1 = 1.2  # tantivy's, which is Lucene's
_HEAP = 64_000_000  # bytes the writer may hold before it writes a segment


class LexicalWriter:
    """Writes a lexical index into an empty folder, to be used in a ``with`` block."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), path=str(folder))
        # One thread: the same passages always give the same segments, hence equal scores.
        self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)

    def __enter__(self) -> LexicalWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._writer.commit()
        self._writer.wait_merging_threads()

    def add(self, passage: int, report: int, role: str, words: str) -> None:
        """One passage; ``words`` are separated by spaces."""
        document = tantivy.Document()
        document.add_unsigned(_PASSAGE, passage)
        document.add_unsigned(_REPORT, report)
        document.add_text(_ROLE, role)
        document.add_text(_WORDS, words)
        self._writer.add_document(document)


class LexicalIndex:
    """Reads what LexicalWriter wrote; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(
        self,
        words: Sequence[str],
        limit: int,
        reports: Sequence[int] | None = None,
        roles: Sequence[str] = (),
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The best passages for any of the words: (numbers, scores in 0..1), best first.

        ``reports`` (numbers) and ``roles`` restrict the passages without changing their
        scores; None and empty mean all. Ties are in the order of the passages.
        """
        words = list(dict.fromkeys(words))
        query = self._any_of(words)
        if query is None or limit < 1 or (reports is not None and not len(reports)):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        clauses = [(tantivy.Occur.Must, query)]
        if reports is not None:
            clauses.append(self._only(_REPORT, [int(report) for report in reports]))
        if roles:
            clauses.append(self._only(_ROLE, list(roles)))
        if len(clauses) > 1:
            query = tantivy.Query.boolean_query(clauses)
        hits = self._searcher.search(query, limit=limit, count=False).hits
        numbers = self._searcher.fast_field_values(_PASSAGE, [address for _, address in hits])
        passages = np.asarray(numbers, dtype=np.int64)
        scores = np.asarray([score for score, _ in hits], dtype=np.float32) / self._most(words)
        order = np.lexsort((passages, -scores))
        return passages[order], scores[order]

    def _most(self, words: Sequence[str]) -> np.float32:
        """The least upper bound of BM25 for these words, by BM25's formula."""
        of_all = self._searcher.num_docs
        within = np.array([self._searcher.doc_freq(_WORDS, word) for word in words])
        rarities = np.log1p((of_all - within + 0.5) / (within + 0.5))
        return np.float32(rarities.sum() * (_K1 + 1))

    def _any_of(self, words: Sequence[str]) -> tantivy.Query | None:
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(self._schema, _WORDS, word, index_option="freq"),
            )
            for word in words
        ]
        return tantivy.Query.boolean_query(terms) if terms else None

    def _only(
        self, field: str, values: list[int] | list[str]
    ) -> tuple[tantivy.Occur, tantivy.Query]:
        allowed = tantivy.Query.term_set_query(self._schema, field, values)
        return tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_PASSAGE, fast=True)
    builder.add_unsigned_field(_REPORT, indexed=True)
    builder.add_text_field(_ROLE, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_WORDS, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
