"""Imported by the server that forks workers: what reading needs is loaded once for all."""

from __future__ import annotations

import gc
from contextlib import suppress

from rag.build import reading
from rag.types import Document
from rag.understand import understand

TEXT = "石泉镇2024年法治政府建设年度报告\n一、主要成效\n调解矛盾纠纷42起,成功率100%。\n"

with suppress(Exception):  # a fault is told where the first file meets it
    document = Document("warm.txt", TEXT, "", "utf-8")
    reading.rows_of("warm.txt", [(document, understand(document))])

gc.freeze()  # word lists and modules stay: they need not be looked through for garbage
