"""A model of a few words is trained in a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tools.train_embedding import average
from tools.train_embedding.model import encode, read_table, write_model

torch = pytest.importorskip("torch")
train = pytest.importorskip("tools.train_embedding.train")

RECIPE = """
seed = 1
steps = 60
batch = 3
learning_rate = 0.02
warmup = 5
scale = 10.0
random_dims = 4
random_norm = 1.0
aligned = 0.5
rarity = 1.0
saturated = 0.5
small_dims = 0
small_weight = 0.3
dictionary = ["g.tsv"]
[[source]]
name = "glossary"
files = ["g.tsv"]
kind = "pairs"
weight = 1.0
symmetric = true
"""


@pytest.fixture
def folder(tokenizer: Tokenizer, tmp_path: Path) -> Path:
    tokenizer.save(str(tmp_path / "t.json"))
    table = np.random.default_rng(1).normal(size=(23, 4)).astype(np.float32)
    write_model(tmp_path / "start", table, tmp_path / "t.json", "float16")
    (tmp_path / "g.tsv").write_text("调解\tmediation\n纠纷\tdispute\n成功\tsuccess\n", "utf-8")
    (tmp_path / "r.toml").write_text(RECIPE, "utf-8")
    return tmp_path


def run(folder: Path, out: str) -> Path:
    arguments = ["--data", folder, "--start", folder / "start", "--out", folder / out]
    train.main([str(a) for a in [*arguments, "--recipe", folder / "r.toml", "--threads", "1"]])
    return folder / out


def test_pairs_come_together_and_others_apart(tokenizer: Tokenizer, folder: Path) -> None:
    table = read_table(run(folder, "out"))
    assert table.shape == (23, 8)
    english = encode(table, tokenizer, ["mediation", "dispute", "success"])
    chinese = encode(table, tokenizer, ["调解", "纠纷", "成功"])
    assert (english @ chinese.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_the_same_seed_gives_the_same_model(folder: Path) -> None:
    first = (run(folder, "a") / "model.safetensors").read_bytes()
    assert (run(folder, "b") / "model.safetensors").read_bytes() == first


def test_saturated_counts_grow_with_the_logarithm() -> None:
    table = torch.eye(3)
    texts = [np.array([0, 0, 1], np.int32), np.array([2], np.int32)]
    plain = train.embed(table, texts, saturated=False)
    assert plain.tolist() == [[2, 1, 0], [0, 0, 1]]
    given = train.embed(table, texts, saturated=True)
    np.testing.assert_allclose(given.numpy(), [[1 + np.log(2), 1, 0], [0, 0, 1]], rtol=1e-6)


def test_both_stages_are_readable_and_their_files_of_this_folder_exist() -> None:
    for name in ("first_stage.toml", "second_stage.toml"):
        recipe = train.read_recipe(train.HERE / name)
        files = {file for source in recipe.sources for file in source.files}
        assert all((train.HERE / file).exists() for file in files if file.endswith(".tsv"))
        assert recipe.steps > 1000


def test_a_model_that_trained_saturated_says_so(folder: Path) -> None:
    assert (folder / "start" / "pooling.json").read_text() == '{"counts": "plain"}\n'
    assert (run(folder, "out") / "pooling.json").read_text() == '{"counts": "saturated"}\n'


def test_what_is_averaged_weighs_alike(folder: Path, tokenizer: Tokenizer) -> None:
    rows = np.ones((23, 4), np.float32)
    write_model(folder / "long", 3 * rows, folder / "t.json", "float16")
    write_model(folder / "short", rows * [1, 1, -1, -1], folder / "t.json", "float16")
    arguments = ["--model", folder / "long", "--model", folder / "short", "--out", folder / "mean"]
    average.main([str(a) for a in arguments])
    # Rows of length 1: (.5 .5 .5 .5) and (.5 .5 -.5 -.5); their mean is (.5 .5 0 0).
    np.testing.assert_allclose(read_table(folder / "mean")[5], [0.5, 0.5, 0, 0], atol=0.01)
