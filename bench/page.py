"""How soon the chat can be used, and how much it weighs.

    python -m bench.page --index index/data --runs 3

Starts ``app.py`` anew for each run and opens its page in Chromium twice: as a newcomer, and
again with what the browser kept. Prints one JSON object; each time is the median of the runs:

- ``answers_s``: from ``python app.py`` to the first page that comes back, and the processor
  time that this took (``answers_cpu_s``; Linux only)
- ``usable_s``: from opening the page to a box that takes a question (``cold`` and ``warm``)
- ``first_answer_s``: from sending a first question to its answer on the page
- ``transferred_kb``: what came over the network, as sent; ``requests``: in how many answers

Needs Chromium (or CHROMIUM=PATH) and requirements-dev.txt. What else the machine does shows
in every time: run it when it is quiet, or beside an earlier version.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

QUESTION = "哪些乡镇报告调解成功率为100%？"
PATIENCE = 120_000  # milliseconds
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index/data"))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    runs = [measure(options.index) for _ in range(options.runs)]
    report: dict[str, object] = {
        key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]
    }
    report |= {"runs": len(runs), "load": os.getloadavg()[0]}
    print(json.dumps(report))
    return 0


def measure(index: Path) -> dict[str, float]:
    """One start of the server and two visits."""
    from playwright.sync_api import sync_playwright

    # Byte code may be kept, as it is for any user.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "app.py", "--port", "0", "--index", str(index)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[1]
            with urllib.request.urlopen(url, timeout=60) as page:
                page.read()
            found = {"answers_s": time.perf_counter() - began, "answers_cpu_s": _cpu(server.pid)}
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
                context = browser.new_context(locale="zh-CN")
                for visit in ("cold", "warm"):
                    found |= {f"{visit}_{key}": n for key, n in _visit(context, url).items()}
                browser.close()
        finally:
            server.terminate()
    return found


def _visit(context: Any, url: str) -> dict[str, float]:
    """Open the page, wait until it takes a question, ask one."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sizes: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("#ask textarea:not([disabled])")
    usable = time.perf_counter() - began
    weight, requests = sum(sizes) / 1000, len([size for size in sizes if size])
    page.fill("#ask textarea", QUESTION)
    asked = time.perf_counter()
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .fw-answer")
    answered = time.perf_counter() - asked
    page.click("#new")  # the next visit begins anew
    page.wait_for_selector("#chat .fw-welcome >> visible=true")
    page.close()
    return {
        "usable_s": usable,
        "transferred_kb": weight,
        "requests": float(requests),
        "first_answer_s": answered,
    }


def _cpu(process: int) -> float:
    """Seconds that all threads of a process have computed (proc(5), fields 14 and 15)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return found or shutil.which("chromium-browser") or sys.exit("no Chromium: set CHROMIUM=PATH")


if __name__ == "__main__":
    raise SystemExit(main())
