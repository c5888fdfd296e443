"""Many articles: read side by side, given back in order, as they are asked for."""

import json
import os
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sized
from itertools import count
from typing import Any, NamedTuple, TypeAlias, cast

from onrecord import _core
from onrecord.analysis import Analysis

__all__ = ["Progress", "Reading", "analyze_many", "number_of_threads", "read_rows", "readings"]

Progress: TypeAlias = bool | Callable[[int, int | None], object]
"""Whether to show a bar, or what to call with the articles done and their number, `None` where nobody knows it."""

_MOST_THREADS = 1024
#: More rows under way than the threads have articles: those with no text wait only for their turn.
_ROWS_PER_THREAD = 64
#: Problems that the last warning tells in full.
_NAMED = 5


def analyze_many(
    texts: Iterable[str | None],
    *,
    ids: Iterable[object] | None = None,
    titles: Iterable[str | None] | None = None,
    threads: int | None = None,
    progress: Progress = False,
) -> Iterator[Analysis]:
    """Read many English news articles, several at a time.

    Results come in the order of the texts and are those of `analyze`, whatever
    the number of threads. Texts are pulled as results are taken, a few dozen
    ahead of them for each thread, so an endless generator will do and memory
    stays flat. No lock is held while texts are read, and Ctrl-C ends the wait.

    A row that is missing (`None`, NaN), is no `str` or holds a lone surrogate
    gives an empty analysis, whose `warnings` name the row and what was wrong;
    so does one whose reading failed, where `analyze` would raise `AnalysisError`.
    When all rows are read, one Python warning sums them up.

    Parameters
    ----------
    texts : iterable of str or None
        The articles: a list, a generator, a column of pandas, polars or pyarrow.
    ids : iterable, optional
        What the articles are called, as many as there are texts; kept as `str`
        in `Analysis.id`. Where there is none, it is the row, counted from 0.
    titles : iterable of str or None, optional
        The headlines where they are known from elsewhere, as many as there are texts.
    threads : int, optional
        How many articles are read at a time, from 1 to 1024. By default the
        environment variable `ONRECORD_NUM_THREADS`, or else the number of
        processors that the process may use.
    progress : bool or callable
        `True` shows a bar (`pip install onrecord[progress]`). A callable gets the
        number of articles done and that of all, `None` if `texts` has no length,
        after each article.

    Returns
    -------
    iterator of Analysis
        Each with its `id`, and its `text` where the row held one.

    Raises
    ------
    TypeError
        If an argument is of another type; one article or a whole table is no column.
    ValueError
        If `threads` or `ONRECORD_NUM_THREADS` is out of bounds, or `ids` or `titles`
        are not as many as the texts.
    ImportError
        If `progress=True` and tqdm is missing.
    """
    read = readings(texts, ids=ids, titles=titles, threads=threads, progress=progress)
    return (Analysis(json.loads(reading.records), text=reading.text, id=reading.id) for reading in read)


class Reading(NamedTuple):
    """An article that was read, its analysis still JSON."""

    id: str
    text: str | None
    records: str
    problems: list[str]
    """What was wrong with the row, a sentence each; they are among the warnings, too."""


def readings(
    texts: Iterable[object],
    *,
    ids: Iterable[object] | None = None,
    titles: Iterable[object] | None = None,
    threads: int | None = None,
    progress: Progress = False,
) -> Generator[Reading]:
    """Read many articles as `analyze_many` does, for callers who have their own use of the JSON."""
    threads = number_of_threads(threads)
    columns = {"texts": _column("texts", texts)}
    columns |= {
        name: _column(name, column) for name, column in (("ids", ids), ("titles", titles)) if column is not None
    }
    lengths = {name: len(column) for name, column in columns.items() if isinstance(column, Sized)}
    if len(set(lengths.values())) > 1:
        counts = " and ".join(f"{length} {name}" for name, length in lengths.items())
        raise ValueError(f"there must be as many of each, not {counts}")
    rows = _rows(_abreast({name: iter(column) for name, column in columns.items()}))
    return _read(rows, threads, _report(progress, lengths.get("texts")), warn=True)


