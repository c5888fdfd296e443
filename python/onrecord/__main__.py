"""The command line: articles in, records out."""

import argparse
import json
import os
import shutil
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO, cast

from onrecord import __version__, display, page, sources
from onrecord.analysis import Analysis
from onrecord.display import Paint
from onrecord.frames import Gathered, columns
from onrecord.many import number_of_threads, read_rows
from onrecord.types import AnalysisDict

__all__ = ["main"]

_DESCRIPTION = "Read English news articles: who said what, about whom, and for or against."

_EPILOG = """\
A FILE is one of these:
  an article         plain text in UTF-8, with or without a byte order mark
  a folder           all .txt files in it and in the folders below
  a pattern          'news/*.txt', '**/*.csv': for shells that do not expand it
  a table            .csv, .tsv, .parquet, .jsonl or .ndjson: an article a row, in the column
                     that --text-column names
  -                  standard input: one article; so is no FILE

formats:
  text               to read, in colour on a terminal
  json               the result of the call; a list of them for several articles
  jsonl              one line an article, written as it is read
  csv                one row a quote, for spreadsheets; --table chooses another table
  html               a page to look at, in one file: the articles with their records
  parquet            five tables, documents, quotes, mentions, entities and stance, as files in the
                     folder that --output names
In json and jsonl of several articles, the key path comes first, or id for a row of a table. Positions
count code points of the text behind a byte order mark.

examples:
  onrecord story.txt
  onrecord news/ --format csv --output quotes.csv
  onrecord articles.csv --text-column body --id-column url --format jsonl --output read.jsonl --resume

exit codes:
  0  all articles were read
  1  some file or row could not be read; the others were
  2  the command line was not understood
  3  the output could not be written
  130  stopped by Ctrl-C
"""

_TABLES = list(dict.fromkeys(column.table for column in columns()))
#: Between two drawings of the progress.
_REDRAW_SECONDS = 0.2
#: Whose rows are written at once.
_ARTICLES_AT_A_TIME = 64

_ANSI = {
    "title": "1",
    "heading": "1;4",
    "name": "1;36",
    "positive": "32",
    "negative": "31",
    "neutral": "36",
    "warning": "33",
    "faint": "2",
}


