"""Time the embedding model: passages a second on one core, and the first question's wait.

    python -m bench.encode [--model MODEL] [--json]

Processor time is counted, not wall time, so that other programs disturb little; the cold
start is the wall time of a new process that loads the model and encodes one question.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from rag.search.embedding import Embedder, load_embedder

CORPUS = Path(__file__).parent.parent / "corpus"
LENGTH = 200  # characters of a passage
PASSAGES = 4000
ROUNDS = 5
COLD = (
    "import sys; from rag.search.embedding import load_embedder; "
    "load_embedder(sys.argv[1]).encode_queries(['哪些乡镇的调解成功率达到100%?'])"
)


def passages(corpus: Path = CORPUS, count: int = PASSAGES) -> list[str]:
    """Pieces of 200 characters of a corpus's texts, repeated until there are enough."""
    text = "".join(p.read_text("utf-8") for p in sorted(corpus.glob("*.txt")))
    text = text.replace("\n", "")
    starts = range(0, len(text) - LENGTH, 37)  # overlapping, so that few are equal
    cut = [text[at : at + LENGTH] for at in starts]
    return (cut * (1 + count // len(cut)))[:count]


def rate(embedder: Embedder, texts: list[str]) -> float:
    """Passages a second of processor time, the best of some rounds."""
    embedder.encode(texts[:500])
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        embedder.encode(texts)
        best = min(best, time.process_time() - began)
    return len(texts) / best


def cold_start(model: str) -> float:
    """Seconds from starting Python to one question's vector, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD, model], check=True)
        best = min(best, time.perf_counter() - began)
    return best


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="fawen-static", help="a shipped name or a folder")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    embedder = load_embedder(given.model)
    figures = {
        "passages_per_second": round(rate(embedder, passages())),
        "cold_start_seconds": round(cold_start(given.model), 3),
        "dim": embedder.dim,
    }
    if given.json:
        print(json.dumps(figures))
    else:
        print(
            f"{figures['passages_per_second']:,} passages of {LENGTH} characters a second, ", end=""
        )
        print(f"first question after {figures['cold_start_seconds']} s, {embedder.dim} dimensions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
