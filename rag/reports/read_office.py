"""Old Word files and their kin (.doc, .wps, .rtf, .odt), converted by LibreOffice where it is.

Each conversion has a profile of its own, so that several can run at once, and a process
group of its own, so that one that hangs is ended with all its children.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from rag.reports.decode import NotTextError
from rag.reports.kinds import kind_of
from rag.reports.read import Part
from rag.reports.read_docx import read_docx

_PATIENCE = 120  # seconds: starting takes 2 to 10, a report less than one more
_FILTERS = {".doc": "MS Word 97", ".rtf": "Rich Text Format", ".odt": "writer8"}
_USUAL_PLACES = (  # where LibreOffice does not put itself on the path
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
)


def read_old(data: bytes, name: str) -> list[Part]:
    """The visible text of an old file; raises NotTextError, also when LibreOffice is missing."""
    kind = kind_of(data, Path(name).suffix.lower())
    office = find_office()
    if office is None:
        raise NotTextError(f"{kind} files need LibreOffice; install it or save as .docx")
    return read_docx(_converted(data, kind, office), name)


def find_office() -> str | None:
    """The program, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def _converted(data: bytes, kind: str, office: str) -> bytes:
    """The same as .docx."""
    with tempfile.TemporaryDirectory(prefix="fawen-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        source = folder / f"report{kind}"
        source.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            # Told what to expect, it refuses what is none instead of reading it as text.
            *([f"--infilter={_FILTERS[kind]}"] if kind in _FILTERS else []),
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        if not _run(command):
            raise NotTextError(f"LibreOffice took longer than {_PATIENCE} s over this file")
        try:
            return (folder / "out" / "report.docx").read_bytes()
        except OSError:
            raise NotTextError("LibreOffice could not convert this Word file") from None


def _run(command: list[str]) -> bool:
    """Whether it ended in time; what it started is ended too."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
    return True
