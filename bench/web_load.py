"""Many users asking the web chat at once: how long they wait, and how much memory it takes.

    python -m bench.generate --reports 1000 --out DIR
    python -m bench.web_load --corpus DIR/corpus --index DIR/index --users 50 --seconds 60
    python -m bench.web_load … --compare 2      ours and Gradio's defaults, by turns, twice

Each user asks through Gradio's own queue, as the page does, and asks again as soon as an
answer is there. The questions come from templates filled with chance values: nearly all
differ, so that an answer is seldom remembered. Prints a JSON object a run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

QUESTIONS = (
    "{year}年哪些{level}调解成功率高于{rate}%？",
    "哪些{level}调解矛盾纠纷超过{n}件？",
    "{year}年哪些{level}发放普法资料超过{many}份？",
    "{year}年各县行政复议案件合计多少？",
    "{year}年所有{level}一共调解了多少矛盾纠纷？",
    "哪些{level}{year}年提到「楓橋經驗」？",
    "{year}年有多少{level}报告提到法律顾问？",
    "{year}年哪些{level}没有报告调解成功率？",
    "{year}年按普法宣传活动场次给{level}排前{few}名",
    "{place}{year}年调解矛盾纠纷多少件？",
    "{place}的镇哪些调解成功率低于{rate}%？",
    "Which towns reported a mediation success rate above {rate}% in {year}?",
    "What is the average number of disputes handled in {year}?",
    "How many reports of {year} mention legal advisers?",
    "Rank the {few} towns with the most law publicity events in {year}",
    "{year}年报告中法治宣传形式单一的问题有哪些？",
)
LEVELS = ("乡镇", "镇", "乡", "街道", "县")
PLACES = ("安吉县", "云和县", "鲁山县", "泾川县", "大姚县", "如东县", "灵川县", "溧阳市")
RESPOND = 0  # the first event of chat.py: submitting the box
GRADIO_AT_ONCE = 1  # Gradio's default_concurrency_limit


def main(arguments: Sequence[str] | None = None) -> int:
    """Start a server, load it, stop it, report."""
    options = _parse(arguments)
    if options.serve:
        _serve(options)
        return 0
    if not (options.index / "CURRENT").exists():
        from rag.build import build_index

        build_index(options.corpus, options.index)
    kinds = [False, True] * options.compare or [options.gradio_defaults]
    failed = 0
    for turn, defaults in enumerate(kinds):
        report = _run(options, defaults, seed=turn // 2)
        failed += int(report["failed"] != 0)
        print(json.dumps(report, ensure_ascii=False), flush=True)
    return min(failed, 1)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--gradio-defaults", action="store_true", help="one question at a time")
    parser.add_argument("--compare", type=int, default=0, metavar="TIMES", help="both, by turns")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, defaults: bool, seed: int) -> dict[str, object]:
    command = [sys.executable, "-m", "bench.web_load", "--serve", "--corpus", str(options.corpus)]
    command += ["--index", str(options.index)]
    command += ["--gradio-defaults"] if defaults else []
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[1].rstrip("/")
        load = _load(url, options.users, options.seconds, began, seed, server.pid)
        report = asyncio.run(load)
        report["memory_mb"] = _peak_memory(server.pid)
        server.terminate()
    return {"queue": "gradio's defaults" if defaults else "ours", **report}


def _serve(options: argparse.Namespace) -> None:
    from rag.assistant import Assistant
    from rag.store.generation import current_generation
    from rag.web import live
    from rag.web.run import run
    from rag.web.server import ServerSettings

    held = live.Live(
        lambda: Assistant.open(options.index), lambda: current_generation(options.index)
    )
    at_once = GRADIO_AT_ONCE if options.gradio_defaults else live.AT_ONCE
    settings = ServerSettings(corpus=options.corpus, questions_per_minute=0, at_once=at_once)
    run(held, settings, None, socket.create_server(("127.0.0.1", 0)))


def make_question(chance: random.Random) -> str:
    """A question over generated reports; there are some hundred thousand."""
    return chance.choice(QUESTIONS).format(
        year=chance.randint(2019, 2025),
        level=chance.choice(LEVELS),
        place=chance.choice(PLACES),
        few=chance.randint(3, 20),
        n=chance.randint(20, 600),
        many=chance.randint(300, 9000),
        rate=round(chance.uniform(90, 99), 1),
    )


async def _load(
    url: str, users: int, seconds: float, began: float, seed: int, server: int
) -> dict[str, object]:
    import httpx

    waits: list[float] = []
    failures: list[str] = []
    asked: set[str] = set()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        page = await client.get("/")
        first = await _ask(client, "first", "哪些乡镇报告调解成功率为100%？")
        started = time.perf_counter() - began
        before, until = _cpu_seconds(server), time.perf_counter() + seconds

        async def user(number: int) -> None:
            chance = random.Random(f"{seed} {number}")
            while time.perf_counter() < until:
                question = make_question(chance)
                asked.add(question)
                begun = time.perf_counter()
                try:
                    answer = await _ask(client, f"user{number}", question)
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
        "different_questions": len(asked),
        "failed": len(failures),
        "why": failures[:3],
        "p50_s": round(parts[49], 3),
        "p95_s": round(parts[94], 3),
        "max_s": round(max(waits), 3),
        "server_cpu_ms_an_answer": round(1000 * (_cpu_seconds(server) - before) / len(waits), 1),
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


def _cpu_seconds(process: int) -> float:
    """CPU time that a process has used so far (Linux), 0 elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
