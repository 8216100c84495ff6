"""Adding reports from the page, when ``--allow-upload`` is given.

A file is checked as the rebuild would check it, kept below ``CORPUS/uploads``, and the
index is rebuilt in a process of its own; the old index answers until the new one is
published.
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

from fastapi import APIRouter, HTTPException, Request, UploadFile

from rag.errors import UserError
from rag.reports.read import read_documents
from rag.web.journal import log
from rag.web.page import page_language
from rag.web.reasons import tell

TYPES = (".txt", ".html", ".htm", ".docx", ".pdf")
FILE_LIMIT = 10 * 1024 * 1024  # bytes
FILES_AT_ONCE = 20
_STEP = re.compile(r"(\d+)\s*/\s*(\d+)")


class Uploads:
    """The folder that uploads go to, and the rebuild that follows."""

    def __init__(self, corpus: Path, index: Path) -> None:
        self.corpus = corpus
        self.index = index
        self.request_limit = FILES_AT_ONCE * FILE_LIMIT
        self._lock = threading.Lock()
        self._state: dict[str, Any] = {"state": "idle", "done": 0, "total": 0, "why": ""}

    def limits(self) -> dict[str, Any]:
        """What the form says: types and megabytes."""
        return {"types": " ".join(TYPES), "megabytes": FILE_LIMIT // 1024 // 1024}

    def state(self) -> dict[str, Any]:
        """idle, running, done or failed; how far it has come; and why it failed."""
        with self._lock:
            return dict(self._state)

    def add(self, name: str, content: bytes) -> str:
        """Check one file and keep it; its name below the corpus. Raises UserError."""
        suffix = Path(name).suffix.lower()
        if suffix not in TYPES:
            raise UserError(
                f"{Path(name).name}: type {suffix or 'none'}, expected {' '.join(TYPES)}"
            )
        if len(content) > FILE_LIMIT:
            raise UserError(f"{Path(name).name}: larger than {FILE_LIMIT // 1024 // 1024} MB")
        # The name is only a label: letters and digits of it, and a digest that makes it unique.
        stem = re.sub(r"[^\w-]+", "-", Path(name.replace("\\", "/")).stem)[:60].strip("-")
        kept = f"{stem or 'report'}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / kept
            trial.write_bytes(content)
            read_documents(trial, Path(folder))  # raises UnreadableFile with the reason
        target = self.corpus / "uploads"
        target.mkdir(parents=True, exist_ok=True)
        (target / kept).write_bytes(content)
        return f"uploads/{kept}"

    def rebuild(self) -> bool:
        """Start a rebuild unless one is running; whether it was started."""
        with self._lock:
            if self._state["state"] == "running":
                return False
            self._state = {"state": "running", "done": 0, "total": 0, "why": ""}
        threading.Thread(target=self._run, name="rebuild", daemon=True).start()
        return True

    def _run(self) -> None:
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
        with self._lock:
            self._state |= {"state": "failed" if failed else "done", "why": last if failed else ""}
        log.info("rebuild", extra={"event": "rebuild", "status": self._state["state"]})


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


def make_uploads(uploads: Uploads) -> APIRouter:
    """POST a file or more; GET how the rebuild is coming on."""
    routes = APIRouter(prefix="/api/v1")

    @routes.post("/upload", status_code=202)
    def upload(request: Request, file: Annotated[list[UploadFile], ...]) -> dict[str, Any]:
        language = page_language(request.scope)
        if len(file) > FILES_AT_ONCE:
            raise HTTPException(413, tell(f"At most {FILES_AT_ONCE} files at once.", language))
        kept, refused = [], []
        for item in file:
            try:
                kept.append(uploads.add(item.filename or "", item.file.read(FILE_LIMIT + 1)))
            except UserError as error:
                refused.append(tell(str(error), language))
        if kept:
            uploads.rebuild()
        elif refused:
            raise HTTPException(422, " ".join(refused))
        return {"kept": kept, "refused": refused, **uploads.state()}

    @routes.get("/upload")
    def progress(request: Request) -> dict[str, Any]:
        state = uploads.state()
        why = tell(state["why"], page_language(request.scope)) if state["why"] else ""
        return state | {"why": why}

    return routes
