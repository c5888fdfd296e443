"""The annotated corpora, read from the folder given on the command line.

Takes the JSONL files as they are (offsets are code points, end exclusive) and gives back plain dataclasses. Promises
to leave text and offsets untouched, to keep development files apart from training files, and never to open a file
whose licence allows measuring only: such files are read by nothing here. Does not try to repair annotation.

Which file trains what is one table (`TRAIN`); the evaluation files are named in `evaluate.py`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]


@dataclass
class Attribution:
    """One attribution: who (source), by which words (cue), what (content, in one or several pieces)."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


@dataclass
class Article:
    """A text and whatever a corpus says about it. `None` means: this corpus does not annotate it."""

    id: str
    text: str
    attributions: list[Attribution] | None = None
    entities: list[tuple[int, int, str]] | None = None
    scheme: str = ""
    clusters: list[list[Span]] | None = None
    singletons: list[Span] = field(default_factory=list)


@dataclass
class Pronoun:
    """A pronoun and two names it may stand for (GAP)."""

    id: str
    text: str
    pronoun: Span
    names: tuple[Span, Span]
    coreferent: tuple[bool, bool]


@dataclass
class Directed:
    """Two entities of a sentence and who is for or against whom; `label` counts in `DIRECTED`."""

    id: str
    text: str
    p: Span
    q: Span
    label: int
    odd: bool


@dataclass
class Targeted:
    """A target in a sentence and the attitude towards it: 0 negative, 1 neutral, 2 positive."""

    id: str
    text: str
    target: Span
    label: int


@dataclass
class Attitude:
    """One holder for (1), against (-1) or expressly neither for nor against (0) one target, by entity; `None` is the author."""

    holder: str | None
    target: str
    polarity: int
    expression: Span | None
    holder_mention: Span | None
    target_mention: Span | None
    voice: bool  # of the author, or of the speaker in whose quote it shows
    sure: bool


@dataclass
class Record:
    """An article annotated whole: each mention with its entity, who said what, who is for or against whom."""

    article: Article
    mentions: dict[Span, str]
    kinds: dict[str, str]  # the type of each entity
    speakers: list[tuple[Span, str | None]]  # each piece of a quote's content and who speaks
    attitudes: list[Attitude]


DIRECTED = ("neutral", "p>q:pos", "q>p:pos", "p>q:neg", "q>p:neg")

TRAIN = {
    "polnear": "quotes/polnear-train.jsonl.gz",
    "worldwide": "ner/worldwide.train.jsonl.gz",
    "wikigold": "ner/wikigold.train.jsonl.gz",
    "crossner": "ner/crossner_politics.train.jsonl.gz",
    "gum": "ner/gum_other.train.jsonl.gz",
    "gum-coref": "coref/gum_other.train.jsonl.gz",
    "gap": "coref/gap.train.jsonl.gz",
    "dse": "stance/dse_train.jsonl",
    "newsmtsc": "stance/newsmtsc_train.jsonl",
}


RECORDS = ("records/news-train.json.gz", "records/free-train.json.gz")


def rows(path: Path) -> Iterator[dict]:
    """The JSON objects of a `.jsonl` or `.jsonl.gz` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            if line.strip():
                yield json.loads(line)


def _spans(pairs: list[list[int]]) -> list[Span]:
    return [(int(s), int(e)) for s, e in pairs]


def attributions(path: Path) -> list[Article]:
    """PolNeAR articles."""
    return [
        Article(
            row["id"],
            row["text"],
            attributions=[
                Attribution(_spans(a["source"]), _spans(a["cue"]), _spans(a["content"])) for a in row["attributions"]
            ],
        )
        for row in rows(path)
    ]


def entities(path: Path, scheme: str) -> list[Article]:
    """Articles (or sentences) with named entities in a label scheme of `labels.SCHEMES`."""
    return [
        Article(
            row["id"],
            row["text"],
            entities=[(e["start"], e["end"], e["label"]) for e in row["entities"]],
            scheme=scheme,
        )
        for row in rows(path)
    ]


def coreference(path: Path) -> list[Article]:
    """GUM documents: OntoGUM clusters, and the mentions of native GUM as further candidates that stand alone."""
    out = []
    for row in rows(path):
        clusters = [_spans(c) for c in row["clusters"]]
        known = {s for c in clusters for s in c}
        singles = [s for c in row["clusters_gum"] for s in _spans(c) if len(c) == 1 and s not in known]
        out.append(Article(row["id"], row["text"], clusters=clusters, singletons=singles))
    return out


def pronouns(path: Path) -> list[Pronoun]:
    """GAP rows."""
    return [
        Pronoun(
            row["id"],
            row["text"],
            tuple(row["pronoun"]),
            (tuple(row["A"]), tuple(row["B"])),
            (bool(row["A_coref"]), bool(row["B_coref"])),
        )
        for row in rows(path)
    ]


def directed(path: Path) -> list[Directed]:
    """DSE rows (the files from which leaked texts were removed)."""
    return [
        Directed(
            row["id"], row["text"], tuple(row["p"]), tuple(row["q"]), DIRECTED.index(row["label"]), bool(row.get("odd"))
        )
        for row in rows(path)
    ]


def targeted(path: Path) -> list[Targeted]:
    """NewsMTSC rows."""
    return [Targeted(row["id"], row["text"], tuple(row["target"]), int(row["polarity"]) + 1) for row in rows(path)]


def records(path: Path) -> list[Record]:
    """Articles annotated whole (`onrecord-gold/1`)."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        documents = json.load(handle)["documents"]
    return [_record(d) for d in documents]


def _record(row: dict) -> Record:
    place = lambda m: m and (m["start"], m["end"])  # noqa: E731
    quotes = {q["id"]: q for q in row["quotes"]}
    said = [
        Attribution(*([place(q[k])] if q[k] else [] for k in ("source", "cue")), [place(c) for c in q["content"]])
        for q in row["quotes"]
    ]
    attitudes = []
    for s in row["stance"]:
        own, quote = s["holder"] == "narrator", s["via_quote"]
        voice = own and not quote or bool(quote) and quotes[quote]["speaker"] == s["holder"]
        spans = [place(s[k]) for k in ("expression", "holder_mention", "target_mention")]
        holder = None if own else s["holder"]
        attitudes.append(Attitude(holder, s["target"], s["polarity"], *spans, voice, s["certainty"] == "certain"))
    return Record(
        Article(row["id"], row["text"], attributions=said),
        {place(m): e["id"] for e in row["entities"] for m in e["mentions"]},
        {e["id"]: e["type"] for e in row["entities"]},
        [(place(c), q["speaker"]) for q in row["quotes"] for c in q["content"]],
        attitudes,
    )


def training_texts(data: Path) -> Iterator[str]:
    """Every text that trains something, and the names of the open gazetteers: what the vocabulary must cover."""
    for name in TRAIN.values():
        for row in rows(data / name):
            yield row["text"]
    for table in sorted((data / "gazetteers").glob("*.tsv*")):
        opener = gzip.open if table.suffix == ".gz" else open
        with opener(table, "rt", encoding="utf-8") as handle:
            yield handle.read()
