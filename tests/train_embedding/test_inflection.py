from __future__ import annotations

import pytest
from tokenizers import Tokenizer, models

from tools.train_embedding.inflection import read_irregular, regular_forms, siblings


@pytest.mark.parametrize(
    ("word", "is_verb", "forms"),
    [
        ("elect", True, {"elects", "elected", "electing"}),
        ("plan", True, {"plans", "planned", "planning"}),
        ("carry", True, {"carries", "carried", "carrying"}),
        ("govern", False, {"governs"}),
        ("mediate", True, {"mediates", "mediated", "mediating"}),
        ("church", False, {"churches"}),
        ("survey", False, {"surveys"}),
    ],
)
def test_regular_forms(word: str, is_verb: bool, forms: set[str]) -> None:
    assert forms <= set(regular_forms(word, is_verb))


def test_siblings_are_what_the_tokenizer_keeps_whole_and_verbs_follow_to() -> None:
    words = ["elect", "elected", "held", "hold", "hop", "hoping", "hopped", "case", "cases"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="elect"))
    given = siblings(tokenizer, ["to elect", "(law) case", "hop"], [["hold", "held"]])
    found = {words[token]: [words[i] for i in of] for token, of in given.items()}
    assert found == {
        "elect": ["elect", "elected"],
        "elected": ["elect", "elected"],
        "held": ["held", "hold"],
        "hold": ["held", "hold"],
        "case": ["case", "cases"],
        "cases": ["case", "cases"],
    }


def test_no_irregular_form_stands_twice_in_a_line() -> None:
    groups = read_irregular()
    assert len(groups) > 100
    assert all(len(group) == len(set(group)) > 1 for group in groups)
