"""What a batch is, and what its loss is, for each kind of annotation.

A task reads its corpora once, gives for each pass over them a list of `Item`s (a window and its annotation as ranges of
pieces) and turns a batch of items into one number to lower. Batches hold one task at a time, so each keeps its own natural
length. Ranges inside an item count from the window's first piece; the body's vectors are shifted by one ([CLS]).

    Quotes   PolNeAR: source, cue, content by the attribution CRF; links between the gold spans
    Names    entities by the mention CRF, each corpus in its own scheme; part of the articles with other names
    Coref    GUM: each mention picks an earlier mention of its entity, or none
    Gap      GAP: the pronoun picks A, B or none
    Pairs    DSE: one of five directed labels for two entities
    Targets  NewsMTSC: polarity towards one target
    Told     attributions of Worldwide, and chances of polarity, as `teach.py` wrote them

A share of the sentences of the last two is seen alone (`Sentences.alone`), and the rest as paragraphs of a full window, for in
an article they never stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F

from . import corpora, links
from .augment import Names as NameLists
from .corpora import Article
from .labels import ATTRIBUTION, MENTION, ROLES, SCHEMES, TYPES
from .model import Model
from .pieces import Pieces, WordPieces
from .windows import LIMIT, Batch, batch, windows

Range = tuple[int, int]
TAGS = 5.0  # a CRF loss is per piece and small: this brings its gradients near those of the others


@dataclass
class Item:
    doc: Pieces
    a: int
    b: int
    gold: Any

    def __len__(self) -> int:
        return self.b - self.a


class Task(Protocol):
    def items(self, rng: Random) -> list[Item]: ...

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor: ...


def batches(items: list[Item], rng: Random, size: int) -> list[list[Item]]:
    """Batches of at most `size` positions, padding counted; neighbours in length go together."""
    rng.shuffle(items)
    out: list[list[Item]] = []
    for at in range(0, len(items), 512):
        group = sorted(items[at : at + 512], key=len)
        current: list[Item] = []
        for item in group:
            if current and (len(current) + 1) * (len(item) + 2) > size:
                out.append(current)
                current = []
            current.append(item)
        if current:
            out.append(current)
    rng.shuffle(out)
    return out


def stack(items: list[Item]) -> Batch:
    return batch([(i.doc, i.a, i.b) for i in items])


def means(x: torch.Tensor, spans: list[Range]) -> torch.Tensor:
    """Mean vector of one range of positions a row."""
    sums = torch.cat([x.new_zeros(len(x), 1, x.shape[2]), x.cumsum(1)], dim=1)
    a, b = torch.tensor(spans).T
    row = torch.arange(len(x))
    return (sums[row, b] - sums[row, a]) / (b - a)[:, None]


def tagged(row: torch.Tensor, spans: list[tuple[Range, str]], labels: tuple[str, ...]) -> None:
    """Writes the labels of spans into a row of label numbers; a span that meets one before it is left out."""
    for (s, e), name in spans:
        if not row[s:e].any():
            row[s:e] = labels.index(f"I-{name}")
            row[s] = labels.index(f"B-{name}")


# ---------------------------------------------------------------------------------------------------------------- quotes


@dataclass
class Painted:
    """The spans of an article on its pieces, without overlap (the outer span wins), and who belongs to whom."""

    spans: list[tuple[int, int, int]]  # role, first piece, end
    groups: list[tuple[list[int], list[int], list[int], bool, bool]]  # sources, cues, contents; all found?


def paint(doc: Pieces, attributions: list[corpora.Attribution]) -> Painted:
    wanted: set[tuple[int, int, int]] = set()
    for attribution in attributions:
        for role, name in enumerate(ROLES):
            for s, e in getattr(attribution, name):
                if found := doc.find(s, e):
                    wanted.add((role, *found))
    taken = np.zeros(len(doc), dtype=bool)
    index: dict[tuple[int, int, int], int] = {}
    spans = []
    for role, a, b in sorted(wanted, key=lambda w: (w[1] - w[2], -w[0], w[1])):
        if not taken[a:b].any():
            taken[a:b] = True
            index[role, a, b] = len(spans)
            spans.append((role, a, b))
    groups = []
    for attribution in attributions:
        parts = []
        for role, name in enumerate(ROLES):
            keys = [(role, *f) for s, e in getattr(attribution, name) if (f := doc.find(s, e))]
            parts.append([index[k] for k in keys if k in index])
        complete = [bool(p) or not getattr(attribution, n) for p, n in zip(parts, ROLES)]
        if parts[2]:
            groups.append((parts[0], parts[1], sorted(parts[2], key=lambda i: spans[i][1]), complete[0], complete[1]))
    return Painted(spans, groups)


class Quotes:
    FILE = corpora.TRAIN["polnear"]

    def __init__(self, data: Path, tokens: WordPieces) -> None:
        self.docs = [(tokens.read(a.text), a) for a in corpora.attributions(data / self.FILE)]
        self.painted = [paint(doc, a.attributions or []) for doc, a in self.docs]

    def items(self, rng: Random) -> list[Item]:
        return [
            Item(doc, a, b, painted)
            for (doc, _), painted in zip(self.docs, self.painted)
            for a, b in windows(doc, rng)
        ]

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        total, count = x.new_zeros(()), 0
        for row, item in enumerate(items):
            part, n = self.linking(model, item, x[row])
            total, count = total + part, count + n
        allowed = F.one_hot(self.tags(items, inputs), len(ATTRIBUTION)).bool()
        tags = model.attribution.crf.loss(model.emission("attribution", x), allowed, inputs.pieces)
        return TAGS * tags + total / max(count, 1)

    @staticmethod
    def tags(items: list[Item], inputs: Batch) -> torch.Tensor:
        """The numbers of the labels of the pieces."""
        gold = torch.zeros(len(items), inputs.ids.shape[1] - 2, dtype=torch.long)
        for row, item in enumerate(items):
            said = item.gold if isinstance(item.gold, Painted) else item.gold.said
            for role, a, b in said.spans:
                if a < item.b and b > item.a:
                    tagged(gold[row], [((max(a, item.a) - item.a, min(b, item.b) - item.a), ROLES[role])], ATTRIBUTION)
        return gold

    @staticmethod
    def linking(model: Model, item: Item, x: torch.Tensor) -> tuple[torch.Tensor, int]:
        """Link losses of one window over its gold spans, and the number of decisions."""
        inside = {
            i: (a - item.a + 1, b - item.a + 1)
            for i, (_, a, b) in enumerate(item.gold.spans)
            if a >= item.a and b <= item.b
        }
        by_role = [sorted((i for i in inside if item.gold.spans[i][0] == r), key=inside.get) for r in range(3)]
        right: dict[str, dict[int, set[int]]] = {"cue": {}, "source": {}, "by": {}, "join": {}}
        for sources, cues, contents, sources_found, cues_found in item.gold.groups:
            for k, content in enumerate(contents):
                if cues_found and (not cues or any(c in inside for c in cues)):
                    right["cue"].setdefault(content, set()).update(cues or [-1])
                if sources_found and (not sources or any(s in inside for s in sources)):
                    right["source"].setdefault(content, set()).update(sources or [-1])
                earlier = [c for c in contents[:k] if c in inside]
                right["join"].setdefault(content, set()).update(earlier or [-1])
            for cue in cues:
                if sources_found and (not sources or any(s in inside for s in sources)):
                    right["by"].setdefault(cue, set()).update(sources or [-1])
        total, count = x.new_zeros(()), 0
        for name, (role, other) in {"cue": (2, 1), "source": (2, 0), "by": (1, 0), "join": (2, 2)}.items():
            queries = [i for i in by_role[role] if i in right[name]]
            keys = by_role[other]
            if not queries:
                continue
            q_spans, k_spans = [inside[i] for i in queries], [inside[i] for i in keys]
            scores = model.links[name](
                links.describe(x, q_spans), links.describe(x, k_spans) if keys else x, q_spans, k_spans
            )
            candidates = torch.ones_like(scores, dtype=torch.bool)
            answer = torch.zeros_like(candidates)
            for r, i in enumerate(queries):
                if name == "join":
                    candidates[r, :-1] = torch.tensor([inside[k] < inside[i] for k in keys])
                for c, k in enumerate(keys):
                    answer[r, c] = k in right[name][i]
                answer[r, -1] = -1 in right[name][i]
            total = total + links.loss(scores, candidates, answer & candidates)
            count += len(queries)
        return total, count


# ----------------------------------------------------------------------------------------------------------------- names


def joined(articles: list[Article], size: int = 12) -> list[Article]:
    """Single sentences put together as paragraphs of made-up articles."""
    out = []
    for at in range(0, len(articles), size):
        text, entities = "", []
        for article in articles[at : at + size]:
            base = len(text)
            entities += [(s + base, e + base, label) for s, e, label in article.entities or []]
            text += article.text + "\n\n"
        out.append(Article(articles[at].id, text, entities=entities, scheme=articles[at].scheme))
    return out


class Names:
    RENAMED = 0.5

    def __init__(self, data: Path, tokens: WordPieces) -> None:
        read = lambda name, scheme: corpora.entities(data / corpora.TRAIN[name], scheme)  # noqa: E731
        self.tokens = tokens
        self.lists = NameLists(data / "gazetteers")
        self.articles = read("worldwide", "worldwide") + read("wikigold", "conll") + read("gum", "gum")
        self.articles += joined(read("crossner", "crossner"))
        self.docs = [tokens.read(a.text) for a in self.articles]

    def items(self, rng: Random) -> list[Item]:
        out = []
        for article, doc in zip(self.articles, self.docs):
            if rng.random() < self.RENAMED:
                article = self.lists.rename(article, rng)
                doc = self.tokens.read(article.text)
            for a, b in windows(doc, rng):
                out.append(Item(doc, a, b, article))
        return out

    @staticmethod
    def allowed(item: Item) -> np.ndarray:
        """Which labels the annotation allows each piece of the window."""
        known, silent = SCHEMES[item.gold.scheme]
        width = len(MENTION)
        free = np.zeros(width, dtype=bool)
        free[0] = True
        for t in silent:
            free[1 + 2 * TYPES.index(t) : 3 + 2 * TYPES.index(t)] = True
        out = np.tile(free, (len(item), 1))
        for s, e, label in sorted(item.gold.entities, key=lambda x: (x[0], -x[1])):
            found = item.doc.find(s, e)
            if not found or found[0] >= item.b or found[1] <= item.a:
                continue
            a, b = max(found[0], item.a) - item.a, min(found[1], item.b) - item.a
            out[a:b] = False
            for t in known[label]:
                out[a, 1 + 2 * TYPES.index(t)] = True
                out[a + 1 : b, 2 + 2 * TYPES.index(t)] = True
        return out

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        emission = model.emission("mention", x)
        allowed = torch.ones(emission.shape, dtype=torch.bool)
        for row, item in enumerate(items):
            allowed[row, : len(item)] = torch.from_numpy(self.allowed(item))
        return TAGS * model.mention.crf.loss(emission, allowed, inputs.pieces)


# ----------------------------------------------------------------------------------------------------------- coreference


class Coref:
    def __init__(self, data: Path, tokens: WordPieces) -> None:
        self.docs = []
        for article in corpora.coreference(data / corpora.TRAIN["gum-coref"]):
            doc = tokens.read(article.text)
            owner: dict[Range, int] = {}
            for i, cluster in enumerate(article.clusters or []):
                owner.update({found: i for s in cluster if (found := doc.find(*s))})
            for i, s in enumerate(article.singletons):
                if found := doc.find(*s):
                    owner.setdefault(found, -1 - i)
            self.docs.append((doc, sorted(owner.items())))

    def items(self, rng: Random) -> list[Item]:
        return [
            Item(doc, a, b, mentions)
            for doc, mentions in self.docs
            for a, b in windows(doc, rng)
        ]

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        total, count = x.new_zeros(()), 0
        for row, item in enumerate(items):
            inside = [
                ((a - item.a + 1, b - item.a + 1), owner)
                for (a, b), owner in item.gold
                if a >= item.a and b <= item.b
            ]
            if len(inside) < 2:
                continue
            spans = [s for s, _ in inside]
            vectors = links.describe(x[row], spans)
            scores = model.links["antecedent"](vectors, vectors, spans, spans)
            a, b = torch.tensor(spans).T
            owner = torch.tensor([o for _, o in inside])
            before = b[None, :] <= a[:, None]
            same = before & (owner[None, :] == owner[:, None])
            none = torch.ones(len(spans), 1, dtype=torch.bool)
            total = total + links.loss(
                scores, torch.cat([before, none], 1), torch.cat([same, ~same.any(1, keepdim=True)], 1)
            )
            count += len(spans)
        return total / max(count, 1)


class Gap:
    def __init__(self, data: Path, tokens: WordPieces, name: str = "gap") -> None:
        self.rows = [self.item(tokens, r) for r in corpora.pronouns(data / corpora.TRAIN[name])]

    @staticmethod
    def item(tokens: WordPieces, row: corpora.Pronoun) -> Item:
        """The window ends some way behind the pronoun if the text is longer than a window."""
        doc = tokens.read(row.text)
        pronoun = doc.find(*row.pronoun)
        assert pronoun
        b = min(len(doc), max(LIMIT, pronoun[1] + 30))
        return Item(doc, max(0, b - LIMIT), b, row)

    def items(self, rng: Random) -> list[Item]:
        return list(self.rows)

    @staticmethod
    def scores(model: Model, item: Item, x: torch.Tensor) -> tuple[torch.Tensor, list[int]]:
        """Scores of the names that the window holds, and of none; and which names these are."""
        place = lambda s: tuple(p - item.a + 1 for p in item.doc.find(*s))  # noqa: E731
        query = place(item.gold.pronoun)
        keys = {i: k for i, n in enumerate(item.gold.names) if (k := place(n))[0] > 0}
        order = sorted(keys, key=keys.get)
        spans = [keys[i] for i in order]
        vectors = links.describe(x, [query, *spans])
        return model.links["antecedent"](vectors[:1], vectors[1:], [query], spans), order

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        total = x.new_zeros(())
        for row, item in enumerate(items):
            scores, order = self.scores(model, item, x[row])
            right = [item.gold.coreferent[i] for i in order]
            answer = torch.tensor([[*right, not any(right)]])
            total = total + links.loss(scores, torch.ones_like(answer), answer)
        return total / len(items)


# ---------------------------------------------------------------------------------------------------------------- stance


def pack(rows: list[tuple[Pieces, Any]], rng: Random, limit: int) -> list[Item]:
    """Sentences one a window (`limit` 0), or as many to a window as fit."""
    rng.shuffle(rows)
    out: list[tuple[list[Pieces], list[Any]]] = []
    for doc, gold in rows:
        if out and sum(map(len, out[-1][0])) + len(doc) <= limit:
            out[-1][0].append(doc)
            out[-1][1].append(gold)
        else:
            out.append(([doc], [gold]))
    items = []
    for docs, golds in out:
        gaps = [d.gap.copy() for d in docs]
        for gap in gaps[1:]:
            gap[gap == 3] = 2
        whole = replace(
            docs[0],
            ids=np.concatenate([d.ids for d in docs]),
            shape=np.concatenate([d.shape for d in docs]),
            mark=np.concatenate([d.mark for d in docs]),
            gap=np.concatenate(gaps),
        )
        at, placed = 0, []
        for doc, gold in zip(docs, golds):
            placed.append((at, len(doc), gold))
            at += len(doc)
        items.append(Item(whole, 0, at, placed))
    return items


class Sentences:
    """Rows whose sentence fits a window; a row is the sentence's pieces and its gold ranges with a label."""

    rows: list[tuple[Pieces, Any]]
    alone: float = 0.5

    def items(self, rng: Random) -> list[Item]:
        rows = list(self.rows)
        rng.shuffle(rows)
        alone = round(len(rows) * self.alone)
        return pack(rows[:alone], rng, 0) + pack(rows[alone:], rng, LIMIT)


