"""Fawen: ask annual reports on building a law-based government.

The public names below load on first use, so that ``import rag`` stays instant.
Nothing inside the package imports this module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.build import build_index
    from rag.errors import FawenError, UserError
    from rag.retriever import Retriever
    from rag.store import Index
    from rag.types import Answer, Citation, Coverage, Filter, Hit, Report, Row

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Coverage",
    "FawenError",
    "Filter",
    "Hit",
    "Index",
    "Report",
    "Retriever",
    "Row",
    "UserError",
    "build_index",
]

_HOME = {
    "Assistant": "rag.assistant",
    "FawenError": "rag.errors",
    "Index": "rag.store",
    "Retriever": "rag.retriever",
    "UserError": "rag.errors",
    "build_index": "rag.build",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "rag.types")), name)


def __dir__() -> list[str]:
    return __all__
