"""The rebuild command: arguments in, a progress bar and a summary out."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from typing import Any

from rag.errors import UserError
from rag.settings import DEFAULT_CORPUS, DEFAULT_INDEX, DEFAULT_MODEL

_DOING = {"look": "looking for changes", "read": "reading reports"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a rebuild."""
    parser.add_argument("--corpus", default=DEFAULT_CORPUS, help="folder with the reports")
    parser.add_argument("--index", default=DEFAULT_INDEX, help="folder of the index")
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        help="embedding model: one that ships, a folder, or a sentence-transformers hub name",
    )
    parser.add_argument("--full", action="store_true", help="hash and read every file again")
    parser.add_argument("--workers", type=int, help="processes (default: one a core)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Rebuild and print the summary; raises UserError."""
    from rag.build import build_index

    gc.set_threshold(50_000, 10, 10)  # little of what a build makes is ever garbage in cycles
    with _ProgressBar() as progress:
        summary = build_index(
            arguments.corpus,
            arguments.index,
            arguments.model,
            progress.update,
            full=arguments.full,
            workers=arguments.workers,
        )
    print(summary.to_json() if arguments.json else summary.to_text())


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 2 for a mistake that the user can mend."""
    parser = argparse.ArgumentParser(
        prog="rebuild", description="Build the index of a folder of reports."
    )
    add_arguments(parser)
    try:
        run(parser.parse_args(arguments))
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the live index is as it was", file=sys.stderr)
        return 130
    return 0


class _ProgressBar:
    """One bar a stage on the terminal, none where the output is not a terminal."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> _ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def update(self, stage: str, done: int, total: int) -> None:
        """Called by the build after every file or batch."""
        from tqdm import tqdm

        if stage != self._stage:
            self.__exit__()
            self._stage = stage
            self._bar = tqdm(total=total, desc=_DOING.get(stage, stage), unit="file", disable=None)
        self._bar.total = total
        self._bar.update(done - self._bar.n)
