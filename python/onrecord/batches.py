"""Arrow batches in, Arrow batches out: what engines that spread work over machines call."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from onrecord import _core
from onrecord.many import Reading, number_of_threads, read_rows

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["analyze_batches", "batch_schema"]

#: Of a batch that is given: some ten megabytes.
_DOCUMENTS = 256


def analyze_batches(
    batches: "Iterable[pa.RecordBatch]",
    *,
    text: str,
    id: str,
    title: str | None = None,
    threads: int | None = None,
) -> "Iterator[pa.RecordBatch]":
    """Read the articles in a stream of Arrow batches.

    Needs pyarrow (`pip install onrecord[pandas]`). The signature, once the names
    are given, is that of Spark's `mapInArrow`; Ray, Dask and DuckDB can call it,
    too. A row without text gives an empty analysis whose `warnings` name it, and
    no Python warning.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        One article a row.
    text, id : str
        Names of the columns of the articles and of what they are called.
    title : str, optional
        Name of the column of the headlines, where they are not in the text.
    threads : int, optional
        As in `analyze_many`. Where the engine runs a task on each processor, 1.

    Returns
    -------
    iterator of pyarrow.RecordBatch
        Of the schema `batch_schema()`: a row an article, in order, with the columns
        of the table `documents`, and the rows of `quotes`, `mentions`, `entities`
        and `stance` as lists. Batches are as large as is handy, not as they came.

    Raises
    ------
    TypeError, ValueError
        As in `analyze_many`, for `threads`.
    KeyError
        If a batch has no column of a name.
    """
    read = read_rows(_rows(batches, text, id, title), number_of_threads(threads), lambda _done: None)
    return _gathered(read)


def batch_schema() -> "pa.Schema":
    """Return the schema of what `analyze_batches` gives; needs pyarrow."""
    return _table(_core.TableBuilder()).schema


def _rows(
    batches: "Iterable[pa.RecordBatch]", text: str, id: str, title: str | None
) -> Iterator[tuple[object, object, object]]:
    for batch in batches:
        columns = [batch.column(name) for name in (text, id, title) if name is not None]
        for row in range(batch.num_rows):
            cells = [column[row].as_py() for column in columns]
            yield cells[0], cells[1], cells[2] if title is not None else None


def _gathered(read: Iterator[Reading]) -> "Iterator[pa.RecordBatch]":
    while True:
        builder = _core.TableBuilder()
        some = False
        for reading in islice(read, _DOCUMENTS):
            builder.add(reading.id, reading.records)
            some = True
        if not some:
            return
        yield from _table(builder).to_batches()


def _table(builder: _core.TableBuilder) -> "pa.Table":
    try:
        import pyarrow as pa
    except ImportError:
        raise ImportError("batches of Arrow need pyarrow: pip install onrecord[pandas]") from None
    return pa.table(builder.finish_nested())
