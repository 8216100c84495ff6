"""The evaluation's questions and passages; nothing here is ever trained on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

DOMAIN = Path(__file__).with_name("domain")


@dataclass(frozen=True, slots=True)
class TestSet:
    """Queries, each with the numbers of its relevant passages."""

    name: str
    language: Literal["zh", "en"]  # of the queries
    passages: list[str]
    queries: list[str]
    relevant: list[list[int]]
    lexical: bool = True  # whether the passages are Chinese questions' or reports' text


def read_testsets(folder: Path) -> Iterator[TestSet]:
    """All sets of an evaluation folder (see the data folder's README), then the domain test."""
    chinese, asked_zh, at = _squad(folder / "xquad.zh.json")
    english, asked_en, _ = _squad(folder / "xquad.en.json")
    yield TestSet("XQuAD en → zh", "en", chinese, asked_en, at)
    yield TestSet("XQuAD zh → zh", "zh", chinese, asked_zh, at)
    yield TestSet("XQuAD en → en", "en", english, asked_en, at, lexical=False)
    for name, file in (
        ("DRCD test (Hant)", "drcd_test.json.gz"),
        ("CMRC 2018 dev", "cmrc2018_dev.json.gz"),
    ):
        passages, queries, relevant = _squad(folder / file)
        yield TestSet(name, "zh", passages, queries, relevant)
    pairs = _json_lines(folder / "moj_laws_heldout.jsonl.gz")
    own = [[i] for i in range(len(pairs))]
    laws = [zh for _, zh in pairs]
    yield TestSet("Laws en → zh", "en", laws, [en for en, _ in pairs], own, lexical=False)
    yield from read_domain(DOMAIN)


def read_domain(folder: Path) -> Iterator[TestSet]:
    """The domain test: passages.jsonl, and queries.jsonl with relevance judged by reading."""
    passages = _json_lines(folder / "passages.jsonl")
    numbers = {p["id"]: i for i, p in enumerate(passages)}
    queries = _json_lines(folder / "queries.jsonl")
    for language, name in (("en", "Domain en → zh"), ("zh", "Domain zh → zh")):
        asked = [q for q in queries if q["language"] == language]
        yield TestSet(
            name,
            "en" if language == "en" else "zh",
            [p["text"] for p in passages],
            [q["query"] for q in asked],
            [[numbers[i] for i in q["relevant"]] for q in asked],
        )


def read_questions(file: Path) -> TestSet:
    """Question and passage pairs (pairs/z_qa_*) as a set, for fitting the fusion."""
    pairs = _json_lines(file)
    numbers: dict[str, int] = {}
    relevant = [[numbers.setdefault(passage, len(numbers))] for _, passage in pairs]
    return TestSet(file.name, "zh", list(numbers), [q for q, _ in pairs], relevant)


def _squad(file: Path) -> tuple[list[str], list[str], list[list[int]]]:
    passages: list[str] = []
    queries: list[str] = []
    relevant: list[list[int]] = []
    for article in json.loads(_read(file))["data"]:
        for paragraph in article["paragraphs"]:
            passages.append(paragraph["context"])
            for question in paragraph["qas"]:
                queries.append(question["question"])
                relevant.append([len(passages) - 1])
    return passages, queries, relevant


def _json_lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in _read(file).split("\n") if line]


def _read(file: Path) -> str:
    content = file.read_bytes()
    return (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
