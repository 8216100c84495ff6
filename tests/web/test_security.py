"""What must be refused, with and without a browser."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import HOSTILE, ROOT, Chat, Server, start

Make = Callable[..., Chat]
PAYLOAD = (
    "mediation <script>window.__xss=5</script> <img src=x onerror=window.__xss=6> ${window.__xss=7} "
    "{{7*7}} ![x](http://tracker.invalid/q.png) **b** [l](javascript:1) $$x$$ [1]"
)


# ---------------------------------------------------------------- foreign text


def xss(chat: Chat) -> list[str]:
    found: list[str] = chat.page.evaluate("Object.keys(window).filter(k => k.startsWith('__xss'))")
    return found


def test_a_hostile_report_is_shown_verbatim(pages: Make, server: Server) -> None:
    chat = pages(server).open().ask("hostile mediation")
    quote = HOSTILE[HOSTILE.index("全镇") : HOSTILE.index("，调解成功率")]
    expect(chat.answers.last.locator(".fw-text")).to_contain_text(quote)
    hostile = chat.page.locator("#chat .fw-text li").filter(has_text="恶意镇").last
    hostile.locator("a.fw-cite").click()
    expect(chat.mark).to_contain_text("window.__xss=1")
    assert chat.page.locator("#fw-panel .fw-body").text_content() == HOSTILE
    chat.answers.last.locator(".fw-data").click()
    expect(chat.page.locator("#fw-table tbody tr")).to_have_count(5)
    assert xss(chat) == []


def test_a_hostile_question_is_shown_verbatim(pages: Make, server: Server) -> None:
    chat = pages(server).open()
    chat.ask(PAYLOAD)
    assert chat.questions.last.text_content() == PAYLOAD
    chat.ask("unanswerable " + PAYLOAD.replace("mediation ", ""))
    chat.page.reload()
    expect(chat.questions.first).to_have_text(PAYLOAD)
    expect(chat.answers).to_have_count(2)
    assert xss(chat) == []


def test_a_hostile_report_without_javascript(server: Server) -> None:
    reports = json.loads(server.get("/api/v1/reports")[2])
    hostile = next(r for r in reports if "hostile" in r["file"])
    status, headers, body = server.get(f"/doc/{hostile['report']}?start=0&end=5")
    page = body.decode()
    assert status == 200
    assert "<script>window" not in page and "<style>body" not in page and "<img" not in page
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "<script" not in server.get("/corpus?q=%3Cscript%3Ealert(1)%3C/script%3E")[
        2
    ].decode().replace('<script type="module" src="./ui/pages.js">', "")


def test_a_formula_in_a_csv_is_guarded() -> None:
    from rag.web.export import guard_cell

    assert guard_cell("=1+1") == "'=1+1"
    assert guard_cell(" @SUM(A1)") == "' @SUM(A1)"
    assert guard_cell("＝1+1") == "'＝1+1"
    assert guard_cell("\t=1") == "'\t=1"
    assert guard_cell("-12件") == "'-12件"
    assert guard_cell(-12.5) == -12.5
    assert guard_cell("100%") == "100%"


# ---------------------------------------------------------------- Gradio's own routes

FORGED = {
    "path": "/etc/passwd",
    "url": "/gradio_api/file=/etc/passwd",
    "meta": {"_type": "gradio.FileData"},
    "orig_name": "x.txt",
}


def join(server: Server, function: int, data: list[Any]) -> str:
    """Post a forged event as Gradio's client would, and read what comes back."""
    body = {"data": data, "fn_index": function, "session_hash": "forged", "trigger_id": 1}
    headers = {"Content-Type": "application/json"}
    out = ""
    for path in ("/gradio_api/run/predict", "/gradio_api/queue/join"):
        out += server.send("POST", path, json.dumps(body).encode(), **headers)[2].decode()
    return out


def drain(server: Server, path: str) -> str:
    """What a stream of events says until it ends or falls silent."""
    out = b""
    with urllib.request.urlopen(server.url + path, timeout=3) as stream, suppress(TimeoutError):
        while piece := stream.readline():
            out += piece
    return out.decode()


