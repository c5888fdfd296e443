"""The task of articles annotated whole: quotes, mentions and their antecedents, attitudes, all from the same windows.

Takes the corpora of `corpora.RECORDS`. An item is a window as in `tasks.py`, but a batch holds the windows of an article together, for
a mention's antecedent may stand in another window. The grid of windows is drawn anew in each pass, and every window has a limit of its
own, so a paragraph is seen with many neighbourhoods and at many positions.

Promises to take no unmarked place for a negative where the corpus is silent: a pair whose entities do have an attitude close by is
left out unless it is the pair that the annotation names. Lines that another reader might doubt count `DOUBT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F

from . import attitudes, corpora, crf, decode, links
from .corpora import Attitude, Record
from .labels import ATTRIBUTION, EXPRESSION, KINDS, MENTION, REFERENT, SIDES
from .model import Model
from .pieces import Pieces, WordPieces
from .tasks import TAGS, Item, Painted, Quotes, Range, paint, tagged
from .windows import LIMIT, Batch, windows

DOUBT = 0.6
CLOSE = 50  # pieces from an expression within which other mentions of its target are no negatives
KIND = {t: k for k, types in KINDS.items() for t in types}
WEIGHTS = {"quotes": 1.0, "mentions": 3.0, "expressions": 3.0, "antecedents": 1.0, "attitudes": 1.0, "evidence": 0.2, "gates": 0.3}


@dataclass
class Placed:
    """An attitude on pieces; mentions are absent where the sentence has none."""

    gold: Attitude
    expression: Range
    holder: Range | None
    target: Range | None


@dataclass
class Gold:
    """A record on pieces."""

    said: Painted
    mentions: dict[Range, str]
    kinds: dict[str, str]
    speakers: list[tuple[Range, str | None]]
    attitudes: list[Placed]

    def voice(self, span: Range) -> str | None:
        """Who speaks at this place; `None` for the author."""
        return next((who for (a, b), who in self.speakers if a <= span[0] and span[1] <= b), None)


def place(doc: Pieces, record: Record) -> Gold:
    find = lambda s: doc.find(*s) if s else None  # noqa: E731
    mentions = {found: e for s, e in record.mentions.items() if (found := find(s))}
    known = lambda s: found if (found := find(s)) in mentions else None  # noqa: E731
    placed = [
        Placed(a, expression, known(a.holder_mention), known(a.target_mention))
        for a in record.attitudes
        if (expression := find(a.expression))
    ]
    speakers = [(found, who) for s, who in record.speakers if (found := find(s))]
    return Gold(paint(doc, record.article.attributions or []), mentions, record.kinds, speakers, placed)


def layers(gold: Gold, a: int, b: int) -> list[list[tuple[Range, str]]]:
    """Mentions inside a window with their kind, from its first piece: the outer ones, and those that stand in one of these."""
    taken = np.zeros((2, b - a), dtype=bool)
    out: list[list[tuple[Range, str]]] = [[], []]
    for s, e in sorted(gold.mentions, key=lambda m: (m[0] - m[1], m[0])):
        if s < a or e > b:
            continue
        for layer in (0, 1):
            if not taken[layer, s - a : e - a].any():
                taken[layer, s - a : e - a] = True
                out[layer].append(((s - a, e - a), KIND[gold.kinds[gold.mentions[s, e]]]))
                break
    return out


@dataclass
class Question:
    """What is asked about the pairs of a window, with answer and weight, and the expression behind an answer."""

    mentions: list[Range]
    pairs: torch.Tensor
    answer: torch.Tensor
    weight: torch.Tensor
    expressions: dict[int, Range]


def question(gold: Gold, a: int, b: int, others: set[Range]) -> Question | None:
    """`others` are ranges inside the window that the model takes for mentions; those that have no end in common with an annotated one
    are nobody's, so whatever is asked about them has the answer none."""
    known = {m for m in gold.mentions if m[0] >= a and m[1] <= b}
    starts, ends = {m[0] for m in known}, {m[1] for m in known}
    wrong = {(s + a, e + a) for s, e in others}
    mentions = sorted(known | {m for m in wrong if m[0] not in starts and m[1] not in ends})
    if not mentions:
        return None
    place = {m: i for i, m in enumerate(mentions)}
    owner = [gold.mentions.get(m, "") for m in mentions]
    pairs = attitudes.scope(mentions)
    index = {pair: i for i, pair in enumerate(map(tuple, pairs.tolist()))}
    aims = pairs[:, 1].tolist()
    answer, weight = torch.zeros(len(pairs), dtype=torch.long), torch.ones(len(pairs))
    expressions: dict[int, Range] = {}
    for one in gold.attitudes:
        s, e = one.expression
        if s < a or e > b:
            continue
        near = {i for i, m in enumerate(mentions) if owner[i] == one.gold.target and abs(m[0] - s) < CLOSE}
        aim = place.get(one.target)
        holder = attitudes.VOICE if one.gold.voice else place.get(one.holder)
        chosen = index.get((holder, aim))
        if chosen is None:
            for i, t in enumerate(aims):
                if t in near and i not in expressions:
                    weight[i] = 0
            continue
        voice = lambda m: gold.voice(m) == one.gold.holder  # noqa: B023,E731
        for h in (attitudes.VOICE, *(i for i, o in enumerate(owner) if o == one.gold.holder)):
            for t in near:
                other = index.get((h, t))
                if other not in (None, chosen) and other not in expressions:
                    if h != attitudes.VOICE or one.gold.voice or voice(mentions[t]):
                        weight[other] = 0
        answer[chosen] = {1: 1, -1: 2, 0: 3}[one.gold.polarity]
        weight[chosen] = 1.0 if one.gold.sure else DOUBT
        expressions[chosen] = (s - a, e - a)
    return Question([(s - a + 1, e - a + 1) for s, e in mentions], pairs, answer, weight, expressions)


