"""Articles annotated whole, as files.

A file holds one article, or many in a list `documents`; `benchmarks/wikinews/README.md` describes the form. Nothing is
repaired: what lacks a key or points at the wrong place is an error that names the file.
"""

import gzip
import json
from pathlib import Path
from typing import Any, NotRequired, TypedDict

__all__ = ["Article", "read"]


class Article(TypedDict):
    """One article and what annotators marked in it."""

    id: str
    """Its name in the corpus."""
    text: str
    """The text that the offsets count in."""
    entities: list[dict[str, Any]]
    """`id`, `type`, `canonical`, `mentions`."""
    quotes: list[dict[str, Any]]
    """`type`, `content`, `source`, `cue`, `speaker`."""
    stance: list[dict[str, Any]]
    """`holder`, `target`, `polarity`, `modality`, `expression`."""
    title: NotRequired[str]
    """Its headline."""
    url: NotRequired[str]
    """Its address."""
    date: NotRequired[str]
    """When it was published: `2020-01-17`."""
    licence: NotRequired[str]
    """Under which its text may be used."""
    author: NotRequired[str]
    """Whom to name."""


def read(path: str | Path) -> list[Article]:
    """Read annotated articles.

    Parameters
    ----------
    path : str or pathlib.Path
        A file `.json` or `.json.gz`, or a folder: all such files in it, in the order of their names.

    Returns
    -------
    list of Article
        At least one.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder, or no such file in the folder.
    ValueError
        If a file is not in the form: the message names it and says why.

    Examples
    --------
    >>> articles = read("benchmarks/wikinews")  # doctest: +SKIP
    >>> articles[0]["title"]  # doctest: +SKIP
    'Wikinews interviews Australian climate change activist'
    """
    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.name.endswith((".json", ".json.gz")))
        if not files:
            raise FileNotFoundError(f"no .json or .json.gz file in {path}")
    elif path.is_file():
        files = [path]
    else:
        raise FileNotFoundError(f"no file or folder {path}")
    articles: list[Article] = []
    for file in files:
        try:
            content = json.loads(gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes())
            found = content.get("documents", [content])
            for article in found:
                _check(article)
        except KeyError as error:
            raise ValueError(f"{file}: an article or record lacks the key {error}") from error
        except (AttributeError, TypeError, ValueError, gzip.BadGzipFile, EOFError) as error:
            raise ValueError(f"{file}: {error}") from error
        articles += found
    if not articles:
        raise ValueError(f"{path} has no article")
    return articles


def _check(article: Article) -> None:
    """Raise `KeyError` or `ValueError` where keys are missing or records point at nothing."""
    text, known = article["text"], {entity["id"] for entity in article["entities"]}

    def place(span: dict[str, Any]) -> None:
        if text[span["start"] : span["end"]] != span["text"]:
            raise ValueError(f"article {article['id']}: {span['text']!r} is not at {span['start']}")

    def party(reference: str | None) -> None:
        if reference not in known | {None, "narrator"}:
            raise ValueError(f"article {article['id']}: there is no entity {reference!r}")

    for entity in article["entities"]:
        if not entity["canonical"].split("(")[0].split():
            raise ValueError(f"article {article['id']}: entity {entity['id']!r} has no name")
        for mention in entity["mentions"]:
            place(mention)
            mention["kind"]  # asked for by the scorers
    for quote in article["quotes"]:
        party(quote["speaker"])
        for piece in quote["content"]:
            place(piece)
        quote["type"]
    for stance in article["stance"]:
        party(stance["holder"])
        party(stance["target"])
        if stance["polarity"] not in (-1, 0, 1):
            raise ValueError(f"article {article['id']}: polarity {stance['polarity']!r} is not -1, 0 or 1")
