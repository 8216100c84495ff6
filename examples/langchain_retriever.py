"""Passages of the reports in LangChain: python examples/langchain_retriever.py [INDEX]"""

import sys

from rag.adapters.langchain import FawenRetriever

retriever = FawenRetriever.open(sys.argv[1] if len(sys.argv) > 1 else "index/data", k=3)
for document in retriever.invoke("矛盾纠纷调解得怎么样?"):
    where = document.metadata
    print(where["place"], where["level"], where["year"], " / ".join(where["section"]))
    print(where["start"], where["end"], document.page_content)
