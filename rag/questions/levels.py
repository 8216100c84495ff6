"""Which kinds of places a question is about: towns, 街道, county-level, departments ..."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from rag.questions.wording import Found, any_of, load_words
from rag.text import has_han
from rag.types import Level

_EXCLUDED = re.compile(
    r"(?:不含|不包括|不算|除了|除|去掉|排除|剔除|excluding|without|not including|except(?: for)?|leaving out)\s*(?:the )?$"
)
_LEFT_OUT = re.compile(
    r"\s*(?:都|就|先)?(?:不算|不计|不要|不包括|不包含|不含|不在内|除外|排除|剔除|(?:are |is )?(?:excluded|left out|not counted|aside))"
)


@dataclass(frozen=True, slots=True)
class LevelWish:
    """What a level word stands for; ``word`` is the word as asked."""

    word: str
    levels: tuple[Level, ...] = field(default=())
    level_words: tuple[str, ...] = ()
    department: bool | None = None


def find_levels(plain: str) -> list[Found[LevelWish]]:
    """Level words of a question whose place names are blanked."""
    pattern, wishes = _table()
    found = []
    for match in pattern.finditer(plain):
        word = re.sub(r"[\s\-]+", " ", match[0])
        wish = wishes.get(word) or wishes.get(word.replace(" ", ""))
        if wish and (
            _EXCLUDED.search(plain[: match.start()]) or _LEFT_OUT.match(plain[match.end() :])
        ):
            continue  # 不含街道, 街道不算: the levels that are named stay
        if wish and (not has_han(word) or _is_level(plain, match.start(), match.end())):
            found.append(Found(match.start(), match.end(), wish))
    return found


def _is_level(plain: str, start: int, end: int) -> bool:
    """In Chinese a short level word counts only where it stands for places, not in 区委 or 全镇."""
    context = load_words("levels.toml")["context"]
    chain = re.match(r"(?:[、和与及](?:省|市|区|县|镇|乡|街道|村))+", plain[end:])
    after, before = plain[end + (chain.end() if chain else 0) :], plain[:start]
    long = end - start > 1
    if any(after.startswith(word) for word in context["inside"]) and not (
        long and after.startswith(("办", "分", "外", "内", "里", "政"))
    ):
        return False
    if before.endswith(
        ("全", "我", "本", "该", "上", "此", "社", "辖", "小", "地", "校", "景", "山")
    ) and not before.endswith(("以上",)):
        return False
    if long:
        return True
    bounded_before = (
        not before.strip() or before.endswith(tuple(context["before"])) or not has_han(before[-1:])
    )
    if before.endswith(tuple(context["strong"])):
        return True
    bounded_after = (
        not after.strip() or after.startswith(tuple(context["after"])) or not has_han(after[:1])
    )
    return bounded_before and bounded_after


@cache
def _table() -> tuple[re.Pattern[str], dict[str, LevelWish]]:
    wishes = {}
    for entry in load_words("levels.toml")["level"]:
        for word in entry["words"]:
            wishes[word] = LevelWish(
                word,
                tuple(entry.get("levels", ())),
                tuple(entry.get("level_words", ())),
                entry.get("department"),
            )
    return any_of(tuple(wishes)), wishes
