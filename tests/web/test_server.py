"""The server around the chat: REST, the list of reports, uploads, a changing index, start-up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from rag.build import build_index
from rag.text import to_traditional
from tests.web.conftest import ROOT, Chat, Server, start

Make = Callable[..., Chat]


def load(server: Server, path: str) -> Any:
    status, _, body = server.get(path)
    assert status == 200, (path, body)
    return json.loads(body)


# ---------------------------------------------------------------- REST


def test_quotes_stand_at_their_offsets(real: Server) -> None:
    answer = load(real, "/api/v1/ask?q=which%20towns%20reported%20100%25%20mediation%20success")
    assert answer["kind"] == "set"
    assert answer["citations"]
    for citation in answer["citations"]:
        report = load(real, f"/api/v1/reports/{citation['report']}")
        text = (real.corpus / citation["file"]).read_bytes().decode("utf-8")
        assert report["text"] == text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_post_and_get_give_the_same_answer(real: Server) -> None:
    question = "那其中哪些是2024年的？"
    history = ["哪些乡镇报告调解成功率为100%？"]
    body = json.dumps({"question": question, "history": history}).encode()
    kind = {"Content-Type": "application/json"}
    status, _, posted = real.send("POST", "/api/v1/ask", body, **kind)
    assert status == 200
    from rag.web.links import ask_query

    assert json.loads(posted) == load(real, "/api/v1/ask?" + ask_query(question, history))
    rows = [row for row in json.loads(posted)["rows"] if row["group"] == "match"]
    assert [row["place"] for row in rows] == ["后塘瑶族乡"]


def test_the_other_routes_of_the_interface(real: Server) -> None:
    reports = load(real, "/api/v1/reports")
    assert len(reports) == 6
    lifu = next(r for r in reports if r["file"] == "lifu-2022.txt")
    assert lifu["place"] == "李馥镇" and lifu["year_covered"] == 2022
    facts = load(real, f"/api/v1/facts?indicator=mediation_success_rate&report={lifu['report']}")
    assert {fact["value"] for fact in facts} == {100}
    assert all(fact["quote"] for fact in facts)
    claims = load(real, "/api/v1/claims")
    assert {claim["report"] for claim in claims} == {r["report"] for r in reports}
    hits = load(real, "/api/v1/search?q=%E8%B0%83%E8%A7%A3&k=3&level=township")
    assert len(hits) == 3 and all(hit["text"] for hit in hits)
    assert real.get("/api/v1/search?q=a&k=0")[0] == 422
    assert real.get("/api/v1/facts?report=nothing")[0] == 404
    assert "/api/v1/ask" in load(real, "/api/v1/openapi.json")["paths"]
    facets = load(real, "/api/v1/facets")
    assert ["2024", "2024"] in facets["en"]["year"]


def test_health_and_readiness(real: Server) -> None:
    assert load(real, "/health") == {"status": "ok"}
    ready = load(real, "/ready")
    assert ready["status"] == "ready" and ready["reports"] == 6


def test_questions_are_limited_for_each_client(samples: tuple[Path, Path], tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from rag.store import Index
    from rag.web.live import Live
    from rag.web.server import ServerSettings, make_app
    from tests.web.fake import FakeAssistant

    settings = ServerSettings(
        corpus=samples[0], feedback=tmp_path / "f.jsonl", questions_per_minute=1
    )
    live = Live(lambda: FakeAssistant(Index.open(samples[1])), lambda: "1")  # type: ignore[arg-type, return-value]
    with TestClient(make_app(live, settings)) as client:
        statuses = [client.get("/api/v1/ask?q=mediation").status_code for _ in range(12)]
        last = client.get("/api/v1/answer.csv?q=mediation")
    assert statuses == [200] * 10 + [429] * 2
    assert last.status_code == 429 and int(last.headers["retry-after"]) > 30


# ---------------------------------------------------------------- the list of reports


@pytest.mark.parametrize(
    ("query", "files"),
    [
        ("", 6),
        ("?level=county", 2),
        ("?year=2022", 2),
        ("?q=lifu", 1),
        ("?q=%E5%90%8E%E5%A1%98%E7%91%A4%E6%97%8F%E9%84%89", 1),  # Traditional finds Simplified
        ("?q=nothing", 0),
        ("?level=county&year=2024", 1),
    ],
)
def test_reports_are_filtered_and_searched(server: Server, query: str, files: int) -> None:
    status, _, body = server.get("/corpus" + query)
    assert status == 200
    assert body.decode().count('<td lang="zh"><a href="./doc/') == files
    assert "empty.txt" in body.decode()


def test_the_list_opens_a_report(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    chat.page.get_by_role("link", name="Reports", exact=True).click()
    chat.page.get_by_role("searchbox").fill("Wangchang")
    chat.page.get_by_role("button", name="Filter").click()
    expect(chat.page.locator("table.reports tbody tr")).to_have_count(1)
    chat.page.get_by_role("link", name="关于2020年法治政府建设工作总结").click()
    expect(chat.page.locator(".text")).to_contain_text("石柱土家族自治县")
    chat.shot("document")


# ---------------------------------------------------------------- a changing index


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Poll until true: another process is at work."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_an_uploaded_report_can_be_asked_about(
    pages: Make, samples: tuple[Path, Path], tmp_path: Path
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(samples[0], corpus)
    build_index(corpus, index, workers=1)
    running = start(tmp_path, corpus, index, "--allow-upload")
    server = next(running)
    try:
        before = load(server, "/ready")["generation"]
        new = (
            "青山镇2023年度法治政府建设情况报告\n青山县人民政府：\n一、主要工作\n"
            "全镇受理矛盾纠纷57件，调解成功57件，调解成功率100%。\n"
            "青山镇人民政府\n2024年1月10日\n"
        )
        chat = pages(server)
        chat.page.goto(server.url + "/corpus")
        status = chat.page.locator("#upload-form .status")
        lifu = (corpus / "lifu-2022.txt").read_bytes()
        mirror = to_traditional(lifu.decode())  # the same report in the other script
        chat.page.locator("input[type=file]").set_input_files(
            [
                {"name": "x.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
                {"name": "../../青山镇.txt", "mimeType": "text/plain", "buffer": new.encode()},
                {"name": "twice.txt", "mimeType": "text/plain", "buffer": new.encode()},
                {"name": "old.txt", "mimeType": "text/plain", "buffer": lifu},
                {"name": "mirror.txt", "mimeType": "text/plain", "buffer": mirror.encode()},
            ]
        )
        expect(chat.page.locator(".chosen")).to_have_text("5 chosen")
        chat.page.get_by_role("button", name="Upload").click()
        expect(status).to_contain_text("The new reports can be asked about")
        told = [" ".join(line.split()) for line in chat.page.locator(".told li").all_inner_texts()]
        assert told == [
            "x.exe not added type .exe, expected .txt .md .html .htm .mhtml .docx .pdf",
            "青山镇.txt added",
            "twice.txt already there the same report as 青山镇.txt",
            "old.txt already there the same report as lifu-2022.txt",
            "mirror.txt already there the same report as lifu-2022.txt",
        ]
        expect(chat.page.locator("table.reports")).to_contain_text("青山镇")
        chat.shot("upload")
        assert [p.suffix for p in (corpus / "uploads").iterdir()] == [".txt"] * 2
        assert not list(tmp_path.glob("*青山*"))
        assert load(server, "/ready")["generation"] != before
        chat.open().ask("哪些乡镇报告调解成功率为100%？")
        expect(chat.answers.last).to_contain_text("青山镇")
    finally:
        running.close()


def test_a_new_generation_is_picked_up_without_a_restart(
    samples: tuple[Path, Path], tmp_path: Path
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(samples[0], corpus)
    (corpus / "zz-hostile-2023.txt").unlink()
    build_index(corpus, index, workers=1)
    running = start(tmp_path, corpus, index, fake=True)
    server = next(running)
    try:
        assert load(server, "/ready")["reports"] == 5
        assert len(load(server, "/api/v1/ask?q=mediation")["rows"]) == 4
        shutil.copy(samples[0] / "zz-hostile-2023.txt", corpus)
        build_index(corpus, index, workers=1)
        assert len(load(server, "/api/v1/ask?q=mediation")["rows"]) == 5
        assert load(server, "/ready")["reports"] == 6
        shutil.rmtree(index)  # what is open still answers
        assert len(load(server, "/api/v1/ask?q=mediation+now")["rows"]) == 5
        assert load(server, "/api/v1/reports/lifu-2022.txt")["text"]
    finally:
        running.close()


# ---------------------------------------------------------------- behind a proxy, and stopping


def test_below_a_root_path(pages: Make, samples: tuple[Path, Path], tmp_path: Path) -> None:
    """As behind a proxy that strips /law: everything must still be found below /law."""
    running = start(tmp_path, *samples, "--root-path", "/law", fake=True)
    server = next(running)
    try:
        bare = replace(server, url=server.url.removesuffix("/law"))
        for path in ("/health", "/law/health", "/corpus"):
            assert bare.get(path)[0] == 200, path
        page = bare.get("/law/corpus")[2].decode()
        assert '<base href="/law/">' in page
        chat = pages(server).open().ask("mediation")
        chat.cites.first.click()
        expect(chat.mark).to_be_in_viewport()
    finally:
        running.close()


def test_it_stops_when_asked_even_with_a_page_open(
    pages: Make, samples: tuple[Path, Path], tmp_path: Path
) -> None:
    running = start(tmp_path, *samples, fake=True)
    server = next(running)
    chat = pages(server, allowed=("ERR_", "onnection", "etwork"))
    chat.open()
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(20)
    assert time.monotonic() - began < 15
    running.close()


def test_the_log_holds_no_personal_data(server: Server) -> None:
    server.get("/api/v1/ask?q=mediation%20call%2013812345678%20or%20a.b%40example.org")
    written = server.log.read_text().splitlines()
    lines = [json.loads(line) for line in written]  # Gradio would print traces of its own
    (asked,) = [line for line in lines if "call" in line.get("question", "")]
    assert asked["question"] == "mediation call *** or ***"
    assert asked["kind"] == "set" and isinstance(asked["ms"], int)
    assert "127.0.0.1" not in server.log.read_text()


def test_a_malformed_event_leaves_one_json_line_without_its_input(server: Server) -> None:
    sent = {"data": ["SECRET-13812345678"], "fn_index": 0, "session_hash": "malformed"}
    earlier = len(server.log.read_text())  # other tests fail on purpose too
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        server.send("POST", path, json.dumps(sent).encode(), Content_Type="application/json")
    server.get("/gradio_api/queue/data?session_hash=malformed")  # ends when it has failed
    written = server.log.read_text()[earlier:]
    failed = [x for x in map(json.loads, written.splitlines()) if x.get("event") == "event_failed"]
    assert failed and all(" at " in line["why"] for line in failed)
    assert "SECRET" not in written and "Traceback (most" not in written


# ---------------------------------------------------------------- app.py


def app(*options: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "app.py", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_taken_port_is_told(samples: tuple[Path, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = app("--port", str(port), "--index", str(samples[1]))
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr and "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_is_no_failure(samples: tuple[Path, Path], asked: signal.Signals) -> None:
    command = [sys.executable, "app.py", "--port", "0", "--index", str(samples[1])]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": ""}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        url = process.stdout.readline().split()[1]
        with urllib.request.urlopen(url + "ready", timeout=60) as answer:
            assert json.load(answer)["reports"] == 6
        process.send_signal(asked)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    ended = app("--port", "0", "--index", str(tmp_path / "none"))
    assert ended.returncode == 2
    assert "rebuild" in ended.stderr and "Traceback" not in ended.stderr


def test_a_wrong_user_file_is_told(samples: tuple[Path, Path], tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("li:secret\nno password here\n", encoding="utf-8")
    ended = app("--port", "0", "--index", str(samples[1]), "--auth", str(users))
    assert ended.returncode == 2
    assert f"{users}:2:" in ended.stderr and "secret" not in ended.stderr


def test_help_is_instant_and_complete() -> None:
    began = time.monotonic()
    ended = app("--help")
    assert ended.returncode == 0 and time.monotonic() - began < 3
    for option in ("--host", "--port", "--index", "--auth", "--root-path", "--allow-upload"):
        assert option in ended.stdout
