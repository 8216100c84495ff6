"""Files to rows with processes, one of which may die."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from rag.build import reading
from rag.build.reading import read_files
from rag.reports.files import digest_file


class FragilePool:
    """Works in this process, and breaks for good once it meets a file named crash.

    One named killed breaks it the first ``kills`` times only.
    """

    kills = 0

    def __init__(self, workers: int) -> None:
        self._broken = False

    def __enter__(self) -> FragilePool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, work: Callable[..., Any], given: Any, root: Path) -> Future[Any]:
        if self._broken:
            raise BrokenProcessPool
        future: Future[Any] = Future()
        names = given if isinstance(given, str) else " ".join(given)
        killed = "killed" in names and FragilePool.kills > 0
        FragilePool.kills -= killed
        if "crash" in names or killed:
            self._broken = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(work(given, root))
        return future


@pytest.mark.parametrize("crashing", [[0], [70, 71], [20, 99]])
def test_a_crash_costs_only_the_file_that_caused_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crashing: list[int]
) -> None:
    paths = [f"{n:03}{'crash' if n in crashing else ''}.txt" for n in range(100)]
    for path in paths:
        (tmp_path / path).write_text(f"石泉镇2024年法治政府建设年度报告\n第{path}号。\n", "utf-8")
    monkeypatch.setattr(reading, "Workers", FragilePool)
    results = list(read_files(paths, tmp_path, workers=2))
    assert [result.path for result in results] == paths
    reasons = {result.path: result.reason for result in results if result.reason}
    assert reasons == {paths[n]: "the reader crashed on it" for n in crashing}


def test_a_worker_that_is_killed_from_outside_costs_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [f"{n:03}{'killed' if n == 60 else ''}.txt" for n in range(100)]
    for path in paths:
        (tmp_path / path).write_text(f"石泉镇2024年法治政府建设年度报告\n第{path}号。\n", "utf-8")
    monkeypatch.setattr(reading, "Workers", FragilePool)
    monkeypatch.setattr(FragilePool, "kills", 2)  # with its batch, and once alone
    results = list(read_files(paths, tmp_path, workers=2))
    assert [result.path for result in results] == paths
    assert not [result.reason for result in results if result.reason]


def test_a_sidecar_is_part_of_the_digest(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"text")
    alone = digest_file(file)
    (tmp_path / "a.txt.url").write_text("https://example.org/1")
    one = digest_file(file)
    (tmp_path / "a.txt.url").write_text("https://example.org/2")
    assert len({alone, one, digest_file(file)}) == 3
