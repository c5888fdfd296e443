"""What trained models say about news that nobody annotated: `python -m onrecord_train.teach --data DATA --reader MODEL --targets MODEL... --out FOLDER`.

PolNeAR is the United States of 2016 and knows no types of names; Worldwide has names and no quotes; NewsMTSC is so small that two
passes learn it by heart. So a trained reader marks attributions in the Worldwide articles, and several small models, each trained
on NewsMTSC for one pass from another seed, say with what probability a sentence of either corpus is against, neutral on or for
somebody it names. A model that learns from their mean sees each sentence for the first time (Hinton et al. 2015).

Writes `attributions.jsonl` (the form of PolNeAR) and `targets.jsonl` (the form of NewsMTSC, `polarity` being three probabilities).
Half of what they say about NewsMTSC itself is the gold label.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import torch

from . import corpora
from .corpora import Targeted
from .evaluate import open_model
from .predict import Reader

SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”’']*(?=\s+[\"“A-Z])|(?=\n|$))")
LENGTHS = range(40, 500)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences, near enough: paragraphs cut behind a full stop before a capital."""
    for found in SENTENCE.finditer(text):
        if found.end() - found.start() in LENGTHS:
            yield found.start(), found.end()


def named(text: str, entities: list[dict], rng: Random) -> Iterator[Targeted]:
    """One of the people, organisations and places of each sentence."""
    for s, e in sentences(text):
        inside = [m for m in entities if m["start"] >= s and m["end"] <= e and m["label"] in ("PERSON", "ORG", "LOC", "NORP")]
        if inside:
            one = rng.choice(inside)
            yield Targeted("", text[s:e], (one["start"] - s, one["end"] - s), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--targets", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=24_000, help="sentences to judge")
    parser.add_argument("--corpora", nargs="+", default=["worldwide", "polnear"], help="whose articles are read")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    reader = Reader(*open_model(args.reader), half=True)
    rng = Random(1)
    found: list[Targeted] = []
    with (args.out / "attributions.jsonl").open("w", encoding="utf-8") as handle:
        for name in args.corpora:
            for row in corpora.rows(args.data / corpora.TRAIN[name]):
                read = reader.read(row["text"])
                found += named(row["text"], read["entities"], rng)
                if name == "worldwide":
                    spans = [{k: [a[k]] if k != "content" and a[k] else a[k] or [] for k in ("source", "cue", "content")} for a in read["attributions"]]
                    handle.write(json.dumps({"id": row["id"], "text": row["text"], "attributions": spans}) + "\n")
    rng.shuffle(found)
    gold = corpora.targeted(args.data / corpora.TRAIN["newsmtsc"])
    asked = found[: args.limit] + gold
    print(f"{len(found)} sentences with a name, {len(asked)} asked about", flush=True)
    chances = torch.zeros(len(asked), 3)
    for path in args.targets:
        chances += torch.softmax(Reader(*open_model(path), half=True).targeted(asked), 1) / len(args.targets)
    told = torch.nn.functional.one_hot(torch.tensor([row.label for row in gold]), 3)
    chances[-len(gold) :] = (chances[-len(gold) :] + told) / 2
    with (args.out / "targets.jsonl").open("w", encoding="utf-8") as handle:
        for row, chance in zip(asked, chances.tolist()):
            handle.write(json.dumps({"text": row.text, "target": row.target, "polarity": [round(c, 4) for c in chance]}) + "\n")
    print("mean", chances.mean(0).tolist())


if __name__ == "__main__":
    main()
