"""From labels and scores to spans and records. The reference for the Rust side: plain lists, no network inside.

`spans` reads a label sequence. `attributions` puts one window's sources, cues and contents together:

1. Contents, in text order, form groups: a content whose best `join` answer is an earlier content enters its group.
2. A group's cue is the candidate (or none) with the highest sum of log-probabilities of `cue` over the group's contents.
3. A group's source is the candidate (or none) with the highest sum of log-probabilities of `source` over its contents,
   plus the log-probability of `by` for its cue if it has one.
4. Sources and cues that no group takes are dropped. A group without source and cue stays.

It does not join across windows, mend quotation marks, or resolve a pronoun: that is document-level work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Range = tuple[int, int]


def spans(labels: list[str]) -> list[tuple[int, int, str]]:
    """Ranges of a BIO sequence: (first, end, name). An I that follows nothing of its own begins a range."""
    out: list[tuple[int, int, str]] = []
    for i, label in enumerate(labels):
        if label == "O":
            continue
        name = label[2:]
        if label[0] == "I" and out and out[-1][1] == i and out[-1][2] == name:
            out[-1] = (out[-1][0], i + 1, name)
        else:
            out.append((i, i + 1, name))
    return out


@dataclass
class Record:
    source: Range | None
    cue: Range | None
    content: list[Range]


def log_softmax(scores: np.ndarray) -> np.ndarray:
    top = scores.max(axis=1, keepdims=True)
    return scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))


def attributions(
    sources: list[Range], cues: list[Range], contents: list[Range], scores: dict[str, np.ndarray]
) -> list[Record]:
    """Lists are in text order; `scores[relation]` is [queries, candidates + 1], none last."""
    if not contents:
        return []
    log = {name: log_softmax(s) for name, s in scores.items() if len(s)}
    group = list(range(len(contents)))
    for i in range(1, len(contents)):
        answers = [*scores["join"][i, :i], scores["join"][i, -1]]
        best = int(np.argmax(answers))
        if best < i:
            group[i] = group[best]
    out = []
    for leader in sorted(set(group)):
        members = [i for i, g in enumerate(group) if g == leader]
        cue = int(log["cue"][members].sum(axis=0).argmax())
        by_source = log["source"][members].sum(axis=0)
        if cue < len(cues):
            by_source = by_source + log["by"][cue]
        source = int(by_source.argmax())
        out.append(
            Record(
                sources[source] if source < len(sources) else None,
                cues[cue] if cue < len(cues) else None,
                [contents[i] for i in members],
            )
        )
    return out
