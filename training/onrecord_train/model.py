"""Body and heads in one module; the body runs once, every head reads the same vectors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from .attitudes import Attitudes
from .body import Body
from .crf import Crf
from .labels import ATTRIBUTION, EXPRESSION, MENTION, REFERENT
from .links import RELATIONS, Link
from .stance import Pair, Target
from .windows import Batch


@dataclass
class Shape:
    """The sizes of a network: what must be known to build it."""

    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 256
    dropout: float = 0.1


class Tagger(nn.Module):
    """One linear layer to label scores, and the CRF that reads them."""

    def __init__(self, width: int, labels: tuple[str, ...]) -> None:
        super().__init__()
        self.linear = nn.Linear(width, len(labels))
        self.crf = Crf(labels)


class Model(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.sizes = shape
        self.body = Body(**asdict(shape))
        self.attribution = Tagger(shape.width, ATTRIBUTION)
        self.mention = Tagger(shape.width, MENTION)
        self.quotation = Tagger(shape.width, ATTRIBUTION)
        self.outer = Tagger(shape.width, REFERENT)
        self.inner = Tagger(shape.width, REFERENT)
        self.expression = Tagger(shape.width, EXPRESSION)
        self.links = nn.ModuleDict({name: Link(shape.width) for name in RELATIONS})
        self.attitudes = Attitudes(shape.width)
        self.pair = Pair(shape.width)
        self.target = Target(shape.width)

    def vectors(self, batch: Batch, half: bool = True) -> torch.Tensor:
        """The body's last layer in float32; `half` computes it in bfloat16 on the way."""
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            x = self.body(batch)
        return x.float()

    def emission(self, head: str, x: torch.Tensor) -> torch.Tensor:
        """Label scores of the pieces proper: [CLS] is left out, padding (and [SEP]) stays at the end."""
        return getattr(self, head).linear(x[:, 1:-1])


def save(path: Path, model: Model, **extra: object) -> None:
    torch.save({"sizes": asdict(model.sizes), "model": model.state_dict(), **extra}, path)


def load(path: Path) -> Model:
    state = torch.load(path, map_location="cpu", weights_only=False)
    model = Model(Shape(**state["sizes"]))
    model.load_state_dict(state["model"])
    return model.eval()