def test_a_forged_history_is_handed_nothing(server: Server) -> None:
    message = {"role": "assistant", "content": {"file": FORGED, "alt_text": None}}
    forgeries: list[Any] = [FORGED, [message], [[FORGED]], [{"q": FORGED}], {"file": FORGED}]
    secret = server.corpus.parent / "secret.txt"
    for function in range(8):
        for forged in forgeries:
            for width in range(1, 5):
                answer = join(server, function, [forged] * width)
                assert "root:" not in answer and "top secret" not in answer
                assert "gradio/" not in answer, "a file was copied into Gradio's cache"
    stream = drain(server, "/gradio_api/queue/data?session_hash=forged")
    assert "process_completed" in stream and "root:" not in stream and "top secret" not in stream
    for path in (f"/gradio_api/file={secret}", "/gradio_api/file=/etc/passwd", f"/file={secret}"):
        assert server.get(path)[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=1"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://example.org/"),
        ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/call/respond"),
        ("POST", "/gradio_api/run/respond"),
        ("POST", "/gradio_api/api/respond"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-edit/"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring"),
        ("GET", "/custom_component/a/b/c/d"),
        ("GET", "/openapi.json"),
        ("POST", "/api/v1/upload"),
        ("GET", "/api/v1/upload"),
        ("DELETE", "/api/v1/reports"),
        ("PUT", "/"),
        ("TRACE", "/"),
    ],
)
def test_what_no_page_needs_is_not_there(server: Server, method: str, path: str) -> None:
    status, _, body = server.send(method, path, b"{}" if method == "POST" else None)
    assert status in (404, 405)
    assert b"root:" not in body


@pytest.mark.parametrize(
    "base",
    [
        "/doc/",
        "/ui/",
        "/assets/",
        "/static/",
        "/api/v1/reports/",
        "/svelte/",
        "/gradio_api/file=",
        "/gradio_api/heartbeat/",
        "/",
    ],
)
@pytest.mark.parametrize(
    "trick",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2f%2e%2e%2fsecret.txt",
        "..%5csecret.txt",
        "....//secret.txt",
        "%252e%252e%252fsecret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "%00secret.txt",
        "..;/secret.txt",
        "C:%5cWindows%5cwin.ini",
        "zz-hostile-2023.txt%00.js",
        "../../../../../../etc/passwd",
    ],
)
def test_path_tricks_reach_no_file(server: Server, base: str, trick: str) -> None:
    if base == "/gradio_api/heartbeat/" and "/" not in trick and "%2f" not in trick:
        pytest.skip("a heartbeat of a session with a strange name: an endless, empty stream")
    status, _, body = server.get(base + trick)
    assert status in (307, 400, 404, 422), (status, body[:200])
    assert b"top secret" not in body and b"root:" not in body


def test_only_the_corpus_is_served_as_original(server: Server, tmp_path: Path) -> None:
    from rag.web.api import original_file

    inside = server.corpus / "lifu-2022.txt"
    assert original_file(server.corpus, "lifu-2022.txt") == inside.resolve()
    assert original_file(server.corpus, "../secret.txt") is None
    assert original_file(server.corpus, str(server.corpus.parent / "secret.txt")) is None
    (tmp_path / "link.txt").symlink_to(server.corpus.parent / "secret.txt")
    assert original_file(tmp_path, "link.txt") is None


# ---------------------------------------------------------------- headers, sizes, sites


def test_every_answer_carries_the_headers(server: Server) -> None:
    for path in ("/", "/health", "/corpus", "/api/v1/reports", "/ui/chat.js", "/nowhere"):
        _, headers, _ = server.get(path)
        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy and "frame-ancestors 'none'" in policy
        script = next(part for part in policy.split(";") if "script-src" in part)
        assert "unsafe-inline" not in script
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_nothing_tells_of_this_machine(server: Server) -> None:
    for path in ("/", "/config", "/health", "/ready", "/api/v1/reports", "/gradio_api/info"):
        body = server.get(path)[2].decode()
        for told in (str(Path.home()), str(server.corpus.parent), "site-packages", str(ROOT)):
            assert told not in body, path


def test_large_bodies_and_long_questions_are_refused(server: Server) -> None:
    big = json.dumps({"question": "x" * 70_000}).encode()
    kind = {"Content-Type": "application/json"}
    assert server.send("POST", "/api/v1/ask", big, **kind)[0] == 413
    long = json.dumps({"question": "x" * 501}).encode()
    assert server.send("POST", "/api/v1/ask", long, **kind)[0] == 422
    assert server.get("/api/v1/ask?q=")[0] == 422
    assert server.get("/api/v1/ask?q=a" + "&h=b" * 9)[0] == 422


