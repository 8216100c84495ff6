from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tools.train_embedding.model import encode, quantise, read_table, write_model

TABLE = np.random.default_rng(5).normal(size=(23, 8)).astype(np.float32)


def test_a_row_is_rounded_to_its_own_scale() -> None:
    rows, scales = quantise(np.array([[1.0, -2.0], [0.0, 0.0]], np.float32))
    assert rows.tolist() == [[64, -127], [0, 0]]  # 1 / (2 / 127) = 63.5, to even
    np.testing.assert_allclose(scales, [2 / 127, 1])


def test_int8_is_read_back_nearly_and_float16_more_nearly(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    tokenizer.save(str(tmp_path / "t.json"))
    for dtype, tolerance in (("int8", 0.02), ("float16", 0.002)):
        write_model(tmp_path / dtype, TABLE, tmp_path / "t.json", dtype)  # type: ignore[arg-type]
        np.testing.assert_allclose(read_table(tmp_path / dtype), TABLE, atol=tolerance)


def test_sentence_transformers_reads_what_is_written(tokenizer: Tokenizer, tmp_path: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    tokenizer.save(str(tmp_path / "t.json"))
    write_model(tmp_path / "m", TABLE, tmp_path / "t.json")
    texts = ["全镇调解纠纷38", "mediation"]
    model = library.SentenceTransformer(str(tmp_path / "m"), device="cpu")
    expected = model.encode(texts, normalize_embeddings=True)
    given = encode(read_table(tmp_path / "m"), tokenizer, texts)
    np.testing.assert_allclose(given, expected, atol=1e-5)
