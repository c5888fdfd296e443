"""Where the command line gets articles from: plain files, folders, patterns, tables, standard input."""

import csv
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import NamedTuple

__all__ = ["TABLES", "Article", "Columns", "UnreadableError", "expand", "is_one", "read"]

TABLES = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
"""Ends of the names of files that hold an article a row; any other file is an article."""


#: Lines of a file that are named one by one; of more, only their number is told.
_NAMED = 5


class Columns(NamedTuple):
    """Which columns of a table hold what."""

    text: str
    id: str | None
    title: str | None


class Article(NamedTuple):
    """What can be read, and what it is called."""

    name: str
    text: object
    title: object
    is_file: bool
    """Whether it is a whole file, and `name` its path."""


class UnreadableError(Exception):
    """A file that gives no articles, or no more; the message says what to do."""


def expand(names: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Give the path of each file that the names stand for, or a name with what is wrong with it.

    A folder stands for the `.txt` files in it and in the folders below, a pattern
    for what it matches where there is no file of that very name; both in the order
    of the alphabet.
    """
    for name in names:
        path = Path(name)
        if name != "-" and path.is_dir():
            inside = sorted(str(file) for file in path.rglob("*.txt") if file.is_file())
            yield from ((file, None) for file in inside)
            if not inside:
                yield name, "a folder without .txt files"
        elif name != "-" and has_magic(name) and not path.exists():
            matching = sorted(file for file in glob(name, recursive=True) if Path(file).is_file())
            yield from ((file, None) for file in matching)
            if not matching:
                yield name, "no file matches"
        else:
            yield name, None


def is_one(name: str) -> bool:
    """Tell whether a name can stand for one article only."""
    return name == "-" or not (_is_table(name) or Path(name).is_dir() or (has_magic(name) and not Path(name).exists()))


def read(path: str, columns: Columns, tell: Callable[[str], object]) -> Iterator[Article]:
    """Give the articles of a file, or of standard input for `-`.

    `tell` gets what is wrong with single lines, a sentence each; the others are read.

    Raises
    ------
    UnreadableError
        If it holds none that can be read; also after some, where the rest cannot be.
    OSError
        If it cannot be opened.
    """
    if not _is_table(path):
        yield Article(path, _text(path), None, is_file=True)
        return
    number = 0
    try:
        for row in _rows(path, columns, tell):
            identity = row.get(columns.id) if columns.id else None
            title = row.get(columns.title) if columns.title else None
            name = f"{path}:{number}" if identity is None else str(identity)
            yield Article(name, row.get(columns.text), title or None, is_file=False)
            number += 1
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 text after {number} rows; {_hint(error.object, path)}") from None
    except csv.Error as error:
        raise UnreadableError(f"not CSV after {number} rows: {error}") from None


def _is_table(path: str) -> bool:
    return path.lower().endswith(TABLES)


def _rows(path: str, columns: Columns, tell: Callable[[str], object]) -> Iterator[dict[str, object]]:
    kind = path.lower()
    if kind.endswith(".parquet"):
        return _parquet(path, columns)
    return _csv(path, columns, tell) if kind.endswith(("csv", "tsv")) else _jsonl(path, columns, tell)


def _look_for(columns: Columns, names: Iterable[str]) -> None:
    there = list(names)
    if not there:
        raise UnreadableError("it has no columns")
    for option, name in zip(("text", "id", "title"), columns, strict=True):
        if name is not None and name not in there:
            listed = ", ".join(map(repr, there))
            raise UnreadableError(f"no column {name!r}; there are {listed}: name one with --{option}-column")


def _csv(path: str, columns: Columns, tell: Callable[[str], object]) -> Iterator[dict[str, object]]:
    # Otherwise a cell ends at 128 KiB, and an article may not. More than this, not every platform takes.
    csv.field_size_limit(2**31 - 1)
    with open(path, encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        # Spreadsheets write semicolons where the comma is the decimal sign.
        separator = "\t" if path.lower().endswith(".tsv") else max(",;\t", key=header.count)
        # A cell may hold line ends, so each line that a row has taken is kept until the row is known to be one.
        coming, taken = deque([header]), list[str]()

        def lines() -> Iterator[str]:
            while line := coming.popleft() if coming else file.readline():
                taken.append(line)
                yield line

        names: list[str] | None = None
        number, rows = 1, csv.reader(lines(), delimiter=separator)
        while True:
            cells = next(rows, None)
            if cells is None:
                break
            flaw = _flaw(taken, separator) if len(taken) > 1 else None
            if flaw == _UNCLOSED and names is not None:
                # The cell has swallowed the rest of the file: its own line is lost, and the others are read.
                tell(f"line {number} opens a quotation mark that is never closed, and was not read")
                coming.extendleft(reversed(taken[1:]))
                rows = csv.reader(lines(), delimiter=separator)
                number += 1
                taken.clear()
                continue
            if flaw is not None:
                place = f"lines {number} to {number + len(taken) - 1}"
                tell(f"{place} were read as one row, but a quotation mark seems not to be closed: {flaw}")
            number += len(taken)
            taken.clear()
            if names is None:
                names = cells
                _look_for(columns, names)
            elif cells:
                yield dict(zip(names, cells, strict=False))
        if names is None:
            _look_for(columns, [])


#: What the module csv says of a cell that the end of the file ends.
_UNCLOSED = "unexpected end of data"


def _flaw(lines: list[str], separator: str) -> str | None:
    """Say what is wrong with the quotation marks of a row, if anything is."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return str(error)
    return None


def _jsonl(path: str, columns: Columns, tell: Callable[[str], object]) -> Iterator[dict[str, object]]:
    good = bad = 0
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if not text.strip():
                    continue
                row = json.loads(text)
                flaw = None if isinstance(row, dict) else "is no JSON object"
            except UnicodeDecodeError:
                if not good:
                    raise
                flaw = "is not UTF-8 text"
            except ValueError as error:
                flaw = f"is no JSON: {error}"
            except RecursionError:
                flaw = "is no JSON that can be read: it is nested too deeply"
            if flaw is not None:
                bad += 1
                if bad <= _NAMED:
                    tell(f"line {number} {flaw}")
                continue
            if not good:
                _look_for(columns, row)
            good += 1
            yield row
    if bad > _NAMED:
        tell(f"{bad - _NAMED:,} more lines could not be read")


def _parquet(path: str, columns: Columns) -> Iterator[dict[str, object]]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UnreadableError("Parquet needs pyarrow: pip install onrecord[pandas]") from None
    try:
        with pq.ParquetFile(path) as file:
            _look_for(columns, file.schema_arrow.names)
            wanted = [name for name in columns if name is not None]
            for batch in file.iter_batches(batch_size=256, columns=wanted):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise UnreadableError(f"not a Parquet file: {error}") from None


def _text(path: str) -> str:
    """Read a file, or standard input for `-`, line ends left as they are."""
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    if _looks_like_utf16(data):
        raise UnreadableError(f"not UTF-8 text (byte position 0); {_hint(data, path)}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (len(data) - len(error.object))
        raise UnreadableError(f"not UTF-8 text (byte 0x{data[at]:02x} at position {at}); {_hint(data, path)}") from None


def _looks_like_utf16(data: bytes) -> bool:
    """Tell UTF-16 and UTF-32, which are formally UTF-8 with many null characters where they have no mark."""
    head = data[:200]
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) * 3 > len(head)


def _hint(data: bytes, path: str) -> str:
    """Guess what a file is, and say how to make it UTF-8."""
    if data.startswith(b"%PDF"):
        return "it is a PDF: extract its text first, for example with pdftotext"
    if data.startswith(b"PK\x03\x04"):
        return "it is a zip file or an office document: save it as plain text in UTF-8 first"
    if _looks_like_utf16(data):
        # Most letters of UTF-32 have three null bytes, of UTF-16 one.
        name = encoding = "UTF-32" if data[:200].count(0) * 3 > 2 * len(data[:200]) else "UTF-16"
    elif b"\0" in data:
        return "it looks like no text at all"
    else:
        name, encoding = "Windows-1252", "WINDOWS-1252"
    source = "FILE" if path == "-" else path
    return f"it looks like {name}; convert it: iconv -f {encoding} -t UTF-8 {source} > utf8.txt"
