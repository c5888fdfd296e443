"""One flat file of weights: `python -m onrecord_train.export RUN --out encoder.bin --name en-1 [--parity parity.json]`.

The layout and the forward pass are written down in the README. With `--parity`, two short invented articles are read with
the file just written, and every number on the way is kept for the other implementation to meet.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from . import attitudes, decode, links, quantise
from .corpora import DIRECTED
from .labels import ATTRIBUTION, EXPRESSION, MENTION, REFERENT, ROLES, TYPES
from .links import RELATIONS, STEPS, Range
from .model import Model, load
from .pieces import WordPieces
from .predict import Reader
from .quantise import ALIGN, DTYPES, MAGIC
from .tasks import means
from .windows import LIMIT, batch

LESS = {"outer": 1.5, "inner": 1.5, "expression": 1.0}


def export(model: Model, tokens: WordPieces, name: str, path: Path, about: dict[str, object]) -> dict:
    """Write the file; gives back its header."""
    data = bytearray()
    table = []

    def put(values: np.ndarray) -> int:
        data.extend(b"\0" * (-len(data) % ALIGN))
        offset = len(data)
        data.extend(np.ascontiguousarray(values).tobytes())
        return offset

    words = "\n".join(tokens.vocabulary).encode("utf-8")
    everything = quantise.tensors(model) | {"vocabulary": (np.frombuffer(words, np.uint8), "u8")}
    for key, (value, how) in everything.items():
        scales, axis = None, None
        if how == "columns":
            value, scale = quantise.columns(value)
            axis = 1
        elif how == "rows":
            value, scale = quantise.rows(value)
            axis = 0
        dtype = next(n for n, d in DTYPES.items() if value.dtype == d)
        offset = put(value)
        if axis is not None:
            scales = put(scale)
        table.append({"name": key, "dtype": dtype, "shape": list(value.shape), "offset": offset, "scales": scales, "axis": axis})  # fmt: skip
    header = {
        "version": 1,
        "name": name,
        "sizes": asdict(model.sizes),
        "epsilon": 1e-12,
        "limit": LIMIT,
        "labels": {"attribution": ATTRIBUTION, "mention": MENTION, "referent": REFERENT, "expression": EXPRESSION, "roles": ROLES, "types": TYPES, "directed": DIRECTED},
        "links": {"relations": RELATIONS, "steps": STEPS},
        "about": about,
        "sha256": hashlib.sha256(data).hexdigest(),
        "tensors": table,
    }
    text = json.dumps(header, ensure_ascii=False).encode("utf-8")
    start = MAGIC + struct.pack("<I", len(text)) + text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(start + b"\0" * (-len(start) % ALIGN) + data)
    return header


TEXTS = (
    "Harbour board backs ferry plan despite Kestrel Bay protest\n\n"
    "PORT ELMA, 3 March — The harbour board voted on Tuesday to buy two electric ferries, a plan that the mayor of "
    "Kestrel Bay called “a gift to the yards”.\n\n"
    "“We have waited nine years for this,” said Ingrid Okafor, who chairs the board. “Nobody who crosses the strait "
    "in winter will miss the old boats.”\n\n"
    "Mayor Tomas Lindqvist said he would appeal. He accused Okafor of hiding the price, €41.5m, from residents, and warned "
    "that fares would double.",
    'Ministry denies it will close the Ngozi Road clinic\n\n"There is no such plan," Deputy Health Minister Amara Diallo '
    "told reporters in Sabou. \"It's a rumour, and a cruel one.\"\n\n"
    "According to the nurses' union (SNU), however, staff were told last week to expect transfers. Union leader Yusuf "
    "O'Brien-Keita thanked the Kenyan Red Cross for its help and said patients \"deserve the truth\".",
)
STANCE = (("He", "Okafor"), ("Yusuf O'Brien-Keita", "the Kenyan Red Cross"))  # their last mentions: holder, target


def rounded(values: torch.Tensor | np.ndarray, digits: int = 5) -> list:
    return np.round(np.asarray(values, dtype=np.float64), digits).tolist()


@torch.no_grad()
def earlier(model: Model, x: torch.Tensor, mentions: list[Range]) -> torch.Tensor:
    """The chances of each mention's antecedents among those that end before it begins, and of none, last."""
    v = links.describe(x, mentions)
    scores = model.links["antecedent"](v, v, mentions, mentions)
    a, b = torch.tensor(mentions).T
    open_ = torch.cat([b[None, :] <= a[:, None], torch.ones(len(mentions), 1, dtype=torch.bool)], 1)
    return scores.masked_fill(~open_, -1e30).softmax(1)


