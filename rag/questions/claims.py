"""The names of the qualitative claims, as questions may say them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rag.indicators

_FILE = Path(rag.indicators.__file__).with_name("claims.toml")


@dataclass(frozen=True, slots=True)
class ClaimName:
    """A claim and the words that ask for it, its name first."""

    name: str
    words: tuple[str, ...]


@cache
def load_claim_names() -> tuple[ClaimName, ...]:
    """The claims that reports are searched for."""
    if not _FILE.exists():
        return ()
    tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return ()
