"""The light reader against sentence-transformers, and what happens without a model."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.search.embedding import (
    StaticEmbedder,
    TransformerEmbedder,
    is_static,
    load_embedder,
    shipped_models,
)
from rag.settings import DEFAULT_MODEL, MODELS

TEXTS = [
    "后塘瑶族乡依法用法调处矛盾纠纷42起,调解成功率100%",
    "後塘瑤族鄉依法用法調處矛盾糾紛42起",
    "which towns reported 100% mediation success",
    "",
    "a",
    "法治" * 2000,
]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="module")
def tiny_transformer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A BERT of two layers with 16 dimensions, seeded, saved by sentence-transformers."""
    torch = pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"法治调解成功率abc"]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    torch.manual_seed(1)
    bert = BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
        )
    )
    bert.save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    yield folder / "model"


def test_the_shipped_model_is_read_as_sentence_transformers_reads_it(tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(str(MODELS / DEFAULT_MODEL), device="cpu")
    expected = model.encode([t for t in TEXTS if t], normalize_embeddings=True)
    for file in (MODELS / DEFAULT_MODEL).iterdir():
        if file.name != "pooling.json":  # sentence-transformers knows plain counts alone
            shutil.copyfile(file, tmp_path / file.name)
    given = load_embedder(tmp_path).encode([t for t in TEXTS if t])
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, expected, atol=1e-3)


def small_static(folder: Path, pooling: str | None) -> StaticEmbedder:
    """Two words, two dimensions, in model2vec's form: small integers and scales."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1}, unk_token="a"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    rows, scales = np.array([[100, 0], [0, 50]], np.int8), np.array([0.01, 0.02], np.float32)
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    (folder / "modules.json").write_text('[{"type": "x.StaticEmbedding", "path": ""}]', "utf-8")
    if pooling is not None:
        (folder / "pooling.json").write_text(pooling, "utf-8")
    return StaticEmbedder(folder, "small")


def test_scaled_rows_are_read_and_counts_are_plain_unless_told(tmp_path: Path) -> None:
    given = small_static(tmp_path, None).encode(["a a a b"])[0]
    np.testing.assert_allclose(given, np.array([3, 1]) / 10**0.5, rtol=1e-6)


def test_saturated_counts_grow_with_the_logarithm(tmp_path: Path) -> None:
    given = small_static(tmp_path, '{"counts": "saturated"}').encode(["a a a b"])[0]
    expected = np.array([1 + np.log(3), 1])
    np.testing.assert_allclose(given, expected / np.linalg.norm(expected), rtol=1e-6)


def test_a_broken_pooling_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pooling\.json"):
        small_static(tmp_path, "{")


def test_vectors_have_unit_length_and_an_empty_text_has_none() -> None:
    embedder = load_embedder()
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dim)
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0, 1, 1], atol=1e-5)
    assert embedder.encode([]).shape == (0, embedder.dim)


def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    embedder = load_embedder()
    many = embedder.encode([f"第{n}条" for n in range(1500)])
    np.testing.assert_array_equal(many[1234], embedder.encode(["第1234条"])[0])


def test_both_scripts_have_nearly_one_vector() -> None:
    simplified, traditional = load_embedder().encode(["调解成功率", "調解成功率"])
    assert simplified @ traditional > 0.999


def test_reading_the_shipped_model_imports_no_torch() -> None:
    code = (
        "import sys; from rag.search.embedding import load_embedder; load_embedder().encode(['a'])"
        "; print(*({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == ""


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    for file in (MODELS / DEFAULT_MODEL).iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    copy, shipped = load_embedder(tmp_path), load_embedder()
    assert isinstance(copy, StaticEmbedder)
    assert copy.fingerprint == shipped.fingerprint
    assert (copy.name, shipped.name) == (str(tmp_path), DEFAULT_MODEL)
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text("utf-8") + "\n", "utf-8")
    assert load_embedder(tmp_path).fingerprint != shipped.fingerprint


def test_any_other_model_goes_through_sentence_transformers(tiny_transformer: Path) -> None:
    from sentence_transformers import SentenceTransformer

    assert not is_static(tiny_transformer)
    embedder = load_embedder(str(tiny_transformer))
    assert isinstance(embedder, TransformerEmbedder)
    assert (embedder.dim, embedder.name) == (16, str(tiny_transformer))
    texts = ["调解成功率", "法治 abc"]
    expected = SentenceTransformer(str(tiny_transformer), device="cpu").encode(
        texts, normalize_embeddings=True
    )
    np.testing.assert_allclose(embedder.encode(texts), expected, atol=1e-5)
    np.testing.assert_allclose(embedder.encode_queries(texts), expected, atol=1e-5)
    assert embedder.encode([]).shape == (0, 16)
    assert embedder.fingerprint == load_embedder(str(tiny_transformer)).fingerprint


def test_without_sentence_transformers_the_install_command_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match="pip install sentence-transformers"):
        load_embedder("someone/some-model")


def test_an_unknown_model_names_those_that_ship(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelError, match="fawen-static"):
        load_embedder(tmp_path / "nothing")


def test_a_broken_model_folder_is_told(tmp_path: Path) -> None:
    shipped = MODELS / DEFAULT_MODEL
    (tmp_path / "modules.json").write_bytes((shipped / "modules.json").read_bytes())
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    assert is_static(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        load_embedder(tmp_path)


def test_the_shipped_models_are_listed() -> None:
    assert DEFAULT_MODEL in shipped_models()
