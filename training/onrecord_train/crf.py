"""Labels of neighbouring pieces depend on each other: a linear-chain conditional random field.

Takes a score for each piece and label; knows a learned score for each pair of neighbouring labels, for beginning and
for ending with a label. An I after anything but its own B or I is impossible (-10000), in training and decoding
alike, so no span falls to splinters for want of its beginning. The loss is the negative log-probability of all label
sequences that the annotation allows: one sequence where a corpus is fully marked, many where it is silent on a type.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from . import labels as names

IMPOSSIBLE = -1e4


class Crf(nn.Module):
    def __init__(self, labels: tuple[str, ...]) -> None:
        super().__init__()
        n = len(labels)
        self.pair = nn.Parameter(torch.zeros(n, n))
        self.first = nn.Parameter(torch.zeros(n))
        self.last = nn.Parameter(torch.zeros(n))
        self.register_buffer("legal", torch.tensor(names.pairs(labels)), persistent=False)
        self.register_buffer("opening", torch.tensor(names.starts(labels)), persistent=False)

    def scores(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Pair scores and scores of the first label, the impossible ones filled in."""
        return (
            self.pair.masked_fill(~self.legal, IMPOSSIBLE),
            self.first.masked_fill(~self.opening, IMPOSSIBLE),
        )

    def total(self, emission: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Log of the summed scores of all sequences, per row."""
        return totals([self], [emission], lengths)[0]

    def loss(self, emission: torch.Tensor, allowed: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Negative log-probability of the allowed sequences, summed over rows, divided by the number of pieces."""
        return losses([self], [emission], [allowed], lengths)[0]

    @torch.no_grad()
    def best(self, emission: torch.Tensor, lengths: torch.Tensor) -> list[list[int]]:
        """The best sequence of each row (Viterbi; the lower label wins a tie)."""
        pair, first = self.scores()
        alpha = first + emission[:, 0]
        back = []
        for t in range(1, emission.shape[1]):
            score, source = (alpha[:, :, None] + pair).max(dim=1)
            alpha = torch.where((lengths > t)[:, None], score + emission[:, t], alpha)
            back.append(source)
        out = []
        final = (alpha + self.last).argmax(dim=1)
        for row, n in enumerate(lengths.tolist()):
            path = [int(final[row])]
            for t in range(n - 1, 0, -1):
                path.append(int(back[t - 1][row, path[-1]]))
            out.append(path[::-1])
        return out


def totals(crfs: list[Crf], emissions: list[torch.Tensor], lengths: torch.Tensor) -> torch.Tensor:
    """Log of the summed scores of all label sequences, [fields, rows], of several fields over the same pieces. They pass in one loop
    over the pieces, for such loops are what takes the time; labels that a field does not have are impossible in it."""
    most, rows = max(e.shape[2] for e in emissions), len(lengths)
    wide = lambda x, sides: F.pad(x, (0, most - x.shape[-1]) * sides, value=IMPOSSIBLE)  # noqa: E731
    spread = lambda parts: torch.stack(parts).repeat_interleave(rows, 0)  # noqa: E731
    scores = [crf.scores() for crf in crfs]
    pair, first = spread([wide(p, 2) for p, _ in scores]), spread([wide(f, 1) for _, f in scores])
    emission, length = torch.cat([wide(e, 1) for e in emissions]), lengths.repeat(len(crfs))
    alpha = first + emission[:, 0]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # steps this small lose more by waiting for each other than they gain
    for t in range(1, emission.shape[1]):
        step = torch.logsumexp(alpha[:, :, None] + pair, dim=1) + emission[:, t]
        alpha = torch.where((length > t)[:, None], step, alpha)
    torch.set_num_threads(threads)
    return torch.logsumexp(alpha + spread([wide(crf.last, 1) for crf in crfs]), dim=1).view(len(crfs), rows)


def losses(crfs: list[Crf], emissions: list[torch.Tensor], allowed: list[torch.Tensor], lengths: torch.Tensor) -> list[torch.Tensor]:
    """`Crf.loss` of several fields over the same pieces, in one pass."""
    marked = [e.masked_fill(~a, IMPOSSIBLE) for e, a in zip(emissions, allowed)]
    everything, ours = totals(crfs * 2, [*emissions, *marked], lengths).chunk(2)
    return list((everything - ours).sum(1) / lengths.sum())
