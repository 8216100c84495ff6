"""Every code block of docs/ is run: Python as it stands, commands in a folder of their own.

``make`` is only planned (-n), ``pip install`` is checked against the extras, ``curl`` is read
by a few lines below, and servers listen at free ports that take the place of those written.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from rag.cli import build_parser
from tests.llm.server import serving
from tests.optional import needs

ROOT = Path(__file__).parents[2]
PAGES = ["chat", "command-line", "python", "rest", "mcp", "adapters", "language-model"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]):\d+")
NEEDED = {  # page -> what it imports: the extra that brings it
    "chat": {"gradio": "chat"},
    "rest": {"fastapi": "rest"},
    "mcp": {"mcp": "mcp"},
    "adapters": {
        "langchain_core": "langchain",
        "llama_index": "llamaindex",
        "haystack": "haystack",
    },
    "language-model": {"openai": "llm"},
}
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"


class Page:
    """Runs the blocks of one page, one after the other, in ``folder``."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.addresses: dict[str, str] = {}  # as written -> where it really listens
        self.names: dict[str, object] = {"__name__": "docs"}
        self.environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def run(self, language: str, block: str) -> None:
        for written, real in self.addresses.items():
            block = block.replace(written, real)
        if language == "python":
            exec(compile(block, "docs", "exec"), self.names)
        elif language == "json":
            self.check_json(json.loads(block))
        elif language == "sh":
            for line in block.splitlines():
                self.command(line)
        else:
            pytest.fail(f"nobody runs {language} blocks")

    def command(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] == "make":
            subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, check=True, capture_output=True)
        elif words[:2] == ["pip", "install"]:
            extras = re.findall(r"\[(\w+)\]", words[2])
            declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
            assert set(extras) <= set(declared["optional-dependencies"]), line
        elif words[0] == "curl":
            body = words[2].encode() if words[1] == "--json" else None
            request = urllib.request.Request(
                words[-1], body, {"Content-Type": "application/json"} if body else {}
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                json.load(answer)
        elif words[0] == "echo":
            (self.folder / words[-1]).write_text(words[1], encoding="utf-8")
        elif words[:2] == ["fawen", "serve"] or "--http" in words or words[1] == "app.py":
            self.serve(words)
        elif words[:2] == ["fawen", "mcp"]:
            build_parser().parse_args(words[1:])  # run by tests/test_mcp.py
        else:
            assert words[0] == "fawen", f"nobody runs {words[0]}"
            done = subprocess.run(
                self.program(words),
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
            )
            assert done.returncode == 0 and done.stdout, (line, done.stderr)

    def program(self, words: list[str]) -> list[str]:
        if words[0] == "fawen":
            return [sys.executable, "-m", "rag", *words[1:]]
        return [sys.executable, str(ROOT / words[1]), *words[2:]]

    def serve(self, words: list[str]) -> None:
        at = words.index("--port") + 1
        written = f"http://127.0.0.1:{words[at]}"
        words[at] = "0"
        process = self.stack.enter_context(
            subprocess.Popen(
                self.program(words),
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        self.stack.callback(process.wait, 20)
        self.stack.callback(process.terminate)
        assert process.stdout is not None
        for line in process.stdout:
            if found := ADDRESS.search(line):
                self.addresses[written] = found[0]
                return
        pytest.fail(f"{words} did not start")

    def check_json(self, value: dict[str, object]) -> None:
        if servers := value.get("mcpServers"):
            assert isinstance(servers, dict)
            for server in servers.values():
                assert server["command"] == "fawen"
                build_parser().parse_args(server["args"])
        else:
            from rag.web.schemas import Problem

            assert Problem(**value).model_dump() == value


@pytest.fixture
def page(
    samples_index_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    shutil.copytree(samples_index_path, tmp_path / "index" / "data")
    monkeypatch.chdir(tmp_path)
    with contextlib.ExitStack() as stack:
        yield Page(tmp_path, stack)


@pytest.mark.parametrize("name", PAGES)
def test_every_block_runs(name: str, page: Page) -> None:
    for module, extra in NEEDED.get(name, {}).items():
        needs(module, extra)
    if name == "language-model":
        page.addresses["http://127.0.0.1:8000/v1"] = page.stack.enter_context(serving())
    blocks = BLOCK.findall((ROOT / "docs" / f"{name}.md").read_text("utf-8"))
    assert blocks
    for language, block in blocks:
        page.run(language, block)


def test_every_page_is_known() -> None:
    fenced = {p.stem for p in (ROOT / "docs").glob("*.md") if "```" in p.read_text("utf-8")}
    assert set(PAGES) <= fenced
    for path in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([\w-]+\.md)\)", path.read_text("utf-8")):
            assert (ROOT / "docs" / target).exists(), (path.name, target)


def test_every_public_name_is_documented() -> None:
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    for name in rag.__all__:
        assert f"`{name}`" in text, name
        assert getattr(rag, name).__doc__, name


def test_every_command_is_documented() -> None:
    text = "".join(p.read_text("utf-8") for p in (ROOT / "docs").glob("*.md"))
    actions = [a for a in build_parser()._actions if hasattr(a, "choices") and a.choices]
    for command in actions[0].choices or ():
        if command not in {"evaluate", "chat"}:
            assert f"fawen {command}" in text, command
