"""A recipe's sources, and what one batch of each is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.train_embedding.corpora import LONGEST, Ids, Pairs, Texts
from tools.train_embedding.questions import QuestionMaker

Kind = Literal["pairs", "part", "cloze", "gloss", "names", "topics"]


@dataclass(frozen=True, slots=True)
class SourceRecipe:
    """One [[source]] of the recipe.

    pairs: left finds right as they are. part: a piece of left, as a question, finds right.
    cloze: a question made of a passage of the right column finds it. gloss: the left
    column, Chinese, is glossed into English and finds right. names: places in pinyin and
    in Chinese (files: a list of names). topics: see made.py (files: templates, a list of
    names, passages to stand around the answers).
    """

    name: str
    files: tuple[str, ...]
    kind: Kind
    weight: float  # share of the steps
    language: Literal["zh", "en"] = "zh"  # of the questions that are made
    symmetric: bool = False  # right finds left too
    block: int = 1  # so many neighbours of a document stand in one batch: harder negatives
    join: int = 1  # up to so many neighbours make one passage
    hide: float = 0.2  # how often the questioned sentence is taken out of its passage
    drop: float = 0.0  # up to this share of the left column's tokens is dropped
    hold_out: bool = False  # leave out the tenth of the passages that the fusion is fitted on
    batch: int = 0  # pairs a step, when not the recipe's


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and their passages; equal keys mark texts that are no negatives."""

    questions: list[Ids]
    passages: list[Ids]
    symmetric: bool
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


class Source(Protocol):
    """Makes batches without end."""

    @property
    def recipe(self) -> SourceRecipe: ...

    def batch(self, size: int, random: np.random.Generator) -> Batch: ...


@dataclass(frozen=True, slots=True)
class PairSource:
    """Kinds pairs, part and gloss."""

    recipe: SourceRecipe
    pairs: Pairs
    maker: QuestionMaker

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        groups = _groups(len(self.pairs), size, self.recipe, random)
        questions, passages = [], []
        for first, last in groups:
            i = int(random.integers(first, last))
            questions.append(self._question(self.pairs.left[i], random))
            passages.append(_joined(self.pairs.right, first, last))
        return Batch(questions, passages, self.recipe.symmetric)

    def _question(self, left: Ids, random: np.random.Generator) -> Ids:
        if self.recipe.kind == "part":
            size = min(len(left), int(random.integers(6, 28)))
            at = int(random.integers(len(left) - size + 1))
            return self.maker.question(left[at : at + size], random, "part")
        if self.recipe.kind == "gloss":
            return self.maker.gloss(left, random)
        if self.recipe.drop and len(left) > 3:
            kept = left[random.random(len(left)) >= random.random() * self.recipe.drop]
            return kept if len(kept) else left
        return left


@dataclass(frozen=True, slots=True)
class ClozeSource:
    """Kind cloze: every passage asks for itself."""

    recipe: SourceRecipe
    passages: Texts
    maker: QuestionMaker

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        groups = _groups(len(self.passages), size, self.recipe, random)
        questions, passages = [], []
        for first, last in groups:
            passage = _joined(self.passages, first, last)
            question, rest = self.maker.cloze(
                passage, random, self.recipe.language, self.recipe.hide
            )
            questions.append(question)
            passages.append(rest)
        keys = np.array([first for first, _ in groups], dtype=np.int64)
        return Batch(questions, passages, self.recipe.symmetric, keys)


def _groups(
    rows: int, size: int, recipe: SourceRecipe, random: np.random.Generator
) -> list[tuple[int, int]]:
    """``size`` groups of 1 to ``join`` neighbouring rows, in runs of ``block`` groups.

    Groups never overlap, so that none is a wrong negative of another.
    """
    width = min(rows, int(random.integers(1, recipe.join + 1)))
    shift = int(random.integers(min(width, rows - width + 1)))
    count = (rows - shift) // width
    size = min(size, count)
    run = min(recipe.block, size)
    starts = random.permutation(-(-count // run))[: -(-size // run)] * run
    chosen = (starts[:, None] + np.arange(run)[None, :]).ravel()
    chosen = chosen[chosen < count][:size]
    return [(shift + int(g) * width, min(rows, shift + (int(g) + 1) * width)) for g in chosen]


def _joined(texts: Texts, first: int, last: int) -> Ids:
    return texts.ids[texts.ends[first] : texts.ends[last]][:LONGEST]
