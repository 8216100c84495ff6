"""Where things are when nobody says otherwise, and the commands that mend them."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
MODELS = PACKAGE / "models"  # the embedding models that ship
DEFAULT_MODEL = "fawen-static"
DEFAULT_CORPUS = Path("corpus")
DEFAULT_INDEX = Path("index/data")


def rebuild_command(corpus: Path | str | None = None, index: Path | str | None = None) -> str:
    """The command that builds an index, as messages print it."""
    return f"python index/rebuild.py --corpus {corpus or 'DIR'} --index {index or DEFAULT_INDEX}"
