"""Write the mean of several models' tables: of one line of training, or they say nothing together.

    python -m tools.train_embedding.average --model MODEL --model MODEL ... --out MODEL

The mean of what one training passed through generalises better than its end (Izmailov et al.
2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tools.train_embedding.model import Table, read_table, write_model


def average(tables: Sequence[Table]) -> Table:
    """The mean of tables whose rows are of mean length 1."""
    lengths = [np.linalg.norm(table, axis=1).mean() for table in tables]
    scaled = [table / length for table, length in zip(tables, lengths, strict=True)]
    return np.asarray(np.mean(scaled, axis=0), dtype=np.float32)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    table = average([read_table(model) for model in given.model])
    first = given.model[0]
    saturated = "saturated" in (first / "pooling.json").read_text()
    write_model(given.out, table, first / "tokenizer.json", saturated=saturated)
    return 0


if __name__ == "__main__":
    sys.exit(main())