class Pairs(Sentences):
    """Class weights: the square root of the inverse frequency. Odd rows (spans that are no names) count half."""

    def __init__(self, data: Path, tokens: WordPieces) -> None:
        self.rows = []
        counts = np.zeros(5)
        for row in corpora.directed(data / corpora.TRAIN["dse"]):
            doc = tokens.read(row.text)
            p, q = doc.find(*row.p), doc.find(*row.q)
            if len(doc) <= LIMIT and p and q:
                self.rows.append((doc, (p, q, row.label, 0.5 if row.odd else 1.0)))
                counts[row.label] += 1
        self.weights = torch.tensor(np.sqrt(counts.sum() / (5 * counts)), dtype=torch.float32)

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        parts = [(row, at + 1, n, *gold) for row, item in enumerate(items) for at, n, gold in item.gold]
        rows = torch.tensor([p[0] for p in parts])
        move = lambda part, k: tuple(v + part[1] for v in part[k])  # noqa: E731
        states = x[rows]
        p = means(states, [move(part, 3) for part in parts])
        q = means(states, [move(part, 4) for part in parts])
        sentence = means(states, [(part[1], part[1] + part[2]) for part in parts])
        label = torch.tensor([part[5] for part in parts])
        weight = self.weights[label] * torch.tensor([part[6] for part in parts])
        losses = F.cross_entropy(model.pair.both(p, q, sentence), label, reduction="none")
        return (losses * weight).sum() / weight.sum()


