"""Only files that may have changed are hashed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.build import looking
from rag.build.looking import Seen, look, read_stamps, write_stamps
from rag.reports.files import digest_file

LONG_AGO = 1_000_000_000_000_000_000  # nanoseconds: 2001


def silent(done: int, total: int) -> None:
    """No progress is shown."""


def wait_for_the_clock(folder: Path) -> None:
    """Until the file system's clock has moved on: it may stand still for some milliseconds."""
    probe = folder.parent / "probe"
    probe.touch()
    before = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == before:
        probe.touch()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "一").mkdir(parents=True)
    (folder / "a.txt").write_text("甲", "utf-8")
    (folder / "b.txt").write_text("乙", "utf-8")
    (folder / "一" / "c.txt").write_text("丙", "utf-8")
    return folder


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were hashed; the clock stands a minute ahead of them."""
    names: list[str] = []

    def digest(path: Path) -> str:
        names.append(path.name)
        return digest_file(path)

    now = looking.time.time_ns
    monkeypatch.setattr(looking, "digest_file", digest)
    monkeypatch.setattr(looking.time, "time_ns", lambda: now() + 60_000_000_000)
    return names


def test_what_has_not_changed_is_not_hashed(corpus: Path, hashed: list[str]) -> None:
    seen = look(corpus, {}, silent)
    assert sorted(seen) == ["a.txt", "b.txt", "一/c.txt"]
    assert sorted(hashed) == ["a.txt", "b.txt", "c.txt"]
    assert seen["a.txt"].digest == digest_file(corpus / "a.txt")
    hashed.clear()
    assert look(corpus, seen, silent) == seen
    assert hashed == []


def same_size_and_time(path: Path) -> None:
    before = path.stat()
    path.write_text("戊", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def another_in_its_place(path: Path) -> None:
    before = path.stat()
    other = path.with_name("new")
    other.write_text("戊", "utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def removed_and_added(path: Path) -> None:
    path.unlink()
    path.write_text("戊", "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("甲甲", "utf-8"),
        lambda path: os.utime(path, ns=(LONG_AGO, LONG_AGO)),  # touched, not changed
        same_size_and_time,
        another_in_its_place,
        removed_and_added,
        lambda path: Path(f"{path}.url").write_text("[InternetShortcut]\nURL=http://a.cn/1\n"),
        lambda path: path.with_suffix(".json").write_text("{}"),
    ],
)
def test_what_may_have_changed_is_hashed(
    corpus: Path, hashed: list[str], change: Callable[[Path], object]
) -> None:
    seen = look(corpus, {}, silent)
    hashed.clear()
    wait_for_the_clock(corpus)
    change(corpus / "a.txt")
    again = look(corpus, seen, silent)
    assert hashed == ["a.txt"]
    assert again["a.txt"].digest == digest_file(corpus / "a.txt")
    sidecar = corpus / "a.txt.url"
    if sidecar.exists():
        hashed.clear()
        wait_for_the_clock(corpus)
        sidecar.write_text("[InternetShortcut]\nURL=http://a.cn/2\n")
        assert look(corpus, again, silent)["a.txt"] != again["a.txt"]
        assert hashed == ["a.txt"]


def test_a_renamed_file_is_hashed_under_its_new_name(corpus: Path, hashed: list[str]) -> None:
    seen = look(corpus, {}, silent)
    hashed.clear()
    (corpus / "a.txt").rename(corpus / "z.txt")
    again = look(corpus, seen, silent)
    assert hashed == ["z.txt"]
    assert (set(again), again["z.txt"].digest) == (
        {"b.txt", "z.txt", "一/c.txt"},
        seen["a.txt"].digest,
    )


def test_what_has_just_changed_may_change_again_unnoticed(corpus: Path) -> None:
    seen = look(corpus, {}, silent)  # written within the last seconds: no stamps
    assert {file.stamp for file in seen.values()} == {""}
    same_size_and_time(corpus / "a.txt")
    assert look(corpus, seen, silent)["a.txt"].digest != seen["a.txt"].digest


def test_a_file_that_vanishes_is_left_out(
    corpus: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def digest(path: Path) -> str:
        path.unlink()
        raise FileNotFoundError(path)

    seen = look(corpus, {}, silent)
    (corpus / "b.txt").write_text("乙乙", "utf-8")
    monkeypatch.setattr(looking, "digest_file", digest)
    assert sorted(look(corpus, seen, silent)) == ["a.txt", "一/c.txt"]


def test_stamps_are_kept_for_one_folder(corpus: Path, tmp_path: Path, hashed: list[str]) -> None:
    seen = look(corpus, {}, silent) | {"racy.txt": Seen("0")}
    write_stamps(tmp_path, corpus, seen)
    del seen["racy.txt"]
    assert read_stamps(tmp_path, corpus) == seen
    assert read_stamps(tmp_path, corpus / "一") == {}
    assert read_stamps(corpus, corpus) == {}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"corpus": 1}', '{"files": {"a": "b"}}'])
def test_damaged_stamps_are_no_stamps(corpus: Path, tmp_path: Path, damage: str) -> None:
    (tmp_path / "stamps.json").write_text(damage)
    assert read_stamps(tmp_path, corpus) == {}


STEPS = st.sampled_from(["write", "same size", "set back", "touch", "rename", "remove", "sidecar"])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.lists(st.tuples(STEPS, st.sampled_from("abc")), max_size=4), max_size=4))
def test_stamps_never_hide_a_change(
    tmp_path_factory: pytest.TempPathFactory,
    hashed: list[str],
    steps: list[list[tuple[str, str]]],
) -> None:
    """Whatever is done to the files, looking with stamps finds what hashing all finds.

    Our clock is ahead, so that stamps are trusted at once; so the file system's own clock must
    have moved on since the last run.
    """
    corpus = tmp_path_factory.mktemp("root") / "corpus"
    corpus.mkdir()
    known: dict[str, Seen] = {}
    written = 0
    for of_one_run in [[("write", "a"), ("write", "b")], *steps]:
        wait_for_the_clock(corpus)
        for step, name in of_one_run:
            path = corpus / f"{name}.txt"
            written += 1
            if step == "write" or not path.exists():
                path.write_text("x" * written)
            elif step == "rename":
                path.replace(corpus / "d.txt")
            elif step == "remove":
                path.unlink()
            elif step == "sidecar":
                Path(f"{path}.url").write_text("y" * written)
            elif step == "touch":
                os.utime(path)
            else:
                before = path.stat()
                path.write_text(chr(65 + written % 26) * before.st_size)
                if step == "set back":
                    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        known = look(corpus, known, silent)
        all_hashed = look(corpus, {}, silent)
        assert {n: f.digest for n, f in known.items()} == {
            n: f.digest for n, f in all_hashed.items()
        }
