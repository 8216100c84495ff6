"""The indicator nearest in meaning, for wordings that no list holds.

Cosine between the question's matter and every name of every indicator, by the shipped
embedding model. The least cosine that counts is learnt on tests/questions/meaning.tsv
(see tests/questions/test_meaning.py) and stands in topics.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rag.errors import ModelError
from rag.indicators.catalogue import load_catalogue
from rag.questions.wording import load_words


@dataclass(frozen=True, slots=True)
class Near:
    """An indicator and the cosine of its nearest name, -1 to 1."""

    indicator: str
    cosine: float


def nearest(text: str, count: int = 3) -> list[Near]:
    """The indicators nearest in meaning to a text, best first; none without a model."""
    named = _name_vectors()
    if named is None or not text.strip():
        return []
    embedder, owners, vectors = named
    cosines = vectors @ embedder.encode([text])[0]
    best: dict[str, float] = {}
    for owner, cosine in zip(owners, cosines.tolist(), strict=True):
        if cosine > best.get(owner, -2.0):
            best[owner] = cosine
    ranked = sorted(best.items(), key=lambda n: (-n[1], n[0]))
    return [Near(owner, cosine) for owner, cosine in ranked[:count]]


def accepted(near: Sequence[Near]) -> Near | None:
    """The nearest one, where it is near enough to be what is meant."""
    return (
        near[0]
        if near and near[0].cosine >= load_words("topics.toml")["meaning"]["accept"]
        else None
    )


def suggested(near: Sequence[Near]) -> list[Near]:
    """Those near enough to be offered as another reading."""
    least = load_words("topics.toml")["meaning"]["suggest"]
    return [n for n in near if n.cosine >= least]


@cache
def _name_vectors() -> tuple[Any, list[str], Any] | None:
    """(embedder, indicator ids, their names' vectors (n, dim)); None without a model."""
    from rag.search.embedding import load_embedder

    try:
        embedder = load_embedder()
    except ModelError:
        return None
    owners: list[str] = []
    names: list[str] = []
    for indicator in load_catalogue().indicators.values():
        own = (indicator.zh, indicator.en, *indicator.synonyms_zh, *indicator.synonyms_en)
        names += own
        owners += [indicator.id] * len(own)
    return embedder, owners, embedder.encode(names)
