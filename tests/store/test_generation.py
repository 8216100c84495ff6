"""The folder of generations: publishing, pruning, locking, and clear errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import IndexBusy, IndexMismatch, IndexMissing
from rag.store import generation as layout
from rag.store.generation import Manifest


def manifest(name: str) -> Manifest:
    return Manifest(
        schema=layout.SCHEMA_VERSION,
        generation=name,
        created="2026-01-08T09:30:00+00:00",
        corpus="corpus",
        corpus_digest="c",
        code_digest="d",
        model="m",
        model_fingerprint="f",
        dim=2,
        counts={"reports": 1},
        versions={},
        files={"a.txt": "0"},
        skipped={"b.bin": "why"},
    )


def publish(root: Path, name: str) -> Path:
    with layout.partial_generation(root, name) as partial:
        return layout.publish(root, partial, manifest(name))


def test_what_is_published_is_current_and_read_back(tmp_path: Path) -> None:
    folder = publish(tmp_path, "20260108T093000.000Z-aa")
    assert layout.current_generation(tmp_path) == "20260108T093000.000Z-aa"
    assert folder == layout.generation_folder(tmp_path, "20260108T093000.000Z-aa")
    assert layout.read_manifest(folder) == manifest("20260108T093000.000Z-aa")


def test_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    for name in ("1", "2", "3", "4"):
        publish(tmp_path, name)
        layout.prune(tmp_path)
    assert sorted(p.name for p in (tmp_path / "generations").iterdir()) == ["3", "4"]


def test_the_live_generation_is_kept_even_when_it_is_old(tmp_path: Path) -> None:
    for name in ("3", "2", "1"):
        publish(tmp_path, name)
    layout.prune(tmp_path)
    assert sorted(p.name for p in (tmp_path / "generations").iterdir()) == ["1", "3"]


def test_what_a_killed_rebuild_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "generations" / "1.partial"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    publish(tmp_path, "2")
    assert not left.exists()
    left.mkdir()
    layout.prune(tmp_path)  # also when there is nothing to build
    assert not left.exists()


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), layout.partial_generation(tmp_path, "1") as partial:
        (partial / "half").write_text("x")
        raise OSError("full")
    assert list((tmp_path / "generations").iterdir()) == []


@pytest.mark.parametrize("current", [None, "", "gone\n", "../../etc\n"])
def test_no_index_is_told_with_the_command_that_mends_it(
    tmp_path: Path, current: str | None
) -> None:
    if current is not None:
        (tmp_path / "CURRENT").write_text(current)
    with pytest.raises(IndexMissing, match=r"make rebuild.*index/rebuild.py --corpus"):
        layout.current_generation(tmp_path)


def test_another_schema_is_told_with_both_versions(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1")
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(data | {"schema": 999}), "utf-8")
    with pytest.raises(IndexMismatch, match=r"schema version 999.*reads version 1.*make rebuild"):
        layout.read_manifest(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1}', "\x00"])
def test_a_damaged_manifest_is_told(tmp_path: Path, text: str) -> None:
    folder = publish(tmp_path, "1")
    (folder / "manifest.json").write_text(text)
    with pytest.raises(IndexMismatch, match="rebuild"):
        layout.read_manifest(folder)


def test_a_second_rebuild_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.store.generation import locked\n"
        "from rag.errors import IndexBusy\n"
        "try:\n"
        "    with locked(Path(sys.argv[1])): print('mine')\n"
        "except IndexBusy as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with layout.locked(tmp_path):
        busy = subprocess.run(command, capture_output=True, text=True, check=True)
    free = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"process {os.getpid()}" in busy.stdout
    assert free.stdout == "mine\n"


def test_the_lock_holds_within_one_process_too(tmp_path: Path) -> None:
    with layout.locked(tmp_path), pytest.raises(IndexBusy), layout.locked(tmp_path):
        pass
