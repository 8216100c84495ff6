"""Imported by the server that forks workers: what reading needs is loaded once for all."""

from __future__ import annotations

from contextlib import suppress

from rag.build import reading
from rag.types import Document

TEXT = "石泉镇2024年法治政府建设年度报告\n一、主要成效\n调解矛盾纠纷42起,成功率100%。\n"

with suppress(Exception):  # a fault is told where the first file meets it
    document = Document("warm.txt", TEXT, "", "utf-8")
    reading.rows_of("warm.txt", [(document, reading.understand(document))])
