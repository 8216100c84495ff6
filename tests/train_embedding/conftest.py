"""A tokenizer of a few words, so that every id can be counted by hand."""

from __future__ import annotations

import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

WORDS = [
    "[UNK]",  # 0
    "全镇",
    "调解",
    "纠纷",
    "成功",
    "。",  # 5
    "墨",
    "玉",
    "县",
    "什么",
    "mediation",  # 10
    "dispute",
    "success",
    "mo",
    "yu",
    "county",  # 15
    "what",
    "is",
    "the",
    "38",
    "人民",  # 20
    "人民调解",
    "people",
]


@pytest.fixture
def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    pattern = Regex("全镇|人民调解|人民|调解|纠纷|成功|什么|[a-z]+|[0-9]+|.")
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(pattern, "isolated")]
    )
    return made
