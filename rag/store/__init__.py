"""The index folder. One file a format, writer and reader together:

generation.py   the folder of generations, the manifest, CURRENT, the lock
tables.py       reports.duckdb: the schema, rows of a report, a report from rows
index.py        Index: what is asked of a published generation
"""

from rag.store.index import Index, ReportRecord

__all__ = ["Index", "ReportRecord"]
