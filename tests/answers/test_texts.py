"""The three languages say the same things, each in its own script."""

import string

from rag.answers.say import _texts
from rag.text import has_han, to_simplified

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def flat(language: str) -> dict[str, list[str]]:
    found = {}
    for group, entries in _texts()[language].items():
        for key, text in entries.items():
            found[f"{group}.{key}"] = text if isinstance(text, list) else [text]
    return found


def test_all_languages_hold_the_same_keys() -> None:
    keys = {language: set(flat(language)) for language in LANGUAGES}
    assert keys["zh-Hant"] == keys["zh-Hans"]
    assert keys["en"] == keys["zh-Hans"]


def test_traditional_texts_are_the_simplified_ones() -> None:
    # Marks of quotation differ; everything else must be one text in two scripts.
    marks = str.maketrans("「」", "“”")
    simplified, traditional = flat("zh-Hans"), flat("zh-Hant")
    for key, texts in simplified.items():
        assert [to_simplified(t).translate(marks) for t in traditional[key]] == texts, key


def test_english_is_english() -> None:
    for key, texts in flat("en").items():
        assert not any(has_han(t) for t in texts), key


def test_chinese_templates_need_nothing_that_english_lacks() -> None:
    def names(texts: list[str]) -> set[str]:
        fields = (name for t in texts for _, name, _, _ in string.Formatter().parse(t))
        return {name.lower() for name in fields if name}

    english = flat("en")
    for key, texts in flat("zh-Hans").items():
        assert names(texts) - names(english[key]) <= {"stop", "topic"}, key
