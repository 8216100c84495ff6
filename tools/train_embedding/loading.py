"""From a recipe and folders of data to sources that make batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.train_embedding.corpora import (
    Pairs,
    Texts,
    held_out,
    joined,
    load_pairs,
    read_pairs,
    tokenise,
    unique,
)
from tools.train_embedding.inflection import read_irregular, siblings
from tools.train_embedding.made import TopicSource, name_pairs, read_names, read_topics
from tools.train_embedding.questions import QuestionMaker, build_glosses, keep_probabilities
from tools.train_embedding.sources import (
    AmongSource,
    ClozeSource,
    PairSource,
    Source,
    SourceRecipe,
    chances,
)

MADE_UP_NAMES = 40_000


@dataclass(frozen=True, slots=True)
class Loader:
    """Where files are looked for, in order, and what is needed to read them."""

    folders: Sequence[Path]
    tokenizer: Tokenizer
    cache: Path
    maker: QuestionMaker
    seed: int

    def find(self, name: str) -> Path:
        """A file of the recipe; raises FileNotFoundError naming the folders."""
        return find(name, self.folders)

    def load(self, recipe: SourceRecipe) -> tuple[Source, list[Texts]]:
        """A source, and its texts for counting tokens."""
        if recipe.kind == "names":
            names = [n for f in recipe.files for n in read_names(self.find(f))]
            made = name_pairs(names, MADE_UP_NAMES, np.random.default_rng(self.seed))
            left = tokenise(self.tokenizer, [a for a, _ in made])
            right = tokenise(self.tokenizer, [b for _, b in made])
            return PairSource(recipe, Pairs(left, right), self.maker), []
        if recipe.kind == "topics":
            templates, names_file = recipe.files
            source = TopicSource(
                recipe,
                read_topics(self.find(templates)),
                read_names(self.find(names_file)),
                self._around(recipe),
                self.tokenizer,
                self.maker,
            )
            return source, []
        columns = [self._pairs(file) for file in recipe.files]
        left, right = joined([c.left for c in columns]), joined([c.right for c in columns])
        if recipe.hold_out:
            kept = [i for i in range(len(right)) if not held_out(right[i])]
            left, right = left.only(kept), right.only(kept)
        if recipe.kind == "cloze":
            passages = unique(right)
            passages = passages.only([i for i in range(len(passages)) if len(passages[i]) >= 8])
            return ClozeSource(recipe, passages, self.maker), [passages]
        if recipe.kind == "among":
            if recipe.asked > 1:
                short = [i for i in range(len(left)) if 1 <= len(left[i]) <= 8 and len(right[i])]
                left, right = left.only(short), right.only(short)
            pairs = Pairs(left, right)
            drawn = chances(pairs, recipe.asked)
            around = self._around(recipe)
            return AmongSource(recipe, pairs, around, self.maker, drawn), []
        return PairSource(recipe, Pairs(left, right), self.maker), [left, right]

    def _around(self, recipe: SourceRecipe) -> Texts:
        """What stands around: never a passage that is held out."""
        passages = unique(joined([self._pairs(file).right for file in recipe.around]))
        return passages.only([i for i in range(len(passages)) if not held_out(passages[i])])

    def _pairs(self, file: str) -> Pairs:
        return load_pairs(self.find(file), self.tokenizer, self.cache)


def find(name: str, folders: Sequence[Path]) -> Path:
    """The first folder's file of that name."""
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    looked = ", ".join(str(f) for f in folders)
    raise FileNotFoundError(f"no {name} in {looked}: check the data folder and the recipe")


def load_sources(
    recipes: Sequence[SourceRecipe],
    dictionary: Sequence[str],
    folders: Sequence[Path],
    tokenizer: Tokenizer,
    cache: Path,
    seed: int,
) -> tuple[list[Source], NDArray[np.float64], QuestionMaker]:
    """All sources, tokenised, each token's share of all tokens, and what makes questions."""
    pairs = [pair for file in dictionary for pair in read_pairs(find(file, folders))]
    counts = np.ones(tokenizer.get_vocab_size())
    renderings = [part for english, _ in pairs for part in english.split(";")]
    forms = siblings(tokenizer, renderings, read_irregular())
    glosses = build_glosses(tokenizer, pairs)
    maker = QuestionMaker(tokenizer, np.ones(len(counts)), glosses, forms)
    loader = Loader(folders, tokenizer, cache, maker, seed)
    sources = []
    for recipe in recipes:
        source, texts = loader.load(recipe)
        sources.append(source)
        for column in texts:
            counts += np.bincount(column.ids, minlength=len(counts))
        print(f"{recipe.name:24s} {sum(map(len, texts)):9,d} texts", flush=True)
    frequency = counts / counts.sum()
    maker.keep = keep_probabilities(frequency)
    return sources, frequency, maker
