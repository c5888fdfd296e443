"""What a quote's confidence is worth: `python -m onrecord_train.confidence GOLD PREDICTED`.

Takes PolNeAR development articles and the file that `product.py` wrote for them, with a confidence on each quote. A quote is right if
its content shares at least four fifths of the characters of both with a gold content, and its source a character with the gold source
(or both have none): the scorers' "full". Prints the expected calibration error (ten bins of equal count) and the line through
the log-odds that fits best, to be composed with the one in `src/quotes/confidence.rs`; the error after fitting is measured on
articles that the line was not fitted on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

import numpy as np

from . import corpora


def characters(text: str, spans: list) -> set[int]:
    return {i for s, e in spans for i in range(s, e) if text[i].isalnum()}


def judged(gold: Path, predicted: Path) -> list[list[tuple[float, bool]]]:
    """For each article the confidences of its quotes and whether they are right."""
    rows = {r["id"]: r["attributions"] for r in map(json.loads, predicted.read_text(encoding="utf-8").splitlines())}
    out = []
    for article in corpora.attributions(gold):
        wanted = [
            (characters(article.text, a.content), characters(article.text, a.source)) for a in article.attributions or []
        ]
        found = []
        for quote in rows[article.id]:
            if quote["confidence"] is None:
                continue
            content = characters(article.text, quote["content"])
            source = characters(article.text, [quote["source"]] if quote["source"] else [])
            right = any(
                len(content & c) >= 0.8 * len(content | c) and bool(source & s) == bool(source or s) for c, s in wanted if c
            )
            found.append((quote["confidence"], right))
        out.append(found)
    return out


def odds(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 0.005, 0.995)
    return np.log(p / (1 - p))


def error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal count."""
    order = np.argsort(p, kind="stable")
    parts = np.array_split(order, bins)
    return float(sum(len(i) * abs(p[i].mean() - right[i].mean()) for i in parts if len(i)) / len(p))


def fit(p: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and height of the most likely line through the log-odds (Newton's method)."""
    x = np.stack([odds(p), np.ones_like(p)], 1)
    w = np.array([1.0, 0.0])
    for _ in range(50):
        q = 1 / (1 + np.exp(-x @ w))
        w = w - np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 1e-6 * np.eye(2), x.T @ (q - right))
    return float(w[0]), float(w[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    args = parser.parse_args()
    articles = judged(args.gold, args.predicted)
    Random(1).shuffle(articles)
    p, right = (np.array(v, dtype=float) for v in zip(*(q for a in articles for q in a)))
    print(f"{len(p)} quotes, {right.mean():.3f} right, {p.mean():.3f} expected; calibration error {error(p, right):.3f}")
    slope, height = fit(p, right)
    print(f"best line: {slope:.3f} x log-odds + {height:.3f}")
    halves = [np.array([q for a in articles[i::2] for q in a], dtype=float) for i in (0, 1)]
    after = []
    for here, there in (halves, halves[::-1]):
        a, b = fit(here[:, 0], here[:, 1])
        after.append(error(1 / (1 + np.exp(-(a * odds(there[:, 0]) + b))), there[:, 1]))
    print(f"calibration error after fitting on the other half: {np.mean(after):.3f}")


if __name__ == "__main__":
    main()
