"""What the server writes down: one JSON line an event, without personal data.

Neither addresses nor user names are logged. A question is kept because it shows what
people look for; numbers in it that could be a telephone or an identity number, and mail
addresses, are blotted out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

_FIELDS = ("event", "kind", "ms", "question", "status", "generation", "why", "route", "verdict")
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d(?:[\s-]?\d){6,}[\dXx]?")


def blot(text: str, limit: int = 500) -> str:
    """``text`` without mail addresses and without runs of seven or more digits."""
    return _PERSONAL.sub("***", text)[:limit]


log = logging.getLogger("fawen.web")


class JsonLines(logging.Formatter):
    """``{"time": …, "level": …, "message": …, event fields}``."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = blot(self.formatException(record.exc_info), 8000)
        return json.dumps(line, ensure_ascii=False)


def set_up_logging() -> None:
    """JSON lines on stderr for this server and for uvicorn's own messages."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("", "fawen.web", "uvicorn", "uvicorn.error"):  # "" is every other library's
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "fawen.web" else logging.WARNING)
    logging.captureWarnings(True)


class _LoggedErrors:
    """Stands in for the module ``traceback`` where a library prints its errors.

    What it would print holds whatever a client sent. Kind and place of an error are enough.
    """

    def print_exc(self, *_: object, **__: object) -> None:
        error = sys.exception()
        frames = traceback.extract_tb(error.__traceback__) if error else None
        at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        why = f"{type(error).__name__}{at}"
        log.warning("event failed", extra={"event": "event_failed", "why": why})

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)


def log_what_is_printed(*modules: ModuleType) -> None:
    """Errors that these modules would print with ``traceback`` become JSON lines."""
    for module in modules:
        module.__dict__["traceback"] = _LoggedErrors()


class Feedback:
    """Thumbs and comments, appended to a local file of JSON lines.

    The file stops growing at ``limit`` bytes: nobody can fill the disk with thumbs.
    """

    def __init__(self, file: Path, limit: int = 20_000_000) -> None:
        self.file = file
        self._limit = limit
        self._lock = threading.Lock()

    def keep(self, verdict: str, question: str, history: list[str], comment: str) -> bool:
        """Whether it was written down."""
        line = json.dumps(
            {
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                "verdict": verdict,
                "question": question,
                "history": history,
                "comment": comment,
            },
            ensure_ascii=False,
        )
        with self._lock:
            if self.file.exists() and self.file.stat().st_size > self._limit:
                return False
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as out:
                out.write(line + "\n")
        return True
