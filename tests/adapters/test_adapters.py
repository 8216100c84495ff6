"""Each adapter with the real framework, over the five samples."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.retriever import Retriever
from rag.store import Index
from rag.types import Filter
from tests.optional import needs

ROOT = Path(__file__).parents[2]
QUERY = "执法人员培训"
TOWNS = Filter(levels=("township",))
FIELDS = {"report", "file", "title", "place", "level", "year", "section", "role", "start", "end"}
EXAMPLES = ["langchain_retriever", "llamaindex_retriever", "haystack_retriever"]
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"


def expected(index: Index, where: Filter = TOWNS) -> list[tuple[str, str]]:
    hits = Retriever(index).search(QUERY, 3, where)
    assert len(hits) == 3
    return [(f"{hit.report}:{hit.start}-{hit.end}", hit.text) for hit in hits]


def check_fields(index: Index, fields: dict[str, Any], text: str) -> None:
    assert set(fields) >= FIELDS
    assert json.loads(json.dumps(fields)) == fields
    assert fields["level"] == "township"
    report = index.report(fields["report"])
    assert (fields["place"], fields["year"]) == (
        report.metadata.place,
        report.metadata.year_covered,
    )
    assert report.text[fields["start"] : fields["end"]] == text
    assert fields["section"] and all(heading in report.text for heading in fields["section"])


def test_langchain(samples_index_path: Path, samples_index: Index) -> None:
    needs("langchain_core", "langchain")
    from langchain_core.retrievers import BaseRetriever

    from rag.adapters.langchain import FawenRetriever

    retriever = FawenRetriever.open(samples_index_path, k=3, where=TOWNS)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(QUERY)
    assert [(d.id, d.page_content) for d in found] == expected(samples_index)
    for document in found:
        check_fields(samples_index, document.metadata, document.page_content)
    assert asyncio.run(retriever.ainvoke(QUERY)) == found
    assert retriever.batch([QUERY, QUERY]) == [found, found]
    chain = retriever | (lambda documents: [d.metadata["place"] for d in documents])
    assert len(chain.invoke(QUERY)) == 3


def test_llamaindex(samples_index_path: Path, samples_index: Index) -> None:
    needs("llama_index", "llamaindex")
    from llama_index.core.base.base_retriever import BaseRetriever

    from rag.adapters.llamaindex import FawenRetriever

    retriever = FawenRetriever.open(samples_index_path, k=3, where=TOWNS)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUERY)
    assert [(n.node.node_id, n.node.get_content()) for n in found] == expected(samples_index)
    for node in found:
        check_fields(samples_index, node.node.metadata, node.node.get_content())
        assert node.node.start_char_idx == node.node.metadata["start"]  # type: ignore[attr-defined]
    again = asyncio.run(retriever.aretrieve(QUERY))
    assert [n.node.node_id for n in again] == [n.node.node_id for n in found]


def test_haystack(samples_index_path: Path, samples_index: Index) -> None:
    needs("haystack", "haystack")
    from haystack import Pipeline

    from rag.adapters.haystack import FawenRetriever

    pipeline = Pipeline()
    pipeline.add_component("reports", FawenRetriever(samples_index_path, top_k=3, where=TOWNS))
    found = pipeline.run({"reports": {"query": QUERY}})["reports"]["documents"]
    assert [(d.id, d.content) for d in found] == expected(samples_index)
    for document in found:
        check_fields(samples_index, document.meta, document.content)
    loaded = Pipeline.loads(pipeline.dumps(), allowed_modules=["rag.adapters.haystack"])
    assert loaded.get_component("reports").where == TOWNS
    assert loaded.run({"reports": {"query": QUERY}})["reports"]["documents"] == found
    one = pipeline.run({"reports": {"query": QUERY, "top_k": 1, "where": Filter()}})
    assert len(one["reports"]["documents"]) == 1


@pytest.mark.parametrize("module", ["langchain", "llamaindex", "haystack"])
def test_a_missing_framework_names_its_extra(module: str) -> None:
    hide = {"langchain": "langchain_core", "llamaindex": "llama_index", "haystack": "haystack"}
    code = f"import sys; sys.modules[{hide[module]!r}] = None; import rag.adapters.{module}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert f"pip install 'fawen[{module}]'" in done.stderr


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str, samples_index_path: Path) -> None:
    module, extra = {
        "langchain_retriever": ("langchain_core", "langchain"),
        "llamaindex_retriever": ("llama_index", "llamaindex"),
        "haystack_retriever": ("haystack", "haystack"),
    }[name]
    needs(module, extra)
    done = subprocess.run(
        [sys.executable, f"examples/{name}.py", str(samples_index_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert "纠纷" in done.stdout and "township" in done.stdout
