"""Nearest vectors, exact when flat and nearly so when inverted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.search.vectors import VectorIndex, stored_vectors, write_vectors


def unit_vectors(count: int, dim: int = 16) -> NDArray[np.float16]:
    vectors = np.random.default_rng(3).normal(size=(count, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(scope="module", params=["flat", "inverted"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    path = tmp_path_factory.mktemp("vectors") / "vectors.faiss"
    write_vectors(path, unit_vectors(3000), flat_limit=10_000 if request.param == "flat" else 100)
    return VectorIndex(path)


def test_a_vector_is_nearest_to_itself(index: VectorIndex) -> None:
    vectors = unit_vectors(3000).astype(np.float32)
    ids, scores = index.search(vectors[17], 5)
    assert ids[0] == 17
    assert scores[0] == pytest.approx(1, abs=1e-2)
    assert len(ids) == 5
    assert np.all(np.diff(scores) <= 0)


def test_what_was_written_is_read_back_bit_for_bit(index: VectorIndex) -> None:
    ids = np.array([2999, 0, 5])
    np.testing.assert_array_equal(index.read(ids), unit_vectors(3000)[ids].astype(np.float32))
    assert index.read(np.empty(0, np.int64)).shape == (0, 16)


@pytest.mark.parametrize("flat_limit", [10_000, 100])
def test_stored_vectors_are_what_was_written(tmp_path: Path, flat_limit: int) -> None:
    vectors = unit_vectors(500)
    write_vectors(tmp_path / "v", vectors, flat_limit)
    stored = stored_vectors(tmp_path / "v")
    np.testing.assert_array_equal(stored(7, 5), vectors[7:12])
    assert stored(7, 5).dtype == np.float16
    assert stored(3, 0).shape == (0, 16)


@pytest.mark.parametrize("count", [0, 5])
def test_a_flat_index_is_what_faiss_writes(tmp_path: Path, count: int) -> None:
    import faiss

    vectors = unit_vectors(count) if count else np.empty((0, 16), np.float16)
    kind = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexScalarQuantizer(16, kind, faiss.METRIC_INNER_PRODUCT)
    index.add(vectors.astype(np.float32))
    faiss.write_index(index, str(tmp_path / "theirs"))
    write_vectors(tmp_path / "ours", vectors)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


def test_only_allowed_vectors_come_back_and_as_many_as_asked(index: VectorIndex) -> None:
    vectors = unit_vectors(3000).astype(np.float32)
    allowed = np.arange(0, 3000, 300)
    ids, scores = index.search(vectors[17], 8, allowed)
    expected = allowed[np.argsort(-(vectors[allowed] @ vectors[17]))][:8]
    assert ids.tolist() == expected.tolist()
    np.testing.assert_allclose(scores, vectors[ids] @ vectors[17], rtol=1e-4)
    assert len(index.search(vectors[17], 50, allowed)[0]) == len(allowed)
    assert len(index.search(vectors[17], 5, np.empty(0, np.int64))[0]) == 0


def test_many_allowed_vectors_are_searched_by_the_engine(
    index: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.search.vectors._EXACT_BELOW", 10)
    vectors = unit_vectors(3000).astype(np.float32)
    allowed = np.arange(0, 3000, 2)
    ids, _ = index.search(vectors[18], 20, allowed)
    assert len(ids) == 20
    assert ids[0] == 18
    assert not (ids % 2).any()


def test_every_vector_can_be_asked_for(index: VectorIndex) -> None:
    assert len(index.search(unit_vectors(1).astype(np.float32)[0], 3000)[0]) == 3000


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    write_vectors(tmp_path / "v", np.empty((0, 4), np.float16))
    assert len(VectorIndex(tmp_path / "v").search(np.ones(4, np.float32), 3)[0]) == 0


def test_inverted_search_finds_most_of_what_flat_search_finds(tmp_path: Path) -> None:
    vectors = unit_vectors(20_000)
    write_vectors(tmp_path / "flat", vectors)
    write_vectors(tmp_path / "inverted", vectors, flat_limit=0)
    flat, inverted = VectorIndex(tmp_path / "flat"), VectorIndex(tmp_path / "inverted")
    queries = vectors[:50].astype(np.float32)
    shared = [len({*flat.search(q, 10)[0]} & {*inverted.search(q, 10)[0]}) for q in queries]
    assert np.mean(shared) > 7  # random vectors are the hardest case
