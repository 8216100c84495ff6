"""A recipe's sources, and what one batch of each is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.train_embedding.corpora import LONGEST, Ids, Pairs, Texts
from tools.train_embedding.questions import QuestionMaker

Kind = Literal["pairs", "part", "cloze", "gloss", "names", "topics", "among"]


@dataclass(frozen=True, slots=True)
class SourceRecipe:
    """One [[source]] of the recipe.

    pairs: left finds right as they are. part: a piece of left, as a question, finds right.
    cloze: a question made of a passage of the right column finds it. gloss: the left
    column, Chinese, is glossed into English and finds right. names: places in pinyin and
    in Chinese (files: a list of names). topics: see made.py (files: templates, a list of
    names). among: left, English, finds right between sentences of the files ``around``;
    with ``asked`` above 1, up to so many pairs together, which shorter words fill oftener.
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
    inflect: bool = False  # the left column, English, in other forms of its words
    hold_out: bool = False  # leave out the tenth of the passages that the fusion is fitted on
    around: tuple[str, ...] = ()  # whose right columns stand around (topics, among)
    asked: int = 1  # see among
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
        if self.recipe.inflect:
            left = self.maker.inflect(left, random)
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


@dataclass(frozen=True, slots=True)
class AmongSource:
    """Kind among: general words and sentences, buried as they are in passages."""

    recipe: SourceRecipe
    pairs: Pairs
    around: Texts
    maker: QuestionMaker
    chances: NDArray[np.float64]  # of each pair, cumulated

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        counts = random.integers(1, self.recipe.asked + 1, size=size)
        drawn = np.searchsorted(self.chances, random.random(int(counts.sum())), side="right")
        questions, passages = [], []
        at = 0
        for count in counts.tolist():
            chosen = drawn[at : at + count].tolist()
            at += count
            questions.append(self._question(chosen, random))
            told = [self.pairs.right[i] for i in chosen]
            passages.append(surrounded(told, self.around, self.maker, random))
        return Batch(questions, passages, self.recipe.symmetric)

    def _question(self, chosen: list[int], random: np.random.Generator) -> Ids:
        words = np.concatenate([self.pairs.left[i] for i in chosen])
        if self.recipe.drop:
            kept = words[random.random(len(words)) >= random.random() * self.recipe.drop]
            words = kept if len(kept) else words
        words = self.maker.inflect(words, random) if self.recipe.inflect else words
        if random.random() < 0.5:
            extra = self.maker.words_en
            words = np.concatenate([extra[random.integers(len(extra))], words])
        return words


def chances(pairs: Pairs, asked: int) -> NDArray[np.float64]:
    """How likely each pair is drawn, cumulated to 1.

    All alike where one is asked for; else every Chinese word by 1 / its tokens, shared among
    its renderings: words that the tokenizer keeps whole are the common ones.
    """
    if asked == 1:
        return np.arange(1, len(pairs) + 1) / len(pairs)
    keys = [pairs.right[i].tobytes() for i in range(len(pairs))]
    times = Counter(keys)
    each = [1 / (times[key] * max(1, len(key) // 4)) for key in keys]
    return np.asarray(np.cumsum(each) / np.sum(each))


def surrounded(
    told: list[Ids], around: Texts, maker: QuestionMaker, random: np.random.Generator
) -> Ids:
    """A passage of ``told`` and up to three sentences of other texts, in any order."""
    parts = list(told)
    for _ in range(int(random.integers(0, 4))):
        passage = around[int(random.integers(len(around)))]
        spans = maker.sentences(passage)
        if spans:
            start, end = spans[int(random.integers(len(spans)))]
            parts.append(passage[start:end])
    return np.concatenate([parts[i] for i in random.permutation(len(parts))])[:LONGEST]


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
