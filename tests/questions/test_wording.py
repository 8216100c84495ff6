"""Wording files: every one that ships is sound, and a mistake names file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.errors import CatalogueError
from rag.indicators.catalogue import load_catalogue
from rag.questions import wording
from rag.questions.fields import find_fields
from rag.questions.kinds import is_outside
from rag.questions.wording import any_of, blank, compile_pattern, load_words, read_words
from rag.types import LEVELS, ROLES

FOLDER = Path(wording.__file__).parent


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.name)
def test_every_file_that_ships_is_sound(path: Path) -> None:
    assert read_words(path)
    find_fields("when was it published")
    is_outside("hello")


def test_names_in_them_are_known() -> None:
    catalogue = load_catalogue()
    topics = load_words("topics.toml")
    assert set(topics["indicators"]) <= set(catalogue.indicators)
    assert set(topics["group_counts"]) <= set(catalogue.groups)
    assert set(topics["group_counts"].values()) <= set(catalogue.indicators)
    assert {x for e in load_words("levels.toml")["level"] for x in e.get("levels", ())} <= set(
        LEVELS
    )
    assert set(load_words("roles.toml")["roles"]) <= set(ROLES)


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text('section_words = ["a"]\n[roles]\nplans = ["x"\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"roles\.toml:\d"):
        read_words(path)


def test_a_word_that_is_none_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text('section_words = ["a"]\n[roles]\nplans = ["x", 3]\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"roles\.toml:3: 'plans' holds 3"):
        read_words(path)


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text("[roles]\n", "utf-8")
    with pytest.raises(CatalogueError, match="section_words"):
        read_words(path)


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(CatalogueError, match="is no pattern"):
        compile_pattern("fields.toml", "(")


def test_words_match_whole_words_only() -> None:
    pattern = any_of(("plan", "next step", "deficien~"))
    assert pattern.findall("plans plan next-step deficiencies") == [
        "plan",
        "next-step",
        "deficiencies",
    ]
    assert re.fullmatch(any_of(()), "") is None


def test_blanking_keeps_the_length() -> None:
    assert blank("abcdef", [wording.Found(1, 3, None)]) == "a  def"
