"""README.md tells the truth about today's files and commands."""

import re
from pathlib import Path

from tools.file_tree import file_tree

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_file_tree_is_todays() -> None:
    assert file_tree() in README, "run: python -m tools.file_tree --write"


def test_every_file_has_a_job() -> None:
    without = [line for line in file_tree().splitlines() if len(line.split()) < 2]
    assert without == []


def test_files_that_are_named_exist() -> None:
    for name in re.findall(r"\]\((docs/[^)#]+)\)|`((?:rag|tests|tools|docs)/[\w./-]+)`", README):
        path = name[0] or name[1]
        assert (ROOT / path).exists(), path
