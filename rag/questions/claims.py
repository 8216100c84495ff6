"""The names of the qualitative claims, as questions may say them.

The list itself is rag/indicators/claims.toml; here only its names and wordings are read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rag.indicators.catalogue as catalogue

_FILE = Path(catalogue.__file__).with_name("claims.toml")


@dataclass(frozen=True, slots=True)
class ClaimName:
    """A claim and the words that ask for it, its name first."""

    name: str
    english: str
    words: tuple[str, ...]
    weakness: bool  # something reports admit, not something they do
    absence: bool = False  # that there was none


@cache
def load_claim_names() -> tuple[ClaimName, ...]:
    """The claims that reports are searched for."""
    if not _FILE.exists():
        return ()
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("claim", [])
    return tuple(
        ClaimName(
            entry["name"],
            entry.get("en", ""),
            tuple(
                dict.fromkeys(
                    (
                        entry["name"],
                        *filter(None, [entry.get("en")]),
                        *entry.get("say_zh", ()),
                        *entry.get("say_en", ()),
                    )
                )
            ),
            entry.get("kind") == "weakness",
            bool(entry.get("absence", False)),
        )
        for entry in entries
    )


@cache
def claim_by_name() -> dict[str, ClaimName]:
    """The claims by name."""
    return {claim.name: claim for claim in load_claim_names()}
