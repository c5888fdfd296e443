"""Temperatures of the stance heads: `python -m onrecord_train.calibrate RUN/model.pt --data DATA`.

Divides the scores of each head by the number that makes the development labels likeliest (a search over a grid; the
best label never changes), and writes it into the model's file. DSE valid serves the pair head, both development parts of
NewsMTSC the target head.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import corpora
from .model import load, save
from .pieces import WordPieces
from .predict import Reader


def fit(scores: torch.Tensor, labels: torch.Tensor) -> tuple[float, float, float]:
    """The best temperature, and the mean negative log-likelihood before and after."""
    grid = np.exp(np.linspace(np.log(0.5), np.log(5.0), 93))
    cost = [float(F.cross_entropy(scores / t, labels)) for t in grid]
    best = int(np.argmin(cost))
    return float(grid[best]), float(F.cross_entropy(scores, labels)), cost[best]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    model = load(args.model)
    reader = Reader(model, WordPieces.load(args.model.parent / "vocab.txt"))
    pairs = corpora.directed(args.data / "stance/dse_valid.jsonl")
    targets = [r for k in ("rw", "mt") for r in corpora.targeted(args.data / f"stance/newsmtsc_{k}_dev.jsonl")]
    for head, scores, rows in (("pair", reader.directed(pairs), pairs), ("target", reader.targeted(targets), targets)):
        temperature, before, after = fit(scores, torch.tensor([r.label for r in rows]))
        getattr(model, head).temperature.fill_(temperature)
        print(f"{head}: temperature {temperature:.3f}, negative log-likelihood {before:.4f} -> {after:.4f}")
    save(args.model, model)


if __name__ == "__main__":
    main()