@torch.no_grad()
def attitudes_of(model: Model, x: torch.Tensor, mentions: list[Range]) -> list[dict]:
    """The chances of all pairs, whatever their gates say; -1 is the voice."""
    head, pairs = model.attitudes, attitudes.scope(mentions)
    scores, _ = head(x, mentions, *head.describe(x, mentions), pairs)
    return [{"pair": p, "chances": rounded(c)} for p, c in zip(pairs.tolist(), scores.softmax(1))]


@torch.no_grad()
def labelled(model: Model, head: str, labels: tuple[str, ...], x: torch.Tensor) -> list[str]:
    """The labels of a head, with the score outside spans lowered as the product does (`LESS`)."""
    emission = model.emission(head, x[None])
    emission[..., 0] -= LESS[head]
    return [labels[i] for i in getattr(model, head).crf.best(emission, torch.tensor([len(x) - 2]))[0]]


def parity(reader: Reader, path: Path, name: str) -> None:
    out = []
    for text, pair in zip(TEXTS, STANCE):
        doc = reader.tokens.read(text)
        pieces = [
            {"piece": reader.tokens.vocabulary[i], "id": int(i), "start": int(s), "end": int(e), "shape": int(h), "gap": int(g), "mark": int(m)}
            for i, s, e, h, g, m in zip(doc.ids, doc.start, doc.end, doc.shape, doc.gap, doc.mark)
        ]  # fmt: skip
        found = []
        for w in reader.windows(doc):
            names = [(a, b) for a, b, kind in decode.spans(w.labels["mention"]) if kind in ("PERSON", "ORG")]
            shifted = [(a + 1, b + 1) for a, b in names]
            antecedent, held = [], []
            if shifted:
                antecedent = rounded(earlier(reader.model, w.vectors, shifted))
                held = attitudes_of(reader.model, w.vectors[:-1], shifted)
            found.append(
                {
                    "range": [w.a, w.b],
                    "vectors": rounded(w.vectors[1:-1, :8]),
                    "cls": rounded(w.vectors[0, :8]),
                    "attribution_scores": rounded(w.emission["attribution"]),
                    "mention_scores": rounded(w.emission["mention"]),
                    "attribution_labels": w.labels["attribution"],
                    "mention_labels": w.labels["mention"],
                    "roles": w.roles,
                    "link_scores": {k: rounded(s) for k, s in w.scores.items()},
                    "antecedent_spans": names,
                    "antecedent_chances": antecedent,
                    "attitudes": held,
                    "outer_labels": labelled(reader.model, "outer", REFERENT, w.vectors),
                    "inner_labels": labelled(reader.model, "inner", REFERENT, w.vectors),
                    "expression_labels": labelled(reader.model, "expression", EXPRESSION, w.vectors),
                    "records": [{"source": r.source, "cue": r.cue, "content": r.content} for r in w.records],
                }
            )
        p, q = (doc.find(text.rindex(name), text.rindex(name) + len(name)) for name in pair)
        assert p and q
        a, b = next(r for r in doc.paragraphs if r[0] <= p[0] < r[1])
        with torch.no_grad():
            x = reader.model.vectors(batch([(doc, 0, len(doc))]), half=False)
            hold, aim, sentence = (means(x, [(s + 1, e + 1)]) for s, e in (p, q, (a, b)))
            stance = {
                "holder": p,
                "target": q,
                "sentence": [a, b],
                "pair_scores": rounded(reader.model.pair(hold, aim, sentence)[0]),
                "both_scores": rounded(reader.model.pair.both(hold, aim, sentence)[0]),
                "target_scores": rounded(reader.model.target(aim, sentence)[0]),
            }
        out.append({"text": text, "pieces": pieces, "windows": found, "stance": stance, "read": reader.read(text)})
    path.write_text(json.dumps({"name": name, "documents": out}, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="en-1")
    parser.add_argument("--model", default="model.pt")
    parser.add_argument("--parity", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokens = WordPieces.load(args.run / "vocab.txt")
    header = export(load(args.run / args.model), tokens, args.name, args.out, {"start": "all-MiniLM-L6-v2"})
    print(args.out, args.out.stat().st_size, header["sha256"])
    if args.parity:
        parity(Reader(*quantise.read(args.out)), args.parity, args.name)


if __name__ == "__main__":
    main()
