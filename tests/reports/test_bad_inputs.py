"""Every kind of bad file is read or skipped with a reason, and costs nothing but itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.formats import as_docx, as_mhtml, as_page, as_pdf, as_zip
from bench.fuzz_readers import check
from rag.build import build_index
from rag.reports.files import name_of
from rag.store import Index
from tests.reports.bad_inputs import CASES, Bad, columns, told, try_case
from tests.reports.odd_files import DATA, LINES

DOCUMENT = Path(__file__).parents[2] / "docs" / "bad-inputs.md"


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    find = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "office" in name else find(name))


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_each_kind(case: Bad, tmp_path: Path) -> None:
    found = try_case(case, tmp_path)
    if case.says is not None:
        assert re.search(case.says, found.reason) or case.says in found.reason
        assert "could not be understood" not in found.reason
    else:
        assert not found.reason
        assert re.search(case.note, told(found))
    assert f"| {told(found)} |".replace("\n", " ") in DOCUMENT.read_text("utf-8")


def test_there_are_many_kinds_and_each_is_told_once() -> None:
    assert len(CASES) >= 40
    assert len({case.what for case in CASES}) == len(CASES)
    assert all(f"| {case.what} (" in DOCUMENT.read_text("utf-8") for case in CASES)


def test_none_costs_anything_but_itself(tmp_path: Path, tiny_model: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.txt").write_bytes(DATA.replace("大河".encode(), "石泉".encode()))
    for number, case in enumerate(CASES):
        if not callable(case.data):
            (corpus / str(number)).mkdir()
            try_case(case, corpus / str(number))
    (corpus / "folder.txt").mkdir()
    (corpus / "gone.txt").symlink_to(corpus / "nowhere.txt")
    summary = build_index(corpus, tmp_path / "index", str(tiny_model), workers=1)
    index = Index.open(tmp_path / "index")
    held = {f for r in index.reports() for f in (r.file, *r.sources)}
    held |= {str(above) for file in held for above in PurePosixPath(file).parents}  # archives
    for path in corpus.rglob("*"):
        file = name_of(path, corpus)
        if path.is_file() and path.suffix not in (".url", ".json"):
            assert (file in held) != (file in summary.skipped), file
    assert "石泉镇" in {record.metadata.place for record in index.reports()}
    urls = {record.url for record in index.reports()}
    assert all(url is None or url.startswith("http") for url in urls)


def test_members_stay_inside_their_archive(tmp_path: Path) -> None:
    case = next(case for case in CASES if "climb" in case.what)
    files = [document.file for document in try_case(case, tmp_path).documents]
    assert files == ["a.zip/etc/a.txt", "a.zip/b.txt"]


def test_members_of_one_name_are_both_kept(tmp_path: Path) -> None:
    case = next(case for case in CASES if "one name" in case.what)
    found = try_case(case, tmp_path)
    assert [document.file for document in found.documents] == ["a.zip/a.txt", "a.zip/a (2).txt"]
    assert columns(found)["place"] == ["大河镇", "小河镇"]


SEEDS = {
    ".txt": DATA,
    ".html": as_page(LINES[0], LINES),
    ".mhtml": as_mhtml(as_page(LINES[0], LINES)),
    ".docx": as_docx(LINES, [["事项", "件数"], ["调解", "38"]]),
    ".pdf": as_pdf(LINES),
    ".zip": as_zip({"a.txt": DATA, "b.docx": as_docx(LINES[:3])}),
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)),
        min_size=1,
        max_size=6,
    ),
    st.floats(0.2, 1),
)
def test_damaged_files_are_read_or_refused(
    suffix: str, changes: list[tuple[float, int, bytes]], kept: float
) -> None:
    data = bytearray(SEEDS[suffix])
    for where, length, put in changes:
        at = int(where * len(data))
        data[at : at + length] = put
    assert check(bytes(data[: int(kept * len(data)) + 1]), suffix, deep=True) in ("read", "refused")
