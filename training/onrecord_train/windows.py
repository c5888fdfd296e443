"""Windows: the stretches of a document that pass through the network at once.

A window holds whole paragraphs, at most `LIMIT` pieces. A paragraph that alone is longer is first cut into chunks: each chunk
ends after the last sentence end that fits (a piece . ! ? or a closing mark behind one, with white space after it), or, where there is
none, before the last piece that begins a word. Neighbours then join as long as they fit, the boundary before the chunk with the lowest
hash first, so that the grid depends on the words around and not on what stands far before. A window is a range [a, b) of the
document's pieces; [CLS] and [SEP] are added when the batch is made. Windows do not overlap.

Training draws the order in which neighbours join, so that a paragraph is seen with another neighbourhood in each pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import torch

from .pieces import CLS, CLOSING, PAD, SEP, Pieces

LIMIT = 254
HEAD = 16  # pieces whose hash decides when a chunk joins the one before it


def chunks(doc: Pieces, a: int, b: int, limit: int = LIMIT) -> list[tuple[int, int]]:
    """A paragraph, cut only if it is longer than a window."""
    out = []
    while b - a > limit:
        cut = 0
        word = 0
        for i in range(a + 1, a + limit + 1):
            if not doc.head[i]:
                continue
            word = i
            if doc.gap[i] == 1:
                j = i - 1
                while j > a and doc.mark[j] == CLOSING:
                    j -= 1
                if doc.text[doc.start[j] : doc.end[j]] in (".", "!", "?"):
                    cut = i
        cut = cut or word or a + limit
        out.append((a, cut))
        a = cut
    out.append((a, b))
    return out


def hashed(ids: np.ndarray) -> int:
    """FNV-1a of the first piece ids (Fowler, Noll and Vo; 64 bits)."""
    value = 0xCBF29CE484222325
    for byte in ids[:HEAD].astype("<u4").tobytes():
        value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return value


def windows(doc: Pieces, rng: Random | None = None, limit: int = LIMIT) -> list[tuple[int, int]]:
    """The windows of a document, none longer than `limit`; with `rng` its neighbours join in an order drawn by lot."""
    parts = [c for p in doc.paragraphs for c in chunks(doc, *p, limit)]
    order = [(rng.random() if rng else hashed(doc.ids[a:b]), i) for i, (a, b) in enumerate(parts) if i]
    last, first = list(range(len(parts))), list(range(len(parts)))
    joined = [False] * len(parts)
    for _, i in sorted(order):
        start, end = first[i - 1], last[i]
        if parts[end][1] - parts[start][0] <= limit:
            last[start], first[end], joined[i] = end, start, True
    return [(parts[i][0], parts[last[i]][1]) for i in range(len(parts)) if not joined[i]]


@dataclass
class Batch:
    """Windows padded to one length. Position 0 is [CLS]; piece i of a window stands at position i + 1."""

    ids: torch.Tensor
    shape: torch.Tensor
    gap: torch.Tensor
    mark: torch.Tensor
    lengths: torch.Tensor  # with [CLS] and [SEP]

    @property
    def pieces(self) -> torch.Tensor:
        return self.lengths - 2


def batch(parts: list[tuple[Pieces, int, int]]) -> Batch:
    """Stack windows, each given as a document and a range of its pieces."""
    longest = max(b - a for _, a, b in parts) + 2
    ids = np.full((len(parts), longest), PAD, dtype=np.int64)
    features = np.zeros((3, len(parts), longest), dtype=np.int64)
    lengths = []
    for row, (doc, a, b) in enumerate(parts):
        n = b - a
        ids[row, 0] = CLS
        ids[row, 1 : n + 1] = doc.ids[a:b]
        ids[row, n + 1] = SEP
        for k, values in enumerate((doc.shape, doc.gap, doc.mark)):
            features[k, row, 1 : n + 1] = values[a:b]
        lengths.append(n + 2)
    t = torch.from_numpy
    return Batch(t(ids), t(features[0].copy()), t(features[1].copy()), t(features[2].copy()), torch.tensor(lengths))
