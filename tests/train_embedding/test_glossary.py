"""The glossary's own rules: it is edited by hand."""

from __future__ import annotations

import re
from collections import Counter

from tools.train_embedding.train import HERE

LINES = [
    line
    for line in (HERE / "glossary.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_two_columns_chinese_and_english() -> None:
    for line in LINES:
        chinese, english = line.split("\t")
        assert re.search(r"[\u4e00-\u9fff]", chinese), line
        assert english.isascii() and not re.search(r"[|\t]|;\s*;|;\s*$|^\s", english), line


def test_no_term_stands_twice_and_there_are_many() -> None:
    counts = Counter(line.split("\t")[0] for line in LINES)
    assert [term for term, n in counts.items() if n > 1] == []
    assert len(counts) >= 1500


def test_renderings_of_a_term_differ() -> None:
    for line in LINES:
        renderings = [r.strip().lower() for r in line.split("\t")[1].split(";")]
        assert len(set(renderings)) == len(renderings), line
