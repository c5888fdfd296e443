"""Who is for or against whom among the mentions of one window: a decision about each pair.

Takes the vectors of a window, its mentions as ranges of positions and pairs of them, (holder, target). A holder is a mention or the
*voice* (`VOICE`): the speaker of the quote in which the target stands, else the author. A pair gets four scores: no attitude, for,
against, and expressly neither. They rest on both descriptions (`links.describe`), their product, the distance, and a context: the
mean of the window's vectors under an attention that the pair itself pays. Training draws that attention to the words which express
the attitude, so its peak is the evidence.

Two gates, one over targets and one over holders, say of a mention alone whether it has a part in any attitude; a reader asks about
no pair whose gates are shut.

Pairs further apart than `REACH` pieces, and pairs of which one mention holds the other, are not asked about.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from . import links
from .links import Range

LABELS = ("none", "for", "against", "neither")
VOICE = -1
REACH = 80
NEAR = 12  # steps of the distance from a piece to a mention, on each side


def scope(mentions: list[Range]) -> torch.Tensor:
    """All pairs that are asked about, [pairs, 2]: those of the voice first."""
    n = len(mentions)
    a, b = torch.tensor(mentions).reshape(-1, 2).T
    gap = torch.maximum(a[:, None], a[None, :]) - torch.minimum(b[:, None], b[None, :])
    holds = (a[:, None] <= a[None, :]) & (b[None, :] <= b[:, None])
    pairs = ((gap <= REACH) & ~holds & ~holds.T).nonzero()
    voice = torch.stack([torch.full((n,), VOICE), torch.arange(n)], 1)
    return torch.cat([voice, pairs])


def near(mentions: list[Range], length: int) -> torch.Tensor:
    """The step of each position's distance to each mention, [mentions, length]: 0 to 11 inside or before it, 12 to 23 behind it."""
    at = torch.arange(length)[None]
    a, b = torch.tensor(mentions).reshape(-1, 2).T[:, :, None]
    d = torch.where(at < a, a - at, torch.where(at >= b, at - b + 1, 0))
    step = (2 * torch.log2(d + 1.0)).long().clamp(max=NEAR - 1)
    return step + torch.where(at >= b, NEAR, 0)


class Attitudes(nn.Module):
    def __init__(self, width: int, inner: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        self.holder = nn.Linear(2 * width, inner)
        self.target = nn.Linear(2 * width, inner)
        self.voice = nn.Parameter(torch.randn(inner) * 0.02)
        self.distance = nn.Parameter(torch.randn(links.DISTANCES + 1, inner) * 0.02)
        self.ask_holder = nn.Linear(inner, inner)
        self.ask_target = nn.Linear(inner, inner)
        self.key = nn.Linear(width, inner)
        self.value = nn.Linear(width, inner)
        self.near = nn.Parameter(torch.zeros(2, 2 * NEAR))
        self.up = nn.Linear(5 * inner, inner)
        self.down = nn.Linear(inner, len(LABELS))
        self.gate_holder = nn.Linear(inner, 1)
        self.gate_target = nn.Linear(inner, 1)
        self.dropout = nn.Dropout(dropout)
        self.scale = 1 / math.sqrt(inner)
        with torch.no_grad():
            self.down.bias.copy_(torch.tensor([3.0, 0.0, 0.0, -2.0]))

    def describe(self, x: torch.Tensor, mentions: list[Range]) -> tuple[torch.Tensor, torch.Tensor]:
        """Holders [mentions + 1, inner], the voice last, and targets [mentions, inner]."""
        r = links.describe(x, mentions)
        return torch.cat([self.holder(r), self.voice[None]]), self.target(r)

    def gates(self, holders: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of "has a part in an attitude": of each holder but the voice, of each target."""
        return self.gate_holder(holders[:-1])[:, 0], self.gate_target(targets)[:, 0]

    def forward(
        self, x: torch.Tensor, mentions: list[Range], holders: torch.Tensor, targets: torch.Tensor, pairs: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores [pairs, 4] and the logarithm of the attention [pairs, length]; `x` is one window without padding."""
        hold, aim = pairs.T
        distances = links.distances(mentions, mentions)
        d = torch.where(hold == VOICE, links.DISTANCES, distances[hold, aim])
        hold = torch.where(hold == VOICE, len(mentions), hold)
        h, t, far = holders[hold], targets[aim], self.distance[d]
        step = near(mentions, len(x))
        to_target = self.near[0][step]
        to_holder = torch.cat([self.near[1][step], x.new_zeros(1, len(x))])
        ask = self.ask_holder(h + far) + self.ask_target(t)
        attention = ask @ self.key(x).T * self.scale + to_target[aim] + to_holder[hold]
        attention = attention.log_softmax(1)
        context = attention.exp() @ self.value(x)
        seen = torch.cat([h, t, h * t, context, far], 1)
        return self.down(self.dropout(F.gelu(self.up(self.dropout(seen))))), attention
