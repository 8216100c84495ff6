"""The offline story of one document: from its text to a report."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from functools import cache

from rag.gazetteer import complete
from rag.indicators.claims import find_claims
from rag.indicators.facts import find_facts
from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.reports.passages import cut_passages
from rag.reports.sections import split_sections
from rag.settings import PACKAGE
from rag.text import fold
from rag.types import Document, Report


def understand(document: Document) -> Report:
    """Everything the index keeps of a document."""
    text = document.text
    folded = fold(text)
    boilerplate = find_boilerplate(text, folded)
    metadata = read_metadata(text, folded, boilerplate, document.file, document.url)
    metadata = complete(replace(metadata, warnings=document.warnings + metadata.warnings))
    sections = split_sections(text, folded, boilerplate, metadata)
    return Report(
        id=hashlib.sha256(text.encode()).hexdigest()[:12],
        file=document.file,
        text=text,
        metadata=metadata,
        boilerplate=boilerplate,
        sections=sections,
        passages=cut_passages(text, sections),
        facts=find_facts(text, folded, sections, metadata),
        claims=find_claims(text, folded, sections),
        url=document.url,
    )


@cache
def code_digest() -> str:
    """Changes whenever the code or the data that understand documents do.

    What was understood under another digest must not be reused.
    """
    from importlib.metadata import PackageNotFoundError, version

    digest = hashlib.sha256()
    for path in sorted(
        path
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".toml", ".tsv", ".gz")
        and _takes_part(path.relative_to(PACKAGE).parts)
    ):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in ("opencc", "rjieba", "jieba"):
        with suppress(PackageNotFoundError):
            digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()[:16]


_ROOMS = {"reports", "indicators", "store"}
_FILES = {"types", "text", "quantity", "gazetteer", "names", "understand", "build"}


def _takes_part(parts: tuple[str, ...]) -> bool:
    return parts[0] in _ROOMS or parts[0].split(".")[0] in _FILES
