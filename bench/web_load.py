"""Many users asking the web chat at once: how long they wait, and how much memory it takes.

    python -m bench.generate --reports 1000 --out DIR
    python -m bench.web_load --corpus DIR/corpus --index DIR/index --users 50 --seconds 60
    python -m bench.web_load … --gradio-defaults     one question at a time, as Gradio would

Each user asks through Gradio's own queue, as the page does, and asks again as soon as an
answer is there. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

QUESTIONS = (
    "哪些乡镇报告调解成功率为100%？",
    "{year}年哪些镇发放普法资料超过{n}份？",
    "{year}年各县行政复议案件合计多少？",
    "哪些報告提到「楓橋經驗」？",
    "按普法宣传活动场次给乡镇排前{n}名",
    "Which towns reported a mediation success rate above {rate}%?",
    "What is the average number of disputes handled in {year}?",
    "{year}年有哪些街道聘请了法律顾问？",
    "How many reports of {year} mention legal advisers?",
    "{year}年报告中法治宣传形式单一的问题有哪些？",
)
RESPOND = 0  # the first event of chat.py: submitting the box


def main(arguments: Sequence[str] | None = None) -> int:
    """Start a server, load it, stop it, report."""
    options = _parse(arguments)
    if options.serve:
        _serve(options)
        return 0
    if not (options.index / "CURRENT").exists():
        from rag.build import build_index

        build_index(options.corpus, options.index)
    command = [sys.executable, "-m", "bench.web_load", "--serve", "--corpus", str(options.corpus)]
    command += ["--index", str(options.index)]
    command += ["--gradio-defaults"] if options.gradio_defaults else []
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[1].rstrip("/")
        report = asyncio.run(_load(url, options.users, options.seconds, began))
        report["memory_mb"] = _peak_memory(server.pid)
        server.terminate()
    report["queue"] = "gradio's defaults" if options.gradio_defaults else "ours"
    print(json.dumps(report, ensure_ascii=False))
    return 0 if report["failed"] == 0 else 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--gradio-defaults", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace) -> None:
    from rag.assistant import Assistant
    from rag.store.generation import current_generation
    from rag.web import chat, live
    from rag.web.run import run
    from rag.web.server import ServerSettings

    if options.gradio_defaults:
        chat.AT_ONCE = 1
    held = live.Live(
        lambda: Assistant.open(options.index), lambda: current_generation(options.index)
    )
    settings = ServerSettings(corpus=options.corpus, questions_per_minute=0)
    run(held, settings, None, socket.create_server(("127.0.0.1", 0)))


async def _load(url: str, users: int, seconds: float, began: float) -> dict[str, object]:
    import httpx

    waits: list[float] = []
    failures: list[str] = []
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        page = await client.get("/")
        first = await _ask(client, "first", QUESTIONS[0])
        started = time.perf_counter() - began
        until = time.perf_counter() + seconds

        async def user(number: int) -> None:
            chance = random.Random(number)
            while time.perf_counter() < until:
                asked = chance.choice(QUESTIONS).format(
                    year=chance.randint(2020, 2025),
                    n=chance.choice((5, 10, 1000, 3000)),
                    rate=chance.randint(90, 99),
                )
                begun = time.perf_counter()
                try:
                    answer = await _ask(client, f"user{number}", asked)
                    if "fw-answer" not in answer:
                        failures.append(answer[-300:])
                except Exception as error:
                    failures.append(repr(error))
                waits.append(time.perf_counter() - begun)

        await asyncio.gather(*(user(n) for n in range(users)))
    parts = statistics.quantiles(waits, n=100)
    return {
        "users": users,
        "seconds": seconds,
        "answers": len(waits),
        "failed": len(failures),
        "why": failures[:3],
        "p50_s": round(parts[49], 3),
        "p95_s": round(parts[94], 3),
        "max_s": round(max(waits), 3),
        "start_to_first_answer_s": round(started, 2),
        "page_kb": round(len(page.content) / 1024, 1),
        "first_is_right": "fw-answer" in first,
    }


async def _ask(client: object, session: str, question: str) -> str:
    """One question through the queue; the last message of its stream."""
    import httpx

    assert isinstance(client, httpx.AsyncClient)
    body = {"data": [question, None], "fn_index": RESPOND, "session_hash": session, "trigger_id": 1}
    joined = await client.post("/gradio_api/queue/join", json=body)
    joined.raise_for_status()
    event = joined.json()["event_id"]
    seen = ""
    address = f"/gradio_api/queue/data?session_hash={session}"
    async with client.stream("GET", address) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            message = json.loads(line[6:])
            if message.get("event_id") not in (event, None):
                continue
            if message["msg"] in ("process_generating", "process_completed"):
                seen += json.dumps(message, ensure_ascii=False)
            if message["msg"] == "process_completed":
                if not message.get("success"):
                    raise RuntimeError(line[:300])
                return seen
    raise RuntimeError("the stream ended before the answer")


def _peak_memory(process: int) -> int:
    """The peak resident memory of a process in MB (Linux), -1 elsewhere."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return -1
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    raise SystemExit(main())
