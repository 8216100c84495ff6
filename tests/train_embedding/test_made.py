from __future__ import annotations

import re

import numpy as np
from tokenizers import Tokenizer

from tools.train_embedding.corpora import tokenise
from tools.train_embedding.made import (
    Topic,
    TopicSource,
    fill,
    in_pinyin,
    name_pairs,
    read_topics,
    split_unit,
)
from tools.train_embedding.questions import QuestionMaker
from tools.train_embedding.sources import SourceRecipe
from tools.train_embedding.train import HERE


def test_the_longest_unit_word_counts() -> None:
    assert split_unit("五通桥区") == ("五通桥", "区")
    assert split_unit("石柱自治县") == ("石柱", "自治县")
    assert split_unit("北城街街道") == ("北城街", "街道")
    assert split_unit("县") == ("县", "")


def test_pinyin_is_written_as_one_word() -> None:
    seen = {in_pinyin("墨玉", "县", np.random.default_rng(seed)) for seed in range(40)}
    assert {"Moyu County", "Moyu county", "Moyu"} <= seen


def test_name_pairs_are_seeded_and_skip_what_is_not_han() -> None:
    pairs = name_pairs(["墨玉县", "A区"], 5, np.random.default_rng(1))
    assert pairs == name_pairs(["墨玉县", "A区"], 5, np.random.default_rng(1))
    assert all(re.match(r"[\u4e00-\u9fff]", zh) and re.match("[A-Za-z]", en) for en, zh in pairs)


def test_slots_are_filled() -> None:
    made = fill("调解{n}件，成功率{p}，{y}金额{m}", np.random.default_rng(2))
    pattern = r"调解\d+件，成功率\d+(\.\d)?%，20\d\d年金额\d+余?[万亿]元"
    assert re.fullmatch(pattern, made)


def test_every_topic_has_questions_in_both_languages_and_sentences() -> None:
    topics = read_topics(HERE / "templates.tsv")
    assert len(topics) > 80
    for topic in topics:
        assert all(re.search("[A-Za-z]", q) and q.isascii() for q in topic.english)
        assert all(re.search(r"[\u4e00-\u9fff]", q) for q in topic.chinese)
        assert not re.search(r"[{}]", fill("".join(topic.sentences), np.random.default_rng(0)))


def test_topics_of_one_batch_are_no_negatives_of_themselves(tokenizer: Tokenizer) -> None:
    source = TopicSource(
        SourceRecipe("topics", (), "topics", 1.0),
        [Topic(("mediation",), ("调解",), ("全镇调解纠纷{n}件",))],
        ["墨玉县"],
        tokenise(tokenizer, ["墨玉县成功县。"]),
        tokenizer,
        QuestionMaker(tokenizer, np.ones(tokenizer.get_vocab_size())),
    )
    batch = source.batch(6, np.random.default_rng(0))
    assert batch.keys.tolist() == [0] * 6
    assert len(batch.questions) == len(batch.passages) == 6
    assert all({1, 2, 3} <= set(p.tolist()) for p in batch.passages)
