"""Development figures of the installed package: `python -m onrecord_train.product --data DATA --bench BENCH --out FOLDER`.

Reads the development files with `onrecord.analyze` and prints one Markdown table. Articles annotated whole are scored by
`onrecord.scoring`; for PolNeAR and the corpora of names the results are written in the form that the shared scorers take,
which are called as programs. Unlike `evaluate.py`, which measures the network alone, this is what a user gets:
marks mended, pieces joined, names clustered. Speed is words (split at white space) over CPU seconds of this process, one thread.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import onrecord
from onrecord import scoring

from . import corpora
from .evaluate import OURS, score, write

PASSAGES = {
    "quotes_f1": "quotes F1",
    "speakers_right": "speaker right",
    "speakers_wrong": "speaker wrong",
    "stance_f1": "stance F1",
}
NEWS = {
    **PASSAGES,
    "stance_precision": "stance precision",
    "stance_recall": "stance recall",
    "stance_opposite": "stance, opposite sign",
    "stance_named_f1": "stance F1, targets with a name",
    "stance_named_precision": "stance precision, targets with a name",
    "stance_named_recall": "stance recall, targets with a name",
    "mentions_recall": "mention recall",
    "mentions_purity": "mention purity",
    "led_name": "led to the right entity: names",
    "led_nominal": "led to the right entity: nominals",
    "led_pronoun": "led to the right entity: pronouns",
    "led_unnamed": "led to the right entity: entities without a name",
}
SAME = {
    "same_quotes": "unchanged behind 1 to 15 neutral sentences: quotes with speaker",
    "same_stance": "unchanged behind 1 to 15 neutral sentences: stance",
}
NAMES = {**OURS, "GPE": "Location", "EVENT": "Misc"}


class Clock:
    """Words and CPU seconds of every call of `analyze`."""

    def __init__(self) -> None:
        self.words, self.seconds = 0, 0.0

    def read(self, text: str) -> dict[str, Any]:
        begun = time.process_time()
        analysis = onrecord.analyze(text)
        self.seconds += time.process_time() - begun
        self.words += len(text.split())
        return analysis


def ends(span: dict[str, Any] | None) -> list[int] | None:
    return [span["start"], span["end"]] if span else None


def quotes(clock: Clock, data: Path, bench: Path, out: Path) -> dict[str, float]:
    """PolNeAR: full F1 with `--pieces`, and with `--speech` beside it."""
    gold = data / "quotes/polnear-dev.jsonl"
    rows = []
    for row in corpora.rows(gold):
        found = clock.read(row["text"])["quotes"]
        attributions = [
            {"source": ends(q["source"]), "cue": ends(q["cue"]), "content": [ends(c) for c in q["content"]], "confidence": q["confidence"]}
            for q in found
        ]
        rows.append({"id": row["id"], "attributions": attributions})
    path = write(out / "product-polnear.jsonl", rows)
    script = bench / "quotes_metric.py"
    full = score(script, gold, path, "--pieces")
    speech = score(script, gold, path, "--pieces", "--speech")
    figures = {f"PolNeAR full F1, {k}": 100 * full[k]["full"]["f"] for k in ("overall", "direct", "mixed", "indirect")}
    figures["PolNeAR full F1, speech"] = 100 * speech["overall"]["full"]["f"]
    return figures


def names(clock: Clock, data: Path, bench: Path, out: Path) -> dict[str, float]:
    """Entities, exact and trimmed F1: Worldwide in four classes, GUM news (never trained on) in three."""
    figures = {}
    for key, files, options in (
        ("Worldwide, 4 classes", ["worldwide.dev"], ["--map", "worldwide"]),
        ("GUM news, PER LOC ORG", ["gum_news.train", "gum_news.dev"], ["--gold-map", "conll", "--pred-map", "worldwide", "--classes", "PER,LOC,ORG"]),
    ):  # fmt: skip
        rows = [r for f in files for r in corpora.rows(data / f"ner/{f}.jsonl.gz")]
        gold = write(out / "product-names-gold.jsonl", rows)
        predicted = []
        for row in rows:
            mentions = [(e, m) for e in clock.read(row["text"])["entities"] for m in e["mentions"]]
            entities = [
                {"start": m["start"], "end": m["end"], "label": "NORP" if m["kind"] == "adjective" else NAMES[e["type"]]}
                for e, m in mentions
                if m["kind"] in ("name", "adjective")
            ]
            predicted.append({"id": row["id"], "entities": entities})
        path = write(out / "product-names.jsonl", predicted)
        figures[f"{key}, exact"] = 100 * score(bench / "ner_metric.py", gold, path, *options)["exact"][2]
        figures[f"{key}, trimmed"] = 100 * score(bench / "ner_metric.py", gold, path, *options, "--trim")["exact"][2]
    return figures


def records(clock: Clock, data: Path, _bench: Path, _out: Path) -> dict[str, float]:
    """Articles annotated whole: the passages that the rules were written on, and news that nothing was tuned on."""
    figures = {}
    for name, file, wanted in (
        ("passages", "records/dev.json", PASSAGES),
        ("news-dev", "records/news-dev.json.gz", NEWS),
    ):
        articles = scoring.read(data / file)
        counts = scoring.total([scoring.count(article, clock.read(article["text"])) for article in articles])
        figures |= shares(name, wanted, scoring.MEASURES, counts)
    # Read again and again, the same words would weigh in the figure of speed: the clock does not see these calls.
    same = scoring.total([scoring.count_same(article["text"], onrecord.analyze) for article in articles])
    return figures | shares("news-dev", SAME, scoring.STABILITY, same)


def shares(
    corpus: str, wanted: dict[str, str], by: dict[str, scoring.Share], counts: dict[str, int]
) -> dict[str, float]:
    """Figures in percent, under their titles; what there was nothing to count of is not a number."""
    found = {title: by[name].of(counts) for name, title in wanted.items()}
    return {f"{corpus}, {title}": math.nan if share is None else 100 * share for title, share in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    clock.read("Warm up.")
    clock = Clock()
    figures: dict[str, float] = {}
    for part in (quotes, names, records):
        figures |= part(clock, args.data, args.bench, args.out)
    print("| measure (development sets) | figure |\n| --- | --- |")
    for name, value in figures.items():
        print(f"| {name} | {value:.1f} |")
    print(f"| words per CPU second, full `analyze`, one thread | {clock.words / clock.seconds:,.0f} |")


if __name__ == "__main__":
    main()
