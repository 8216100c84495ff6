"""The command line: JSON contracts, exit codes, and what must not be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main

QUESTION = "哪些乡镇报告调解成功率为100%?"


@pytest.fixture
def run(samples_index_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """run("ask", "…") -> (exit code, stdout, stderr), on the index of the samples."""

    def call(command: str, *arguments: str) -> tuple[int, str, str]:
        code = main([command, *arguments, "--index", str(samples_index_path)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_ask_prints_the_answer_and_its_sources(run: Any) -> None:
    code, out, err = run("ask", QUESTION)
    assert code == 0 and not err
    assert "李馥镇2022年报告" in out and "lifu-2022.txt:" in out
    assert "\033" not in out  # no colours where nobody looks


def test_ask_json_is_the_contract(run: Any) -> None:
    code, out, _ = run("ask", QUESTION, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["question"] == QUESTION
    assert [r["place"] for r in answer["rows"] if r["group"] == "match"] == ["李馥镇", "后塘瑶族乡"]
    assert answer["coverage"]["considered"] == 5


def test_history(run: Any, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps([QUESTION], ensure_ascii=False), "utf-8")
    _, out, _ = run("ask", "其中哪些是2024年的?", "--json", "--history", str(history))
    assert [r["place"] for r in json.loads(out)["rows"]] == ["后塘瑶族乡"]


def test_batch_answers_in_order_with_ids(run: Any, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "turns": [QUESTION, "其中哪些是2024年的?"]},
        {"id": 7, "turns": ["李馥镇2023年的GDP是多少?"]},
    ]
    batch.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines) + "\n\n", "utf-8")
    code, out, _ = run("ask", "--batch", str(batch))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(a["id"], a["abstained"]) for a in answers] == [("a", False), (7, True)]
    assert [r["place"] for r in answers[0]["rows"]] == ["后塘瑶族乡"]


def test_reports(run: Any) -> None:
    _, out, _ = run("reports", "--json")
    reports = json.loads(out)
    assert len(reports) == 5
    assert list(reports[0]) == [
        *("report", "file", "title", "place", "place_level", "level_word", "parents"),
        *("department", "issuers", "addressee", "year_covered", "published", "written"),
        *("script", "joint_party_government", "kind", "warnings"),
    ]
    assert "李馥镇" in run("reports")[1]


def test_facts(run: Any) -> None:
    _, out, _ = run("facts", "--indicator", "mediation_success_rate", "--json")
    facts = json.loads(out)
    assert sorted(f["value"] for f in facts) == [99, 100, 100, 100]
    assert list(facts[0]) == [
        *("report", "file", "place", "year", "indicator", "phrase", "value", "unit"),
        *("approx", "planned", "kind", "scope", "quote", "start", "end"),
    ]
    _, one, _ = run("facts", "--report", "lifu-2022.txt", "--json")
    assert {f["file"] for f in json.loads(one)} == {"lifu-2022.txt"}
    _, table, _ = run("facts", "--report", "lifu-2022.txt", "--csv")
    assert table.startswith("report,file,place,year,indicator,")


def test_claims(run: Any) -> None:
    _, out, _ = run("claims", "--claim", "枫桥经验", "--json")
    claims = json.loads(out)
    assert len(claims) == 5
    assert [c["place"] for c in claims if c["present"] and not c["planned"]] == ["墨玉县"]


def test_show(run: Any) -> None:
    _, out, _ = run("show", "lifu-2022.txt", "--json")
    shown = json.loads(out)
    assert list(shown) == ["report", "file", "text", "sections"]
    assert list(shown["sections"][0]) == ["path", "role", "start", "end"]


def test_search(run: Any) -> None:
    _, out, _ = run("search", "调解成功率", "-k", "3", "--json")
    hits = json.loads(out)
    assert len(hits) == 3 and all("调解" in h["text"] or "調解" in h["text"] for h in hits[:1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "no question given"),
        (["ask", "问", "--history", "missing.json"], "missing.json cannot be read"),
        (["ask", "--batch", "missing.jsonl"], "missing.jsonl cannot be read"),
        (["show", "nothing.txt"], "no report 'nothing.txt'"),
        (["facts", "--indicator", "mediation"], "did you mean mediation_success_rate"),
        (["facts", "--report", "nothing.txt"], "no report 'nothing.txt'"),
        (["claims", "--claim", "无此说法"], "no claim '无此说法'"),
        (["search", "问", "-k", "0"], "expected at least 1"),
    ],
)
def test_mistakes_of_the_user_exit_with_2(run: Any, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2 and not out
    assert said in err and "Traceback" not in err


def test_a_bad_batch_is_refused_before_anything_is_answered(run: Any, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": 1, "turns": ["问"]}\nnot json\n', "utf-8")
    code, out, err = run("ask", "--batch", str(batch))
    assert code == 2 and not out
    assert "questions.jsonl:2" in err


def test_a_bug_in_one_question_leaves_the_others(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.assistant import Assistant

    ask = Assistant.ask

    def sometimes(self: Assistant, question: str, history: Any = ()) -> Any:
        if question == "坏":
            raise ZeroDivisionError
        return ask(self, question, history)

    monkeypatch.setattr(Assistant, "ask", sometimes)
    batch = tmp_path / "questions.jsonl"
    turns = [{"id": i, "turns": [q]} for i, q in enumerate(("坏", QUESTION))]
    batch.write_text("\n".join(json.dumps(t) for t in turns), "utf-8")
    code, out, err = run("ask", "--batch", str(batch))
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 1 and "ZeroDivisionError" in err
    assert first["abstained"] and not second["abstained"]
    assert list(first) == list(second)


def test_a_missing_index_names_the_command_that_builds_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "问", "--index", str(tmp_path / "none")]) == 2
    assert "rebuild" in capsys.readouterr().err


def test_a_bug_of_ours_exits_with_1(
    run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("rag.assistant.Assistant.ask", broken)
    code, _, err = run("ask", "问")
    assert code == 1
    assert "mistake in Fawen" in err and "Traceback" not in err


def test_the_index_may_come_from_the_environment(
    samples_index_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAWEN_INDEX", str(samples_index_path))
    assert main(["reports"]) == 0
    assert "lifu-2022.txt" in capsys.readouterr().out


def test_asking_imports_neither_torch_nor_gradio(samples_index_path: Path) -> None:
    heavy = ("torch", "gradio", "sentence_transformers", "transformers", "pandas", "fastapi")
    script = (
        "import sys; from rag.cli import main; "
        f"code = main(['ask', {QUESTION!r}, '--json', '--index', {str(samples_index_path)!r}]); "
        f"print([m for m in {heavy!r} if m in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip().endswith("[] 0")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from rag.cli import build_parser; build_parser().format_help(); "
        "print([m for m in ('numpy', 'duckdb', 'opencc', 'tantivy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
