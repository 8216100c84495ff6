"""The model folder: a sentence-transformers StaticEmbedding on disk.

The table is stored as int8 rows with one scale a row, under the names that
sentence-transformers reads for model2vec models: ``embeddings`` (vocabulary, dim) and
``weights`` (vocabulary,), row = embeddings[i] * weights[i].
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

Table = NDArray[np.float32]

MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding"
        ".StaticEmbedding",
    }
]
CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder."""
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def read_table(folder: Path) -> Table:
    """The token vectors of a model folder, (vocabulary, dim), float32."""
    tensors = load_file(folder / "model.safetensors")
    if "embedding.weight" in tensors:
        return tensors["embedding.weight"].astype(np.float32)
    rows = tensors["embeddings"].astype(np.float32)
    if "weights" in tensors:
        rows *= tensors["weights"].astype(np.float32)[:, None]
    return rows


def quantise(table: Table) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round each row to 255 steps between its extremes: (rows, scales)."""
    scales = np.abs(table).max(axis=1) / 127
    scales[scales == 0] = 1
    return np.round(table / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def write_model(
    folder: Path,
    table: Table,
    tokenizer: Path,
    dtype: Literal["int8", "float16"] = "int8",
    saturated: bool = False,
) -> None:
    """Write a model folder that sentence-transformers and ``rag.search.embedding`` read.

    ``saturated`` tells the latter to count repeated tokens by their logarithm.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if dtype == "int8":
        rows, scales = quantise(table)
        save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    else:
        save_file({"embedding.weight": table.astype(np.float16)}, folder / "model.safetensors")
    if tokenizer.resolve() != (folder / "tokenizer.json").resolve():
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
    (folder / "modules.json").write_text(json.dumps(MODULES, indent=2) + "\n")
    config = json.dumps(CONFIG, indent=2) + "\n"
    (folder / "config_sentence_transformers.json").write_text(config)
    pooling = json.dumps({"counts": "saturated" if saturated else "plain"}) + "\n"
    (folder / "pooling.json").write_text(pooling)


def encode(table: Table, tokenizer: Tokenizer, texts: list[str]) -> Table:
    """Unit vectors of texts, (n, dim): the mean of the tokens' rows, normalised."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    ends = np.cumsum([0] + [len(row) for row in ids])
    flat = np.fromiter((i for row in ids for i in row), dtype=np.int32, count=int(ends[-1]))
    bags = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(ids), len(table)))
    vectors: Table = np.asarray(bags @ table)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