def taken(model: Model, x: torch.Tensor, inputs: Batch) -> list[set[Range]]:
    """What the model takes for mentions in each window: referents, and names but for dates and amounts."""
    out: list[set[Range]] = [set() for _ in range(len(x))]
    for head, labels in (("outer", REFERENT), ("inner", REFERENT), ("mention", MENTION)):
        # The best label of each piece alone: nearly the best sequence, and much quicker to find.
        paths = model.emission(head, x.detach()).argmax(2).tolist()
        for spans, path, n in zip(out, paths, inputs.pieces.tolist()):
            found = decode.spans([labels[i] for i in path[:n]])
            spans.update((s, e) for s, e, kind in found if kind not in ("DATE", "MONEY"))
    return out


class Articles:
    def __init__(self, data: Path, tokens: WordPieces, share: float = 1.0) -> None:
        records = [r for path in corpora.RECORDS for r in corpora.records(data / path)]
        Random(5).shuffle(records)
        self.docs = [(doc := tokens.read(r.article.text), place(doc, r)) for r in records[: round(len(records) * share)]]

    def items(self, rng: Random) -> list[Item]:
        out = []
        for doc, gold in self.docs:
            limit = rng.choice((LIMIT, LIMIT, rng.randint(96, LIMIT)))
            out += [Item(doc, a, b, gold) for a, b in windows(doc, rng, limit)]
        return out

    def batches(self, items: list[Item], rng: Random, size: int) -> list[list[Item]]:
        """Windows of one article together; an article too long for a batch is cut."""
        articles: list[list[Item]] = []
        for item in items:
            if articles and articles[-1][0].doc is item.doc and (len(articles[-1]) + 1) * (LIMIT + 2) <= size:
                articles[-1].append(item)
            else:
                articles.append([item])
        rng.shuffle(articles)
        out: list[list[Item]] = []
        for article in articles:
            if out and (len(out[-1]) + len(article)) * (LIMIT + 2) <= size:
                out[-1].extend(article)
            else:
                out.append(list(article))
        return out

    def loss(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> torch.Tensor:
        parts = self.parts(model, items, inputs, x)
        return sum((WEIGHTS[name] * part for name, part in parts.items()), x.new_zeros(()))

    def parts(self, model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """The losses, each a mean over its own decisions."""
        width = inputs.ids.shape[1] - 2
        total, count = x.new_zeros(()), 0
        for row, item in enumerate(items):
            part, n = Quotes.linking(model, Item(item.doc, item.a, item.b, item.gold.said), x[row])
            total, count = total + part, count + n
        marked = [torch.zeros(len(items), width, dtype=torch.long) for _ in range(3)]
        for row, item in enumerate(items):
            for gold, layer in zip(marked, layers(item.gold, item.a, item.b)):
                tagged(gold[row], layer, REFERENT)
            words = {
                ((s - item.a, e - item.a), SIDES[one.gold.polarity < 0])
                for one in item.gold.attitudes
                if one.gold.polarity and (s := one.expression[0]) >= item.a and (e := one.expression[1]) <= item.b
            }
            tagged(marked[2][row], sorted(words), EXPRESSION)
        marked.append(Quotes.tags(items, inputs))
        heads, sets = ("outer", "inner", "expression", "quotation"), (REFERENT, REFERENT, EXPRESSION, ATTRIBUTION)
        outer, inner, expression, quotation = crf.losses(
            [getattr(model, head).crf for head in heads],
            [model.emission(head, x) for head in heads],
            [F.one_hot(gold, len(labels)).bool() for gold, labels in zip(marked, sets)],
            inputs.pieces,
        )
        out = {"quotes": TAGS * quotation + total / max(1, count), "mentions": outer + inner, "expressions": expression}
        out["antecedents"] = self.antecedents(model, items, x)
        out |= self.attitudes(model, items, inputs, x)
        return out

    @staticmethod
    def antecedents(model: Model, items: list[Item], x: torch.Tensor) -> torch.Tensor:
        """Each mention picks an earlier one of its entity in the windows of its article, or none."""
        total, count = x.new_zeros(()), 0
        by_article: dict[int, list[int]] = {}
        for row, item in enumerate(items):
            by_article.setdefault(id(item.doc), []).append(row)
        for rows in by_article.values():
            vectors, spans, owners = [], [], []
            for row in rows:
                item = items[row]
                inside = sorted(m for m in item.gold.mentions if m[0] >= item.a and m[1] <= item.b)
                if inside:
                    vectors.append(links.describe(x[row], [(s - item.a + 1, e - item.a + 1) for s, e in inside]))
                    spans += inside
                    owners += [item.gold.mentions[m] for m in inside]
            if len(spans) < 2:
                continue
            described = torch.cat(vectors)
            scores = model.links["antecedent"](described, described, spans, spans)
            a, b = torch.tensor(spans).T
            names = {o: i for i, o in enumerate(owners)}
            owner = torch.tensor([names[o] for o in owners])
            before = b[None, :] <= a[:, None]
            same = before & (owner[None, :] == owner[:, None])
            none = torch.ones(len(spans), 1, dtype=torch.bool)
            right = torch.cat([same, ~same.any(1, keepdim=True)], 1)
            total = total + links.loss(scores, torch.cat([before, none], 1), right)
            count += len(spans)
        return total / max(1, count)

    @staticmethod
    def attitudes(model: Model, items: list[Item], inputs: Batch, x: torch.Tensor) -> dict[str, torch.Tensor]:
        head, zero = model.attitudes, x.new_zeros(())
        chosen, evidence, gates, positive, found, mentions = zero, zero, zero, 0, 0, 0
        tagged = taken(model, x, inputs)
        for row, item in enumerate(items):
            asked = question(item.gold, item.a, item.b, tagged[row])
            if asked is None:
                continue
            states = x[row, : int(inputs.lengths[row]) - 1]
            holders, targets = head.describe(states, asked.mentions)
            scores, attention = head(states, asked.mentions, holders, targets, asked.pairs)
            chosen = chosen + (F.cross_entropy(scores, asked.answer, reduction="none") * asked.weight).sum()
            positive += int((asked.answer > 0).sum())
            for pair, (s, e) in asked.expressions.items():
                evidence = evidence - torch.logsumexp(attention[pair, s + 1 : e + 1], 0)
                found += 1
            for side, score in enumerate(head.gates(holders, targets)):
                places = asked.pairs[:, side]
                here = places >= 0
                part, open_ = torch.zeros(len(score)), torch.ones(len(score))
                part[places[here & (asked.answer > 0)]] = 1.0
                open_[places[here & (asked.weight == 0)]] = 0.0
                open_ = torch.maximum(open_, part)
                gates = gates + (F.binary_cross_entropy_with_logits(score, part, reduction="none") * open_).sum()
            mentions += 2 * len(asked.mentions)
        return {
            "attitudes": chosen / (positive + 4),
            "evidence": evidence / max(1, found),
            "gates": gates / max(1, mentions),
        }
