"""The command line: articles in, records out."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO, cast

from onrecord import __version__, display, page
from onrecord.analysis import Analysis, analyze
from onrecord.display import Paint
from onrecord.types import AnalysisDict

__all__ = ["main"]

_DESCRIPTION = "Read English news articles: who said what, about whom, and for or against."

_EPILOG = """\
Files are plain text in UTF-8, with or without a byte order mark, one article each.
Positions in json and jsonl count code points of the text behind that mark.

exit codes:
  0  all files were read
  1  some file could not be read; the others were
  2  the command line was not understood
"""

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
    path: str
    analysis: Analysis


class _UnreadableError(Exception):
    """A file that holds no text in UTF-8; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments behind the name of the program; by default those of the process.

    Returns
    -------
    int
        The exit code: 0 if all files were read, 1 if some file could not be.
        Wrong usage exits with 2.
    """
    for stream in (sys.stdout, sys.stderr):
        # JSON is UTF-8 by definition, and no platform's own encoding holds all that news may quote.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _arguments(argv)
    reader = _Reader(arguments.files, arguments.title)
    try:
        _WRITERS[arguments.format](reader, len(arguments.files) > 1, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads our output has seen enough (`onrecord ... | head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 1 if reader.failed else 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="an article; - or no FILE reads standard input")
    parser.add_argument(
        "--format",
        choices=sorted(_WRITERS),
        default="text",
        help="text: to read (default); json: one object, or a list of them for several files; "
        "jsonl: one line a file. In lists and lines, the key path comes first; "
        "html: a page that shows each article with its records",
    )
    parser.add_argument("--title", help="the headline, where it is not in the file")
    parser.add_argument("--version", action="version", version=f"onrecord {__version__}")
    arguments = parser.parse_args(argv)
    if not arguments.files:
        if sys.stdin.isatty():
            parser.error("no FILE given, and nothing comes from standard input")
        arguments.files = ["-"]
    if arguments.title is not None and len(arguments.files) > 1:
        parser.error("--title is the headline of one article, but several files are given")
    # Python keeps the bytes of an argument that are no UTF-8 as surrogates, which no text has.
    if any("\ud800" <= c <= "\udfff" for c in arguments.title or ""):
        parser.error("--title is not UTF-8 text")
    return arguments


class _Reader:
    """Gives the articles one by one; says on standard error which could not be read, and goes on."""

    def __init__(self, paths: Sequence[str], title: str | None) -> None:
        self.paths = paths
        self.title = title
        self.failed = False

    def __iter__(self) -> Iterator[_Article]:
        for path in self.paths:
            try:
                analysis = analyze(_read(path), title=self.title)
            except _UnreadableError as error:
                self.fail(path, str(error))
            except OSError as error:
                self.fail(path, error.strerror or str(error))
            else:
                yield _Article(path, analysis)

    def fail(self, path: str, why: str) -> None:
        self.failed = True
        sys.stdout.flush()
        print(f"onrecord: {path}: {why}", file=sys.stderr)


def _read(path: str) -> str:
    """Read a file, or standard input for `-`, line ends left as they are."""
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    if _looks_like_utf16(data):
        raise _UnreadableError(f"not UTF-8 text (byte position 0); {_hint(data, path)}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (len(data) - len(error.object))
        raise _UnreadableError(
            f"not UTF-8 text (byte 0x{data[at]:02x} at position {at}); {_hint(data, path)}"
        ) from None


def _looks_like_utf16(data: bytes) -> bool:
    """Tell UTF-16, which is formally UTF-8 with many null characters where it has no mark."""
    head = data[:200]
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) * 3 > len(head)


def _hint(data: bytes, path: str) -> str:
    """Guess what a file is, and say how to make it UTF-8."""
    if data.startswith(b"%PDF"):
        return "it is a PDF: extract its text first, for example with pdftotext"
    if data.startswith(b"PK\x03\x04"):
        return "it is a zip file or an office document: save it as plain text in UTF-8 first"
    name, encoding = ("UTF-16", "UTF-16") if _looks_like_utf16(data) else ("Windows-1252", "WINDOWS-1252")
    source = "FILE" if path == "-" else path
    return f"it looks like {name}; convert it: iconv -f {encoding} -t UTF-8 {source} > utf8.txt"


def _write_text(articles: Iterable[_Article], several: bool, out: TextIO) -> None:
    paint = _paint(out)
    width = min(shutil.get_terminal_size((96, 24)).columns, 110)
    for n, (path, analysis) in enumerate(articles):
        if several:
            print("\n" * (n > 0) + paint(f"== {path}", "faint"), file=out)
        print(display.text(cast(AnalysisDict, analysis), width=width, paint=paint), file=out, flush=True)


def _write_json(articles: Iterable[_Article], several: bool, out: TextIO) -> None:
    found = [{"path": path, **analysis} if several else analysis for path, analysis in articles]
    if several or found:
        print(json.dumps(found if several else found[0], ensure_ascii=False, indent=2), file=out)


def _write_jsonl(articles: Iterable[_Article], _several: bool, out: TextIO) -> None:
    for path, analysis in articles:
        print(json.dumps({"path": path, **analysis}, ensure_ascii=False), file=out, flush=True)


def _write_html(articles: Iterable[_Article], several: bool, out: TextIO) -> None:
    found = list(articles)
    if found:
        print(page.page(found) if several else page.show(found[0].analysis), end="", file=out)


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "html": _write_html}


def _paint(out: TextIO) -> Paint:
    """Give the colours of a terminal, if `out` is one and its user wants any (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not out.isatty():
        return display.plain
    return lambda string, role: f"\x1b[{_ANSI[role]}m{string}\x1b[0m"


if __name__ == "__main__":
    sys.exit(main())
