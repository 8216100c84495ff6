"""Which part of a report a question asks for: problems, plans, measures, the leader's duty."""

from __future__ import annotations

from rag.questions.wording import Found, any_of, load_words
from rag.types import Role


def find_roles(plain: str) -> list[Found[Role]]:
    """Roles named by a folded, lower-case question, in order, each once."""
    found: list[Found[Role]] = []
    for role, words in load_words("roles.toml")["roles"].items():
        match = any_of(tuple(words)).search(plain)
        if match:
            found.append(Found(match.start(), match.end(), role))
    return sorted(found, key=lambda f: f.start)
