"""One Retriever and one Assistant, shared by many threads, answer as they do alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rag import Assistant, Filter, Retriever

THREADS = 16
QUESTIONS = [
    ("哪些乡镇报告调解成功率为100%？", ()),
    ("那其中哪些是2024年的？", ("哪些乡镇报告调解成功率为100%？",)),
    ("What problems does Lifu admit?", ()),
    ("五通桥区2022年收到多少件行政复议申请？", ()),
    ("火星上有多少人？", ()),
]
SEARCHES = [
    ("执法人员培训", Filter()),
    ("调解", Filter(levels=("township",))),
    ("legal advisers", Filter(years=(2022,))),
]


def test_an_assistant_is_shared(samples_index_path: Path) -> None:
    alone = Assistant.open(samples_index_path)
    expected = [alone.ask(*question) for question in QUESTIONS]
    alone.close()
    shared = Assistant.open(samples_index_path)  # cold: models and tables load under contention
    start = threading.Barrier(THREADS)

    def work(number: int) -> bool:
        start.wait()
        order = [(number + step) % len(QUESTIONS) for step in range(len(QUESTIONS))]
        return all(shared.ask(*QUESTIONS[i]) == expected[i] for i in order)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(work, range(THREADS)))
    shared.close()


def test_a_retriever_is_shared(samples_index_path: Path) -> None:
    alone = Retriever.open(samples_index_path)
    expected = [alone.search(query, 5, where) for query, where in SEARCHES]
    shared = Retriever.open(samples_index_path)
    start = threading.Barrier(THREADS)

    def work(number: int) -> bool:
        start.wait()
        order = [(number + step) % len(SEARCHES) for step in range(3 * len(SEARCHES))]
        return all(shared.search(SEARCHES[i][0], 5, SEARCHES[i][1]) == expected[i] for i in order)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(work, range(THREADS)))
