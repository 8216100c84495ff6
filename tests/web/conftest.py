"""Servers in processes of their own, and a real browser that tolerates nothing.

A test fails on any console error, page error, or request that leaves the machine. Without
Chromium the browser tests are skipped, but in CI (CI=true) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.build import build_index

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
START_SECONDS = 60
PATIENCE = 60_000  # milliseconds: a busy machine is no failure
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Gradio's client says so when its page is left while its stream is open; nothing is wrong.
LEAVING = ("signal is aborted without reason", "Unexpected error Connection errored out")
HOSTILE = (
    "恶意镇2023年度法治政府建设情况报告\n"
    "恶意县人民政府：\n"
    "一、工作情况\n"
    "全镇受理纠纷12件<script>window.__xss=1</script><img src=x onerror=window.__xss=2>"
    "${window.__xss=3}{{7*7}}![x](http://tracker.invalid/q.png)**b**`c`[1]"
    "<style>body{display:none}</style>$$\\href{javascript:window.__xss=4}{x}$$，调解成功率100%。\n"
    "恶意镇人民政府\n"
    "2024年1月8日\n"
)


@dataclass(frozen=True)
class Server:
    """A running server and the folders it uses."""

    url: str
    corpus: Path
    index: Path
    feedback: Path
    log: Path
    process: subprocess.Popen[str]

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body; nothing is followed or raised."""
        return self.send("GET", path, None, **headers)

    def send(
        self, method: str, path: str, body: bytes | None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request, sent with the path exactly as given."""
        import http.client
        from urllib.parse import urlsplit

        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()


def start(
    folder: Path, corpus: Path, index: Path, *options: str, fake: bool = False
) -> Iterator[Server]:
    """A server on a free port, stopped afterwards; it must stop when asked."""
    feedback = folder / "feedback.jsonl"
    command = [sys.executable, "-m", "tests.web.serve", str(index), str(corpus)]
    command += ["--feedback", str(feedback), *options, *(["--fake"] if fake else [])]
    log = folder / "server.log"
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": ""}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Fawen: http"), log.read_text()
            url = line.split()[1].rstrip("/")
            with urllib.request.urlopen(f"{url}/health", timeout=START_SECONDS) as answer:
                assert answer.status == 200
            yield Server(url, corpus, index, feedback, log, process)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert process.returncode == 0, log.read_text()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample reports with a hostile one among them, and their index."""
    folder = tmp_path_factory.mktemp("web")
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    (corpus / "zz-hostile-2023.txt").write_text(HOSTILE, encoding="utf-8")
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    (folder / "secret.txt").write_text("top secret", encoding="utf-8")
    build_index(corpus, folder / "index", workers=1)
    return corpus, folder / "index"


@pytest.fixture(scope="session")
def server(
    samples: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Over the stand-in assistant: what is shown is known beforehand."""
    yield from start(tmp_path_factory.mktemp("fake"), *samples, fake=True)


@pytest.fixture(scope="session")
def real(samples: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Over the real assistant; uploads are on, but no test may add a readable file."""
    yield from start(tmp_path_factory.mktemp("real"), *samples, "--allow-upload")


# ---------------------------------------------------------------- the browser


def chromium() -> str | None:
    """Debian's Chromium, or the one named by CHROMIUM."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    path = chromium()
    if path is None:
        message = "no Chromium found: install Debian's chromium, or name one with CHROMIUM=PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


class Chat:
    """The chat's page as a test sees it: ids, roles and our own classes only."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.box = page.locator("#ask textarea")
        self.send = page.locator("#ask .submit-button")
        self.stop = page.locator("#ask .stop-button")
        self.answers = page.locator("#chat .fw-answer")
        self.questions = page.locator("#chat .fw-question")
        self.cites = page.locator("#chat .fw-text a.fw-cite")
        self.panel = page.locator("#fw-panel")
        self.mark = page.locator("#fw-mark")

    def open(self, path: str = "/") -> Chat:
        from playwright.sync_api import expect

        self.page.goto(self.url + path)
        expect(self.box).to_be_editable()
        expect(self.page.locator("#new")).to_be_visible()
        return self

    def ask(self, question: str) -> Chat:
        from playwright.sync_api import expect

        before = self.answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        expect(self.answers).to_have_count(before + 1)
        expect(self.send).to_be_visible()
        return self

    def shot(self, name: str) -> None:
        """A picture to look at, in screenshots/."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


class Watch:
    """Pages in contexts of their own, and every error or foreign request that they show."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self.problems: list[str] = []

    def open(self, server: Server, allowed: tuple[str, ...] = (), **options: Any) -> Chat:
        """A page of a new context; ``allowed`` are errors that the test provokes."""
        settings = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **options}
        context = self._browser.new_context(**settings)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("console", lambda message: self._console(message, (*LEAVING, *allowed)))
        page.on("request", lambda request: self._request(request.url, server.url))
        return Chat(page, server.url)

    def _console(self, message: Any, allowed: tuple[str, ...]) -> None:
        if message.type == "error" and not any(known in message.text for known in allowed):
            self.problems.append(f"console: {message.text}")

    def _request(self, url: str, own: str) -> None:
        if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(own):
            self.problems.append(f"leaves the machine: {url}")

    def close(self) -> None:
        """Close all contexts."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def pages(browser: Any) -> Iterator[Callable[..., Chat]]:
    """Make a page in a context of its own; any error it shows fails the test."""
    watch = Watch(browser)
    yield watch.open
    watch.close()
    assert not watch.problems, "\n".join(watch.problems)
