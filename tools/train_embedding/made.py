"""Pairs made from word lists: names of places in pinyin, and topics with their sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from tools.train_embedding.corpora import Ids, Texts
from tools.train_embedding.questions import QuestionMaker
from tools.train_embedding.sources import Batch, SourceRecipe, surrounded

UNITS = {
    "镇": ("Town", "town"),
    "乡": ("Township", "township"),
    "街道": ("Subdistrict", "subdistrict", "Street"),
    "县": ("County", "county"),
    "区": ("District", "district"),
    "市": ("City", "city"),
    "自治县": ("Autonomous County", "County"),
    "村": ("Village", "village"),
    "社区": ("Community", "community"),
}
MADE_UP = ("镇", "镇", "镇", "乡", "乡", "街道", "县", "区", "村", "社区")
AFTER_NAME = ("", "", "", "人民政府", "法治政府建设年度报告")
AFTER_PINYIN = {
    "": "",
    "人民政府": " people's government",
    "法治政府建设年度报告": " annual report",
}


def split_unit(name: str) -> tuple[str, str]:
    """A name and its unit word: 五通桥区 -> (五通桥, 区)."""
    for unit in sorted(UNITS, key=len, reverse=True):
        if name.endswith(unit) and len(name) > len(unit):
            return name[: -len(unit)], unit
    return name, ""


def in_pinyin(name: str, unit: str, random: np.random.Generator) -> str:
    """One of the ways in which English writes a place: Wutongqiao District."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name)
    written = "".join(syllables).capitalize()
    if random.random() < 0.1:
        written = " ".join(syllables)
    if not unit or random.random() < 0.3:
        return written
    words = UNITS[unit]
    return f"{written} {words[int(random.integers(len(words)))]}"


def read_names(file: Path) -> list[str]:
    """Names of real units, one a line in the second column; others lines are notes."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines if line and not line.startswith("#")]


def name_pairs(
    names: Sequence[str], made_up: int, random: np.random.Generator
) -> list[tuple[str, str]]:
    """(English, Chinese) names: the real ones, and others made of their characters."""
    known = [split_unit(name) for name in names]
    characters = "".join(name for name, _ in known)
    for _ in range(made_up):
        size = 1 + int(random.random() < 0.85) + int(random.random() < 0.2)
        at = random.integers(len(characters), size=size)
        name = "".join(characters[i] for i in at)
        known.append((name, MADE_UP[int(random.integers(len(MADE_UP)))]))
    pairs = []
    for name, unit in known:
        if not re.fullmatch(r"[\u4e00-\u9fff]+", name):
            continue
        after = AFTER_NAME[int(random.integers(len(AFTER_NAME)))]
        pairs.append((in_pinyin(name, unit, random) + AFTER_PINYIN[after], name + unit + after))
    return pairs


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of templates.tsv."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    sentences: tuple[str, ...]


def read_topics(file: Path) -> list[Topic]:
    """Topics of a templates file; the file's own notes say what its columns are."""
    topics = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, chinese, sentences = (tuple(c.split("|")) for c in line.split("\t"))
            topics.append(Topic(english, chinese, sentences))
    return topics


def fill(sentence: str, random: np.random.Generator) -> str:
    """A template with its slots filled."""
    made = {
        "{n}": lambda: str(int(np.exp(random.uniform(0, 9)))),
        "{p}": lambda: "100%" if random.random() < 0.4 else f"{random.uniform(60, 100):.1f}%",
        "{y}": lambda: str(int(random.integers(2016, 2027))) + "年",
        "{m}": lambda: (
            f"{int(np.exp(random.uniform(0, 7)))}{('万元', '余万元', '亿元')[int(random.integers(3))]}"
        ),
    }
    return re.sub(r"\{[npym]\}", lambda slot: made[slot.group()](), sentence)


@dataclass(frozen=True, slots=True)
class TopicSource:
    """Questions on topics find passages whose one sentence answers them.

    The other sentences of a passage are cut from real ones (``around``).
    """

    recipe: SourceRecipe
    topics: Sequence[Topic]
    names: Sequence[str]
    around: Texts
    tokenizer: Tokenizer
    maker: QuestionMaker

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        keys = random.integers(len(self.topics), size=size)
        questions, sentences = [], []
        for key in keys:
            topic = self.topics[int(key)]
            english = random.random() < 0.6
            asked = topic.english if english else topic.chinese
            question = asked[int(random.integers(len(asked)))]
            sentence = topic.sentences[int(random.integers(len(topic.sentences)))]
            if random.random() < 0.2:
                name, unit = split_unit(self.names[int(random.integers(len(self.names)))])
                place = in_pinyin(name, unit, random) if english else name + unit
                question = f"{question} in {place}" if english else place + question
                sentence = name + unit + sentence
            questions.append(question)
            sentences.append(fill(sentence, random) + "。")
        asked_ids = self._encode(questions)
        told = self._encode(sentences)
        passages = [surrounded([s], self.around, self.maker, random) for s in told]
        return Batch(asked_ids, passages, self.recipe.symmetric, keys.astype(np.int64))

    def _encode(self, texts: list[str]) -> list[Ids]:
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [np.array(e.ids, np.int32) for e in encoded]
