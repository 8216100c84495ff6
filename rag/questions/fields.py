"""Questions about the report itself: who issued it, when it was published, which year it covers."""

from __future__ import annotations

import re
from functools import cache

from rag.questions.wording import Found, any_of, compile_pattern, load_words


def find_fields(plain: str) -> list[Found[str]]:
    """Fields of Metadata that a folded, lower-case question asks for, in order."""
    found: list[Found[str]] = []
    for name, patterns in _patterns().items():
        for pattern in patterns:
            match = pattern.search(plain)
            if match and match.end() > match.start():
                found.append(Found(match.start(), match.end(), name))
                break
    return sorted(found, key=lambda f: f.start)


def find_date_order(plain: str) -> str | None:
    """ "max" where the newest is asked for, "min" for the oldest."""
    order = load_words("fields.toml")["order"]
    if any_of(tuple(order["newest"])).search(plain):
        return "max"
    return "min" if any_of(tuple(order["oldest"])).search(plain) else None


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    return {
        name: tuple(compile_pattern("fields.toml", p) for p in patterns)
        for name, patterns in load_words("fields.toml")["fields"].items()
    }
