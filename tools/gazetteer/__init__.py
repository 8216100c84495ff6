"""Makes rag/gazetteer.tsv."""