class Targets(Sentences):
    """The label is three chances; an annotated one is certain."""

    FILE = corpora.TRAIN["newsmtsc"]

    def __init__(self, data: Path, tokens: WordPieces) -> None:
        self.rows = []
        for row in corpora.rows(data / self.FILE):
            doc = tokens.read(row["text"])
            target = doc.find(*row["target"])
            label = row["polarity"]
            if len(doc) <= LIMIT and target:
                self.rows.append((doc, (target, label if isinstance(label, list) else [float(label == n) for n in (-1, 0, 1)])))

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        parts = [(row, at + 1, n, *gold) for row, item in enumerate(items) for at, n, gold in item.gold]
        states = x[torch.tensor([p[0] for p in parts])]
        target = means(states, [(p[3][0] + p[1], p[3][1] + p[1]) for p in parts])
        sentence = means(states, [(p[1], p[1] + p[2]) for p in parts])
        return F.cross_entropy(model.target(target, sentence), torch.tensor([p[4] for p in parts]))


# ------------------------------------------------------------------------------------------------------------------ told


class ToldQuotes(Quotes):
    FILE = "attributions.jsonl"


class ToldTargets(Targets):
    FILE = "targets.jsonl"


TASKS = {"quotes": Quotes, "names": Names, "coref": Coref, "gap": Gap, "pairs": Pairs, "targets": Targets}
TOLD = {"told-quotes": ToldQuotes, "told-targets": ToldTargets}
