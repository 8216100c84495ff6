"""The index folder. One file a format, writer and reader together:

generation.py   the folder of generations, the manifest, CURRENT, the lock
tables.py       reports.duckdb: the schema, rows of a report, values from rows
draft.py        a generation being written
index.py        Index: what is asked of a published generation
database.py     queries to reports.duckdb from any thread
directory.py    the reports as columns, and a filter over them
shelf.py        what is made once for an index and used by many questions
phrases.py      a phrase in a text, whatever its script, width and spacing
records.py      what is shown of a report or a passage
"""

from rag.store.index import Index
from rag.store.records import ReportRecord

__all__ = ["Index", "ReportRecord"]
