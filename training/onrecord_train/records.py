"""What the confidence of a stance record is worth: `python -m onrecord_train.records --judged ../tests/judged/stance.json`.

Takes records judged by hand, each with the facts that `src/stance/confidence.rs` looks at, and fits the most likely line through them,
one for the records that the encoder read and one for those that rest on words. Prints both sets of weights, for that file, and the
expected calibration error where every record is judged by lines fitted on other articles (five parts, ten ways to deal the
articles out).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from .confidence import error

# Weights are drawn towards nothing by this much, all but the first: some facts are rare.
HOLD = 2.0
PARTS = 5
# The columns of the encoder's two answers, and their least weight.
ANSWERS = (1, 2)
LEAST = 0.01


def fit(facts: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The weights; the first is that of the constant. The encoder's answers never speak against the sign that they answer for."""
    weights = newton(facts, right, np.zeros(len(right)))
    for column in ANSWERS:
        if weights[column] < LEAST:
            others = np.delete(np.arange(facts.shape[1]), column)
            weights[column] = LEAST
            weights[others] = newton(facts[:, others], right, LEAST * facts[:, column])
    return weights


def newton(facts: np.ndarray, right: np.ndarray, given: np.ndarray) -> np.ndarray:
    """The most likely weights where `given` is added to the log-odds, by Newton's method."""
    hold = np.diag([1e-3] + [HOLD] * (facts.shape[1] - 1))
    w = np.zeros(facts.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(facts @ w + given)))
        w = w + np.linalg.solve((facts * (p * (1 - p))[:, None]).T @ facts + hold, facts.T @ (right - p) - hold @ w)
    return w


def crossed(facts: np.ndarray, right: np.ndarray, articles: list[str], seed: int) -> np.ndarray:
    """The probability of each record, by the records of other articles."""
    names = sorted(set(articles))
    part = dict(zip(names, np.random.default_rng(seed).permutation(len(names)) % PARTS))
    of = np.array([part[a] for a in articles])
    p = np.zeros(len(right))
    for k in range(PARTS):
        p[of == k] = 1 / (1 + np.exp(-facts[of == k] @ fit(facts[of != k], right[of != k])))
    return p


def table(rows: list[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    facts = np.array([[1.0, *r["facts"]] for r in rows])
    return facts, np.array([float(r["right"]) for r in rows]), [r["id"] for r in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--judged", type=Path, required=True)
    rows = json.loads(parser.parse_args().judged.read_text(encoding="utf-8"))
    every = []
    for name, part in (
        ("READ", [r for r in rows if r["by"] == "model"]),
        ("WORDS", [r for r in rows if r["by"] != "model"]),
    ):
        facts, right, articles = table(part)
        print(f"{name}: {len(part)} records, {right.mean():.3f} right; weights {fit(facts, right).round(2).tolist()}")
        p = [crossed(facts, right, articles, seed) for seed in range(10)]
        every.append((p, right))
        for least in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8):
            kept = np.concatenate([right[q >= least] for q in p])
            if len(kept):
                print(f"  from {least}: {len(kept) / len(p):.0f} records, {kept.mean():.3f} right")
    right = np.concatenate([r for _, r in every])
    both = [np.concatenate([p[seed] for p, _ in every]) for seed in range(10)]
    print(f"calibration error on other articles: {np.mean([error(p, right) for p in both]):.3f}")
    sampled = np.random.default_rng(0)
    chance = [error(p, (sampled.random(len(p)) < p).astype(float)) for p in both for _ in range(50)]
    print(f"of a perfect line on as many records, by chance: {np.mean(chance):.3f}")


if __name__ == "__main__":
    main()
