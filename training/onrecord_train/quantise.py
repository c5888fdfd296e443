"""What eight bits do to weights and activations, computed in floating point.

Weights of a matrix [inputs, outputs] are int8 in [-64, 63], symmetric, one scale a column; the scale is the one of forty
that loses least (squared error), so a lone large weight is clipped rather than the others coarsened. The narrow range keeps
the sum of two products of an unsigned and a signed byte inside sixteen bits on CPUs without VNNI. Embeddings are int8
in [-127, 127], one scale a row.

Activations are unsigned bytes with a scale and a zero point of each row (one position of one window), so what stands
elsewhere in a batch has no say:

    low = min(0, min x)   high = max(0, max x)   scale = (high - low) / 255   (1 where the row is all zero)
    zero = round(-low / scale)   q = clamp(round(x / scale) + zero, 0, 255)      round: half to even
    y = sum over k of (q[k] - zero) * w[k]  * scale * column scale  + bias

Only the four matrices of each layer multiply quantised activations; heads multiply float activations with their weights
dequantised. `read` opens an exported file as a `Model` that computes just that; `restore` opens it as an ordinary model of
floats that can be trained on. Of heads that an older file does not have, `quotation` begins as
`attribution`, and the others as they were made.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .model import Model, Shape
from .pieces import WordPieces

MAGIC = b"ORE1"
ALIGN = 64
DTYPES = {"f32": np.float32, "i8": np.int8, "u8": np.uint8}


def columns(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix [inputs, outputs] as int8 in [-64, 63] and a scale a column."""
    top = np.maximum(np.abs(weight).max(axis=0), 1e-8)
    best = np.full(weight.shape[1], np.inf)
    scale = top / 63
    for share in np.linspace(0.5, 1.0, 40):
        trial = top * share / 63
        error = ((np.clip(np.round(weight / trial), -64, 63) * trial - weight) ** 2).sum(axis=0)
        scale = np.where(error < best, trial, scale)
        best = np.minimum(error, best)
    scale = scale.astype(np.float32)
    return np.clip(np.round(weight / scale), -64, 63).astype(np.int8), scale


