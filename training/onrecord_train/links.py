"""Scores between spans of one window: which of the candidates does this span belong to, or to none?

Takes the body's vectors and two lists of spans (queries and candidates; ranges of positions). A span is described by
its first vector and the mean of its vectors, side by side. The score of a candidate is the scaled dot product of two
learned projections, plus a learned number for the distance and one for the rank of the candidate; "none" is a learned
candidate without a place. A softmax over candidates and none gives probabilities. The loss is the negative log of the
summed probability of all right answers.

One head, `Link`, serves five relations, each with its own weights:

    cue         content -> its cue
    source      content -> its source
    by          cue -> its source (decoding adds this to `source` over the chosen cue)
    join        content -> an earlier content of the same attribution
    antecedent  mention -> an earlier mention of the same entity

Distance is counted in pieces between the two spans, in eleven steps (0 1 2 3 4, 5-7, 8-15, 16-31, 32-63, 64-127, more),
before and behind apart; overlapping spans count 0. Rank is the number of candidates that stand between, 0 to 6 and
more, before and behind apart. It does not look across windows: candidates of another window belong to rules.
"""

from __future__ import annotations

import math

import torch
from torch import nn

RELATIONS = ("cue", "source", "by", "join", "antecedent")
STEPS = (1, 2, 3, 4, 5, 8, 16, 32, 64, 128)
DISTANCES = 2 * (len(STEPS) + 1)
RANKS = 16

Range = tuple[int, int]


def distances(queries: list[Range], keys: list[Range]) -> torch.Tensor:
    """The bucket of each distance, [queries, keys]: 0-10 for a candidate before the query, 11-21 for one behind it."""
    (qa, qb), (ka, kb) = (torch.tensor(s).reshape(-1, 2).T for s in (queries, keys))
    behind = ka[None, :] > qa[:, None]
    d = torch.where(behind, ka[None, :] - qb[:, None], qa[:, None] - kb[None, :]).clamp(min=0)
    return torch.bucketize(d, torch.tensor(STEPS), right=True) + behind * (len(STEPS) + 1)


def places(queries: list[Range], keys: list[Range]) -> torch.Tensor:
    """For each candidate how many others stand between it and the query, [queries, keys]: 0-7 before, 8-15 behind. The candidates must
    differ from each other."""
    order = sorted(range(len(keys)), key=lambda i: keys[i])
    at = torch.empty(len(keys), dtype=torch.long)
    at[torch.tensor(order, dtype=torch.long)] = torch.arange(len(keys))
    starts = torch.tensor([keys[i][0] for i in order])
    before = torch.searchsorted(starts, torch.tensor([q[0] for q in queries]), right=True)[:, None]
    place = torch.where(at < before, before - 1 - at, at - before).clamp(max=7)
    return place + (at >= before) * 8


def describe(x: torch.Tensor, spans: list[Range]) -> torch.Tensor:
    """First vector and mean vector of each span; `x` is one window, [length, width]."""
    sums = torch.cat([x.new_zeros(1, x.shape[1]), x.cumsum(0)])
    a = torch.tensor([s for s, _ in spans])
    b = torch.tensor([e for _, e in spans])
    return torch.cat([x[a], (sums[b] - sums[a]) / (b - a)[:, None]], dim=1)


class Link(nn.Module):
    def __init__(self, width: int, inner: int = 96) -> None:
        super().__init__()
        self.query = nn.Linear(2 * width, inner)
        self.key = nn.Linear(2 * width, inner)
        self.distance = nn.Parameter(torch.zeros(DISTANCES))
        self.rank = nn.Parameter(torch.zeros(RANKS))
        self.none = nn.Parameter(torch.zeros(inner))
        self.none_bias = nn.Parameter(torch.zeros(1))
        self.scale = 1 / math.sqrt(inner)

    def forward(
        self, queries: torch.Tensor, keys: torch.Tensor, query_spans: list[Range], key_spans: list[Range]
    ) -> torch.Tensor:
        """Scores [queries, candidates + 1]; the last column is none."""
        q = self.query(queries)
        none = (q @ self.none) * self.scale + self.none_bias
        if not key_spans:
            return none[:, None]
        near, order = distances(query_spans, key_spans), places(query_spans, key_spans)
        score = q @ self.key(keys).T * self.scale + self.distance[near] + self.rank[order]
        return torch.cat([score, none[:, None]], dim=1)


def loss(scores: torch.Tensor, candidates: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Summed over queries: -log of the probability of the right answers among the candidates (boolean masks)."""
    low = torch.finfo(scores.dtype).min / 4
    everything = torch.logsumexp(scores.masked_fill(~candidates, low), dim=1)
    ours = torch.logsumexp(scores.masked_fill(~right, low), dim=1)
    return (everything - ours).sum()
