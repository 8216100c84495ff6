"""Passages of the reports in LlamaIndex: python examples/llamaindex_retriever.py [INDEX]"""

import sys

from rag.adapters.llamaindex import FawenRetriever

retriever = FawenRetriever.open(sys.argv[1] if len(sys.argv) > 1 else "index/data", k=3)
for found in retriever.retrieve("矛盾纠纷调解得怎么样?"):
    where = found.node.metadata
    print(where["place"], where["level"], where["year"], " / ".join(where["section"]))
    print(where["start"], where["end"], found.node.get_content())
