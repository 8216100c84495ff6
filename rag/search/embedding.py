"""Texts to unit vectors. Knows nothing of passages or of how vectors are searched.

The model that ships is a sentence-transformers ``StaticEmbedding``: a tokenizer and one
table of token vectors, whose mean is the text's vector. It is read here with tokenizers,
safetensors and numpy alone, because importing sentence-transformers and torch takes
seconds; any other model goes through sentence-transformers itself.

A model folder may hold pooling.json, ``{"counts": "saturated"}``: then a token that occurs
c times in a text counts 1 + ln(c) times in the mean, so that a word repeated through a
passage does not drown the others (the same thought as BM25's saturation). Without it the
vectors are those of sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.settings import DEFAULT_MODEL, MODELS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

_BATCH = 1024  # texts tokenised at a time: bounds memory, and keeps every core busy
_MANY = 256  # texts from which a table in 32 bits is worth making
_STATIC_FILES = ("tokenizer.json", "model.safetensors")


class Embedder(Protocol):
    """What the index and the retriever need of a model.

    ``name`` finds the model again (a shipped name, a hub name or an absolute path),
    ``fingerprint`` is 16 hexadecimal digits that change when the model does, ``dim``
    is the length of a vector.
    """

    name: str
    fingerprint: str
    dim: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of documents: shape (n, dim), unit length; zeros for an empty text."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, the same shape; some models prompt the two differently."""
        ...


def load_embedder(name_or_path: str | Path | None = None) -> Embedder:
    """The embedder of a shipped model's name, a model folder, or a name on the hub.

    Raises ModelError when it cannot be loaded, with what to do about it.
    """
    name = str(name_or_path or DEFAULT_MODEL)
    shipped = MODELS / name
    if "/" not in name and "\\" not in name and shipped.is_dir():
        return _shipped(shipped, name, _stamp(shipped))
    folder = Path(name).expanduser()
    if folder.is_dir():
        folder = folder.resolve()
        if is_static(folder):
            return StaticEmbedder(folder, str(folder))
        return TransformerEmbedder(str(folder))
    if folder.is_absolute() or name.startswith(".") or name.count("/") > 1:
        raise ModelError(f"no embedding model at {name}: there is no such folder. {_expected()}")
    return TransformerEmbedder(name)


@lru_cache(maxsize=1)
def _shipped(folder: Path, name: str, stamp: tuple[int, ...]) -> StaticEmbedder:
    """One for a process: the retriever, the parser and a rebuild read it alike, from any thread."""
    return StaticEmbedder(folder, name)


def _stamp(folder: Path) -> tuple[int, ...]:
    """Changes when the model's files do."""
    files = (_module_folder(folder) / file for file in _STATIC_FILES)
    return tuple(number for file in files for number in _size_and_time(file))


def _size_and_time(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0  # loading it says what is wrong
    return found.st_size, found.st_mtime_ns


def is_static(folder: Path) -> bool:
    """Whether the folder holds a StaticEmbedding (with or without normalisation) alone."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(kinds) and kinds[0] == "StaticEmbedding" and set(kinds[1:]) <= {"Normalize"}


# ---------------------------------------------------------------- a static model


class StaticEmbedder:
    """A tokenizer and a table of token vectors; about 8,000 passages a second and core."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._tokenizer, self._rows, self._scales = _read_static(folder)
        self._saturated = _counts_are_saturated(folder)
        self.dim = int(self._rows.shape[1])
        self.fingerprint = _fingerprint([_module_folder(folder) / file for file in _STATIC_FILES])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Embedder.encode."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        table = self._wide_rows if len(texts) >= _MANY else self._rows
        for first in range(0, len(texts), _BATCH):
            batch = list(texts[first : first + _BATCH])
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start=first):
                if encoding.ids:
                    vectors[row] = self._sum(table, encoding.ids)
        return _unit(vectors)  # the mean and the sum have one direction

    @cached_property
    def _wide_rows(self) -> Vectors:
        """The table in 32 bits: faster to sum, but a question need not wait for it."""
        return self._rows.astype(np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions and documents are read alike."""
        return self.encode(texts)

    def _sum(self, table: NDArray[Any], tokens: list[int]) -> Vectors:
        """The weighted sum of the tokens' rows: one small product a text is fastest."""
        ids, counts = np.unique(tokens, return_counts=True)
        weights = 1 + np.log(counts, dtype=np.float32) if self._saturated else counts
        weights = (weights * self._scales[ids]).astype(np.float32)
        return np.asarray(weights @ table[ids].astype(np.float32, copy=False))


def _read_static(folder: Path) -> tuple[Tokenizer, NDArray[Any], NDArray[np.float32]]:
    """The tokenizer, the table's rows in any number type, and a scale for each row."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    source = _module_folder(folder)
    try:
        tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        tensors = load_file(source / "model.safetensors")
        # The second form is model2vec's: small integers, and a scale for each row.
        rows = tensors.get("embedding.weight", tensors.get("embeddings"))
        if rows is None or "mapping" in tensors:
            raise ValueError(f"it holds {', '.join(sorted(tensors))}")
        scales = tensors.get("weights", np.ones(len(rows)))
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(
            f"the embedding model in {folder} cannot be read ({error}); expected a "
            "StaticEmbedding saved by sentence-transformers (modules.json, tokenizer.json and "
            "model.safetensors with one table). Name another with --model NAME-OR-PATH"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, rows, scales.astype(np.float32)


def _counts_are_saturated(folder: Path) -> bool:
    try:
        pooling = json.loads((_module_folder(folder) / "pooling.json").read_text("utf-8"))
    except FileNotFoundError:
        return False
    except ValueError as error:
        raise ModelError(
            f"pooling.json of the embedding model in {folder} cannot be read ({error}); expected "
            '{"counts": "saturated"} or {"counts": "plain"}'
        ) from error
    return bool(pooling.get("counts") == "saturated")


def _module_folder(folder: Path) -> Path:
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return folder / str(modules[0].get("path", ""))


# ---------------------------------------------------------------- any other model


class TransformerEmbedder:
    """Any sentence-transformers model, by hub name or path; imports torch."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(
                f"the embedding model {name!r} needs sentence-transformers, which is not "
                "installed. Run: python -m pip install sentence-transformers==6.2.0 torch==2.13.0"
            ) from error
        try:
            self._model = SentenceTransformer(name)
        except Exception as error:  # the hub, transformers and torch all raise their own
            reason = str(error).strip().split("\n")[0] or type(error).__name__
            raise ModelError(
                f"the embedding model {name!r} cannot be loaded: {reason}. {_expected()}"
            ) from error
        self.name = name
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _state_fingerprint(self._model)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Embedder.encode."""
        return self._vectors(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder.encode_queries."""
        return self._vectors(self._model.encode_query, texts)

    def _vectors(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return _unit(np.asarray(vectors, dtype=np.float32))


def shipped_models() -> list[str]:
    """The names of the models inside the package."""
    return sorted(path.name for path in MODELS.iterdir() if path.is_dir())


def _expected() -> str:
    return (
        f"Expected the name of a model that ships ({', '.join(shipped_models())}), a folder "
        "saved by sentence-transformers, or a hub name that this machine can reach"
    )


# ---------------------------------------------------------------- small parts


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _fingerprint(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            with file.open("rb") as handle:
                digest.update(file.name.encode())
                digest.update(hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()[:16]


def _state_fingerprint(model: Any) -> str:
    """Over the weights themselves, so that it holds for hub names and folders alike."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
        data = tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
        digest.update(data.numpy().data)
    return digest.hexdigest()[:16]
