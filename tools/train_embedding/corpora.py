"""Texts as token ids: one flat array and the ends of each text, cached on disk."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ids = NDArray[np.int32]
LONGEST = 320  # tokens of one text; longer ones are cut


@dataclass(frozen=True, slots=True)
class Texts:
    """Tokenised texts; text i is ``ids[ends[i]:ends[i + 1]]``."""

    ids: Ids
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, i: int) -> Ids:
        return self.ids[self.ends[i] : self.ends[i + 1]]

    def only(self, rows: Sequence[int]) -> Texts:
        """Some of the texts, in the order given."""
        return Texts.of([self[i] for i in rows])

    @classmethod
    def of(cls, rows: Sequence[Ids]) -> Texts:
        """From one array of ids a text."""
        ends = np.cumsum([0] + [len(row) for row in rows])
        return cls(np.concatenate(rows) if rows else np.zeros(0, np.int32), ends)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two columns of texts of equal length."""

    left: Texts
    right: Texts

    def __len__(self) -> int:
        return len(self.left)


def read_pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Pairs of a .jsonl[.gz] file ([a, b] a line), a .tsv or a Tatoeba .txt.gz file.

    In a .tsv the second column may hold several renderings parted by ``;``: one pair each.
    """
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    for line in text.split("\n"):
        if ".jsonl" in file.name and line:
            a, b = json.loads(line)
            yield a, b
            continue
        columns = line.split("\t")
        if len(columns) < 2 or line.startswith("#"):
            continue
        if file.suffix == ".tsv":
            for rendering in columns[1].split(";"):
                if rendering.strip():
                    yield rendering.strip(), columns[0].strip()
        else:
            yield columns[0], columns[1]


def tokenise(tokenizer: Tokenizer, texts: Sequence[str]) -> Texts:
    """Token ids of texts, each cut after ``LONGEST`` tokens."""
    rows: list[Ids] = []
    for at in range(0, len(texts), 20_000):
        batch = tokenizer.encode_batch(list(texts[at : at + 20_000]), add_special_tokens=False)
        rows += [np.array(e.ids[:LONGEST], dtype=np.int32) for e in batch]
    return Texts.of(rows)


def load_pairs(file: Path, tokenizer: Tokenizer, cache: Path) -> Pairs:
    """The tokenised pairs of a file, from the cache when file and tokenizer are unchanged."""
    digest = hashlib.sha256(file.read_bytes())
    digest.update(hashlib.sha256(tokenizer.to_str().encode()).digest())
    digest.update(str(LONGEST).encode())
    cached = cache / f"{file.name.split('.')[0]}-{digest.hexdigest()[:16]}.npz"
    if cached.exists():
        with np.load(cached) as held:
            return Pairs(Texts(held["a"], held["a_ends"]), Texts(held["b"], held["b_ends"]))
    rows = list(read_pairs(file))
    pairs = Pairs(
        tokenise(tokenizer, [a for a, _ in rows]), tokenise(tokenizer, [b for _, b in rows])
    )
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = cached.with_suffix(".tmp.npz")
    np.savez(
        unfinished,
        a=pairs.left.ids,
        a_ends=pairs.left.ends,
        b=pairs.right.ids,
        b_ends=pairs.right.ends,
    )
    unfinished.rename(cached)
    return pairs


def joined(columns: Sequence[Texts]) -> Texts:
    """Several columns as one, in order."""
    lengths = np.concatenate([np.diff(column.ends) for column in columns])
    ends = np.concatenate([[0], np.cumsum(lengths)])
    return Texts(np.concatenate([column.ids for column in columns]), ends)


def held_out(passage: Ids) -> bool:
    """Whether a passage is one of the tenth kept from training, to fit the fusion on."""
    return zlib.crc32(passage.tobytes()) % 10 == 0


def unique(texts: Texts) -> Texts:
    """The texts without repetitions, in order of first appearance."""
    seen: dict[bytes, int] = {}
    for i in range(len(texts)):
        seen.setdefault(texts[i].tobytes(), i)
    return Texts.of([texts[i] for i in seen.values()])
