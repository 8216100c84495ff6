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
    import faiss

    count, dim = vectors.shape
    kind = faiss.ScalarQuantizer.QT_fp16
    index: Any
    if count <= flat_limit:
        index = faiss.IndexScalarQuantizer(dim, kind, faiss.METRIC_INNER_PRODUCT)
        if count:  # its codes are the 16-bit floats themselves
            index.codes.resize(count * index.code_size)
            _codes(index, count)[:] = vectors
            index.ntotal = count
    else:
        index = _inverted(vectors)
    faiss.write_index(index, str(path))


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


def _codes(index: Any, count: int) -> NDArray[np.float16]:
    """The vectors of a flat index where they are in memory, shape (count, dim)."""
    import faiss

    data = faiss.rev_swig_ptr(index.codes.data(), count * index.code_size)
    return np.asarray(data.view(np.float16).reshape(count, index.d))


class VectorIndex:
    """Reads what write_vectors wrote; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        import faiss

        self._faiss: Any = faiss
        # Vectors stay on disk and come in as they are looked at.
        with path.open("rb") as handle:
            flat = handle.read(4) == b"IxSQ"  # how faiss begins a flat index of 16-bit floats
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

    def stored(self, first: int, count: int) -> NDArray[np.float16]:
        """Vectors that follow each other, as they are stored, shape (count, dim)."""
        if self._inverted:
            return self.read(np.arange(first, first + count)).astype(np.float16)
        return _codes(self._index, len(self))[first : first + count]

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
