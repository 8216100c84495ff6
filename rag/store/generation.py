"""The folder of generations, the manifest, CURRENT and the lock.

    INDEX/
      CURRENT                     the name of the live generation, one line
      LOCK                        held by the rebuild that is running
      stamps.json                 which files need not be hashed again (build/looking.py)
      generations/
        20260108T093000.120Z-1f0c9a3b7d52/
          reports.duckdb          tables.py
          lexical/                search/lexical.py
          vectors.faiss           search/vectors.py
          manifest.json           written last: a folder without it is not a generation
        *.partial                 being built, or left by a rebuild that was killed

A generation never changes once it is published. Publishing is one atomic step, the
replacement of CURRENT, so a crash at any moment leaves the live generation whole.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from rag.errors import IndexBusy, IndexMismatch, IndexMissing
from rag.settings import rebuild_command

SCHEMA_VERSION = 1
CURRENT, LOCK, GENERATIONS = "CURRENT", "LOCK", "generations"
MANIFEST, TABLES, LEXICAL, VECTORS = "manifest.json", "reports.duckdb", "lexical", "vectors.faiss"
_PARTIAL = ".partial"
_KEEP = 2  # generations, the live one among them


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what it was made with."""

    schema: int
    generation: str
    created: str  # ISO, UTC
    corpus: str  # the folder as it was named
    corpus_digest: str
    code_digest: str  # of the code and data that read documents; reuse needs the same
    model: str
    model_fingerprint: str
    dim: int
    counts: Mapping[str, int]
    versions: Mapping[str, str]  # of the libraries that wrote the files
    files: Mapping[str, str] = field(
        default_factory=dict
    )  # file -> SHA-256 of its bytes (+ of its sidecars)
    # file, or archive.zip/member.xls -> reason
    skipped: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- reading


def current_generation(root: Path) -> str:
    """The name of the live generation; raises IndexMissing."""
    try:
        name = (root / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    if not name or "/" in name or "\\" in name or not (root / GENERATIONS / name).is_dir():
        raise IndexMissing(
            f"no index at {root} (no generation is named by {root / CURRENT}). Build one with "
            f"`make rebuild` or `{rebuild_command(index=root)}`"
        )
    return name


def generation_folder(root: Path, name: str) -> Path:
    """Where a generation lives."""
    return root / GENERATIONS / name


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; raises IndexMismatch when it is of another schema."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = data.get("schema")
    except (OSError, ValueError, AttributeError) as error:
        raise IndexMismatch(
            f"{folder / MANIFEST} cannot be read ({error}). Build the index anew with "
            f"`make rebuild` or `{_mend(folder)} --full`"
        ) from error
    if found != SCHEMA_VERSION:
        raise IndexMismatch(
            f"the index at {folder.parent.parent} has schema version {found}, this program "
            f"reads version {SCHEMA_VERSION}. Build it anew with `make rebuild` or "
            f"`{_mend(folder)}`"
        )
    try:
        return Manifest(**data)
    except TypeError as error:
        raise IndexMismatch(
            f"{folder / MANIFEST} lacks a field or has one too many ({error}). Build the index "
            f"anew with `make rebuild` or `{_mend(folder)} --full`"
        ) from error


def _mend(folder: Path) -> str:
    return rebuild_command(index=folder.parent.parent)


# ---------------------------------------------------------------- writing


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the index folder for one rebuild; raises IndexBusy when another holds it.

    The operating system drops the lock when the process ends, however it ends.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("a+", encoding="utf-8") as handle:
        if not _try_lock(handle):
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise IndexBusy(
                f"another rebuild (process {holder}) is writing {root}. Wait until it has "
                "finished, or stop it; questions are answered meanwhile"
            )
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _try_lock(handle: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def partial_generation(root: Path, name: str) -> Iterator[Path]:
    """An empty folder to build a generation in, removed again when the build fails.

    What a killed rebuild left is removed first.
    """
    folder = root / GENERATIONS
    folder.mkdir(parents=True, exist_ok=True)
    _remove_partial(folder)
    partial = folder / f"{name}{_PARTIAL}"
    partial.mkdir()
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def publish(root: Path, partial: Path, manifest: Manifest) -> Path:
    """Make a finished folder the live generation; returns where it lives now."""
    _write_durably(
        partial / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    )
    for path in sorted(partial.rglob("*")):
        _sync(path)
    _sync(partial)
    folder = generation_folder(root, manifest.generation)
    partial.rename(folder)
    _sync(folder.parent)
    _write_durably(root / f"{CURRENT}.new", manifest.generation + "\n")
    (root / f"{CURRENT}.new").replace(root / CURRENT)
    _sync(root)
    return folder


def prune(root: Path) -> None:
    """Remove all but the last two generations, and what a killed rebuild left.

    One that is in use stays when it must.
    """
    live = current_generation(root)
    _remove_partial(root / GENERATIONS)
    older = sorted(
        path
        for path in (root / GENERATIONS).iterdir()
        if path.is_dir() and not path.name.endswith(_PARTIAL) and path.name != live
    )
    for path in older[: len(older) - (_KEEP - 1)]:
        with suppress(OSError):
            # Without its manifest it is no generation, should the removal be cut short.
            (path / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(path)


def _remove_partial(folder: Path) -> None:
    for left in folder.glob(f"*{_PARTIAL}"):
        shutil.rmtree(left)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(path: Path) -> None:
    if sys.platform == "win32":
        return  # Windows cannot open a folder, and needs write access to flush a file
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
