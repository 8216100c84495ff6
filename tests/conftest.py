"""What several tests share: one index of the five samples, built once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from rag.build import build_index
from rag.store import Index

# A busy machine makes slow examples, not wrong ones.
settings.register_profile("fawen", deadline=None)
settings.load_profile("fawen")

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


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A StaticEmbedding of single characters with 8 dimensions, seeded: loads in no time."""
    import json

    import numpy as np
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers

    characters = "法治政府建设年度报告调解成功率普宣传执问题不足计划镇乡县街道0123456789%abcdefgh"
    vocabulary = {"[UNK]": 0} | {c: n for n, c in enumerate(dict.fromkeys(characters), start=1)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    folder = tmp_path_factory.mktemp("tiny_model")
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.random.default_rng(5).normal(size=(len(vocabulary), 8)).astype(np.float32)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    module = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    modules = [{"idx": 0, "name": "0", "path": "", "type": module}]
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    return folder