def rows(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table [rows, width] as int8 in [-127, 127] and a scale a row."""
    scale = (np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127).astype(np.float32)
    return np.clip(np.round(weight / scale[:, None]), -127, 127).astype(np.int8), scale


class Linear(nn.Module):
    """A linear layer with quantised activations; holds the integers as floats."""

    def __init__(self, weight: np.ndarray, scale: np.ndarray, bias: np.ndarray) -> None:
        super().__init__()
        self.weight = torch.from_numpy(weight.astype(np.float32))
        self.scale, self.bias = torch.from_numpy(scale.copy()), torch.from_numpy(bias.copy())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        low = x.amin(-1, keepdim=True).clamp(max=0)
        high = x.amax(-1, keepdim=True).clamp(min=0)
        scale = (high - low) / 255
        scale = torch.where(scale == 0, torch.ones_like(scale), scale)
        zero = torch.round(-low / scale)
        q = (torch.round(x / scale) + zero).clamp(0, 255) - zero
        return (q @ self.weight) * (scale * self.scale) + self.bias


def tensors(model: Model) -> dict[str, tuple[np.ndarray, str]]:
    """Every tensor of the file, and how it is stored: `f32`, `columns` or `rows`. Matrices are [inputs, outputs]."""
    out: dict[str, tuple[np.ndarray, str]] = {}
    state = {k: v.float().numpy() for k, v in model.state_dict().items()}

    def linear(name: str, at: str, how: str) -> None:
        out[f"{name}.weight"] = (np.ascontiguousarray(state[f"{at}.weight"].T), how)
        out[f"{name}.bias"] = (state[f"{at}.bias"], "f32")

    def norm(name: str, at: str) -> None:
        out[f"{name}.weight"] = (state[f"{at}.weight"], "f32")
        out[f"{name}.bias"] = (state[f"{at}.bias"], "f32")

    out["embed.word"] = (state["body.word.weight"], "rows")
    out["embed.position"] = (state["body.position.weight"], "rows")
    for table in ("shape", "gap", "mark"):
        out[f"embed.{table}"] = (state[f"body.{table}.weight"], "f32")
    norm("embed.norm", "body.norm")
    for i in range(model.sizes.layers):
        for part in ("qkv", "out", "up", "down"):
            linear(f"layer.{i}.{part}", f"body.layers.{i}.{part}", "columns")
        for part in ("norm1", "norm2"):
            norm(f"layer.{i}.{part}", f"body.layers.{i}.{part}")
    for head in ("attribution", "mention", "quotation", "outer", "inner", "expression"):
        linear(head, f"{head}.linear", "f32")
        pair, first = getattr(model, head).crf.scores()
        out[f"{head}.pair"] = (pair.detach().numpy(), "f32")
        out[f"{head}.first"] = (first.detach().numpy(), "f32")
        out[f"{head}.last"] = (state[f"{head}.crf.last"], "f32")
    for name in model.links:
        linear(f"link.{name}.query", f"links.{name}.query", "columns")
        linear(f"link.{name}.key", f"links.{name}.key", "columns")
        for part in ("distance", "rank", "none", "none_bias"):
            out[f"link.{name}.{part}"] = (state[f"links.{name}.{part}"], "f32")
    for part in ("holder", "target", "ask_holder", "ask_target", "key", "value", "up"):
        linear(f"attitudes.{part}", f"attitudes.{part}", "columns")
    for part in ("down", "gate_holder", "gate_target"):
        linear(f"attitudes.{part}", f"attitudes.{part}", "f32")
    for part in ("voice", "distance", "near"):
        out[f"attitudes.{part}"] = (state[f"attitudes.{part}"], "f32")
    for head in ("pair", "target"):
        linear(f"{head}.up", f"{head}.up", "columns")
        linear(f"{head}.down", f"{head}.down", "f32")
        out[f"{head}.temperature"] = (state[f"{head}.temperature"], "f32")
    return out


def read(path: Path) -> tuple[Model, WordPieces]:
    """An exported file as a model with quantised layers, and its word pieces."""
    model, tokens, stored, scales = _open(path)
    for i, layer in enumerate(model.body.layers):
        for part in ("qkv", "out", "up", "down"):
            name = f"layer.{i}.{part}"
            weight = stored[f"{name}.weight"]
            setattr(layer, part, Linear(weight, scales[f"{name}.weight"], stored[f"{name}.bias"]))
    return model, tokens


def restore(path: Path) -> tuple[Model, WordPieces]:
    """An exported file as a model of floats, and its word pieces."""
    return _open(path)[:2]


def _open(path: Path) -> tuple[Model, WordPieces, dict[str, np.ndarray], dict[str, np.ndarray]]:
    raw = path.read_bytes()
    assert raw[:4] == MAGIC, "not a weights file"
    length = struct.unpack("<I", raw[4:8])[0]
    header = json.loads(raw[8 : 8 + length])
    data = memoryview(raw)[(8 + length + ALIGN - 1) // ALIGN * ALIGN :]
    assert hashlib.sha256(data).hexdigest() == header["sha256"], "the data is not what was written"
    stored: dict[str, np.ndarray] = {}
    scales: dict[str, np.ndarray] = {}
    for t in header["tensors"]:
        count = int(np.prod(t["shape"]))
        stored[t["name"]] = np.frombuffer(data, DTYPES[t["dtype"]], count, t["offset"]).reshape(t["shape"])
        if t["scales"] is not None:
            scales[t["name"]] = np.frombuffer(data, np.float32, t["shape"][t["axis"]], t["scales"])

    def plain(name: str) -> torch.Tensor:
        value = stored[name].astype(np.float32)
        if name in scales:
            value = value * (scales[name][:, None] if name.startswith("embed.") else scales[name])
        return torch.from_numpy(value.copy())

    sizes = header["sizes"]
    model = Model(Shape(**sizes)).eval()
    state = model.state_dict()
    names = {"body.word.weight": "embed.word", "body.position.weight": "embed.position"}
    names |= {f"body.{t}.weight": f"embed.{t}" for t in ("shape", "gap", "mark")}
    names |= {f"body.norm.{p}": f"embed.norm.{p}" for p in ("weight", "bias")}
    for key in state:
        name = names.get(key)
        if name is None:
            name = key.replace("body.layers.", "layer.").replace("links.", "link.")
            name = name.replace(".linear.", ".").replace(".crf.", ".")
        if name not in stored:
            continue
        value = plain(name)
        if key.endswith(".weight") and value.ndim == 2 and not name.startswith("embed."):
            value = value.T
        state[key] = value
    model.load_state_dict(state)
    if "quotation.weight" not in stored:
        model.quotation.load_state_dict(model.attribution.state_dict())
    vocabulary = bytes(stored["vocabulary"]).decode("utf-8").split("\n")
    return model, WordPieces(vocabulary), stored, scales
