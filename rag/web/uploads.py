"""Adding reports from the page, when ``--allow-upload`` is given.

A file is checked as the rebuild would check it, kept below ``CORPUS/uploads``, and the
index is rebuilt in a process of its own; the old index answers until the new one is
published. What became of each file is told by its name: added, refused and why, or the
same report as one that is there.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response, UploadFile

from rag.errors import UnknownReport, UnreadableFile, UserError
from rag.reports.read import read_contents
from rag.types import Language
from rag.web.journal import log
from rag.web.live import Live
from rag.web.page import page_language
from rag.web.reasons import tell
from rag.web.schemas import UploadOut
from rag.web.texts import say

TYPES = (".txt", ".md", ".html", ".htm", ".mhtml", ".docx", ".pdf")
FILE_LIMIT = 10 * 1024 * 1024  # bytes
FILES_AT_ONCE = 20
_ID_DIGITS = 12  # of a text's SHA-256 make the id of its report
_STEP = re.compile(r"(\d+)\s*/\s*(\d+)")


class Uploads:
    """The folder that uploads go to, and the rebuild that follows."""

    def __init__(self, corpus: Path, index: Path) -> None:
        self.corpus = corpus
        self.index = index
        self.request_limit = FILES_AT_ONCE * FILE_LIMIT
        self._lock = threading.Lock()
        self._again = False  # files came while a rebuild was running
        self._state: dict[str, Any] = {"state": "idle", "done": 0, "total": 0, "why": ""}

    def limits(self) -> dict[str, Any]:
        """What the form says: types, megabytes a file, and files at once."""
        megabytes = FILE_LIMIT // 1024 // 1024
        return {"types": " ".join(TYPES), "megabytes": megabytes, "files": FILES_AT_ONCE}

    def state(self) -> dict[str, Any]:
        """idle, running, done or failed; how far it has come; and why it failed."""
        with self._lock:
            return dict(self._state)

    def check(self, name: str, content: bytes) -> tuple[str, str]:
        """The name it would be kept under and the id of its report. Raises UnreadableFile."""
        suffix = Path(name).suffix.lower()
        if suffix not in TYPES:
            raise UnreadableFile(name, f"type {suffix or 'none'}, expected {' '.join(TYPES)}")
        if len(content) > FILE_LIMIT:
            raise UnreadableFile(name, f"larger than {FILE_LIMIT // 1024 // 1024} MB")
        # The name is only a label: letters and digits of it, and a digest that makes it unique.
        stem = re.sub(r"[^\w-]+", "-", Path(name).stem)[:60].strip("-")
        kept = f"{stem or 'report'}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / kept
            trial.write_bytes(content)
            text = read_contents(trial, Path(folder)).documents[0].text
        return kept, hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]

    def keep(self, kept: str, content: bytes) -> str:
        """Write it below the corpus; its name there."""
        target = self.corpus / "uploads"
        target.mkdir(parents=True, exist_ok=True)
        (target / kept).write_bytes(content)
        return f"uploads/{kept}"

    def rebuild(self) -> bool:
        """Start a rebuild, or have the running one followed by another; whether it was started."""
        with self._lock:
            if self._state["state"] == "running":
                self._again = True
                return False
            self._state = {"state": "running", "done": 0, "total": 0, "why": ""}
        threading.Thread(target=self._run, name="rebuild", daemon=True).start()
        return True

    def _run(self) -> None:
        again = True
        while again:
            failed, why = self._run_once()
            with self._lock:
                again, self._again = self._again, False
                if not again:
                    self._state |= {"state": "failed" if failed else "done", "why": why}
            log.info(
                "rebuild", extra={"event": "rebuild", "status": "failed" if failed else "done"}
            )

    def _run_once(self) -> tuple[bool, str]:
        """Whether it failed, and what it said last then."""
        script = "import sys; from rag.web.uploads import rebuild; sys.exit(rebuild(*sys.argv[1:]))"
        command = [sys.executable, "-c", script, str(self.corpus), str(self.index)]
        last = ""
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                last = line.strip() or last
                if step := _STEP.fullmatch(last):
                    with self._lock:
                        self._state |= {"done": int(step[1]), "total": int(step[2])}
        failed = process.returncode != 0
        return failed, last if failed else ""


def rebuild(corpus: str, index: str) -> int:
    """In the process of its own: build and print ``done/total`` lines; 0 when published."""
    from rag.build import build_index

    def progress(stage: str, done: int, total: int) -> None:
        if stage != "look":
            print(f"{done}/{total}", flush=True)

    try:
        build_index(Path(corpus), Path(index), progress=progress)
    except UserError as error:
        print(error, flush=True)
        return 2
    return 0


def make_uploads(uploads: Uploads, live: Live) -> APIRouter:
    """POST a file or more; GET how the rebuild is coming on."""
    routes = APIRouter(prefix="/api/v1")

    @routes.post("/upload", response_model=UploadOut)
    def upload(
        request: Request, response: Response, file: Annotated[list[UploadFile], ...]
    ) -> dict[str, Any]:
        """202 when a rebuild follows, 200 when no file was new; ``files`` tells of each."""
        language = page_language(request.scope)
        if len(file) > FILES_AT_ONCE:
            raise HTTPException(413, tell(f"At most {FILES_AT_ONCE} files at once.", language))
        seen: dict[str, str] = {}  # id of a report -> the name it came under in this request
        told = [_receive(uploads, live, item, seen, language) for item in file]
        if any(one["state"] == "added" for one in told):
            uploads.rebuild()
            response.status_code = 202
        return {"files": told, **_progress(uploads, language)}

    @routes.get("/upload", response_model=UploadOut)
    def progress(
        request: Request,
        file: Annotated[list[str], Query(max_length=FILES_AT_ONCE)] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """How the rebuild is coming on, and what the index made of each kept ``file``."""
        language = page_language(request.scope)
        return {
            "files": [_outcome(live, kept, language) for kept in file],
            **_progress(uploads, language),
        }

    return routes


def _receive(
    uploads: Uploads, live: Live, item: UploadFile, seen: dict[str, str], language: Language
) -> dict[str, Any]:
    """Check one file and keep it when it is readable and new."""
    name = Path((item.filename or "").replace("\\", "/")).name
    content = item.file.read(FILE_LIMIT + 1)
    try:
        kept, report = uploads.check(name, content)
    except UnreadableFile as error:
        return _told(name, "refused", tell(error.reason, language))
    same = seen.get(report) or _file_of(live, report)
    if same:
        return _told(name, "duplicate", say(language, "upload_same", file=same))
    seen[report] = name
    return _told(name, "added", kept=uploads.keep(kept, content))


def _outcome(live: Live, kept: str, language: Language) -> dict[str, Any]:
    """What the index in use made of a kept file."""
    held = _file_of(live, kept)
    if held is None:
        with live.use() as assistant:
            reason = assistant.index.manifest.skipped.get(kept)
        why = tell(reason, language) if reason else say(language, "upload_not_yet")
        return _told(kept, "refused", why, kept)
    if held != kept:
        return _told(kept, "duplicate", say(language, "upload_same", file=held), kept)
    return _told(kept, "added", kept=kept)


def _file_of(live: Live, name: str) -> str | None:
    """The file of the report with this id, file name, or copy."""
    with live.use() as assistant:
        try:
            return assistant.index.record(name).file
        except UnknownReport:
            return None


def _told(name: str, state: str, why: str = "", kept: str = "") -> dict[str, Any]:
    return {"name": name, "state": state, "why": why, "kept": kept}


def _progress(uploads: Uploads, language: Language) -> dict[str, Any]:
    state = uploads.state()
    return state | {"why": tell(state["why"], language) if state["why"] else ""}
