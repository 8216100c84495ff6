"""Forms of English words: a dictionary has "to elect", a question has "was elected".

Only forms that the tokenizer keeps whole are of use, and only those are known: each is a
word that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from tools.train_embedding.corpora import Ids

IRREGULAR = Path(__file__).with_name("irregular.txt")
VOWELS = "aeiou"


def regular_forms(word: str, is_verb: bool) -> list[str]:
    """Regular forms of an English base form: plural or third person, past, participle."""
    stem = word[:-1]
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        plural, past, going = stem + "ies", stem + "ied", word + "ing"
    elif word.endswith("e"):
        plural, past, going = word + "s", word + "d", stem + "ing"
    else:
        hisses = word.endswith(("s", "x", "z", "ch", "sh"))
        plural, past, going = word + ("es" if hisses else "s"), word + "ed", word + "ing"
    forms = [plural]
    if is_verb:
        forms += [past, going]
        if word[-1] not in VOWELS + "wxy":
            forms += [word + word[-1] + "ed", word + word[-1] + "ing"]  # plan, planned
    return forms


def read_irregular(file: Path = IRREGULAR) -> list[list[str]]:
    """Groups of forms of one word."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def siblings(
    tokenizer: Tokenizer, renderings: Iterable[str], irregular: Sequence[Sequence[str]]
) -> dict[int, Ids]:
    """Token of an English word -> tokens of all its forms, itself among them.

    ``renderings`` are a dictionary's; one that begins with "to" tells a verb.
    """
    vocabulary = tokenizer.get_vocab()
    verbs: set[str] = set()
    words: set[str] = set()
    for rendering in renderings:
        parts = rendering.lower().split()
        words.update(part for part in parts if part.isalpha())
        if len(parts) > 1 and parts[0] == "to":
            verbs.add(parts[1])
    groups = [list(group) for group in irregular]
    for word in sorted(words):
        if len(word) > 2 and word in vocabulary:
            groups.append([word, *regular_forms(word, word in verbs)])
    found: dict[int, set[int]] = {}
    for group in groups:
        tokens = {vocabulary[form] for form in group if form in vocabulary}
        for token in tokens:
            found.setdefault(token, set()).update(tokens)
    return {t: np.array(sorted(of), np.int32) for t, of in found.items() if len(of) > 1}
