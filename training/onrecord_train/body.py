"""The body: a BERT encoder of six layers of 384, started from all-MiniLM-L6-v2.

Takes a `Batch`; gives one vector per position. Post-layer-norm, as BERT: every sub-layer is added to its input and the
sum is normalised. GELU is the exact one (erf). Positions count from 0 at [CLS]. A key that is padding is masked out;
nothing else is. Beside word and position, the sum at the bottom holds the three feature embeddings of `pieces.py`;
the single token type of the start point is folded into the positions.

Does not pool: heads take the vectors they need.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from .pieces import GAPS, MARKS, SHAPES
from .windows import Batch

EPSILON = 1e-12


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=EPSILON)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        y = self.out(y.transpose(1, 2).reshape(rows, length, width))
        x = self.norm1(x + self.dropout(y))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + self.dropout(y))


class Body(nn.Module):
    def __init__(
        self,
        vocabulary: int,
        width: int = 384,
        layers: int = 6,
        heads: int = 12,
        inner: int = 1536,
        positions: int = 256,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(positions, width)
        self.shape = nn.Embedding(SHAPES, width)
        self.gap = nn.Embedding(GAPS, width)
        self.mark = nn.Embedding(MARKS, width)
        for table in (self.shape, self.gap, self.mark):
            nn.init.normal_(table.weight, std=0.02)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))

    def forward(self, batch: Batch) -> torch.Tensor:
        length = batch.ids.shape[1]
        x = self.word(batch.ids) + self.position.weight[:length]
        x = x + self.shape(batch.shape) + self.gap(batch.gap) + self.mark(batch.mark)
        x = self.dropout(self.norm(x))
        mask = torch.arange(length)[None, :] < batch.lengths[:, None]
        mask = mask[:, None, None, :].expand(-1, 1, length, -1)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_minilm(self, folder: Path, rows: list[int], layers: list[int] | None = None) -> None:
        """Start from the published weights: `rows` of the vocabulary, and `layers` of the six."""
        from safetensors.torch import load_file

        state = load_file(folder / "model.safetensors")
        get = lambda name: state[name].float()  # noqa: E731
        with torch.no_grad():
            self.word.weight.copy_(get("embeddings.word_embeddings.weight")[rows])
            places = get("embeddings.position_embeddings.weight")[: self.position.num_embeddings]
            self.position.weight.copy_(places + get("embeddings.token_type_embeddings.weight")[0])
            self.norm.weight.copy_(get("embeddings.LayerNorm.weight"))
            self.norm.bias.copy_(get("embeddings.LayerNorm.bias"))
            for layer, i in zip(self.layers, layers or range(len(self.layers))):
                at = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    parts = [get(f"{at}attention.self.{n}.{part}") for n in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(parts))
                    getattr(layer.out, part).copy_(get(f"{at}attention.output.dense.{part}"))
                    getattr(layer.norm1, part).copy_(get(f"{at}attention.output.LayerNorm.{part}"))
                    getattr(layer.up, part).copy_(get(f"{at}intermediate.dense.{part}"))
                    getattr(layer.down, part).copy_(get(f"{at}output.dense.{part}"))
                    getattr(layer.norm2, part).copy_(get(f"{at}output.LayerNorm.{part}"))
