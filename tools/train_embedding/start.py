"""The table that training starts from: another model's rows beside random ones.

Random rows keep unrelated words apart. Here they also say what the dictionary knows: forms
of one English word share a part, and a Chinese word takes a part of its renderings'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tools.train_embedding.corpora import Ids
from tools.train_embedding.questions import Glosses

Table = NDArray[np.float32]
RENDERINGS = 6  # of a word; the k-th counts 1/k
SOUND = 0.3  # of a character's pinyin, beside its renderings


def rarities(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse document frequency by tokens, 1 for the rarest."""
    return np.asarray(np.log(1 / frequency) / np.log(1 / frequency.min()))


def start_table(
    table: Table, beside: Table, frequency: NDArray[np.float64], rarity: float, norm: float
) -> Table:
    """The start's rows, ``beside`` them rows of ``norm`` times their length.

    ``frequency`` is each token's share of all tokens. Rows get the length
    rarities ** rarity; 0 keeps the start's.
    """
    rows: NDArray[np.floating] = table
    if rarity:
        rows = unit(table) * (rarities(frequency) ** rarity)[:, None]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows, lengths = rows / lengths.mean(), lengths / lengths.mean()
    return np.hstack([rows, norm * lengths * beside]).astype(np.float32)


def random_rows(
    frequency: NDArray[np.float64],
    dims: int,
    seed: int,
    glosses: Glosses,
    forms: Mapping[int, Ids],
    aligned: float,
) -> Table:
    """Random unit rows, (vocabulary, dims).

    ``aligned`` is the part of a Chinese word's row that its renderings give, 0 to 1.
    """
    own = unit(np.random.default_rng(seed).normal(size=(len(frequency), dims)))
    if not aligned or not dims:
        return own
    english = own.copy()
    for token, of in forms.items():
        english[token] = own[of].sum(axis=0)
    english = unit(english)
    weighted = np.asarray(english * rarities(frequency)[:, None] ** 2, dtype=np.float32)
    rows = english.copy()
    for key, renderings in glosses.table.items():
        if len(key) == 1:
            token = key[0]
            meaning = unit(_mean(renderings, weighted))
            rows[token] = aligned * meaning + (1 - aligned) * own[token]
    for token, sound in glosses.pinyin.items():
        known = (token,) in glosses.table
        rows[token] = unit(rows[token]) * (1 if known else 0.5)
        rows[token] += (SOUND if known else 1) * unit(english[sound].sum(axis=0))
    return unit(rows)


def unit(rows: NDArray[np.floating]) -> Table:
    """Rows of length 1; zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _mean(renderings: Sequence[Ids], rows: Table) -> Table:
    different = list({r.tobytes(): r for r in renderings}.values())[:RENDERINGS]
    sums = [unit(rows[r].sum(axis=0)) / (k + 1) for k, r in enumerate(different)]
    return np.asarray(np.sum(sums, axis=0))
