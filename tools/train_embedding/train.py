"""Train the embedding model: a data folder in, a model folder out.

    python -m tools.train_embedding.train --data DIR --recipe FILE --start MODEL --out MODEL

One table of token vectors is trained so that a question's vector (the normalised mean of
its tokens' rows) is closer to its passage's than to the other passages of the batch
(InfoNCE, van den Oord et al. 2018; the MultipleNegativesRankingLoss of
sentence-transformers, with duplicates masked). The same seed, data and number of threads
give the same model.
"""

from __future__ import annotations

import argparse
import queue
import sys
import threading
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tools.train_embedding.corpora import Ids
from tools.train_embedding.loading import load_sources
from tools.train_embedding.model import read_table, read_tokenizer, write_model
from tools.train_embedding.sources import Batch, Source, SourceRecipe
from tools.train_embedding.start import random_rows, start_table

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole recipe file."""

    seed: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    scale: float  # of cosines before the softmax
    random_dims: int  # added to the start's dimensions, to tell words apart (see start.py)
    random_norm: float  # of their part of a row, beside 1 for the start's part
    aligned: float  # part of a Chinese word's random dimensions that its renderings give
    rarity: float  # rows start with the norm idf ** rarity; 0 keeps the start's norms
    saturated: float  # share of the steps that pool with saturated counts (see embed)
    small_dims: int  # the first so many dimensions are trained to serve alone (Matryoshka)
    small_weight: float
    dictionary: tuple[str, ...]  # pair files for glossing, likeliest first
    sources: tuple[SourceRecipe, ...]


def read_recipe(file: Path, **changes: Any) -> Recipe:
    """Read a recipe; ``changes`` replace its values where they are not None."""
    with file.open("rb") as opened:
        read = tomllib.load(opened)
    sources = tuple(_source(values) for values in read.pop("source"))
    read |= {k: v for k, v in changes.items() if v is not None}
    return Recipe(**{**read, "dictionary": tuple(read["dictionary"]), "sources": sources})


def _source(values: dict[str, Any]) -> SourceRecipe:
    lists = {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
    return SourceRecipe(**(values | lists))


class Batches:
    """Batches of a recipe's sources, mixed by weight, made one thread ahead."""

    def __init__(self, recipe: Recipe, sources: list[Source]) -> None:
        self.recipe = recipe
        self.sources = sources
        weights = np.array([s.recipe.weight for s in sources])
        self.shares = weights / weights.sum()
        self.ahead: queue.Queue[tuple[str, Batch] | Exception] = queue.Queue(maxsize=4)
        threading.Thread(target=self._make, daemon=True).start()

    def next(self) -> tuple[str, Batch]:
        """The next batch and its source's name; raises what went wrong in making it."""
        made = self.ahead.get()
        if isinstance(made, Exception):
            raise made
        return made

    def _make(self) -> None:
        try:
            for step in range(self.recipe.steps):
                self.ahead.put(self._batch(step))
        except Exception as error:  # to be raised where it is waited for
            self.ahead.put(error)

    def _batch(self, step: int) -> tuple[str, Batch]:
        random = np.random.default_rng([self.recipe.seed, step])
        source = self.sources[int(random.choice(len(self.sources), p=self.shares))]
        size = source.recipe.batch or self.recipe.batch
        return source.recipe.name, source.batch(size, random)


def embed(table: torch.Tensor, texts: list[Ids], saturated: bool) -> torch.Tensor:
    """Weighted sums of the texts' rows, (n, dim); the length goes when they are normalised.

    A token that occurs c times in a text counts 1 + ln(c) times when ``saturated``, else c
    times, which is the mean that sentence-transformers takes.
    """
    owners = np.repeat(np.arange(len(texts)), [len(t) for t in texts])
    keys = owners * len(table) + np.concatenate(texts).astype(np.int64)
    keys, counts = np.unique(keys, return_counts=True)
    weights = 1 + np.log(counts) if saturated else counts
    starts = np.searchsorted(keys, np.arange(len(texts)) * len(table))
    return functional.embedding_bag(
        torch.from_numpy(keys % len(table)),
        table,
        torch.from_numpy(starts),
        mode="sum",
        per_sample_weights=torch.from_numpy(weights.astype(np.float32)),
    )


