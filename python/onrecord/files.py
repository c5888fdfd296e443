"""Analyses in files: JSON Lines, one analysis a line."""

import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.analysis import Analysis
from onrecord.types import AnalysisDict

__all__ = ["read_jsonl", "write_jsonl"]

#: Keys that say what an article is called, not what was read in it; the command line writes `path`.
_NAMES = ("id", "path")


def write_jsonl(results: Iterable[Analysis | Mapping[str, Any]], path: str | os.PathLike[str]) -> int:
    """Write analyses as JSON Lines, each as it comes.

    A line is the JSON of one analysis, with its `id` first where it has one. The
    text of the article is not in it.

    Parameters
    ----------
    results : iterable of Analysis or dict
        What to write; `analyze_many` gives them one by one.
    path : path
        The file; what stands there is replaced.

    Returns
    -------
    int
        The number of lines.

    Raises
    ------
    TypeError
        If `results` is one analysis, and not an iterable of them.
    """
    if isinstance(results, Mapping):
        raise TypeError("results must be an iterable of analyses, not one: write_jsonl([result], path)")
    lines = 0
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for result in results:
            file.write(line(result) + "\n")
            lines += 1
    return lines


def line(result: Analysis | Mapping[str, Any]) -> str:
    """Write one analysis as a line, without its end."""
    named = {"id": result.id} if isinstance(result, Analysis) and result.id is not None else {}
    return json.dumps({**named, **result}, ensure_ascii=False)


def read_jsonl(path: str | os.PathLike[str]) -> Iterator[Analysis]:
    """Read analyses back, one by one.

    Parameters
    ----------
    path : path
        What `write_jsonl` or `onrecord --format jsonl` wrote. A last line that was
        cut off, as when a run is ended half-way, is left out with a warning.

    Returns
    -------
    iterator of Analysis
        With their `id`: that of the line, or its `path`.

    Raises
    ------
    ValueError
        If another line is no analysis; the message says which.
    """
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, row in enumerate(file, 1):
            if not row.strip():
                continue
            try:
                records = json.loads(row)
            except RecursionError:
                raise ValueError(f"{os.fspath(path)}: line {number} is no analysis: it is nested too deeply") from None
            except ValueError as error:
                if not row.endswith("\n"):
                    warnings.warn(
                        f"{os.fspath(path)}: the last line, {number}, is cut off and was left out", stacklevel=2
                    )
                    return
                raise ValueError(f"{os.fspath(path)}: line {number} is no JSON: {error}") from None
            if not isinstance(records, dict) or not AnalysisDict.__required_keys__ <= records.keys():
                raise ValueError(f"{os.fspath(path)}: line {number} is no analysis")
            names = [records.pop(name) for name in _NAMES if name in records]
            yield Analysis(records, id=None if not names else str(names[0]))
