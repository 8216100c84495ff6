"""Print the file tree of the README: one line a file, its job from its first line.

    python -m tools.file_tree --write

puts it between the two marks of README.md.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ("app.py", "rag", "index", "bench", "tools")
OTHERS = (
    ("corpus/", "the sample reports"),
    ("docs/", "a page for each way of use"),
    ("examples/", "short scripts, run by the tests"),
    ("tests/", "mirror the modules; hand-made truth in tests/gold, tests/reports_*"),
)
ROOMS = {"index": "the rebuild script; index/data holds the generations and is not in git"}
BEGIN, END = "<!-- tree -->", "<!-- end of tree -->"
WIDTH = 34


def file_tree() -> str:
    """The tree as indented text."""
    lines: list[str] = []
    for name in SHOWN:
        _walk(ROOT / name, 0, lines)
    lines += [_line(0, name, job) for name, job in OTHERS]
    return "\n".join(lines)


def write_readme(tree: str) -> None:
    """Put the tree between the marks of README.md."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    fresh = f"{BEGIN}\n{_fenced(tree)}\n{END}"
    readme.write_text(
        re.sub(f"{BEGIN}.*{END}", lambda _: fresh, text, flags=re.DOTALL), encoding="utf-8"
    )


def _fenced(tree: str) -> str:
    return f"```text\n{tree}\n```"


def _walk(path: Path, depth: int, lines: list[str]) -> None:
    if path.is_file():
        lines.append(_line(depth, path.name, _job(path)))
        return
    package = path / "__init__.py"
    job = _job(package) if package.is_file() else ROOMS[path.name]
    lines.append(_line(depth, path.name + "/", job))
    inside = sorted(path.iterdir(), key=lambda p: (p.is_dir(), p.name))
    for child in inside:
        if _has_code(child):
            _walk(child, depth + 1, lines)


def _has_code(path: Path) -> bool:
    if path.is_dir():
        return any(inner.suffix == ".py" for inner in path.iterdir())
    return path.suffix == ".py" and path.name not in ("__init__.py", "__main__.py")


def _job(path: Path) -> str:
    first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
    return first.strip().rstrip(".")


def _line(depth: int, name: str, job: str) -> str:
    return f"{'  ' * depth + name:<{WIDTH}}{job}".rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put it into README.md")
    options = parser.parse_args(arguments)
    if options.write:
        write_readme(file_tree())
    else:
        print(file_tree())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
