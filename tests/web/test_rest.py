"""The REST interface alone: its description, its errors, and what schemathesis makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.web.live import open_live
from rag.web.rest import make_server
from tests.optional import needs
from tests.web.fake import FakeAssistant

ROOT = Path(__file__).parents[2]
HEAVY = {"gradio", "torch", "pandas", "sentence_transformers"}


def make(index: Path, folder: Path, per_minute: int = 0) -> FastAPI:
    live = open_live(index, lambda real: FakeAssistant(real.index))  # type: ignore[arg-type, return-value]
    return make_server(live, folder / "feedback.jsonl", ROOT / "corpus", per_minute)


@pytest.fixture(scope="module")
def client(
    samples_index_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    app = make(samples_index_path, tmp_path_factory.mktemp("rest"))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/v1/search", 422, "q"),
        ("/api/v1/search?q=a&k=0", 422, "k"),
        ("/api/v1/reports/nothing", 404, "no report 'nothing'"),
        ("/api/v1/nothing", 404, "Not Found"),
        ("/nothing", 404, "no such page"),
        ("/api/v1/ask?q=fail", 500, "our side"),
    ],
)
def test_errors_are_problem_documents(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status and says in body["detail"]


def test_too_many_questions(samples_index_path: Path, tmp_path: Path) -> None:
    with TestClient(make(samples_index_path, tmp_path, 1)) as client:
        answers = [client.get("/api/v1/ask?q=mediation") for _ in range(11)]
    assert answers[-1].status_code == 429 and answers[-1].json()["title"] == "Too Many Requests"
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_description_names_every_value(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    schemas = described["components"]["schemas"]
    assert {"AnswerOut", "HitOut", "FactOut", "ClaimOut", "ReportOut", "Problem"} <= set(schemas)
    assert "HTTPValidationError" not in schemas
    for path, operations in described["paths"].items():
        for operation in operations.values() if path.startswith("/api/") else ():
            assert "Problem" in json.dumps(operation["responses"]["422"])


def test_values_match_their_models(client: TestClient) -> None:
    reports = client.get("/api/v1/reports").json()
    assert len(reports) == 5
    for path in ("facts", "claims", "search?q=调解", f"reports/{reports[0]['report']}"):
        assert client.get(f"/api/v1/{path}").status_code == 200, path


def test_schemathesis(samples_index_path: Path, tmp_path: Path) -> None:
    needs("schemathesis")
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.checks import CHECKS

    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", make(samples_index_path, tmp_path)
    )
    names = (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
    checks = [CHECKS.get_one(name) for name in names]
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if "feedback" in operation.path:
            continue

        @settings(
            max_examples=12,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def send(case: schemathesis.Case) -> None:
            if "fail" in json.dumps([case.query, str(case.body)], default=str):
                return  # the stand-in breaks on purpose
            case.call_and_validate(checks=checks)

        send()
        tried += 1
    assert tried >= 12


def test_fawen_serve_needs_no_gradio(samples_index_path: Path, tmp_path: Path) -> None:
    code = (
        "import sys, atexit; from rag.cli import main; "
        f"atexit.register(lambda: print('heavy', *({HEAVY!r} & set(sys.modules)), flush=True)); "
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "serve", "--port", "0"]
    command += ["--index", str(samples_index_path), "--corpus", str(ROOT / "corpus")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Fawen: http://127.0.0.1:"), line
            base = line.split()[1].removesuffix("/openapi.json")
            with urllib.request.urlopen(f"{base}/search?q=mediation&k=2", timeout=60) as answer:
                assert len(json.load(answer)) == 2
        finally:
            process.terminate()
            rest, _ = process.communicate(timeout=20)
    assert rest.splitlines()[-1:] in (["heavy"], [])