def read_rows(
    rows: Iterable[tuple[object, object, object]], threads: int, report: Callable[[int], object]
) -> Generator[Reading]:
    """Read rows of text, id and title, for callers who tell what is wrong with them in their own way.

    `report` gets the number of articles done after each, and -1 when there will be no more.
    """
    return _read(_rows(iter(rows)), threads, report, warn=False)


def number_of_threads(threads: int | None) -> int:
    """Give the number of threads that is asked for, in the environment or by nobody; see `analyze_many`."""
    if threads is None:
        name, value = "ONRECORD_NUM_THREADS", os.environ.get("ONRECORD_NUM_THREADS", "").strip()
        if not value:
            return min(_core.processors(), _MOST_THREADS)
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= _MOST_THREADS):
            raise ValueError(f"{name} must be a number from 1 to {_MOST_THREADS}, not {value!r}")
        return int(value)
    if not isinstance(threads, int) or isinstance(threads, bool):
        raise TypeError(f"threads must be int or None, not {type(threads).__name__}")
    if not 1 <= threads <= _MOST_THREADS:
        raise ValueError(f"threads must be from 1 to {_MOST_THREADS}, not {threads}")
    return threads


def _column(name: str, column: Any) -> Iterable[Any]:  # noqa: ANN401
    """Give what can be iterated over, and refuse what would give something else than one cell after the other."""
    if isinstance(column, str | bytes | bytearray):
        hint = "; for one article, call analyze" if name == "texts" else ""
        raise TypeError(f"{name} must be an iterable of str, not one {type(column).__name__}{hint}")
    if isinstance(column, Mapping) or hasattr(column, "columns"):
        raise TypeError(
            f"{name} must be one column, not a {type(column).__name__}: name the column, or use analyze_frame"
        )
    if hasattr(column, "__iter__"):
        return cast(Iterable[Any], column)
    if hasattr(column, "to_pylist"):
        return cast(Iterable[Any], column.to_pylist())
    raise TypeError(f"{name} must be an iterable of str, not {type(column).__name__}")


def _report(progress: Progress, total: int | None) -> Callable[[int], object]:
    """Give what is to be called with the number of articles done, and with -1 when there will be no more."""
    if progress is False:
        return lambda _done: None
    if progress is True:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            raise ImportError("progress=True needs tqdm: pip install onrecord[progress]") from None
        bar = tqdm(total=total, unit=" articles")
        return lambda done: bar.close() if done < 0 else bar.update()
    if not callable(progress):
        raise TypeError(f"progress must be bool or a callable (done, total), not {type(progress).__name__}")
    return lambda done: None if done < 0 else progress(done, total)


class _Row(NamedTuple):
    """A row on its way: its place, what it is called, what it holds, and what is wrong with it."""

    number: int
    id: str
    text: str | None
    title: str | None
    problems: list[str]


#: Stands for the end of a column.
_END = object()


