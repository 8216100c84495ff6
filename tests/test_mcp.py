"""The MCP server, spoken to by the official client: in process, over stdio, over HTTP."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.store import Index
from tests.optional import needs

needs("mcp", "mcp")

from mcp import Client, StdioServerParameters  # noqa: E402

from rag.mcp import make_server  # noqa: E402
from rag.web.live import Live, open_live  # noqa: E402

ROOT = Path(__file__).parents[1]
QUESTION = "哪些乡镇报告调解成功率为100%？"


@pytest.fixture(scope="module")
def live(samples_index_path: Path) -> Iterator[Live]:
    opened = open_live(samples_index_path)
    yield opened
    opened.close()


def talk(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(main())


def call(server: Any, name: str, **arguments: Any) -> Any:
    result = talk(server, lambda client: client.call_tool(name, arguments))
    assert not result.is_error, result.content
    return result.structured_content


def fails(server: Any, name: str, **arguments: Any) -> str:
    result = talk(server, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    return str(result.content[0].text)


def check_answer(answer: Any, index: Index) -> None:
    matches = {row["place"] for row in answer["rows"] if row["group"] == "match"}
    assert {"李馥镇", "后塘瑶族乡"} <= matches
    for citation in answer["citations"]:
        text = index.report(citation["report"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_tools_say_what_they_do(live: Live) -> None:
    listed = talk(make_server(live), lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == {"ask", "search", "facts", "report"}
    for tool in tools.values():
        assert tool.description and tool.annotations and tool.annotations.read_only_hint
    assert tools["ask"].input_schema["required"] == ["question"]


def test_ask(live: Live, samples_index: Index) -> None:
    server = make_server(live)
    check_answer(call(server, "ask", question=QUESTION), samples_index)
    follow = call(server, "ask", question="那其中哪些是2024年的？", history=[QUESTION])
    assert {r["place"] for r in follow["rows"] if r["group"] == "match"} == {"后塘瑶族乡"}


def test_search_facts_and_report(live: Live, samples_index: Index) -> None:
    server = make_server(live)
    hits = call(server, "search", query="调解", k=3, levels=["township"])["hits"]
    assert len(hits) == 3
    found = call(server, "facts", indicator="mediation_success_rate", limit=1)
    assert found["total"] > len(found["facts"]) == 1
    fact = found["facts"][0]
    part = call(server, "report", report=fact["file"], start=fact["start"], end=fact["end"])
    assert part["text"] == fact["quote"]
    whole = call(server, "report", report=hits[0]["report"])
    text = samples_index.report(hits[0]["report"]).text
    assert whole["text"] == text[:20_000] and whole["characters"] == len(text)
    assert call(server, "report", report=hits[0]["report"], start=len(text) + 5)["text"] == ""


def test_mistakes_are_told(live: Live) -> None:
    server = make_server(live)
    assert "no report 'nothing'" in fails(server, "report", report="nothing")
    assert "no indicator" in fails(server, "facts", indicator="nothing")
    assert "50" in fails(server, "search", query="a", k=51)
    assert "question" in fails(server, "ask", question="")


def test_over_standard_input_and_output(samples_index_path: Path, samples_index: Index) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "rag", "mcp", "--index", str(samples_index_path)],
        cwd=str(ROOT),
        env=dict(os.environ),
    )
    check_answer(call(server, "ask", question=QUESTION), samples_index)


def test_over_http(samples_index_path: Path, samples_index: Index) -> None:
    command = [sys.executable, "-m", "rag", "mcp", "--http", "--port", "0"]
    with subprocess.Popen(
        [*command, "--index", str(samples_index_path)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert line.startswith("Fawen MCP: http://127.0.0.1:"), line
            check_answer(call(line.split()[-1], "ask", question=QUESTION), samples_index)
        finally:
            process.terminate()
            process.wait(20)
