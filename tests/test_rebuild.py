"""The rebuild command, as its users run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.rebuild import main
from rag.store.generation import locked

SCRIPT = Path(__file__).parents[1] / "index" / "rebuild.py"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text(
        "石泉镇2024年法治政府建设年度报告\n一、成效\n调解。", "utf-8"
    )
    return tmp_path / "c"


def test_the_script_builds_from_any_folder(corpus: Path, tmp_path: Path, tiny_model: Path) -> None:
    command = [sys.executable, SCRIPT, "--corpus", "c", "--index", "i", "--model", tiny_model]
    done = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert json.loads(done.stdout)["reports"] == 1
    assert (tmp_path / "i" / "CURRENT").is_file()


def test_a_summary_is_printed(
    corpus: Path, tmp_path: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--corpus", str(corpus), "--index", str(tmp_path / "i"), "--model", str(tiny_model)]
    assert main(options) == 0
    assert "1: 1 read" in capsys.readouterr().out
    assert main(options) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert main([*options, "--full"]) == 0
    assert "1: 1 read" in capsys.readouterr().out


def test_a_users_mistake_is_a_sentence_and_exit_code_2(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--corpus", str(tmp_path / "no"), "--index", str(tmp_path / "i")]) == 2
    with locked(tmp_path / "i"):
        assert main(["--corpus", str(corpus), "--index", str(tmp_path / "i")]) == 2
    told = capsys.readouterr().err
    assert told.count("error: ") == 2
    assert "Traceback" not in told


def test_help_is_instant() -> None:
    code = (
        "import sys; from rag.rebuild import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*({'duckdb', 'faiss', 'tantivy', 'numpy', 'tqdm'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=SCRIPT.parents[1]
    )
    assert done.stdout.splitlines()[-1] == ""
