"""Fuzz the readers by coverage (libFuzzer), where the package atheris is installed.

    pip install atheris==2.3.0
    python -m bench.fuzz_atheris -max_total_time=600 [-rss_limit_mb=2048] [SEED-FOLDER]

The first byte of an input chooses the format. An error that is no refusal ends the run and
leaves the input as ``crash-...``, as libFuzzer does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["rag"]):
    from rag.reports import (  # noqa: F401
        decode,
        grid,
        kinds,
        page_hidden,
        page_lines,
        read,
        read_archive,
        read_docx,
        read_html,
        read_ofd,
        read_office,
        read_pdf,
    )

from bench.fuzz_readers import check, seeds

_SUFFIXES = (
    ".txt",
    ".html",
    ".mhtml",
    ".docx",
    ".pdf",
    ".zip",
    ".doc",
    ".md",
    ".ofd",
    ".tgz",
    ".gz",
)


def read_one(data: bytes) -> None:
    """One input: the format by its first byte, then the file."""
    if data:
        check(data[1:], _SUFFIXES[data[0] % len(_SUFFIXES)], deep=False)


def write_seeds(folder: Path, corpus: Path) -> None:
    """The sample reports in every format, as inputs to start from."""
    for suffix, files in seeds(corpus).items():
        for number, data in enumerate(files[:4] + files[-6:]):
            first = bytes([_SUFFIXES.index(suffix)])
            (folder / f"{suffix[1:]}-{number}").write_bytes(first + data)


def main() -> None:
    """Fuzz until the time is up or something breaks."""
    with tempfile.TemporaryDirectory(prefix="fawen-fuzz-") as scratch:
        write_seeds(Path(scratch), Path("corpus"))
        atheris.Setup([*sys.argv, scratch], read_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
