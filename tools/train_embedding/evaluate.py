"""Print the table of scores: dense, lexical and hybrid search on every test set.

    python -m tools.train_embedding.evaluate --data DIR [--model MODEL ...] [--json]

The ways of searching, over all passages of a set:

    mean       cosines of plain means, as sentence-transformers computes them
    dense      cosines by the product's reader, which saturates counts where a model says so
    sentences  dense blended with the best sentence of each passage (rag.search.sentences)
    lexical    tantivy's BM25 over the product's segmentation
    hybrid     sentences and lexical, by rag.search.fusion with the weights that ship
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.search.embedding import load_embedder
from rag.search.fusion import Weights, fuse, weights_for
from rag.search.lexical import LexicalIndex, LexicalWriter
from rag.search.sentences import blend, pieces
from rag.settings import DEFAULT_MODEL, MODELS
from rag.text import fold, segment
from tools.train_embedding.metrics import first_ranks, recall_at, reciprocal_rank_at
from tools.train_embedding.model import encode, read_table, read_tokenizer
from tools.train_embedding.testsets import TestSet, read_testsets

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """Scores of one way of searching one set."""

    model: str
    set: str
    search: str  # mean, dense, sentences, lexical or hybrid
    queries: int
    passages: int
    r1: float
    r5: float
    r10: float
    mrr10: float


def lexical_scores(passages: list[str], queries: list[str]) -> Scores:
    """Lexical scores of all passages, (queries, passages); 0 where no word matches."""
    scores = np.zeros((len(queries), len(passages)), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        with LexicalWriter(Path(folder)) as writer:
            for number, passage in enumerate(passages):
                writer.add(number, 0, "achievements", " ".join(segment(fold(passage).text)))
        index = LexicalIndex(Path(folder))
        for row, query in enumerate(queries):
            numbers, found = index.search(segment(fold(query).text), len(passages))
            scores[row, numbers] = found
    return scores


def mean_scores(model: Path, passages: list[str], queries: list[str]) -> Scores:
    """Cosines of plain means, as sentence-transformers gives them, (queries, passages)."""
    table, tokenizer = read_table(model), read_tokenizer(model)
    return encode(table, tokenizer, queries) @ encode(table, tokenizer, passages).T


def dense_scores(model: Path, passages: list[str], queries: list[str]) -> Scores:
    """Cosines by the product's reader, (queries, passages)."""
    embedder = load_embedder(model)
    return np.asarray(embedder.encode_queries(queries) @ embedder.encode(passages).T)


def blended_scores(model: Path, dense: Scores, passages: list[str], queries: list[str]) -> Scores:
    """What the product makes of the passages' cosines and those of their best sentences."""
    embedder = load_embedder(model)
    cut = [pieces(passage) for passage in passages]
    vectors = embedder.encode([piece for passage in cut for piece in passage])
    starts = np.cumsum([0] + [len(passage) for passage in cut[:-1]])
    best = np.maximum.reduceat(embedder.encode_queries(queries) @ vectors.T, starts, axis=1)
    return blend(dense, best)


def fused_scores(lexical: Scores, dense: Scores, passages: list[str], weights: Weights) -> Scores:
    """Row by row what the product's fusion makes of both."""
    lengths = np.array([len(p) for p in passages], dtype=np.int64)
    rows = zip(lexical, dense, strict=True)
    return np.stack([fuse(words, cosine, lengths, weights) for words, cosine in rows])


def score(model: str, testset: TestSet, search: str, scores: Scores) -> Row:
    """One row of the table."""
    ranks = first_ranks(scores, testset.relevant)
    return Row(
        model,
        testset.name,
        search,
        len(testset.queries),
        len(testset.passages),
        recall_at(ranks, 1),
        recall_at(ranks, 5),
        recall_at(ranks, 10),
        reciprocal_rank_at(ranks, 10),
    )


def evaluate(models: list[Path], data: Path) -> Iterator[Row]:
    """Rows of all models on all sets; lexical search is shown once, under "-"."""
    for testset in read_testsets(data / "eval"):
        lexical = None
        if testset.lexical:
            lexical = lexical_scores(testset.passages, testset.queries)
            yield score("-", testset, "lexical", lexical)
        for model in models:
            plain = mean_scores(model, testset.passages, testset.queries)
            yield score(model.name, testset, "mean", plain)
            dense = dense_scores(model, testset.passages, testset.queries)
            yield score(model.name, testset, "dense", dense)
            blended = blended_scores(model, dense, testset.passages, testset.queries)
            yield score(model.name, testset, "sentences", blended)
            if lexical is not None:
                weights = weights_for(testset.language)
                fused = fused_scores(lexical, blended, testset.passages, weights)
                yield score(model.name, testset, "hybrid", fused)


def markdown(rows: list[Row]) -> str:
    """The table as Markdown."""
    lines = [
        "| set | queries / passages | model | search | R@1 | R@5 | R@10 | MRR@10 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        figures = " | ".join(f"{v:.3f}" for v in (row.r1, row.r5, row.r10, row.mrr10))
        size = f"{row.queries:,} / {row.passages:,}"
        lines.append(f"| {row.set} | {size} | {row.model} | {row.search} | {figures} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder, with eval/")
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        help="a model folder; may be given several times (default: the model that ships)",
    )
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    given = parser.parse_args(arguments)
    rows = list(evaluate(given.model or [MODELS / DEFAULT_MODEL], given.data))
    print(json.dumps([asdict(r) for r in rows], indent=1) if given.json else markdown(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
