"""Word files (.docx, and .doc where LibreOffice is there): paragraphs and tables in order."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from rag.reports.decode import NotTextError
from rag.reports.grid import table_lines
from rag.reports.read import Part


def read_docx(data: bytes, name: str) -> list[Part]:
    """The visible text; tables by grid.py."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTextError("expected .docx, found an old Word file or an encrypted one")
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as problem:  # python-docx lets errors of zip and XML through
        raise NotTextError(f"not a readable Word file ({type(problem).__name__})") from None
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            # A merged cell comes in every place it fills.
            lines += table_lines([[cell.text for cell in row.cells] for row in block.rows])
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise NotTextError("the Word file holds no text")
    return [Part(text + "\n", "docx")]


def read_doc(data: bytes, name: str) -> list[Part]:
    """An old Word file, converted by LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise NotTextError("old Word files (.doc) need LibreOffice; install it or save as .docx")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.doc"
        source.write_bytes(data)
        command = [office, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            converted = source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise NotTextError("LibreOffice could not convert this Word file") from None
    return read_docx(converted, name)
