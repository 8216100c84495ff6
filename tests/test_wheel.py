"""The wheel in an environment that holds it and its declared dependencies, nothing else.

The dependencies are linked from this environment, so the test needs no network and fails
when one that the wheel does not declare is used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"[A-Za-z0-9._-]+")
LIGHT = 450_000_000  # bytes of all that `pip install .` brings
IMPORT_SECONDS = 0.5


def needed(dist: Distribution) -> Iterator[Distribution]:
    """The distributions that one needs without extras, on this platform."""
    from packaging.requirements import Requirement

    for line in dist.requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            found = distribution(requirement.name)
            assert requirement.specifier.contains(found.version, prereleases=True), line
            yield found


def closure(dist: Distribution) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    waiting = [dist]
    while waiting:
        for one in needed(waiting.pop()):
            if one.name not in found:
                found[one.name] = one
                waiting.append(one)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    junk = shutil.ignore_patterns("__pycache__", "*.pyc", ".mypy_cache")
    shutil.copytree(ROOT / "rag", source / "rag", ignore=junk)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", str(folder)]
    subprocess.run([*command, str(source)], check=True, cwd=folder)
    (made,) = folder.glob("fawen-*.whl")
    return made


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the environment."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"]
    command += ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (info,) = packages.glob("fawen-*.dist-info")
    for dist in closure(Distribution.at(info)).values():
        tops = {Path(file).parts[0] for file in dist.files or ()} - {".."}
        for top in tops - {"__pycache__"}:
            target = Path(str(dist.locate_file(top)))
            if target.exists() and not (packages / top).exists():
                (packages / top).symlink_to(target)
    return folder


def run(clean: Path, *arguments: str, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "FAWEN"))}
    done = subprocess.run(
        [str(clean / "bin" / arguments[0]), *arguments[1:]],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_model_and_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "rag").rglob("*"):
        inside = path.relative_to(ROOT).as_posix()
        wanted = path.suffix in {".py", ".toml", ".tsv", ".css", ".js", ".html", ".svg"}
        wanted |= "/models/" in inside or path.name == "py.typed"
        if path.is_file() and wanted and "__pycache__" not in inside:
            assert inside in names, inside
    assert not [name for name in names if name.startswith(("tests", "tools", "bench"))]


def test_the_console_command_answers_over_the_samples(clean: Path, tmp_path: Path) -> None:
    run(clean, "fawen", "rebuild", "--corpus", str(ROOT / "corpus"), cwd=tmp_path)
    question = "哪些乡镇报告调解成功率为100%？"
    answer = json.loads(run(clean, "fawen", "ask", question, "--json", cwd=tmp_path))
    matches = {row["place"] for row in answer["rows"] if row["group"] == "match"}
    assert {"李馥镇", "后塘瑶族乡"} <= matches
    assert len(json.loads(run(clean, "fawen", "search", "营商环境", "--json", cwd=tmp_path))) == 8


def test_what_it_brings_is_light(clean: Path) -> None:
    (packages,) = clean.glob("lib/python*/site-packages")
    names = {path.name.lower() for path in packages.iterdir()}
    assert not names & {"torch", "gradio", "transformers", "sentence_transformers", "fastapi"}
    size = sum(
        (Path(folder) / file).stat().st_size
        for folder, _, files in os.walk(packages, followlinks=True)
        for file in files
        if not file.endswith(".pyc")
    )
    print(f"installed: {size / 1e6:.0f} MB")
    assert size < LIGHT


def test_import_is_instant(clean: Path, tmp_path: Path) -> None:
    def seconds(code: str) -> float:
        best = 9.0
        for _ in range(3):
            began = time.perf_counter()
            run(clean, "python", "-c", code, cwd=tmp_path)
            best = min(best, time.perf_counter() - began)
        return best

    spent = seconds("import rag; rag.Filter, rag.Answer") - seconds("pass")
    print(f"import rag: {spent:.3f} s")
    assert spent < IMPORT_SECONDS


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("mcp",), "fawen[mcp]"),
        (("serve", "--port", "0"), "fawen[rest]"),
        (
            ("ask", "x", "--llm-base-url", "http://127.0.0.1:1/v1", "--llm-model", "m"),
            "fawen[llm]",
        ),
    ],
)
def test_a_missing_extra_is_named(
    clean: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = subprocess.run(
        [str(clean / "bin" / "fawen"), *arguments], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 2 and says in done.stderr, done.stderr
