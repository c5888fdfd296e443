"""The article behind some records: where it is, and that it is the one."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from onrecord.types import Span

__all__ = ["article_of", "check"]


def article_of(result: Mapping[str, Any], text: str | None) -> str:
    """Return the article of a result: `text`, or what the result holds; either is checked."""
    if text is None:
        text = getattr(result, "text", None)
    if text is None:
        raise ValueError("text is needed: this result does not hold the article that was read; pass text=...")
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}")
    check(result, text)
    return text


def check(result: Mapping[str, Any], text: str) -> None:
    """Raise `ValueError` unless the records are of this text."""
    other = "text is not the article of this result: "
    if result["n_chars"] != len(text):
        raise ValueError(
            f"{other}text has {len(text)} code points, but the records are of a text that has {result['n_chars']}; "
            "line ends count, so read files with newline=''"
        )
    for span in _spans(result):
        start, end = span["start"], span["end"]
        if not (0 <= start <= end <= len(text) and text[start:end] == span["text"]):
            raise ValueError(
                f"{other}text has {text[max(start, 0) : max(end, 0)]!r} at {start}:{end}, "
                f"but the records are of a text that has {span['text']!r} there"
            )


def _spans(value: Any) -> Iterator[Span]:  # noqa: ANN401
    """Give all spans in some records, at any depth."""
    if isinstance(value, Mapping):
        if "start" in value and "end" in value:
            yield cast(Span, value)
        else:
            for inner in value.values():
                yield from _spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _spans(inner)