def _abreast(columns: dict[str, Iterator[Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """Give text, id and title row by row, and see that the columns end together."""
    for number in count():
        cells = {name: next(column, _END) for name, column in columns.items()}
        ended = [name for name, cell in cells.items() if cell is _END]
        if len(ended) == len(cells):
            return
        if ended:
            raise ValueError(f"there must be as many of each, but the {ended[0]} end after {number} rows")
        yield cells["texts"], cells.get("ids"), cells.get("titles")


def _rows(cells: Iterator[tuple[Any, Any, Any]]) -> Iterator[_Row]:
    for number, row in enumerate(cells):
        text, identity, title = map(_plain, row)
        # A surrogate in an id would end the run where the id is written to a file.
        name = str(number) if _is_missing(identity) else str(identity).encode(errors="replace").decode()
        problems = []
        if flaw := _flaw(text):
            problems.append(f"{_name(number, name)} was not read: its text {flaw}.")
            text = None
        if flaw := _flaw(title):
            if not _is_missing(title):
                problems.append(f"{_name(number, name)} was read without its title, which {flaw}.")
            title = None
        yield _Row(number, name, text, title, problems)


def _name(number: int, identity: str) -> str:
    return f"Row {number}" if identity == str(number) else f"Row {number} ({identity})"


def _plain(cell: Any) -> Any:  # noqa: ANN401
    """Give the Python object that a cell of an Arrow column stands for."""
    return cell.as_py() if hasattr(cell, "as_py") else cell


def _is_missing(cell: Any) -> bool:  # noqa: ANN401
    # NaN is a float that is not itself; NA and NaT of pandas would not even say so.
    return cell is None or (isinstance(cell, float) and cell != cell) or type(cell).__name__ in ("NAType", "NaTType")


def _flaw(cell: Any) -> str | None:  # noqa: ANN401
    """Say why a cell cannot be read, as the end of a sentence."""
    if _is_missing(cell):
        return "is missing"
    if not isinstance(cell, str):
        return f"is {type(cell).__name__}, not str"
    try:
        cell.encode()
    except UnicodeEncodeError as error:
        return f"holds a lone surrogate at index {error.start}, which is no character"
    return None


def _read(rows: Iterator[_Row], threads: int, report: Callable[[int], object], *, warn: bool) -> Generator[Reading]:
    """Keep the threads busy, and give what they read in order."""
    ahead = _core.Ahead(threads)
    under_way: deque[_Row] = deque()
    told: list[str] = []
    bad, done, most = 0, 0, threads * _ROWS_PER_THREAD
    more, failure = True, None
    try:
        while True:
            # One for each that was taken; then more until the first result is there, so that a slow source is never
            # waited for while a result could be had.
            at_least = 1
            while more and len(under_way) < most and ahead.has_room() and (at_least or not _is_there(under_way, ahead)):
                try:
                    row = next(rows, None)
                except Exception as error:  # what was pulled before is given back first
                    row, failure = None, error
                if row is None:
                    more = False
                    break
                if row.text is not None:
                    ahead.push(row.text, row.title)
                under_way.append(row)
                at_least = 0
            if not under_way:
                break
            row = under_way[0]
            records = None if row.text is None else ahead.take()
            under_way.popleft()
            problems = row.problems
            if row.text is not None and records is None:
                problems = [
                    *problems,
                    f"{_name(row.number, row.id)} gave nothing: reading it failed; please report it.",
                ]
            bad += len(problems)
            told += problems[: _NAMED - len(told)]
            done += 1
            report(done)
            yield Reading(row.id, row.text, _warned(records, problems), problems)
    finally:
        report(-1)
    if bad and warn:
        _sum_up(told, bad)
    if failure:
        raise failure


def _is_there(under_way: deque[_Row], ahead: _core.Ahead) -> bool:
    return bool(under_way) and (under_way[0].text is None or ahead.is_ready())


def _warned(records: str | None, problems: list[str]) -> str:
    """Put problems before the warnings of an analysis, an empty one where there is none."""
    if records is not None and not problems:
        return records
    analysis = json.loads(_core.read("") if records is None else records)
    analysis["warnings"] = [*problems, *analysis["warnings"]]
    return json.dumps(analysis, ensure_ascii=False)


def _sum_up(told: list[str], bad: int) -> None:
    count = "1 problem" if bad == 1 else f"{bad:,} problems"
    rest = f" And {bad - len(told):,} more; `warnings` of each analysis says so." if bad > len(told) else ""
    # Two levels up from here is the generator, three the loop that the results are taken in.
    warnings.warn(f"{count}. {' '.join(told)}{rest}", stacklevel=4)
