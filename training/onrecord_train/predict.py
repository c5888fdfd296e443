"""Whole documents through a model: windows, vectors, labels, records, with offsets into the text.

Takes a model and its word pieces; `Reader.read` gives what one article says, `Reader.directed` and `Reader.targeted` score
given entities in given sentences, `Reader.pronoun` picks a name. Vectors are computed in float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from . import decode, links
from .corpora import Directed, Pronoun, Targeted
from .decode import Record
from .labels import ATTRIBUTION, MENTION, ROLES
from .model import Model
from .pieces import Pieces, WordPieces
from .tasks import Gap, means
from .windows import LIMIT, batch, windows

Span = tuple[int, int]
PAIRS = {"cue": ("content", "cue"), "source": ("content", "source"), "by": ("cue", "source"), "join": ("content", "content")}


@dataclass
class Window:
    """One window read: scores and labels a piece, link scores between the spans found, records in pieces of the window."""

    a: int
    b: int
    vectors: torch.Tensor  # with [CLS] and [SEP]
    emission: dict[str, torch.Tensor]
    labels: dict[str, list[str]]
    roles: dict[str, list[Span]]
    scores: dict[str, np.ndarray]
    records: list[Record]


class Reader:
    """`head` labels what was said: `quotation` by the definitions of the product, `attribution` by those of PolNeAR."""

    def __init__(self, model: Model, tokens: WordPieces, half: bool = False, head: str = "quotation") -> None:
        self.model, self.tokens, self.half, self.head = model.eval(), tokens, half, head

    @torch.no_grad()
    def windows(self, doc: Pieces, size: int = 8) -> Iterator[Window]:
        ranges = windows(doc)
        for at in range(0, len(ranges), size):
            some = ranges[at : at + size]
            inputs = batch([(doc, a, b) for a, b in some])
            x = self.model.vectors(inputs, self.half)
            heads = {"attribution": self.head, "mention": "mention"}
            emission = {name: self.model.emission(h, x) for name, h in heads.items()}
            paths = {name: getattr(self.model, h).crf.best(emission[name], inputs.pieces) for name, h in heads.items()}
            for row, (a, b) in enumerate(some):
                labels = {
                    "attribution": [ATTRIBUTION[i] for i in paths["attribution"][row]],
                    "mention": [MENTION[i] for i in paths["mention"][row]],
                }
                window = Window(
                    a, b, x[row, : b - a + 2], {h: e[row, : b - a] for h, e in emission.items()}, labels, {}, {}, []
                )
                self.link(window)
                yield window

    def link(self, window: Window) -> None:
        found = decode.spans(window.labels["attribution"])
        window.roles = {r: [(a, b) for a, b, name in found if name == r] for r in ROLES}
        shifted = {r: [(a + 1, b + 1) for a, b in s] for r, s in window.roles.items()}
        described = {r: links.describe(window.vectors, s) for r, s in shifted.items() if s}
        for name, (query, key) in PAIRS.items():
            if shifted[query]:
                scores = self.model.links[name](
                    described[query], described.get(key, window.vectors), shifted[query], shifted[key]
                )
                window.scores[name] = scores.numpy()
        window.records = decode.attributions(
            window.roles["source"], window.roles["cue"], window.roles["content"], window.scores
        )

    def read(self, text: str) -> dict[str, list[dict]]:
        """Attributions and entities of an article, in the form that the scorers take; and all role spans."""
        doc = self.tokens.read(text)
        out: dict[str, list[dict]] = {"attributions": [], "entities": [], "roles": []}
        for window in self.windows(doc):
            place = lambda r: list(doc.span(window.a + r[0], window.a + r[1]))  # noqa: B023,E731
            for record in window.records:
                out["attributions"].append(
                    {
                        "source": place(record.source) if record.source else None,
                        "cue": place(record.cue) if record.cue else None,
                        "content": [place(c) for c in record.content],
                    }
                )
            for a, b, name in decode.spans(window.labels["mention"]):
                s, e = place((a, b))
                out["entities"].append({"start": s, "end": e, "label": name})
            for role, found in window.roles.items():
                out["roles"] += [{"role": role, "span": place(r)} for r in found]
        return out

    @torch.no_grad()
    def _sentences(self, rows: list, spans: list[list[Span]], size: int = 32) -> Iterator[tuple[list[int], list[torch.Tensor]]]:
        """Index and mean vectors (each span, then the sentence) of rows that are sentences, in batches by length."""
        docs = [self.tokens.read(r.text) for r in rows]
        order = sorted(range(len(rows)), key=lambda i: len(docs[i]))
        for at in range(0, len(order), size):
            some = order[at : at + size]
            parts = []
            for i in some:
                last = max(docs[i].find(*s)[1] for s in spans[i])
                b = min(len(docs[i]), max(LIMIT, last))
                parts.append((docs[i], max(0, b - LIMIT), b))
            x = self.model.vectors(batch(parts), self.half)
            out = []
            for k in range(len(spans[some[0]])):
                places = [docs[i].find(*spans[i][k]) for i in some]
                out.append(means(x, [(max(1, s - a + 1), max(2, e - a + 1)) for (s, e), (_, a, _) in zip(places, parts)]))
            out.append(means(x, [(1, b - a + 1) for _, a, b in parts]))
            yield some, out

    @torch.no_grad()
    def directed(self, rows: list[Directed]) -> torch.Tensor:
        """Scores [rows, 5], not yet divided by the temperature."""
        scores = torch.zeros(len(rows), 5)
        for some, (p, q, sentence) in self._sentences(rows, [[r.p, r.q] for r in rows]):
            scores[some] = self.model.pair.both(p, q, sentence)
        return scores

    @torch.no_grad()
    def targeted(self, rows: list[Targeted]) -> torch.Tensor:
        """Scores [rows, 3], not yet divided by the temperature."""
        scores = torch.zeros(len(rows), 3)
        for some, (target, sentence) in self._sentences(rows, [[r.target] for r in rows]):
            scores[some] = self.model.target(target, sentence)
        return scores

    @torch.no_grad()
    def pronoun(self, row: Pronoun) -> int | None:
        """0 for A, 1 for B, None for neither."""
        item = Gap.item(self.tokens, row)
        x = self.model.vectors(batch([(item.doc, item.a, item.b)]), self.half)
        scores, order = Gap.scores(self.model, item, x[0])
        best = int(scores[0].argmax())
        return order[best] if best < len(order) else None
