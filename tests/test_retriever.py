"""Question to passages over the samples."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.build import build_index
from rag.errors import IndexMismatch, IndexMissing
from rag.retriever import Retriever
from rag.search.embedding import load_embedder
from rag.store import Index
from rag.text import to_traditional
from rag.types import ROLES, Filter, Hit


@pytest.fixture(scope="module")
def retriever(samples_index: Index) -> Retriever:
    return Retriever(samples_index)


def places(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.file, hit.start) for hit in hits]


def test_a_hit_quotes_its_report(retriever: Retriever, samples_index: Index) -> None:
    for hit in retriever.search("调解成功率", k=20):
        report = samples_index.report(hit.report)
        assert hit.text == report.text[hit.start : hit.end]
        assert (hit.file, hit.title) == (report.file, report.metadata.title)
        section = next(s for s in report.sections if s.start <= hit.start < s.end)
        assert (hit.section, hit.role) == (section.path, section.role)


@pytest.mark.parametrize(
    ("question", "file", "words"),
    [
        ("后塘瑶族乡2024年调处了多少起矛盾纠纷?", "houtang-2024.txt", "調處矛盾糾紛42起"),
        ("五通桥区出具了多少份书面合法性审查意见书", "wutongqiao-2022.txt", "审查意见书105份"),
        ("王场镇的执法记录仪", "wangchang-2020.txt", "执法记录仪"),
    ],
)
def test_the_answer_is_among_the_first(
    retriever: Retriever, question: str, file: str, words: str
) -> None:
    hits = retriever.search(question, k=5)
    assert any(hit.file == file and words in hit.text for hit in hits)


def test_an_english_question_finds_chinese_text(retriever: Retriever) -> None:
    hits = retriever.search("success rate of mediating disputes", k=5)
    assert any("调解" in hit.text or "調解" in hit.text for hit in hits)


@pytest.mark.parametrize("question", ["普法宣传资料发放了多少份", "行政复议案件", "执法人员不足"])
def test_both_scripts_find_the_same(retriever: Retriever, question: str) -> None:
    traditional = retriever.search(to_traditional(question), k=10)
    assert places(retriever.search(question, k=10)) == places(traditional)


@pytest.mark.parametrize(
    "where",
    [
        Filter(years=(2024,)),
        Filter(years=(2020, 2022), levels=("township",)),
        Filter(level_words=("镇",)),
        Filter(places=("五通桥区",)),
        Filter(places=("五通桥区", "李馥镇"), roles=("problems",)),
        Filter(parents=("石柱土家族自治县", "辰溪县")),
        Filter(roles=("plans", "problems")),
        Filter(scripts=("hant",)),
        Filter(joint=True),
        Filter(departments=("司法局",)),
        Filter(years=(1900,)),
    ],
)
def test_the_filter_is_kept_exactly(
    retriever: Retriever, samples_index: Index, where: Filter
) -> None:
    allowed = {
        (record.file, passage.start)
        for record in samples_index.reports(where)
        for report in [samples_index.report(record.id)]
        for passage in report.passages
        if not where.roles or report.sections[passage.section].role in where.roles
    }
    for k in (3, 1000):
        hits = retriever.search("加强普法宣传", k=k, where=where)
        assert len(hits) == min(k, len(allowed))
        assert set(places(hits)) <= allowed
        assert len(set(places(hits))) == len(hits)


def test_a_filter_by_report(retriever: Retriever, samples_index: Index) -> None:
    report = samples_index.record("moyu-2024.txt").id
    hits = retriever.search("执法", k=4, where=Filter(reports=(report,)))
    assert {hit.report for hit in hits} == {report}


def test_scores_fall_and_every_k_is_a_prefix(retriever: Retriever) -> None:
    hits = retriever.search("法治督察", k=30)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert retriever.search("法治督察", k=5) == hits[:5]


@pytest.mark.parametrize(
    "query", ["", " \n", "、。", "🙂", "a" * 20_000, "'; DROP TABLE reports;--"]
)
def test_odd_queries_do_no_harm(retriever: Retriever, query: str) -> None:
    assert len(retriever.search(query, k=3)) <= 3
    assert retriever.search("法治", k=0) == []


def test_threads_share_a_retriever(retriever: Retriever) -> None:
    questions = ["调解成功率", "普法宣传", "mediation", "执法人员"] * 4
    expected = {q: places(retriever.search(q)) for q in set(questions)}
    wrong: list[str] = []

    def ask(question: str) -> None:
        if places(retriever.search(question)) != expected[question]:
            wrong.append(question)

    threads = [threading.Thread(target=ask, args=(q,)) for q in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_every_role_is_one_of_the_six(retriever: Retriever) -> None:
    assert {hit.role for hit in retriever.search("法治", k=1000)} <= set(ROLES)


# ---------------------------------------------------------------- what can go wrong


def test_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="make rebuild"):
        Retriever.open(tmp_path)


def test_an_index_of_another_model_is_told(
    samples_index_path: Path, samples_index: Index, tiny_model: Path
) -> None:
    retriever = Retriever(samples_index, load_embedder(tiny_model))
    with pytest.raises(IndexMismatch, match=r"built with the model fawen-static.*make rebuild"):
        retriever.search("法治")


def test_an_index_remembers_its_model(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text(
        "石泉镇2024年法治政府建设年度报告\n一、成效\n调解。", "utf-8"
    )
    build_index(tmp_path / "c", tmp_path / "i", str(tiny_model), workers=1)
    retriever = Retriever.open(tmp_path / "i")
    assert retriever.embedder.name == str(tiny_model)
    assert retriever.search("调解", k=1)[0].file == "a.txt"


def test_searching_imports_neither_torch_nor_gradio(samples_index_path: Path) -> None:
    code = (
        "import sys, json; from rag.retriever import Retriever\n"
        "hits = Retriever.open(sys.argv[1]).search('调解成功率')\n"
        "heavy = {'torch', 'gradio', 'sentence_transformers', 'transformers', 'pandas'}\n"
        "print(json.dumps([len(hits), sorted(heavy & set(sys.modules))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(samples_index_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert json.loads(done.stdout) == [8, []]
