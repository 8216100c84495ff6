"""The engines below the retriever: words, vectors, and how their scores are fused."""
