"""The product's figures on articles annotated whole: `python -m onrecord.benchmark [FOLDER]`.

Reads each article with the installed package, scores the result against the annotation and prints a table. The articles
are not part of the package: the folder `benchmarks/wikinews` of a clone holds the open benchmark.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from onrecord._core import __version__
from onrecord.analysis import analyze
from onrecord.scoring import MEASURES, STABILITY, Article, Estimate, count, count_same, estimates, read, total
from onrecord.scoring.matching import Record

__all__ = ["main", "measure", "table"]

_FOLDER = Path("benchmarks", "wikinews")

# Heading, then title and name of each figure.
_TABLE: dict[str, dict[str, str]] = {
    "Quotes": {
        "F1": "quotes_f1",
        "precision": "quotes_precision",
        "recall": "quotes_recall",
        "right kind, of those found": "quotes_kind",
    },
    "Speakers, of quotes found": {"right": "speakers_right", "wrong": "speakers_wrong", "left open": "speakers_open"},
    "Mentions of named entities": {
        "found": "mentions_recall",
        "under the entity they belong to (purity)": "mentions_purity",
        "right name, of entities found": "entities_name",
    },
    "Mentions led to the right entity": {
        "names": "led_name",
        "noun phrases": "led_nominal",
        "pronouns": "led_pronoun",
        "all, of entities without a name": "led_unnamed",
    },
    "Stance, pairs of holder and target": {
        "F1": "stance_f1",
        "precision": "stance_precision",
        "recall": "stance_recall",
        "opposite sign": "stance_opposite",
    },
    "Stance, targets with a name": {
        "F1": "stance_named_f1",
        "precision": "stance_named_precision",
        "recall": "stance_named_recall",
    },
    "Same behind 1 to 15 neutral sentences": {"quotes with their speakers": "same_quotes", "stance": "same_stance"},
}


def measure(
    articles: Sequence[Article],
    reader: Callable[[str], Record] = analyze,
    *,
    seed: int = 0,
    samples: int = 1000,
) -> dict[str, Any]:
    """Read annotated articles and score the results.

    Parameters
    ----------
    articles : sequence of Article
        What `onrecord.scoring.read` gave.
    reader : callable, optional
        Reads a text as `onrecord.analyze` does, which it is without this. It reads each
        article seven times, six of them for the figures of stability.
    seed : int, optional
        Starts the random numbers of the bootstrap.
    samples : int, optional
        How many samples of the articles the bootstrap draws.

    Returns
    -------
    dict
        `articles`, `words` (split at white space), `seed`, `samples`: int; `figures`: an
        `Estimate` by name, shares from 0 to 1 with 95% intervals over articles;
        `counts`: what they are made of, by name.

    Raises
    ------
    ValueError
        If there is no article, or `samples` is less than 1.

    Examples
    --------
    >>> gold = {"id": "a", "text": "Rain fell.", "entities": [], "quotes": [], "stance": []}
    >>> measure([gold])["figures"]["quotes_f1"]
    {'value': None, 'low': None, 'high': None}
    """
    if not articles:
        raise ValueError("there is no article")
    if samples < 1:
        raise ValueError(f"samples must be 1 or more, not {samples}")
    counts: list[Counter[str]] = []
    for article in articles:
        text = article["text"]
        counts.append(count(article, reader(text)) + count_same(text, reader))
    return {
        "articles": len(articles),
        "words": sum(len(article["text"].split()) for article in articles),
        "seed": seed,
        "samples": samples,
        "figures": estimates(counts, MEASURES | STABILITY, seed=seed, samples=samples),
        "counts": total(counts),
    }


def table(result: dict[str, Any]) -> str:
    """Show what `measure` gave as lines of text, in percent.

    Parameters
    ----------
    result : dict
        What `measure` returned.

    Returns
    -------
    str
        Figure, bounds of its interval, and the counts that it is the share of (not for F1).
    """
    n = result["articles"]
    how = f", 95% intervals from {result['samples']} samples of the articles, seed {result['seed']}" if n > 1 else ""
    lines = [f"{n} {'article' if n == 1 else 'articles'}, {result['words']:,} words; in percent{how}"]
    for heading, rows in _TABLE.items():
        lines += ["", heading]
        for title, name in rows.items():
            share, counts = (MEASURES | STABILITY)[name], ""
            if len(share.whole) == 1:
                part, whole = (sum(result["counts"].get(one, 0) for one in names) for names in share)
                counts = f"{part:>6} of {whole}"
            lines.append(f"  {title:<43}{_cell(result['figures'][name]):<22}{counts}".rstrip())
    return "\n".join(lines)


def _cell(estimate: Estimate) -> str:
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None:
        return "-"
    if low is None or high is None:
        return f"{100 * value:.1f}"
    return f"{100 * value:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without it, those of the process.

    Returns
    -------
    int
        0. What cannot be read or understood ends the process with code 2 and a message on standard error.
    """
    parser = argparse.ArgumentParser(
        prog="python -m onrecord.benchmark",
        description="Measure the installed package on articles annotated whole, with 95% intervals over articles.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=_FOLDER,
        metavar="FOLDER",
        help=f"a folder of annotated articles, or one file (default: {_FOLDER.as_posix()})",
    )
    parser.add_argument("--json", action="store_true", help="print figures and counts as JSON, shares from 0 to 1")
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap (default: %(default)s)")
    parser.add_argument("--samples", type=int, default=1000, help="of the bootstrap (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.samples < 1:
        parser.error("--samples must be 1 or more")
    try:
        articles = read(options.folder)
    except FileNotFoundError as error:
        parser.error(f"{error}; the open benchmark is {_FOLDER.as_posix()} in a clone of the repository")
    except (OSError, ValueError) as error:
        parser.error(str(error))
    result = measure(articles, seed=options.seed, samples=options.samples)
    product = {"version": __version__, "model": analyze("")["model"]}
    if options.json:
        print(json.dumps(product | result, indent=1))
    else:
        print(f"onrecord {product['version']}, model {product['model']}, on {options.folder.as_posix()}")
        print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
