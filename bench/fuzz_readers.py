"""Feed damaged files to the readers: each must be read or refused with a reason.

    python -m bench.fuzz_readers --minutes 10 --seed 7

Seeds are the sample reports in every format; they are cut, spliced, and changed in single
bytes, inside archives and Word files too. The readers run in a process of their own, so
that a crash of a native library is caught and its input kept. What is read is understood as
well, and every quote checked. Ends with a table of counts; exit code 1 after a crash.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from unittest.mock import patch

from bench.formats import as_docx, as_mhtml, as_ofd, as_page, as_pdf, as_text, as_zip
from rag.errors import UnreadableFile
from rag.reports import read_office
from rag.reports.read import read_parts
from rag.types import Document
from rag.understand import understand

_PAGES = Path("tests/reports_pages")
_SLOW = 20  # seconds of CPU time: a reader that takes longer hangs
_TOKENS = (
    b"\x00", b"\xff\xfe", b"<table>", b"<td rowspan=99>", b"</", b"<!--", b"]]>", b"&#x1F600;",
    b"%PDF-1.4", b"endobj", b"stream\n", b"PK\x03\x04", b"PK\x05\x06", b"\r\n\r\n--b0\r\n", b"100%",
    b"ustar", b"<ruby>", b"<span style='display:none'>", b"<style>.a{font-size:0}</style>", b"<pre>\n",
    b"<iframe src=x>", b"<script>\"", b"{\\rtf1", b"<ofd:TextObject", b"<w:vMerge/>", "⼀".encode(), "\u200b".encode(),
    "一、".encode(), "(一)".encode(), "①".encode(), "\u202e".encode(), "堅(jiān)持".encode(), b"\xed\xa0\x80",
)  # fmt: skip


def seeds(corpus: Path) -> dict[str, list[bytes]]:
    """Files of every format by suffix, made from the reports in a folder."""
    made: dict[str, list[bytes]] = {}
    for path in sorted(corpus.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()[:60]
        page = as_page(lines[0], lines, style=len(made) % 3)
        text = as_text(lines)
        table = [["事项", "数量(件)"], ["调解纠纷", "38"]]
        for suffix, data in (
            (".txt", text),
            (".txt", as_text(lines, "gb18030")),
            (".txt", as_text(lines, "utf-16")),
            (".txt", as_text(lines, "big5hkscs")),
            (".md", text),
            (".html", page),
            (".html", as_page(lines[0], lines, "gb18030", 2)),
            (".mhtml", as_mhtml(page)),
            (".docx", as_docx(lines, table)),
            (".pdf", as_pdf(lines)),
            (".zip", as_zip({"一/a.txt": text, "b.html": page, "c.docx": as_docx(lines[:5])})),
            (".doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text),
            (".doc", page),
            (".ofd", as_ofd(lines)),
            (".tgz", _as_tar({"一/a.txt": text, "b.html": page})),
            (".gz", gzip.compress(text)),
        ):
            made.setdefault(suffix, []).append(data)
    for path in sorted(_PAGES.glob("*.htm*")):
        data = path.read_bytes()
        made.setdefault(".html", []).append(data)
        made.setdefault(".html", []).append(data.decode().encode("gb18030"))
    return made


def _as_tar(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """One to eight changes; of an archive now and then a change inside a member."""
    if data.startswith(b"\x1f\x8b") and rng.random() < 0.6:
        with suppress(OSError, EOFError, zlib.error):
            return gzip.compress(mutate(gzip.decompress(data), other, rng), 1)
    if data.startswith(b"PK") and rng.random() < 0.6:
        inside = _mutate_member(data, other, rng)
        if inside is not None:
            return inside
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(changed) + 1)
        length = min(int(rng.expovariate(0.02)) + 1, len(changed))
        kind = rng.randrange(7)
        if kind == 0 and changed:
            changed[at % len(changed)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            changed[at:at] = rng.randbytes(rng.randint(1, 8))
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = changed[at : at + length] * rng.randint(1, 4)
        elif kind == 4:
            changed[at:at] = rng.choice(_TOKENS) * rng.choice((1, 1, 1, 40))
        elif kind == 5:
            start = rng.randrange(len(other) + 1)
            changed[at : at + length] = other[start : start + length]
        else:
            del changed[at if rng.random() < 0.1 else len(changed) :]
    return bytes(changed)


def _mutate_member(data: bytes, other: bytes, rng: random.Random) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {m.filename: archive.read(m) for m in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if not members:
        return None
    name = rng.choice(sorted(members))
    members[name] = mutate(members[name], other, rng)
    return as_zip(members)


def check(data: bytes, suffix: str, deep: bool) -> str:
    """What came of it: read, or the reason; raises what a reader must not raise.

    Without LibreOffice: it takes seconds a file, and is not ours to fuzz.
    """
    try:
        with patch.object(read_office, "find_office", return_value=None):
            parts = read_parts(data, f"a{suffix}")
    except UnreadableFile as refused:
        assert refused.reason, "refused without a reason"
        return "refused"
    for part in parts:
        assert part.text.strip(), "read, but without text"
        part.text.encode("utf-8")  # no lone surrogates
        if deep:
            report = understand(Document(f"a{suffix}", part.text, "", part.encoding))
            for fact in report.facts:
                assert 0 <= fact.start <= fact.number.start < fact.number.end <= fact.end
                assert fact.end <= len(part.text)
    return "read"


def _work(corpus: Path, folder: Path, seed: int, seconds: float) -> Iterator[dict[str, object]]:
    rng = random.Random(seed)
    known = seeds(corpus)
    suffixes = sorted(known)
    current = folder / "current"
    end = time.monotonic() + seconds
    signal.signal(signal.SIGPROF, _too_slow)
    while time.monotonic() < end:
        suffix = rng.choice(suffixes)
        source = rng.choice(known[rng.choice(suffixes)] if rng.random() < 0.05 else known[suffix])
        data = mutate(source, rng.choice(known[rng.choice(suffixes)]), rng)
        current.write_bytes(suffix.encode() + b"\n" + data)
        signal.setitimer(signal.ITIMER_PROF, _SLOW)
        try:
            result = check(data, suffix, deep=rng.random() < 0.1)
        except Exception as crash:
            result = f"CRASH {type(crash).__name__}: {crash}"[:200]
            kept = folder / f"crash-{hashlib.sha256(data).hexdigest()[:10]}{suffix}"
            kept.write_bytes(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        yield {"suffix": suffix, "result": result}


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"took longer than {_SLOW} s")


def _supervise(options: argparse.Namespace) -> int:
    """Run workers one after the other until the time is up; a dead one is a crash."""
    options.out.mkdir(parents=True, exist_ok=True)
    counts: Counter[tuple[str, str]] = Counter()
    crashes: list[str] = []
    end = time.monotonic() + options.minutes * 60
    seed = options.seed
    while (left := end - time.monotonic()) > 1:
        command = [sys.executable, "-m", "bench.fuzz_readers", "--worker", "--seed", str(seed)]
        command += ["--corpus", str(options.corpus), "--out", str(options.out)]
        command += ["--minutes", str(min(left / 60, 2))]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        for line in worker.stdout:
            found = json.loads(line)
            kind = "crash" if found["result"].startswith("CRASH") else found["result"]
            counts[found["suffix"], kind] += 1
            if kind == "crash":
                crashes.append(f"{found['suffix']} {found['result']}")
        if worker.wait() != 0:
            suffix, _, data = (options.out / "current").read_bytes().partition(b"\n")
            kept = options.out / f"died-{hashlib.sha256(data).hexdigest()[:10]}{suffix.decode()}"
            kept.write_bytes(data)
            counts[suffix.decode(), "crash"] += 1
            crashes.append(f"{suffix.decode()} the process ended with {worker.returncode}: {kept}")
        seed += 1
    print("| format | inputs | read | refused with a reason | crashed |\n|---|---|---|---|---|")
    for suffix in [*sorted({s for s, _ in counts}), "all"]:
        row = {k: sum(n for (s, kind), n in counts.items() if kind == k and suffix in (s, "all"))
               for k in ("read", "refused", "crash")}  # fmt: skip
        print(f"| {suffix} | {sum(row.values())} | " + " | ".join(map(str, row.values())) + " |")
    for crash, times in Counter(crashes).most_common():
        print(f"{times} x {crash}")
    return 1 if crashes else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("fuzz-crashes"), help="kept inputs")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.worker:
        return _supervise(options)
    for found in _work(options.corpus, options.out, options.seed, options.minutes * 60):
        print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