def same(texts: list[Ids]) -> torch.Tensor:
    """(n, n): whether two texts are equal."""
    numbers: dict[bytes, int] = {}
    ids = torch.tensor([numbers.setdefault(t.tobytes(), len(numbers)) for t in texts])
    return ids[:, None] == ids[None, :]


def loss_of(
    table: torch.Tensor, batch: Batch, recipe: Recipe, saturated: bool = False
) -> torch.Tensor:
    """Cross-entropy of finding each question's passage among the batch's."""
    questions = embed(table, batch.questions, saturated)
    passages = embed(table, batch.passages, saturated)
    twins = same(batch.questions) | same(batch.passages)
    if len(batch.keys):
        keys = torch.from_numpy(batch.keys)
        twins |= keys[:, None] == keys[None, :]
    twins.fill_diagonal_(False)
    target = torch.arange(len(batch.questions))
    total = torch.zeros(())
    dims = {questions.shape[1]: 1.0}
    if recipe.small_dims:
        dims[recipe.small_dims] = recipe.small_weight
    for size, weight in dims.items():
        a = functional.normalize(questions[:, :size], dim=1).bfloat16()
        b = functional.normalize(passages[:, :size], dim=1).bfloat16()
        scores = (recipe.scale * (a @ b.T).float()).masked_fill(twins, -1e4)
        one = functional.cross_entropy(scores, target)
        if batch.symmetric:
            one = (one + functional.cross_entropy(scores.T, target)) / 2
        total = total + weight * one
    return total


def rate(step: int, recipe: Recipe) -> float:
    """The learning rate: up linearly, then down to nothing linearly."""
    up = min(1.0, (step + 1) / recipe.warmup)
    return recipe.learning_rate * up * (1 - step / recipe.steps)


def train(
    recipe: Recipe, data: Path, start: Path, out: Path, cache: Path, report: int = 100
) -> None:
    """Train and write the model; prints the running loss of each source."""
    torch.manual_seed(recipe.seed)
    tokenizer = read_tokenizer(start)
    folders = [HERE, data / "pairs", data / "sources", data]
    sources, frequency, maker = load_sources(
        recipe.sources, recipe.dictionary, folders, tokenizer, cache, recipe.seed
    )
    beside = random_rows(
        frequency, recipe.random_dims, recipe.seed, maker.glosses, maker.forms, recipe.aligned
    )
    rows = start_table(read_table(start), beside, frequency, recipe.rarity, recipe.random_norm)
    table = torch.from_numpy(rows).requires_grad_()
    optimiser = torch.optim.Adam([table], lr=recipe.learning_rate, betas=(0.9, 0.99), fused=True)
    batches = Batches(recipe, sources)
    losses: dict[str, float] = {}
    began = time.monotonic()
    for step in range(recipe.steps):
        for group in optimiser.param_groups:
            group["lr"] = rate(step, recipe)
        name, batch = batches.next()
        saturated = bool(np.random.default_rng([recipe.seed, step, 1]).random() < recipe.saturated)
        loss = loss_of(table, batch, recipe, saturated)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        value = float(loss.detach())
        losses[name] = 0.9 * losses.get(name, value) + 0.1 * value
        if (step + 1) % report == 0 or step + 1 == recipe.steps:
            seconds = time.monotonic() - began
            left = seconds / (step + 1) * (recipe.steps - step - 1)
            shown = " ".join(f"{k} {v:.2f}" for k, v in sorted(losses.items()))
            print(
                f"{step + 1}/{recipe.steps} {seconds:.0f}s, {left:.0f}s left: {shown}", flush=True
            )
        if (step + 1) % (10 * report) == 0 or step + 1 == recipe.steps:
            trained = table.detach().numpy()
            write_model(out, trained, start / "tokenizer.json", saturated=recipe.saturated > 0)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with pairs/ and sources/")
    parser.add_argument("--start", type=Path, required=True, help="model folder to start from")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--recipe", type=Path, required=True, help="such as second_stage.toml")
    parser.add_argument("--cache", type=Path, help="tokenised texts (default: OUT.cache)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    recipe = read_recipe(given.recipe, steps=given.steps, seed=given.seed)
    cache = given.cache or given.out.with_suffix(".cache")
    train(recipe, given.data, given.start, given.out, cache)
    return 0


if __name__ == "__main__":
    sys.exit(main())
