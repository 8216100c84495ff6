"""Imports run one way, the two stories never meet, and heavy packages load late."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import rag

ROOT = Path(rag.__file__).parent
# From the bottom up; a module may import from its own row or from rows above it here.
LAYERS = (
    ("types", "errors", "settings", "listen", "columns", "lazy"),
    ("text", "gazetteer", "names", "days"),
    ("quantity",),
    ("reports", "search"),
    ("indicators",),
    ("understand", "store"),
    ("build", "retriever"),
    ("questions",),
    ("answers",),
    ("assistant", "scoring"),
    ("evaluate",),
    ("rebuild",),
    ("cli", "web", "serve", "mcp", "adapters", "llm", "__main__"),
)
RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row}
OFFLINE = {"build", "understand"}
ONLINE = {"retriever", "questions", "answers", "assistant"}
HEAVY = {"torch", "gradio", "sentence_transformers", "pandas", "transformers"}


def modules() -> list[Path]:
    return sorted(p for p in ROOT.rglob("*.py") if p.name != "__init__.py" or p.parent != ROOT)


def room(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Rooms of the package that a module imports, wherever in its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"rag.{a.name}" for a in node.names] if node.module == "rag" else [node.module]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        found |= {n.split(".")[1] if "." in n else "" for n in names if n.split(".")[0] == "rag"}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    assert room(path) in RANK, f"give {room(path)} a place in LAYERS"
    for name in imported(path):
        assert name in RANK, f"{path.name} imports the package root or an unknown room: {name!r}"
        assert RANK[name] <= RANK[room(path)], f"{room(path)} imports {name}, which stands above"


def test_the_offline_and_the_online_story_never_import_each_other() -> None:
    for path in modules():
        if room(path) in OFFLINE:
            assert not imported(path) & ONLINE, path
        if room(path) in ONLINE:
            assert not imported(path) & OFFLINE, path


def test_relative_imports_are_not_used() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path


def test_every_public_name_loads() -> None:
    assert rag.__all__ == sorted(rag.__all__)
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name


@pytest.mark.parametrize("module", ["rag", "rag.retriever", "rag.assistant", "rag.cli"])
def test_heavy_packages_are_not_imported_with(module: str) -> None:
    code = f"import sys, {module}; print(*({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    assert done.stdout.strip() == ""
