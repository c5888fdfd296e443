"""Attitudes: of one entity towards another, and towards a target as the text puts it.

`Pair` takes the mean vectors of two entities' mentions and of the sentence, and gives two scores for the ordered pair
(holder, target): "is for" and "is against"; "no attitude" scores 0. The same weights score the other order, so that
two entities of a sentence give five scores (none; p for q; q for p; p against q; q against p) and one softmax over
them, as DSE labels them. For one ordered pair alone the softmax runs over its own two scores and 0.

`Target` takes the mean vector of one target and of the sentence, and gives three scores: negative, neutral, positive.

Both are small perceptrons with one hidden layer, and each carries a temperature, fitted on development data, that
turns scores into probabilities one can believe. They do not say who the author is, nor on which words they rest.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


class Pair(nn.Module):
    def __init__(self, width: int, inner: int = 192, dropout: float = 0.2) -> None:
        super().__init__()
        self.up = nn.Linear(4 * width, inner)
        self.down = nn.Linear(inner, 2)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("temperature", torch.ones(1))

    def forward(self, holder: torch.Tensor, target: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """[rows, 2]: for, against."""
        x = torch.cat([holder, target, holder * target, sentence], dim=1)
        return self.down(self.dropout(F.gelu(self.up(self.dropout(x)))))

    def both(self, p: torch.Tensor, q: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """[rows, 5] in the order of `corpora.DIRECTED`."""
        pq, qp = self(p, q, sentence), self(q, p, sentence)
        none = pq.new_zeros(len(pq))
        return torch.stack([none, pq[:, 0], qp[:, 0], pq[:, 1], qp[:, 1]], dim=1)


class Target(nn.Module):
    def __init__(self, width: int, inner: int = 192, dropout: float = 0.2) -> None:
        super().__init__()
        self.up = nn.Linear(3 * width, inner)
        self.down = nn.Linear(inner, 3)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("temperature", torch.ones(1))

    def forward(self, target: torch.Tensor, sentence: torch.Tensor) -> torch.Tensor:
        """[rows, 3]: negative, neutral, positive."""
        x = torch.cat([target, sentence, target * sentence], dim=1)
        return self.down(self.dropout(F.gelu(self.up(self.dropout(x)))))
