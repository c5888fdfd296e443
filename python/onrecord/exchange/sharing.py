"""Records without the article, for corpora that must not be passed on."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from onrecord.analysis import Analysis
from onrecord.article import article_of

_DIGEST = "text_sha256"
#: What an entity has in the words of the article, apart from its mentions.
_WORDED = ("name", "role")


def without_text(result: Mapping[str, Any], *, text: str | None = None) -> dict[str, Any]:
    """Return the records of a result without the words of its article.

    Spans keep `start` and `end` and lose `text`. Names and roles of entities are
    words of the article too: each becomes a list of spans, and of words only where the article does not
    have them (`Norway` for an article about Oslo). Labels, ids, scores and
    warnings stay. `text_sha256` is added: the digest of the article in UTF-8.

    Whoever has the same article gets all of it back with `with_text`;
    `onrecord.evaluate` takes the records as they are.

    Parameters
    ----------
    result : Analysis or mapping
        What `analyze` returned.
    text : str, optional
        The article, where `result` is a plain dict.

    Returns
    -------
    dict
        Plain data, ready for `json.dumps`.

    Raises
    ------
    ValueError
        If the article is missing, or is not the one that was read.
    """
    words = article_of(result, text)

    def strip(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            return [strip(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        stripped = {key: strip(item) for key, item in value.items()}
        if _is_span(value):
            del stripped["text"]
        return stripped

    stripped: dict[str, Any] = strip(result)
    for entity in stripped["entities"]:
        for key in _WORDED:
            if entity[key] is not None:
                entity[key] = _taken_apart(entity[key], words)
    stripped[_DIGEST] = _digest(words)
    return stripped


def with_text(stripped: Mapping[str, Any], text: str) -> Analysis:
    """Give its words back to a result that `without_text` made.

    Parameters
    ----------
    stripped : mapping
        What `without_text` returned.
    text : str
        The article, code point by code point as it was read.

    Returns
    -------
    Analysis
        Equal to the result that was stripped.

    Raises
    ------
    TypeError
        If `text` is not a `str`.
    ValueError
        If `stripped` has no digest or is damaged, or `text` is another article.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}")
    if _DIGEST not in stripped:
        raise ValueError(f"stripped must come from without_text: it has no {_DIGEST}")
    if _digest(text) != stripped[_DIGEST]:
        raise ValueError("text is not the article of these records: its SHA-256 differs; line ends and spaces count")

    try:
        return _filled(stripped, text)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"stripped is not what without_text made: {type(error).__name__}: {error}") from None


def _filled(stripped: Mapping[str, Any], text: str) -> Analysis:
    def fill(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            return [fill(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        filled: dict[str, Any] = {}
        for key, item in value.items():
            filled[key] = fill(item)
            if key == "end" and "start" in value:
                filled["text"] = text[value["start"] : value["end"]]
        return filled

    records = {key: fill(value) for key, value in stripped.items() if key not in ("entities", _DIGEST)}
    entities = [
        {**entity, **{key: _put_together(entity[key], text) for key in _WORDED}} for entity in stripped["entities"]
    ]
    records["entities"] = fill(entities)
    return Analysis({key: records[key] for key in stripped if key != _DIGEST}, text=text)


def _is_span(value: Mapping[str, Any]) -> bool:
    return {"start", "end", "text"} <= value.keys()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _taken_apart(name: str, text: str) -> list[Any]:
    """Make a list of the words of a name, as places in the article, and of what stands between them."""
    at = text.find(name)
    if at >= 0:
        return [{"start": at, "end": at + len(name)}]
    parts = [part for part in re.split(r"(\s+)", name) if part]
    places = [(part, -1 if part.isspace() else text.find(part)) for part in parts]
    return [{"start": at, "end": at + len(part)} if at >= 0 else part for part, at in places]


def _put_together(parts: list[Any] | None, text: str) -> str | None:
    if parts is None:
        return None
    return "".join(part if isinstance(part, str) else text[part["start"] : part["end"]] for part in parts)
