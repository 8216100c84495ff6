"""Which files there are, and what their bytes are, without reading those that did not change.

As git and rsync do, a file is taken for unchanged when its stamp is: its size, the times of
its last change and of the last change of its inode (which no program can set back), and the
inode itself; those of its sidecars too. A file that had changed within RACY of being looked
at gets no stamp, since it may change again without the clock's moving on (git's "racy" files):
it is hashed the next time as well.

What was seen is kept in ``stamps.json`` beside the generations. It holds nothing that hashing
would not find out again; without it, or with one of another folder, every file is hashed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.reports.files import SIDECARS, digest_file, find_files, name_of

RACY = 2_000_000_000  # nanoseconds: FAT keeps times to two seconds, other file systems finer
_STAMPS = "stamps.json"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when it was last looked at."""

    digest: str  # SHA-256 of its bytes (+ of its sidecars), or why it cannot be read
    stamp: str = ""  # empty: to be hashed again


def look(
    corpus: Path, known: Mapping[str, Seen], progress: Callable[[int, int], None]
) -> dict[str, Seen]:
    """Every file below ``corpus``, by name; only those whose stamp is not ``known`` are hashed.

    Raises CorpusError when there is no such folder.
    """
    found = find_files(corpus)
    beside: dict[str, dict[str, Path]] = {}  # folder -> its sidecars
    seen = {}
    for done, path in enumerate(found, start=1):
        folder = str(path.parent)
        if folder not in beside:
            beside[folder] = _sidecars(path.parent)
        now = time.time_ns()  # before the stamp: what changes later is newer than this
        stamp, changed = _stamp(path, beside[folder])
        name = name_of(path, corpus)
        before = known.get(name)
        if before is not None and stamp and before.stamp == stamp:
            seen[name] = before
        else:
            with suppress(FileNotFoundError):  # it vanished meanwhile
                seen[name] = Seen(digest_file(path), stamp if changed < now - RACY else "")
        progress(done, len(found))
    return seen


def _stamp(path: Path, sidecars: Mapping[str, Path]) -> tuple[str, int]:
    """What changes with the file or its sidecars, and when they last changed (nanoseconds)."""
    files = [path]
    if sidecars:
        beside = (name + suffix for suffix in SIDECARS for name in (path.name, path.stem))
        files += [sidecars[name.lower()] for name in beside if name.lower() in sidecars]
    parts, changed = [], 0
    for file in files:
        try:
            of = file.stat()
        except OSError:
            return "", 0
        parts.append(f"{of.st_size} {of.st_mtime_ns} {of.st_ctime_ns} {of.st_ino}")
        changed = max(changed, of.st_mtime_ns, of.st_ctime_ns)
    return "+".join(parts), changed


def _sidecars(folder: Path) -> dict[str, Path]:
    """Those of a folder by their names in lower case: some file systems do not tell cases apart."""
    try:
        return {p.name.lower(): p for p in folder.iterdir() if p.suffix.lower() in SIDECARS}
    except OSError:
        return {}


# ---------------------------------------------------------------- stamps.json


def read_stamps(index: Path, corpus: Path) -> dict[str, Seen]:
    """What was seen of the files of ``corpus``; empty when nothing is known of them."""
    try:
        data = json.loads((index / _STAMPS).read_text("utf-8"))
        if data["corpus"] != str(corpus.resolve()):
            return {}
        return {name: Seen(digest, stamp) for name, (digest, stamp) in data["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def write_stamps(index: Path, corpus: Path, seen: Mapping[str, Seen]) -> None:
    """Keep what was seen, in one step; raises OSError."""
    files = {name: (file.digest, file.stamp) for name, file in seen.items() if file.stamp}
    data = {"corpus": str(corpus.resolve()), "files": files}
    new = index / f"{_STAMPS}.new"
    new.write_text(json.dumps(data), "utf-8")
    new.replace(index / _STAMPS)
