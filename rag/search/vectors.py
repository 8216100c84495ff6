"""Nearest vectors by cosine (FAISS). Knows nothing of texts or of models.

Vectors are numbered 0, 1, 2 … in the order in which they were written, which is the
order of the passages; a generation never changes, so no other ids are needed. They are
kept as 16-bit floats: reading one back gives what was stored, bit for bit, so that an
incremental build is the same as a full one. Up to FLAT_LIMIT vectors every search is
exact; above, an inverted file looks at the nearest lists only. Its lists are learnt from a
sample chosen by a seed, with few and short rounds: learning takes a small part of a build,
and a rebuild of the same vectors gives the same lists.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLAT_LIMIT = 400_000
_EXACT_BELOW = 20_000  # with so few vectors allowed, comparing them all is both fast and exact
_TRAINING_PER_LIST = 64
_TRAINING_ROUNDS = 10
_CHUNK = 65_536
_SEED = 1

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]


def write_vectors(path: Path, vectors: NDArray[Any], flat_limit: int = FLAT_LIMIT) -> None:
    """Write vectors of shape (n, dim), unit length or zero, in any float type."""
    count, dim = vectors.shape
    if count > flat_limit:
        import faiss

        faiss.write_index(_inverted(vectors), str(path))
        return
    # A flat index of faiss, written without it: importing it takes a tenth of a second, and
    # it would hold all vectors in memory.
    with path.open("wb") as handle:
        sizes = (dim, 2 * dim, 0, 2 * dim * count)
        handle.write(_FLAT.pack(_FLAT_NAME, dim, count, *_FLAT_IS, *sizes))
        for first in range(0, count, _CHUNK):
            handle.write(np.asarray(vectors[first : first + _CHUNK], dtype="<f2").tobytes())


# faiss 1.15, impl/index_write.cpp: IndexScalarQuantizer, then the vectors. The name, the
# dimension, how many, two unused, whether trained, the metric; the quantizer's type, how its
# range is estimated and with which argument, the dimension, bytes of a vector, how many
# numbers were learnt; bytes of all vectors.
_FLAT = struct.Struct("<4s i q qq ? i iif QQ Q Q")
_FLAT_NAME = b"IxSQ"
_FLAT_IS = (1 << 20, 1 << 20, True, 0, 4, 0, 0.0)  # inner product; QT_fp16


def stored_vectors(path: Path) -> Callable[[int, int], NDArray[np.float16]]:
    """Vectors as they are stored, by (the first's number, how many): shape (how many, dim)."""
    with path.open("rb") as handle:
        begins = handle.read(_FLAT.size)
    if not begins.startswith(_FLAT_NAME):
        index = VectorIndex(path)
        return lambda first, many: index.read(np.arange(first, first + many)).astype(np.float16)
    _, dim, count, *_ = _FLAT.unpack(begins)
    if not count:  # nothing cannot be mapped
        return lambda first, many: np.empty((0, dim), np.float16)
    vectors = np.memmap(path, "<f2", "r", offset=_FLAT.size, shape=(count, dim))
    return lambda first, many: vectors[first : first + many]


def _inverted(vectors: NDArray[Any]) -> Any:
    import faiss

    count, dim = vectors.shape
    lists = max(1, int(count**0.5))
    quantizer = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dim, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.niter = _TRAINING_ROUNDS
    sample = np.random.default_rng(_SEED).choice(
        count, min(count, lists * _TRAINING_PER_LIST), replace=False
    )
    index.train(np.asarray(vectors[np.sort(sample)], dtype=np.float32))
    index.nprobe = max(8, lists // 16)
    index.make_direct_map()  # lets one vector be read back
    for first in range(0, count, _CHUNK):
        index.add(np.asarray(vectors[first : first + _CHUNK], dtype=np.float32))
    return index


class VectorIndex:
    """Reads what write_vectors wrote; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        import faiss

        self._faiss: Any = faiss
        # Vectors stay on disk and come in as they are looked at.
        with path.open("rb") as handle:
            flat = handle.read(len(_FLAT_NAME)) == _FLAT_NAME
        mapped = faiss.IO_FLAG_MMAP_IFC if flat else faiss.IO_FLAG_MMAP
        self._index: Any = faiss.read_index(str(path), mapped | faiss.IO_FLAG_READ_ONLY)
        self._inverted = isinstance(self._index, faiss.IndexIVF)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: Ids | None = None
    ) -> tuple[Ids, Scores]:
        """The nearest vectors to one query of shape (dim,): (numbers, cosines), best first.

        ``allowed`` restricts them; as many as ``limit`` come back whenever so many are
        allowed.
        """
        limit = min(limit, len(self) if allowed is None else len(allowed))
        if limit < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is not None and len(allowed) <= max(_EXACT_BELOW, 4 * limit):
            return self._exact(query, limit, allowed)
        scores, ids = self._index.search(
            query.reshape(1, -1), limit, params=self._parameters(limit, allowed)
        )
        found = ids[0] >= 0
        return _ordered(ids[0][found], scores[0][found])

    def cosines(self, query: NDArray[np.float32], ids: Ids) -> Scores:
        """The cosine of the query with each of these vectors."""
        return np.asarray(self.read(ids) @ query, dtype=np.float32)

    def read(self, ids: Ids) -> NDArray[np.float32]:
        """These vectors, shape (len(ids), dim)."""
        if not len(ids):
            return np.empty((0, self._index.d), dtype=np.float32)
        vectors = self._index.reconstruct_batch(np.ascontiguousarray(ids, dtype=np.int64))
        return np.asarray(vectors, dtype=np.float32)

    def _exact(self, query: NDArray[np.float32], limit: int, allowed: Ids) -> tuple[Ids, Scores]:
        ids, scores = _ordered(np.asarray(allowed, np.int64), self.cosines(query, allowed))
        return ids[:limit], scores[:limit]

    def _parameters(self, limit: int, allowed: Ids | None) -> Any:
        faiss = self._faiss
        selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
        if not self._inverted:
            return faiss.SearchParameters(sel=selector)
        probes = self._index.nprobe
        if allowed is not None:
            # The fewer vectors are allowed, the more lists must be looked at to find them.
            probes = int(probes * len(self) / len(allowed))
        probes = max(probes, self._index.nlist * limit * 4 // len(self))
        return faiss.SearchParametersIVF(sel=selector, nprobe=min(probes, self._index.nlist))


def _ordered(ids: Ids, scores: Scores) -> tuple[Ids, Scores]:
    """Best first, ties in the order of the vectors."""
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]
