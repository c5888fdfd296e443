"""Development figures of a model: `python -m onrecord_train.evaluate MODEL --data DATA --bench BENCH --out FOLDER [--table FILE]`.

MODEL is a run's `model.pt` (its `vocab.txt` beside it) or an exported `.bin`, which is read with quantised weights and
activations. Predictions are written to the folder and scored by the shared scorers, called as programs; nothing is scored here but
exact role spans, which no scorer has. With `--table` a row is added at the end of a Markdown file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import torch

from . import corpora, quantise
from .corpora import DIRECTED
from .labels import ROLES
from .model import Model, load
from .pieces import WordPieces
from .predict import Reader

OURS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "LOC": "Location",
    "NORP": "NORP",
    "FACILITY": "Facility",
    "PRODUCT": "Product",
    "DATE": "Date",
    "MONEY": "Money",
    "MISC": "Misc",
}
COLUMNS = (
    "source cue content | all direct mixed indirect speech | ww4 ww4t gum gumt | rw mt dse | gap".replace("| ", "").split()
)


def open_model(path: Path) -> tuple[Model, WordPieces]:
    if path.suffix == ".bin":
        return quantise.read(path)
    return load(path), WordPieces.load(path.parent / "vocab.txt")


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def score(script: Path, *args: object) -> dict:
    # A scorer that breaks ties by the order of a set would give another figure on another day.
    steady = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, script, *map(str, args), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=steady)
    return json.loads(done.stdout)


def role_f1(gold: list[corpora.Article], predicted: list[dict]) -> dict[str, float]:
    """Exact F1 of source, cue and content spans, each distinct span of a document counted once."""
    out = {}
    for role in ROLES:
        hit = ours = theirs = 0
        for article, row in zip(gold, predicted):
            g = {s for a in article.attributions or [] for s in getattr(a, role)}
            p = {tuple(r["span"]) for r in row["roles"] if r["role"] == role}
            hit, ours, theirs = hit + len(g & p), ours + len(p), theirs + len(g)
        out[role] = 200 * hit / max(1, ours + theirs)
    return out


def quotes(reader: Reader, data: Path, bench: Path, out: Path) -> dict[str, float]:
    gold = data / "quotes/polnear-dev.jsonl"
    articles = corpora.attributions(gold)
    reader = Reader(reader.model, reader.tokens, head="attribution")
    begun = time.process_time()
    predicted = [{"id": a.id, **reader.read(a.text)} for a in articles]
    words = sum(len(a.text.split()) for a in articles)
    print(f"{words / (time.process_time() - begun):.0f} words a CPU second (PyTorch, not the product)")
    path = write(out / "polnear-dev.jsonl", predicted)
    script = bench / "quotes_metric.py"
    full = score(script, gold, path, "--pieces")
    speech = score(script, gold, path, "--pieces", "--speech")
    figures = role_f1(articles, predicted)
    figures["all"] = 100 * full["overall"]["full"]["f"]
    for kind in ("direct", "mixed", "indirect"):
        figures[kind] = 100 * full[kind]["full"]["f"]
    figures["speech"] = 100 * speech["overall"]["full"]["f"]
    return figures


def names(reader: Reader, data: Path, bench: Path, out: Path) -> dict[str, float]:
    figures = {}
    script = bench / "ner_metric.py"
    for key, files, options in (
        ("ww4", ["worldwide.dev"], ["--map", "worldwide"]),
        ("gum", ["gum_news.train", "gum_news.dev"], ["--gold-map", "conll", "--pred-map", "worldwide", "--classes", "PER,LOC,ORG"]),
    ):  # fmt: skip
        rows = [r for f in files for r in corpora.rows(data / f"ner/{f}.jsonl.gz")]
        gold = write(out / f"{key}-gold.jsonl", rows)
        predicted = []
        for row in rows:
            entities = reader.read(row["text"])["entities"]
            predicted.append({"id": row["id"], "entities": [{**e, "label": OURS[e["label"]]} for e in entities]})
        path = write(out / f"{key}.jsonl", predicted)
        figures[key] = 100 * score(script, gold, path, *options)["exact"][2]
        figures[key + "t"] = 100 * score(script, gold, path, *options, "--trim")["exact"][2]
    return figures


def stance(reader: Reader, data: Path, bench: Path, out: Path) -> dict[str, float]:
    figures = {}
    script = bench / "stance_metric.py"
    for key in ("rw", "mt"):
        gold = data / f"stance/newsmtsc_{key}_dev.jsonl"
        rows = corpora.targeted(gold)
        sure, best = torch.softmax(reader.targeted(rows) / reader.model.target.temperature, 1).max(1)
        path = write(
            out / f"{key}.jsonl",
            [{"id": r.id, "polarity": int(b) - 1, "score": float(s)} for r, b, s in zip(rows, best, sure)],
        )
        figures[key] = 100 * score(script, "tsc", gold, path)["f1_macro"]
    gold = data / "stance/dse_valid.jsonl"
    pairs = corpora.directed(gold)
    sure, best = torch.softmax(reader.directed(pairs) / reader.model.pair.temperature, 1).max(1)
    path = write(
        out / "dse.jsonl",
        [{"id": r.id, "label": DIRECTED[b], "score": float(s)} for r, b, s in zip(pairs, best, sure)],
    )
    result = score(script, "dse", gold, path)
    figures["dse"] = 100 * result["macro_f1"]
    print("dse:", {k: v for k, v in result.items() if isinstance(v, float)})
    return figures


def pronouns(reader: Reader, data: Path, bench: Path, out: Path) -> dict[str, float]:
    gold = data / "coref/gap.dev.jsonl.gz"
    rows = []
    for row in corpora.pronouns(gold):
        best = reader.pronoun(row)
        rows.append({"id": row.id, "A_coref": best == 0, "B_coref": best == 1})
    path = write(out / "gap.jsonl", rows)
    done = subprocess.run(
        [sys.executable, bench / "coref_metric.py", "--gap", gold, path], capture_output=True, text=True, check=True
    )
    print(done.stdout)
    return {"gap": float(done.stdout.split("\n")[0].split()[-1])}


PARTS = {"quotes": quotes, "names": names, "stance": stance, "pronouns": pronouns}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--name", default="")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    reader = Reader(*open_model(args.model))
    figures: dict[str, float] = {}
    for part in args.parts.split(","):
        figures |= PARTS[part](reader, args.data, args.bench, args.out)
        print(part, {k: round(v, 1) for k, v in figures.items()}, flush=True)
    (args.out / "figures.json").write_text(json.dumps(figures))
    cells = [args.name or args.model.parent.name, *(f"{figures[c]:.1f}" if c in figures else "-" for c in COLUMNS)]
    row = "| " + " | ".join(cells) + " |"
    print(row)
    if args.table:
        with args.table.open("a", encoding="utf-8") as handle:
            handle.write(row + "\n")


if __name__ == "__main__":
    main()
