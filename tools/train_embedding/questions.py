"""Questions nobody had to write: a sentence with words left out, in Chinese or glossed
into English word by word. All on token ids, so that every epoch makes new ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.train_embedding.corpora import Ids

WORDS_FILE = Path(__file__).with_name("question_words.tsv")
SENTENCE_ENDS = "。！？；!?;"
PINYIN_SHARE = 0.3  # of single characters, which are often parts of names
INFLECTED = 0.4  # how often an English word of a gloss takes another of its forms


@dataclass(frozen=True, slots=True)
class Glosses:
    """English renderings of sequences of Chinese tokens, likeliest first."""

    table: dict[tuple[int, ...], list[Ids]]
    pinyin: dict[int, Ids]  # of single characters
    longest: int


NO_GLOSSES = Glosses({}, {}, 1)


class QuestionMaker:
    """Makes pseudo-questions out of passages.

    ``keep`` is a probability a token, ``forms`` the forms of English words (inflection.py).
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        keep: NDArray[np.float64],
        glosses: Glosses = NO_GLOSSES,
        forms: Mapping[int, Ids] | None = None,
    ) -> None:
        self.keep = keep
        self.glosses = glosses
        self.forms = forms or {}
        vocabulary = tokenizer.get_vocab()
        self.ends = np.array([vocabulary[c] for c in SENTENCE_ENDS if c in vocabulary], np.int32)
        self.words_zh = _encode(tokenizer, _question_words("zh"))
        self.words_en = _encode(tokenizer, _question_words("en"))

    def sentences(self, passage: Ids) -> list[tuple[int, int]]:
        """Spans of sentences (token positions) with at least five tokens."""
        stops = np.flatnonzero(np.isin(passage, self.ends)) + 1
        bounds = [0, *stops.tolist(), len(passage)]
        return [(a, b) for a, b in pairwise(bounds) if b - a >= 5]

    def cloze(
        self, passage: Ids, random: np.random.Generator, language: str, hide: float
    ) -> tuple[Ids, Ids]:
        """A question on one sentence of a passage, and the passage to be found.

        With probability ``hide`` the sentence is taken out of the passage.
        """
        spans = self.sentences(passage) or [(0, len(passage))]
        start, end = spans[random.integers(len(spans))]
        rest = passage
        if random.random() < hide and len(passage) - (end - start) >= 12:
            rest = np.concatenate([passage[:start], passage[end:]])
        length = end - start
        if length > 36:
            size = int(random.integers(12, 36))
            start += int(random.integers(length - size + 1))
            end = start + size
        return self.question(passage[start:end], random, language), rest

    def question(self, sentence: Ids, random: np.random.Generator, language: str) -> Ids:
        """A sentence with an answer cut out, words dropped and question words added.

        ``language``: zh, en (a Chinese sentence is glossed) or part (it is English already).
        """
        words = sentence
        if len(words) > 6:
            size = int(random.integers(1, 1 + min(6, len(words) // 3)))
            at = int(random.integers(len(words) - size + 1))
            words = np.concatenate([words[:at], words[at + size :]])
        kept = words[random.random(len(words)) < self.keep[words]]
        if len(kept) < 2:
            kept = words
        if len(kept) > 18:
            at = int(random.integers(len(kept) - 18 + 1))
            kept = kept[at : at + 18]
        if language == "en":
            kept = self.gloss(kept, random)
        extra = self.words_zh if language == "zh" else self.words_en
        if random.random() < 0.85:
            kept = np.concatenate([kept, extra[random.integers(len(extra))]])
        return kept

    def inflect(self, words: Ids, random: np.random.Generator) -> Ids:
        """English words, some in another of their forms; others stay."""
        turned = words.copy()
        for at in np.flatnonzero(random.random(len(words)) < INFLECTED):
            forms = self.forms.get(int(words[at]))
            if forms is not None:
                turned[at] = forms[random.integers(len(forms))]
        return turned

    def gloss(self, words: Ids, random: np.random.Generator) -> Ids:
        """English for Chinese tokens, longest match first; other tokens stay."""
        table, pinyin = self.glosses.table, self.glosses.pinyin
        out: list[Ids] = []
        ids = words.tolist()
        at = 0
        while at < len(ids):
            for size in range(min(self.glosses.longest, len(ids) - at), 0, -1):
                renderings = table.get(tuple(ids[at : at + size]))
                if renderings is None:
                    continue
                sound = pinyin.get(ids[at]) if size == 1 else None
                if sound is not None and random.random() < PINYIN_SHARE:
                    out.append(sound)
                else:
                    out.append(renderings[int(len(renderings) * random.random() ** 2)])
                at += size
                break
            else:
                out.append(pinyin.get(ids[at], words[at : at + 1]))
                at += 1
        return self.inflect(np.concatenate([words[:0], *out]), random)


def build_glosses(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> Glosses:
    """From (English, Chinese) pairs of a dictionary, in order of likelihood.

    Words of the vocabulary that no pair renders are rendered part by part.
    """
    from pypinyin import lazy_pinyin

    split = [(part, zh) for en, zh in pairs for part in en.split(";")]
    chinese = tokenizer.encode_batch([zh for _, zh in split], add_special_tokens=False)
    short = [re.sub(r"\([^)]*\)|^\s*(to|a|an|the|sb|sth) ", " ", en).strip() for en, _ in split]
    english = tokenizer.encode_batch(short, add_special_tokens=False)
    table: dict[tuple[int, ...], list[Ids]] = {}
    for zh, en in zip(chinese, english, strict=True):
        if 1 <= len(zh.ids) <= 5 and 1 <= len(en.ids) <= 5:
            table.setdefault(tuple(zh.ids), []).append(np.array(en.ids, np.int32))
    vocabulary = tokenizer.get_vocab()
    for word, i in sorted(vocabulary.items(), key=itemgetter(1)):  # get_vocab's order is random
        if re.fullmatch(r"[\u4e00-\u9fff]{2,}", word) and (i,) not in table:
            parts = _parts(word, vocabulary, table)
            if parts:
                table[(i,)] = [np.concatenate([table[(p,)][0] for p in parts])]
    characters = [t for t in vocabulary if re.fullmatch(r"[\u4e00-\u9fff]", t)]
    sounds = _encode(tokenizer, ["".join(lazy_pinyin(c)) for c in characters])
    pinyin = {vocabulary[c]: s for c, s in zip(characters, sounds, strict=True) if len(s)}
    return Glosses(table, pinyin, max(map(len, table), default=1))


def _parts(
    word: str, vocabulary: dict[str, int], table: dict[tuple[int, ...], list[Ids]]
) -> list[int]:
    """Tokens with renderings that make up a word, longest first; none when some part has none."""
    parts: list[int] = []
    at = 0
    while at < len(word):
        for end in range(len(word) - (at == 0), at, -1):
            token = vocabulary.get(word[at:end])
            if token is not None and (token,) in table:
                parts.append(token)
                at = end
                break
        else:
            return []
    return parts


def keep_probabilities(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely a question repeats a token: 0.35 for the commonest, 0.85 for rare ones.

    ``frequency`` is a token's share of all tokens.
    """
    rarity = 1e-3 / (1e-3 + frequency)  # the smooth inverse frequency of Arora et al. 2017
    return 0.35 + 0.5 * rarity


def _question_words(language: str) -> list[str]:
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [words for of, words in rows if of == language]


def _encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [np.array(e.ids, np.int32) for e in encoded]
