"""Fit the weights of rag/search/fusion.toml on questions that are in no training batch.

    python -m tools.train_embedding.fit_fusion --data DIR [--model MODEL]

The questions are those of the tenth of the passages of DRCD dev and CMRC 2018 trial that
recipes with ``hold_out`` leave out; all passages of the two stand in the ranking. For English
the same questions are glossed word by word, which keeps the numbers and Latin names by which
lexical search finds anything at all. Prints a table; the weights are then written by hand.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.search.fusion import weights_for
from rag.settings import DEFAULT_MODEL, MODELS
from tools.train_embedding.corpora import LONGEST, held_out, read_pairs
from tools.train_embedding.evaluate import (
    blended_scores,
    dense_scores,
    fused_scores,
    lexical_scores,
)
from tools.train_embedding.metrics import first_ranks, recall_at, reciprocal_rank_at
from tools.train_embedding.model import read_tokenizer
from tools.train_embedding.questions import QuestionMaker, build_glosses
from tools.train_embedding.testsets import TestSet, read_questions
from tools.train_embedding.train import HERE

FILES = ("z_qa_drcd_dev.jsonl.gz", "z_qa_cmrc_trial.jsonl.gz")
LEXICAL = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0)


def held_out_questions(file: Path, model: Path) -> TestSet:
    """The questions on passages that were kept from training; all passages stay."""
    whole = read_questions(file)
    tokenizer = read_tokenizer(model)
    encoded = tokenizer.encode_batch(whole.passages, add_special_tokens=False)
    kept = {i for i, e in enumerate(encoded) if held_out(np.array(e.ids[:LONGEST], np.int32))}
    chosen = [i for i, (at,) in enumerate(whole.relevant) if at in kept]
    queries = [whole.queries[i] for i in chosen]
    relevant = [whole.relevant[i] for i in chosen]
    return TestSet(whole.name, "zh", whole.passages, queries, relevant)


def in_english(testset: TestSet, data: Path, model: Path) -> TestSet:
    """The same questions, glossed."""
    tokenizer = read_tokenizer(model)
    dictionary = [HERE / "glossary.tsv", data / "pairs" / "x_cedict.jsonl.gz"]
    pairs = [pair for file in dictionary for pair in read_pairs(file)]
    keep = np.ones(tokenizer.get_vocab_size())
    maker = QuestionMaker(tokenizer, keep, build_glosses(tokenizer, pairs))
    names = {i: token for token, i in tokenizer.get_vocab().items()}
    random = np.random.default_rng(1)
    glossed = []
    for encoding in tokenizer.encode_batch(testset.queries, add_special_tokens=False):
        ids = maker.gloss(np.array(encoding.ids, np.int32), random)
        glossed.append(" ".join(names[int(i)] for i in ids))
    return TestSet(testset.name, "en", testset.passages, glossed, testset.relevant)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODELS / DEFAULT_MODEL)
    given = parser.parse_args(arguments)
    print("| set | language | lexical | R@1 | R@5 | MRR@10 |\n|---|---|---|---|---|---|")
    for file in FILES:
        chinese = held_out_questions(given.data / "pairs" / file, given.model)
        for testset in (chinese, in_english(chinese, given.data, given.model)):
            lexical = lexical_scores(testset.passages, testset.queries)
            dense = dense_scores(given.model, testset.passages, testset.queries)
            dense = blended_scores(given.model, dense, testset.passages, testset.queries)
            for weight in LEXICAL:
                weights = replace(weights_for(testset.language), lexical=weight)
                fused = fused_scores(lexical, dense, testset.passages, weights)
                ranks = first_ranks(fused, testset.relevant)
                figures = (recall_at(ranks, 1), recall_at(ranks, 5), reciprocal_rank_at(ranks, 10))
                shown = " | ".join(f"{v:.4f}" for v in figures)
                print(
                    f"| {testset.name} ({len(ranks)}) | {testset.language} "
                    f"| {weights.lexical} | {shown} |"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