def test_posts_from_other_sites_are_refused(server: Server) -> None:
    body = json.dumps({"verdict": "up", "question": "x"}).encode()
    kind = {"Content-Type": "application/json"}
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://evil.invalid"}):
        assert server.send("POST", "/api/v1/feedback", body, **kind, **headers)[0] == 403
    same = {"Origin": server.url}
    assert server.send("POST", "/api/v1/feedback", body, **kind, **same)[0] == 204


def test_errors_show_no_trace(server: Server) -> None:
    status, _, body = server.get("/api/v1/ask?q=fail%20mediation")
    assert status == 500
    assert json.loads(body)["detail"] == "Something went wrong on our side."
    assert server.get("/doc/nothing")[0] == 404
    assert server.get("/api/v1/reports/nothing")[0] == 404


# ---------------------------------------------------------------- log-in


@pytest.fixture(scope="module")
def closed(
    samples: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server that asks for a password."""
    folder = tmp_path_factory.mktemp("auth")
    users = folder / "users"
    users.write_text("# our users\nli:correct horse\n王:密码:二\n", encoding="utf-8")
    options = ("--auth", str(users), "--logins", "600")
    yield from start(folder, *samples, *options, fake=True)


def basic(name: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/reports",
        "/api/v1/ask?q=mediation",
        "/api/v1/answer.csv?q=mediation",
        "/api/v1/search?q=a",
        "/api/v1/facts",
        "/api/v1/openapi.json",
        "/config",
        "/gradio_api/info",
        "/gradio_api/queue/data?session_hash=a",
        "/assets/index.js",
    ],
)
def test_nothing_is_read_without_logging_in(closed: Server, path: str) -> None:
    status, headers, body = closed.get(path)
    assert status == 401
    assert headers["www-authenticate"].startswith("Basic")
    assert "李馥" not in body.decode()
    assert closed.get(path, **basic("li", "wrong"))[0] in (401, 429)
    assert closed.get(path, **basic("nobody", "correct horse"))[0] in (401, 429)
    forged = {"Cookie": "fawen_session=OTk5OTk5OTk5OTk6bGk=.00ff"}
    assert closed.get(path, **forged)[0] == 401


def test_posts_need_a_login_too(closed: Server) -> None:
    body = json.dumps({"question": "mediation"}).encode()
    kind = {"Content-Type": "application/json"}
    for path in ("/api/v1/ask", "/gradio_api/run/predict", "/gradio_api/queue/join"):
        assert closed.send("POST", path, body, **kind)[0] == 401
    assert closed.get("/health")[0] == 200
    assert closed.get("/ready")[0] == 200


def test_pages_lead_to_the_login_and_back(pages: Make, closed: Server) -> None:
    chat = pages(closed, allowed=("401",))
    chat.page.goto(closed.url + "/corpus?level=county")
    chat.page.get_by_label("User name").fill("王")
    chat.page.get_by_label("Password").fill("密码")
    chat.page.get_by_role("button", name="Log in").click()
    expect(chat.page.get_by_role("alert")).to_have_text("Wrong user name or password.")
    chat.page.get_by_label("User name").fill("王")
    chat.page.get_by_label("Password").fill("密码:二")
    chat.shot("login")
    chat.page.get_by_role("button", name="Log in").click()
    expect(chat.page.locator("table.reports tbody tr")).to_have_count(2)
    chat.open().ask("which towns reported 100% mediation success")
    chat.cites.first.click()
    expect(chat.mark).to_be_in_viewport()
    chat.page.keyboard.press("Escape")
    chat.page.get_by_role("button", name="Log out").click()
    expect(chat.page.get_by_label("Password")).to_be_visible()
    chat.page.goto(closed.url)
    expect(chat.page.get_by_label("Password")).to_be_visible()


def test_the_way_back_stays_on_this_site(closed: Server) -> None:
    for target in ("//evil.invalid", "https://evil.invalid", "\\\\evil.invalid", "javascript:1"):
        body = closed.get(f"/login?next={target}")[2].decode()
        assert 'name="next" value=""' in body


def test_guessing_is_slowed_down(samples: Any, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("li:correct horse\n", encoding="utf-8")
    running = start(tmp_path, *samples, "--auth", str(users), fake=True)
    server = next(running)
    try:
        seen = [server.get("/api/v1/reports", **basic("li", str(n)))[0] for n in range(8)]
        assert seen[:6] == [401] * 6 and seen[6:] == [429] * 2
        form = b"name=li&password=wrong"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers, _ = server.send("POST", "/login", form, **kind)
        assert status == 429 and int(headers["retry-after"]) > 0
    finally:
        running.close()
