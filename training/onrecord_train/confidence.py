"""What the confidence of quotes and of stance is worth: `python -m onrecord_train.confidence GOLD`.

Reads articles that were annotated whole and trained nothing (`news-dev.json.gz`) with the installed package. Prints the expected
calibration error (ten bins of equal count) and the line through the log-odds that fits best, to be composed with those in
`src/quotes/confidence.rs` and `src/stance/confidence.rs`; the error after fitting is measured on articles that the line was not fitted
on. For stance it prints what each threshold would give as well; thresholds below those of the package cannot be seen, so build it
with low ones first.

A quote is right if its content shares at least four fifths of the characters of both with an annotated content, and its source a
character with that one's source (or both have none). A pair of holder and target is right if the annotation has one of that sign
between the entities that the two stand for, debatable ones included; an entity that stands for nothing annotated is wrong.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np

import onrecord
from onrecord.scoring import gold as annotated
from onrecord.scoring.matching import compare, meetings, stands_for

CLOSE = 0.8
Judged = list[list[tuple[float, bool]]]


def quotes(gold: dict, result: dict) -> list[tuple[float, bool]]:
    """The confidences of the quotes of an article, and whether they are right."""
    right = {fit.predicted for fit in compare(gold["quotes"], result["quotes"]) if fit.content >= CLOSE and fit.source > 0}
    return [(q["confidence"], i in right) for i, q in enumerate(result["quotes"]) if q["confidence"] is not None]


def stance(gold: dict, result: dict) -> list[tuple[float, bool, str]]:
    """The confidence of each pair, whether it is right, and who holds it: the author, somebody quoted, somebody told of."""
    mentions = lambda document: {e["id"]: e["mentions"] for e in document["entities"]}  # noqa: E731
    stands = stands_for(meetings(mentions(gold), mentions(result)))
    held: dict[tuple, int] = defaultdict(int)
    for one in gold["stance"]:
        held[one["holder"], one["target"]] += one["polarity"]
    pairs = {}
    for one in result["stance"]:
        author = one["holder_kind"] == "author"
        if one["confidence"] is None or one["holder"] is None and not author:
            continue
        parties = ("narrator" if author else stands.get(one["holder"]), stands.get(one["target"]))
        kind = "author" if author else "quoted" if one["quote"] is not None else "told"
        pairs[one["holder"], author, one["target"]] = (one["confidence"], held.get(parties, 0) * one["score"] > 0, kind)
    return list(pairs.values())


def odds(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 0.005, 0.995)
    return np.log(p / (1 - p))


def error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal count."""
    order = np.argsort(p, kind="stable")
    parts = np.array_split(order, bins)
    return float(sum(len(i) * abs(p[i].mean() - right[i].mean()) for i in parts if len(i)) / len(p))


def fit(p: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and height of the most likely line through the log-odds (Newton's method, the slope held a little towards one)."""
    x = np.stack([odds(p), np.ones_like(p)], 1)
    w, hold, prior = np.array([1.0, 0.0]), np.diag([1.0, 1e-6]), np.array([1.0, 0.0])
    for _ in range(50):
        q = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + hold, x.T @ (q - right) + hold @ (w - prior))
        w = w - step * min(1.0, 1.0 / np.abs(step).max())
    return float(w[0]), float(w[1])


def report(name: str, articles: Judged) -> None:
    Random(1).shuffle(articles)
    p, right = (np.array(v, dtype=float) for v in zip(*(q for a in articles for q in a)))
    print(f"{name}: {len(p)}, {right.mean():.3f} right, {p.mean():.3f} expected; calibration error {error(p, right):.3f}")
    slope, height = fit(p, right)
    print(f"  best line: {slope:.3f} x log-odds + {height:.3f}")
    halves = [np.array([q for a in articles[i::2] for q in a], dtype=float) for i in (0, 1)]
    after = []
    for here, there in (halves, halves[::-1]):
        a, b = fit(here[:, 0], here[:, 1])
        after.append(error(1 / (1 + np.exp(-(a * odds(there[:, 0]) + b))), there[:, 1]))
    print(f"  calibration error after fitting on the other half: {np.mean(after):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    articles = annotated.read(parser.parse_args().gold)
    results = [onrecord.analyze(a["text"]) for a in articles]
    report("quotes", [quotes(a, r) for a, r in zip(articles, results)])
    pairs = [stance(a, r) for a, r in zip(articles, results)]
    report("stance", [[(p, right) for p, right, _ in of] for of in pairs])
    for kind in ("quoted", "told", "author"):
        of = np.array([(p, right) for rows in pairs for p, right, k in rows if k == kind], dtype=float).reshape(-1, 2)
        for least in np.arange(0.1, 0.9, 0.05):
            kept = of[of[:, 0] >= least]
            if len(kept):
                print(f"  {kind} from {least:.2f}: {len(kept)} pairs, {kept[:, 1].sum():.0f} right ({kept[:, 1].mean():.3f})")


if __name__ == "__main__":
    main()