class _Article(NamedTuple):
    key: str
    """`path` for a file, `id` for a row."""
    name: str
    records: str
    """The analysis, as JSON."""
    text: str

    def named(self) -> dict[str, Any]:
        return {self.key: self.name, **json.loads(self.records)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments behind the name of the program; by default those of the process.

    Returns
    -------
    int
        The exit code, as `--help` lists them. Wrong usage exits with 2.
    """
    for stream in (sys.stdout, sys.stderr):
        # JSON is UTF-8 by definition, and no platform's own encoding holds all that news may quote.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _arguments(argv)
    reader = _Reader(arguments)
    try:
        with ExitStack() as stack:
            stack.enter_context(warnings.catch_warnings())
            warnings.showwarning = lambda message, *_: print(f"onrecord: {message}", file=sys.stderr)
            out = sys.stdout
            try:
                # The csv module ends its lines itself, and a spreadsheet knows UTF-8 by the mark of a file.
                if arguments.format == "csv" and hasattr(out, "reconfigure"):
                    out.reconfigure(newline="")
                if arguments.output is not None and arguments.format != "parquet":
                    if any(_is_same_file(path, arguments.output) for path in reader.paths):
                        raise _OutputError("it is one of the files to read; nothing was written")
                    if arguments.resume:
                        reader.done = _resume(arguments.output)
                    encoding = "utf-8-sig" if arguments.format == "csv" else "utf-8"
                    mode = "a" if arguments.resume else "w"
                    out = cast(TextIO, stack.enter_context(open(arguments.output, mode, encoding=encoding, newline="")))
                _WRITERS[arguments.format](reader, arguments, out)
                out.flush()
            except BrokenPipeError:
                raise
            except (OSError, ImportError, _OutputError) as error:
                if out is not sys.stdout:
                    # What is still in the buffer finds no room either; that was told once.
                    with suppress(OSError):
                        out.close()
                _complain(f"{arguments.output or 'output'}: {_reason(error)}")
                return 3
    except BrokenPipeError:
        # Who reads our output has seen enough (`onrecord ... | head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 1 if reader.failed else 0


def _complain(problem: str) -> None:
    # Names of files and ids come from anywhere, and none may steer the terminal.
    print(f"onrecord: {display.clean(problem)}", file=sys.stderr)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="where the articles are, see below")
    parser.add_argument("--format", choices=sorted(_WRITERS), default="text", help="how to write (default: text)")
    parser.add_argument("-o", "--output", metavar="PATH", help="where to write (default: standard output)")
    parser.add_argument(
        "--resume", action="store_true", help="go on with a jsonl output: leave out the articles that are in it"
    )
    parser.add_argument("--table", choices=_TABLES, help="the table that csv writes (default: quotes)")
    parser.add_argument("--title", help="the headline, where it is not in the file; for one article")
    parser.add_argument(
        "--text-column", metavar="NAME", default="text", help="where tables have the text (default: text)"
    )
    parser.add_argument(
        "--id-column", metavar="NAME", help="where tables have what an article is called (default: FILE:ROW)"
    )
    parser.add_argument("--title-column", metavar="NAME", help="where tables have the headline")
    parser.add_argument(
        "--threads",
        type=int,
        metavar="N",
        help="articles read at a time (default: ONRECORD_NUM_THREADS, or all processors)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on the terminal")
    parser.add_argument("--version", action="version", version=f"onrecord {__version__}")
    arguments = parser.parse_args(argv)
    if not arguments.files:
        if sys.stdin.isatty():
            parser.error("no FILE given, and nothing comes from standard input")
        arguments.files = ["-"]
    if arguments.title is not None and (len(arguments.files) > 1 or not sources.is_one(arguments.files[0])):
        parser.error("--title is the headline of one article, but several files are given")
    # Python keeps the bytes of an argument that are no UTF-8 as surrogates, which no text has.
    if any("\ud800" <= c <= "\udfff" for c in arguments.title or ""):
        parser.error("--title is not UTF-8 text")
    try:
        arguments.threads = number_of_threads(arguments.threads)
    except ValueError as error:
        parser.error(str(error))
    if arguments.resume and (arguments.format != "jsonl" or arguments.output is None):
        parser.error("--resume goes on with a file of lines: it needs --format jsonl and --output")
    if arguments.format == "parquet" and arguments.output is None:
        parser.error("--format parquet writes files: name their folder with --output")
    if arguments.table is not None and arguments.format != "csv":
        parser.error("--table is for --format csv")
    return arguments


def _is_same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:  # one of them is not there
        return False


class _OutputError(Exception):
    """Output that cannot be written; the message says why."""


def _resume(output: str) -> set[str]:
    """Give the names in a jsonl output, after its last line was taken off where it was cut."""
    done: set[str] = set()
    if not Path(output).exists():
        return done
    with open(output, "rb+") as file:
        whole = 0
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                file.truncate(whole)
                break
            try:
                row = json.loads(line)
                done.add(row["id"] if "id" in row else row["path"])
            except (ValueError, KeyError, TypeError, RecursionError):
                raise _OutputError(f"line {number} is not what this program writes; nothing was changed") from None
            whole += len(line)
    return done


class _Bar:
    """Tells on a terminal how far the reading is, in one line of standard error."""

    def __init__(self, shown: bool) -> None:
        self.shown = shown
        self.total: int | None = None
        self.start = self.drawn = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if done < 0:
            self.clear()
        elif self.shown and self.total != 1 and now - self.drawn >= _REDRAW_SECONDS:
            self.drawn = now
            pace = done / (now - self.start)
            facts = [f"{done:,} articles" if self.total is None else f"{done:,} of {self.total:,} articles"]
            facts.append(f"{pace:,.1f} a second")
            if self.total is not None:
                facts.append(f"{_duration((self.total - done) / pace)} left")
            sys.stderr.write(f"\r\x1b[K{', '.join(facts)}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that another one can stand there."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


class _Reader:
    """Gives the articles one by one; says on standard error which could not be read, and goes on."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.columns = sources.Columns(arguments.text_column, arguments.id_column, arguments.title_column)
        self.title = arguments.title
        self.threads = arguments.threads
        self.several = len(arguments.files) > 1 or not sources.is_one(arguments.files[0])
        self.done: set[str] = set()
        self.failed = False
        # Where the records go to the same terminal, they are progress enough.
        self.bar = _Bar(not arguments.quiet and sys.stderr.isatty() and (arguments.output or not sys.stdout.isatty()))
        self.paths: list[str] = []
        for path, problem in sources.expand(arguments.files):
            if problem is None:
                self.paths.append(path)
            else:
                self.fail(f"{path}: {problem}")

    def __iter__(self) -> Iterator[_Article]:
        if all(map(sources.is_one, self.paths)):
            self.bar.total = sum(path not in self.done for path in self.paths)
        waiting: deque[tuple[str, str]] = deque()
        rows = ((article.text, article.name, article.title) for article in self.articles(waiting))
        for reading in read_rows(rows, self.threads, self.bar):
            for problem in reading.problems:
                self.fail(problem)
            key, text = waiting.popleft()
            yield _Article(key, reading.id, reading.records, text)

    def articles(self, waiting: deque[tuple[str, str]]) -> Iterator[sources.Article]:
        """Give the articles that are not done yet, and note each one's text and the key that its name stands under."""
        for path in self.paths:
            try:
                for article in sources.read(path, self.columns, partial(self.fail_in, path)):
                    if article.name not in self.done:
                        text = article.text if isinstance(article.text, str) else ""
                        waiting.append(("path" if article.is_file else "id", text))
                        yield article if self.title is None else article._replace(title=self.title)
            except sources.UnreadableError as error:
                self.fail_in(path, str(error))
            except OSError as error:
                self.fail_in(path, _reason(error))

    def fail_in(self, path: str, problem: str) -> None:
        self.fail(f"{path}: {problem}")

    def fail(self, problem: str) -> None:
        self.failed = True
        sys.stdout.flush()
        self.bar.clear()
        _complain(problem)


def _write_text(reader: _Reader, _arguments: argparse.Namespace, out: TextIO) -> None:
    paint = _paint(out)
    width = min(shutil.get_terminal_size((96, 24)).columns, 110)
    for n, article in enumerate(reader):
        if reader.several:
            print("\n" * (n > 0) + paint(f"== {display.clean(article.name)}", "faint"), file=out)
        whole = cast(AnalysisDict, json.loads(article.records))
        print(display.text(whole, width=width, paint=paint), file=out, flush=True)


def _write_json(reader: _Reader, _arguments: argparse.Namespace, out: TextIO) -> None:
    found = [article.named() if reader.several else json.loads(article.records) for article in reader]
    if reader.several or found:
        print(json.dumps(found if reader.several else found[0], ensure_ascii=False, indent=2), file=out)


def _write_jsonl(reader: _Reader, _arguments: argparse.Namespace, out: TextIO) -> None:
    for article in reader:
        print(json.dumps(article.named(), ensure_ascii=False), file=out, flush=True)


def _write_csv(reader: _Reader, arguments: argparse.Namespace, out: TextIO) -> None:
    articles, header = iter(reader), True
    while True:
        gathered = Gathered()
        some = 0
        for article in islice(articles, _ARTICLES_AT_A_TIME):
            gathered.add(article.name, article.records)
            some += 1
        if some or header:
            getattr(gathered.tables(), arguments.table or "quotes").to_csv(out, header=header)
        header = False
        if not some:
            return


def _write_parquet(reader: _Reader, arguments: argparse.Namespace, _out: TextIO) -> None:
    gathered = Gathered()
    for article in reader:
        gathered.add(article.name, article.records)
    gathered.tables().save(arguments.output)


def _write_html(reader: _Reader, _arguments: argparse.Namespace, out: TextIO) -> None:
    found = [(a.name, Analysis(json.loads(a.records), text=a.text)) for a in reader]
    if found:
        print(page.page(found) if reader.several else page.show(found[0][1]), end="", file=out)


_WRITERS: dict[str, Callable[[_Reader, argparse.Namespace, TextIO], None]] = {
    "text": _write_text,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
    "html": _write_html,
}


def _paint(out: TextIO) -> Paint:
    """Give the colours of a terminal, if `out` is one and its user wants any (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not out.isatty():
        return display.plain
    return lambda string, role: f"\x1b[{_ANSI[role]}m{string}\x1b[0m"


if __name__ == "__main__":
    sys.exit(main())
