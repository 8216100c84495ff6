from __future__ import annotations

import gzip
import json
from pathlib import Path

from tokenizers import Tokenizer

from tools.train_embedding.corpora import load_pairs, read_pairs, tokenise, unique


def test_a_tsv_gives_one_pair_a_rendering_in_both_columns_order(tmp_path: Path) -> None:
    file = tmp_path / "glossary.tsv"
    file.write_text("# note\n调解\tmediation; conciliation\n县\tcounty\n", "utf-8")
    assert list(read_pairs(file)) == [
        ("mediation", "调解"),
        ("conciliation", "调解"),
        ("county", "县"),
    ]


def test_json_lines_and_tatoeba_are_read_packed(tmp_path: Path) -> None:
    pairs = tmp_path / "x.jsonl.gz"
    pairs.write_bytes(gzip.compress(json.dumps(["a\u2028b", "县"]).encode() + b"\n"))
    assert list(read_pairs(pairs)) == [("a\u2028b", "县")]
    tatoeba = tmp_path / "tatoeba.txt.gz"
    tatoeba.write_bytes(gzip.compress("Hi.\t你好。\tCC-BY\n".encode()))
    assert list(read_pairs(tatoeba)) == [("Hi.", "你好。")]


def test_texts_are_slices_of_one_array(tokenizer: Tokenizer) -> None:
    texts = tokenise(tokenizer, ["全镇调解", "", "纠纷38"])
    assert [t.tolist() for t in (texts[0], texts[1], texts[2])] == [[1, 2], [], [3, 19]]
    assert len(texts) == 3


def test_unique_keeps_the_first_of_equal_texts(tokenizer: Tokenizer) -> None:
    texts = unique(tokenise(tokenizer, ["县", "墨玉", "县"]))
    assert [texts[i].tolist() for i in range(len(texts))] == [[8], [6, 7]]


def test_the_cache_follows_the_file(tokenizer: Tokenizer, tmp_path: Path) -> None:
    file = tmp_path / "p.tsv"
    file.write_text("县\tcounty\n", "utf-8")
    cache = tmp_path / "cache"
    assert load_pairs(file, tokenizer, cache).left[0].tolist() == [15]
    assert load_pairs(file, tokenizer, cache).right[0].tolist() == [8]
    file.write_text("县\tthe county\n", "utf-8")
    assert load_pairs(file, tokenizer, cache).left[0].tolist() == [18, 15]
    assert len(list(cache.iterdir())) == 2
