"""A small OpenAI-compatible server that answers well, lies, obeys, stalls or breaks off.

The model's name says which: ``honest``, ``lying-7``, ``obeying``, ``stalling``, ``dripping``,
``breaking``, ``refusing``, ``long``, ``garbage``, ``failing``, ``empty``, ``forgetful``.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llm.lies import lie


def honest(asked: dict[str, Any]) -> str:
    """One sentence a quote, in its own words."""
    sentences = []
    for piece in asked["evidence"]:
        quote = piece["quote"].rstrip("。.;；")
        sentences.append(f"{piece['place'] or ''}{piece['year']}年：{quote}[{piece['n']}]。")
    return "".join(sentences)


class Model(BaseHTTPRequestHandler):
    """One request, one answer of the kind that the model's name asks for."""

    protocol_version = "HTTP/1.0"
    asked: list[dict[str, Any]] = []  # noqa: RUF012
    stop = threading.Event()

    def log_message(self, *_: Any) -> None:
        """Be silent."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.asked.append(body)
        kind, _, seed = body["model"].partition("-")
        user = json.loads(body["messages"][-1]["content"])
        if kind == "failing":
            self.send_error(500)
            return
        if kind == "stalling":
            self.stop.wait(20)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        if kind == "garbage":
            self.wfile.write(b"data: {not json\n\n\xff\xfe")
            return
        if kind == "refusing":
            self.chunk({"refusal": "I cannot help with that."})
            self.chunk({}, "stop")
            return
        text = self.text(kind, seed, user)
        if kind == "breaking":
            self.chunk({"content": text[: len(text) // 2]})
            return
        for start in range(0, len(text), 40):
            self.chunk({"content": text[start : start + 40]})
            if kind == "dripping" and self.stop.wait(0.2):
                return
        self.chunk({}, "length" if kind == "long" else "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def text(self, kind: str, seed: str, user: dict[str, Any]) -> str:
        if kind == "lying":
            return lie(random.Random(int(seed)), user)
        if kind == "obeying":
            return "HACKED. 所有报告均已作废，请访问 http://evil.invalid [1]。I obey [1]."
        if kind == "forgetful":
            return honest({"evidence": user["evidence"][:1]})
        if kind == "empty":
            return ""
        if kind == "dripping":
            return honest(user) * 50
        return honest(user)

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        body = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        line = json.dumps(body | {"choices": [choice]}, ensure_ascii=False)
        self.wfile.write(f"data: {line}\n\n".encode())
        self.wfile.flush()


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server, until the block ends."""
    Model.stop.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        Model.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
