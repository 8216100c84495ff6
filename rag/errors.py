"""What can go wrong, as one tree.

    FawenError
    |-- UserError            the edges exit with 2 and show the message
    |   |-- CorpusError      no folder, an empty folder
    |   |-- UnreadableFile   one file that cannot be read (skipped, with the reason)
    |   |-- IndexMissing     no index where one was expected
    |   |-- IndexMismatch    an index of another schema or model
    |   |-- IndexBusy        another rebuild is running
    |   |-- ModelError       an embedding model that cannot be loaded
    |   |-- CatalogueError   a mistake in a data file, with file and line
    |   `-- UnknownReport    a report id or file name that the index does not hold
    `-- everything else is a bug of ours: exit 1

A message says what was found, what was expected, and what to do next.
"""

from __future__ import annotations


class FawenError(Exception):
    """The root of what this package raises on purpose."""


class UserError(FawenError):
    """Something the user can mend; the message says how."""


class CorpusError(UserError):
    """The corpus folder is missing or holds nothing to read."""


class UnreadableFile(UserError):
    """One file cannot be read; a build skips it and records the reason."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class IndexMissing(UserError):
    """There is no published index at the given folder."""


class IndexMismatch(UserError):
    """The index was written by another schema version or embedding model."""


class IndexBusy(UserError):
    """Another rebuild holds the index folder."""


class ModelError(UserError):
    """The embedding model cannot be loaded."""


class CatalogueError(UserError):
    """A data file (indicators, claims, word lists) has a mistake."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line


class UnknownReport(UserError):
    """No report of the index has this id or file name."""
