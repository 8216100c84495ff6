"""What several tests share: one index of the five samples, built once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.build import build_index
from rag.store import Index

SAMPLES = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def samples_index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of corpus/; tests only read it."""
    path = tmp_path_factory.mktemp("samples") / "index"
    build_index(SAMPLES, path, workers=1)
    return path


@pytest.fixture(scope="session")
def samples_index(samples_index_path: Path) -> Iterator[Index]:
    """The index of corpus/, open."""
    index = Index.open(samples_index_path)
    yield index
    index.close()
