"""Read the word lists (TOML) that domain people edit; a mistake is named by file and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import CatalogueError

_LINE_IN_MESSAGE = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class WordList:
    """A parsed TOML file that still knows where each of its strings stands."""

    path: Path
    source: str
    values: dict[str, Any]

    def error(self, near: str, problem: str) -> CatalogueError:
        """A CatalogueError that points at the first line holding ``near``."""
        lines = self.source.splitlines()
        line = next((n for n, text in enumerate(lines, 1) if near and near in text), 1)
        return CatalogueError(self.path.name, line, problem)

    def strings(self, *keys: str) -> tuple[str, ...]:
        """The list of strings at ``values[k1][k2]...``; raises CatalogueError otherwise."""
        value: Any = self.values
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                raise self.error("", f"found no [{'.'.join(keys)}], expected a list of strings")
            value = value[key]
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.error(keys[-1], f"{'.'.join(keys)} must be a list of non-empty strings")
        return tuple(value)

    def pattern(self, expression: str, flags: int = 0) -> re.Pattern[str]:
        """Compile one regular expression of the file."""
        try:
            return re.compile(expression, flags)
        except re.error as problem:
            raise self.error(
                expression, f"not a regular expression: {expression!r} ({problem})"
            ) from None

    def any_of(self, *keys: str, flags: int = 0) -> re.Pattern[str]:
        """One pattern that matches any expression of the list at ``keys``."""
        expressions = self.strings(*keys)
        together = "|".join(f"(?:{e})" for e in expressions)
        try:
            return re.compile(together, flags)
        except re.error:
            for expression in expressions:  # the one that is wrong, where it can be told
                self.pattern(expression)
            return self.pattern(together, flags)


def load(path: Path) -> WordList:
    """Read a TOML file; raises CatalogueError with the line of a mistake."""
    source = path.read_text(encoding="utf-8")
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as problem:
        found = _LINE_IN_MESSAGE.search(str(problem))
        line = int(found.group(1)) if found else source.count("\n") + 1
        raise CatalogueError(path.name, line, f"not valid TOML: {problem}") from None
    return WordList(path, source, values)
