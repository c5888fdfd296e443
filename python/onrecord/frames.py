"""Analyses as tables, and tables of articles as analyses.

Five flat tables, joined by `doc_id` and ids: documents, quotes, mentions,
entities, stance. They are made in Rust in the memory layout of Apache Arrow, and
every library that knows Arrow takes them as they are: `pyarrow.table(t)`,
`polars.DataFrame(t)`, DuckDB by the name of the variable. `columns()` says what
each column means.
"""

import csv
import json
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO, cast

from onrecord import _core
from onrecord.analysis import Analysis
from onrecord.many import Progress, readings

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Column", "Gathered", "Table", "Tables", "analyze_frame", "columns", "tables"]

_DOCUMENTS = "documents"


class Column(NamedTuple):
    """What a column of a table holds."""

    table: str
    """Name of the table: `quotes`."""
    name: str
    """Name of the column: `speaker`."""
    type: str
    """Type of the values, as Arrow calls it: `string`, `int64` or `float64`."""
    nullable: bool
    """Whether values may be missing."""
    description: str
    """What it means. Positions are code points, ends exclusive."""


def columns() -> list[Column]:
    """Return every column of every table, in order."""
    return list(starmap(Column, _core.describe()))


class _Source(Protocol):
    """What holds the rows of a table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...


class Table:
    """Rows of one kind, from all documents.

    Whatever takes an Arrow stream takes it as it is and without a copy. Iterating
    gives the rows as dicts, and needs nothing but this package.
    """

    def __init__(self, name: str, names: Sequence[str], source: _Source) -> None:
        self.name = name
        """`documents`, `quotes`, `mentions`, `entities` or `stance`."""
        self.columns = list(names)
        """The names of its columns, in order."""
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the rows as an Arrow stream, in a capsule."""
        return self._source.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self._source)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows():
            yield dict(zip(self.columns, row, strict=True))

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self):,} rows, {len(self.columns)} columns>"

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        source: Any = self._source
        if isinstance(source, _core.Table):
            for index in range(source.n_batches()):
                yield from zip(*source.batch(index), strict=True)
        elif hasattr(source, "iter_rows"):
            yield from source.iter_rows()
        else:
            for batch in source.to_batches():
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def to_arrow(self) -> "pa.Table":
        """Return a `pyarrow.Table` of the same memory (`pip install onrecord[pandas]`)."""
        try:
            import pyarrow as pa
        except ImportError:
            raise ImportError("to_arrow needs pyarrow: pip install onrecord[pandas]") from None
        return pa.table(self)

    def to_pandas(self) -> "pd.DataFrame":
        """Return a pandas frame, whole numbers as `Int64`, so that they stay whole where some are missing."""
        try:
            import pandas as pd
            import pyarrow as pa
        except ImportError:
            raise ImportError("to_pandas needs pandas and pyarrow: pip install onrecord[pandas]") from None
        return pa.table(self).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)

    def to_polars(self) -> "pl.DataFrame":
        """Return a polars frame of the same memory (`pip install onrecord[polars]`)."""
        try:
            import polars as pl
        except ImportError:
            raise ImportError("to_polars needs polars: pip install onrecord[polars]") from None
        return pl.DataFrame(self)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write a Parquet file, with pyarrow or else polars (`pip install onrecord[pandas]` or `onrecord[polars]`)."""
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            try:
                import polars as pl
            except ImportError:
                raise ImportError("to_parquet needs pyarrow or polars: pip install onrecord[pandas]") from None
            pl.DataFrame(self).write_parquet(Path(path))
        else:
            pq.write_table(pa.table(self), path)

    def to_csv(self, file: str | os.PathLike[str] | TextIO, *, header: bool = True) -> None:
        """Write a CSV file that spreadsheets open as it is meant.

        UTF-8 with a byte order mark, by which Excel knows it. A cell of text that a
        spreadsheet would run as a formula, which begins with `=`, `+`, `-` or `@` for
        example, gets an apostrophe before it. What is missing is an empty cell.

        Parameters
        ----------
        file : path or text file
            Where to write. What stands there is replaced; an open file gets no mark.
        header : bool
            Whether the names of the columns come first.
        """
        opened = (
            open(file, "w", encoding="utf-8-sig", newline="")  # noqa: SIM115
            if isinstance(file, str | os.PathLike)
            else nullcontext(file)
        )
        with opened as out:
            writer = csv.writer(out)
            if header:
                writer.writerow(map(_harmless, self.columns))
            writer.writerows(map(_harmless, row) for row in self._rows())


#: Full-width forms too: some spreadsheets read them as the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


class Tables:
    """What was read in many articles, as five tables.

    `doc_id` joins them all; `quote_id` and `entity_id` (also as `speaker_id`,
    `holder_id`, `target_id`) count within a document.
    """

    documents: Table
    """A row an article: its parts, counts and warnings, and the columns that came with it."""
    quotes: Table
    """A row a quote: what was said, by whom, with which word."""
    mentions: Table
    """A row a place where an entity is meant."""
    entities: Table
    """A row an entity of a document, under its fullest name."""
    stance: Table
    """A row a holder for or against a target, with the words that prove it."""

    def __init__(self, documents: Table, quotes: Table, mentions: Table, entities: Table, stance: Table) -> None:
        self.documents = documents
        self.quotes = quotes
        self.mentions = mentions
        self.entities = entities
        self.stance = stance

    def __iter__(self) -> Iterator[Table]:
        return iter((self.documents, self.quotes, self.mentions, self.entities, self.stance))

    def __repr__(self) -> str:
        return f"<Tables: {', '.join(f'{len(table):,} {table.name}' for table in self)}>"

    def save(self, folder: str | os.PathLike[str], *, format: str = "parquet") -> None:
        """Write one file a table: `documents.parquet`, `quotes.parquet` and so on.

        Parameters
        ----------
        folder : path
            Where to; it is made if it is not there. Files of these names are replaced.
        format : {"parquet", "csv"}
            As `Table.to_parquet` and `Table.to_csv` write.

        Raises
        ------
        ValueError
            If the format is another.
        """
        writers: dict[str, Callable[[Table, Path], None]] = {"parquet": Table.to_parquet, "csv": Table.to_csv}
        if format not in writers:
            raise ValueError(f"format must be one of {', '.join(map(repr, writers))}, not {format!r}")
        Path(folder).mkdir(parents=True, exist_ok=True)
        for table in self:
            writers[format](table, Path(folder, f"{table.name}.{format}"))


def tables(results: Iterable[Analysis | Mapping[str, Any]]) -> Tables:
    """Lay out analyses as tables.

    Parameters
    ----------
    results : iterable of Analysis or dict
        What `analyze`, `analyze_many` or `read_jsonl` gave, or the same as plain
        dicts. `doc_id` is the `id` of an Analysis, the key `id` or `path` of a dict,
        or else the position, counted from 0.

    Returns
    -------
    Tables
        Documents in the order of the results, records in that of the text.

    Raises
    ------
    TypeError
        If a result is no dict.
    ValueError
        If a dict is no analysis; the message says which and why.
    """
    if isinstance(results, Mapping):
        raise TypeError("results must be an iterable of analyses, not one: tables([result])")
    if not isinstance(results, Iterable):
        raise TypeError(f"results must be an iterable of analyses, not {type(results).__name__}")
    gathered = Gathered()
    for position, result in enumerate(results):
        if not isinstance(result, Mapping):
            raise TypeError(f"results must be analyses, but number {position} is {type(result).__name__}")
        identity = result.id if isinstance(result, Analysis) else result.get("id", result.get("path"))
        doc_id = str(position) if identity is None else str(identity)
        try:
            gathered.add(doc_id, json.dumps(result))
        except (TypeError, ValueError) as error:
            raise ValueError(f"results must be analyses, but number {position} ({doc_id}) is none: {error}") from None
    return gathered.tables()


class Gathered:
    """Tables in the making, for callers who have their analyses as JSON."""

    def __init__(self) -> None:
        self.builder = _core.TableBuilder()
        self.seen: set[str] = set()
        self.twice: list[str] = []

    def add(self, doc_id: str, records: str) -> None:
        """Add an analysis; raise `ValueError` where the JSON is none."""
        self.builder.add(doc_id, records)
        if doc_id in self.seen:
            self.twice.append(doc_id)
        self.seen.add(doc_id)

    def tables(self) -> Tables:
        """Give what was gathered, and warn of names that are not of one document each."""
        if self.twice:
            count = f"{len(self.twice):,} more times" if len(self.twice) > 1 else "once more"
            message = f"ids must be of one document each to join by, but {self.twice[0]!r} and others come {count}"
            if len(set(self.twice)) == 1:
                message = f"ids must be of one document each to join by, but {self.twice[0]!r} comes {count}"
            warnings.warn(message, stacklevel=3)
        names: dict[str, list[str]] = {}
        for column in columns():
            names.setdefault(column.table, []).append(column.name)
        made = zip(names.items(), self.builder.finish(), strict=True)
        return Tables(*(Table(name, headers, source) for (name, headers), source in made))


def analyze_frame(
    frame: Any,  # noqa: ANN401
    *,
    text: str,
    title: str | None = None,
    id: str | None = None,
    threads: int | None = None,
    progress: Progress = False,
) -> Tables:
    """Read a table of articles, and give tables.

    Every row of the table becomes a row of `documents`, in the same order, and
    behind what was read there stand its own columns: all but the text, under
    their names; one that is called as a column of `documents` gets `_given`
    behind its name.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or other table of Arrow
        One article a row. Others than those of pandas and polars go through pyarrow.
    text : str
        Name of the column that holds the articles.
    title : str, optional
        Name of the column that holds the headlines, where they are not in the text.
    id : str, optional
        Name of the column that `doc_id` is taken from, as `str`. By default, `doc_id`
        is the row, counted from 0.
    threads : int, optional
        As in `analyze_many`; bad rows are treated as there, too.
    progress : bool or callable
        As in `analyze_many`.

    Returns
    -------
    Tables
        As from `tables`, with more columns in `documents`.

    Raises
    ------
    TypeError
        If `frame` is no table.
    ValueError
        If it has no column of a name, or several.
    """
    frame, names = _table(frame)
    if twice := [name for name, n in Counter(names).items() if n > 1]:
        raise ValueError(f"columns of frame must have different names, but there are several {twice[0]!r}")
    chosen = {"text": text, "title": title, "id": id}
    for argument, name in chosen.items():
        if (name is not None or argument == "text") and name not in names:
            there = ", ".join(map(repr, names))
            raise ValueError(f"{argument} must name a column of the table, not {name!r}; there are {there}")
    # What Arrow cannot hold is found out before hours are spent.
    others = _others(frame, text, [column.name for column in columns() if column.table == _DOCUMENTS], id)
    gathered = Gathered()
    titles = None if title is None else frame[title]
    ids = None if id is None else frame[id]
    for reading in readings(frame[text], ids=ids, titles=titles, threads=threads, progress=progress):
        gathered.add(reading.id, reading.records)
    found = gathered.tables()
    found.documents = _side_by_side(found.documents, others)
    return found


def _table(frame: Any) -> tuple[Any, list[str]]:  # noqa: ANN401
    """Give a table of pandas, polars or pyarrow, with the names of its columns."""
    package = type(frame).__module__.partition(".")[0]
    if package in ("pandas", "polars") and type(frame).__name__ != "LazyFrame" and hasattr(frame, "columns"):
        return frame, list(frame.columns)
    if not hasattr(frame, "__arrow_c_stream__") or package in ("pandas", "polars"):
        hint = ": collect it first" if type(frame).__name__ == "LazyFrame" else ""
        raise TypeError(f"frame must be a table of pandas, polars or Arrow, not {type(frame).__name__}{hint}")
    try:
        import pyarrow as pa
    except ImportError:
        raise ImportError("a table of Arrow needs pyarrow: pip install onrecord[pandas]") from None
    table = pa.table(frame)
    return table, table.column_names


def _others(frame: Any, text: str, taken: list[str], id: str | None) -> Any:  # noqa: ANN401
    """Give all columns but the text, as a table of polars or pyarrow, under names that are not taken."""
    dropped = [text, *([id] if id == "doc_id" and id != text else [])]
    if type(frame).__module__.startswith("polars"):
        others = frame.drop(dropped)
        return others.rename(dict(zip(others.columns, _free(others.columns, taken), strict=True)))
    try:
        import pyarrow as pa
    except ImportError:
        raise ImportError("a table of pandas needs pyarrow: pip install onrecord[pandas]") from None
    if isinstance(frame, pa.Table):
        others = frame.drop_columns(dropped)
    else:
        arrays = {str(name): _array(name, frame[name]) for name in frame.columns if name not in dropped}
        others = pa.table(arrays) if arrays else pa.table({"": pa.nulls(len(frame))}).select([])
    return others.rename_columns(_free(others.column_names, taken))


def _array(name: object, column: Any) -> Any:  # noqa: ANN401
    """Give a column of pandas as one of Arrow, of strings where Arrow has no type for its values."""
    import pyarrow as pa

    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, UnicodeEncodeError):
        warnings.warn(
            f"column {name!r} holds values of several types, or that Arrow cannot hold; it is carried along as str",
            stacklevel=4,
        )
        return pa.array([None if missing else _str(cell) for cell, missing in zip(column, column.isna(), strict=True)])


def _str(cell: object) -> str:
    """Write any value so that a file of UTF-8 can hold it."""
    return str(cell).encode(errors="replace").decode()


def _free(names: Iterable[str], taken: list[str]) -> list[str]:
    free: list[str] = []
    for name in names:
        while name in taken or name in free:
            name += "_given"
        free.append(name)
    return free


def _side_by_side(documents: Table, others: Any) -> Table:  # noqa: ANN401
    if type(others).__module__.startswith("polars"):
        whole: Any = documents.to_polars().hstack(others)
        return Table(documents.name, whole.columns, whole)
    import pyarrow as pa

    whole = documents.to_arrow()
    for field, column in zip(others.schema, others.columns, strict=True):
        # pandas cannot read columns of whole numbers in which a piece without rows lies between others.
        chunks = [chunk for chunk in column.chunks if len(chunk)]
        whole = whole.append_column(field, pa.chunked_array(chunks, field.type))
    return Table(documents.name, whole.column_names, cast(_Source, whole))
