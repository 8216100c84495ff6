"""Which kinds of places a question is about: towns, 街道, county-level, departments ..."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from rag.names import ethnic_groups
from rag.questions.kinds import is_left_out
from rag.questions.wording import Found, any_of, blank, load_words
from rag.text import has_han
from rag.types import Level


@dataclass(frozen=True, slots=True)
class LevelWish:
    """What a level word stands for; ``word`` is the word as asked."""

    word: str
    levels: tuple[Level, ...] = field(default=())
    level_words: tuple[str, ...] = ()
    department: bool | None = None
    group: str = ""  # 瑶族乡, "Yao townships": only places that bear the group's name


def find_levels(plain: str) -> list[Found[LevelWish]]:
    """Level words of a question whose place names are blanked."""
    pattern, wishes = _table()
    found = _of_groups(plain)
    for match in pattern.finditer(blank(plain, found)):
        word = re.sub(r"[\s\-]+", " ", match[0])
        wish = wishes.get(word) or wishes.get(word.replace(" ", ""))
        if wish and is_left_out(plain, match.start(), match.end()):
            if wish.department:  # 不包括部门: governments only
                wish = LevelWish(word, department=False)
                found.append(Found(match.start(), match.end(), wish))
            continue  # 不含街道, 街道不算: the levels that are named stay
        if wish and (not has_han(word) or _is_level(plain, match.start(), match.end())):
            found.append(Found(match.start(), match.end(), wish))
    return sorted(found, key=lambda f: f.start)


def _of_groups(plain: str) -> list[Found[LevelWish]]:
    """Kinds of places of one ethnic group."""
    chinese, english = _group_patterns()
    groups = {name.lower(): group for group, name in ethnic_groups().items()}
    found = []
    for match in (*chinese.finditer(plain), *english.finditer(plain)):
        group, word = match["group"], match["word"]
        kind = next(k for k in load_words("levels.toml")["of_group"] if word in k["words"])
        levels, level_words = tuple(kind["levels"]), tuple(kind["level_words"])
        wish = LevelWish(match[0], levels, level_words, False, groups.get(group, group))
        found.append(Found(match.start(), match.end(), wish))
    return found


@cache
def _group_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    chinese = "|".join(sorted(ethnic_groups(), key=len, reverse=True))
    english = "|".join(sorted(map(re.escape, ethnic_groups().values()), key=len, reverse=True))
    words = [w for kind in load_words("levels.toml")["of_group"] for w in kind["words"]]
    said = [
        "|".join(sorted((w for w in words if has_han(w) is han), key=len, reverse=True))
        for han in (True, False)
    ]
    return (
        re.compile(rf"(?P<group>{chinese})(?P<word>{said[0]})"),
        re.compile(
            rf"(?<![a-z])(?P<group>{english.lower()})[\s-]+(?:ethnic\s+|minority\s+|autonomous\s+)*"
            rf"(?P<word>{said[1]})(?![a-z])"
        ),
    )


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
