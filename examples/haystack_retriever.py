"""Passages of the reports in Haystack: python examples/haystack_retriever.py [INDEX]"""

import sys

from haystack import Pipeline

from rag.adapters.haystack import FawenRetriever

pipeline = Pipeline()
index = sys.argv[1] if len(sys.argv) > 1 else "index/data"
pipeline.add_component("reports", FawenRetriever(index, top_k=3))
for document in pipeline.run({"reports": {"query": "矛盾纠纷调解得怎么样?"}})["reports"][
    "documents"
]:
    print(document.meta["place"], document.meta["level"], document.meta["year"])
    print(document.meta["start"], document.meta["end"], document.content)
