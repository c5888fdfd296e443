"""Many articles: in order, lazily, with whatever the rows hold, interrupted, forked and shared."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import onrecord
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord import analyze_many

STORY = "“We will not pay,” Ann Lee said on day {0}. The mayor of Town {0} called the toll reckless."


def stories(n: int) -> list[str]:
    return [STORY.format(i) for i in range(n)]


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_results_are_those_of_one_by_one_in_order(articles: list[Path], threads: int | None) -> None:
    texts = [path.read_text(encoding="utf-8") for path in articles] + stories(50)
    results = list(analyze_many(texts, threads=threads))
    assert results == [onrecord.analyze(text) for text in texts]
    assert [result.text for result in results] == texts
    assert [result.id for result in results] == [str(i) for i in range(len(texts))]
    assert all(type(result) is onrecord.Analysis for result in results)


def test_no_rows_are_no_results() -> None:
    assert list(analyze_many([])) == []


def test_an_endless_source_is_pulled_as_results_are_taken() -> None:
    pulled = 0

    def source() -> Iterator[str]:
        nonlocal pulled
        for i in count():
            pulled += 1
            yield STORY.format(i)

    results = analyze_many(source(), threads=2)
    assert pulled == 0
    assert [next(results).id for _ in range(20)] == [str(i) for i in range(20)]
    assert 20 <= pulled <= 20 + 2 * 64


def test_long_articles_are_pulled_less_far_ahead() -> None:
    pulled = 0

    def source() -> Iterator[str]:
        nonlocal pulled
        while True:
            pulled += 1
            yield STORY + " " * 500_000

    next(analyze_many(source(), threads=1))
    assert pulled <= 2


def test_a_slow_source_does_not_hold_back_what_is_there() -> None:
    pulled = 0

    def source() -> Iterator[str]:
        nonlocal pulled
        for text in stories(100):
            time.sleep(0.05)
            pulled += 1
            yield text

    next(analyze_many(source(), threads=2))
    assert pulled < 50


def test_ids_and_titles_go_with_their_rows() -> None:
    title, story = "Toll divides the valley", STORY.format(1)
    texts = [f"{title}\n\n{story}", f"{title}\n\n{story}", story]
    results = list(analyze_many(texts, ids=["a", 7, None], titles=[title, "Another title", None]))
    assert [result.id for result in results] == ["a", "7", "2"]
    assert results == [
        onrecord.analyze(texts[0], title=title),
        onrecord.analyze(texts[1], title="Another title"),
        onrecord.analyze(texts[2]),
    ]
    assert results[0]["regions"]["headline"] is not None


ROWS: list[Any] = [STORY.format(0), None, float("nan"), pd.NA, 5, b"bytes", "lone \ud800", "", STORY.format(1)]
FLAWS = {
    1: "Row 1 was not read: its text is missing.",
    2: "Row 2 was not read: its text is missing.",
    3: "Row 3 was not read: its text is missing.",
    4: "Row 4 was not read: its text is int, not str.",
    5: "Row 5 was not read: its text is bytes, not str.",
    6: "Row 6 was not read: its text holds a lone surrogate at index 5, which is no character.",
}


def test_a_row_without_text_gives_an_empty_analysis_that_names_it() -> None:
    told = " ".join(list(FLAWS.values())[:5])
    message = f"6 problems. {told} And 1 more; `warnings` of each analysis says so."
    with pytest.warns(UserWarning, match=f"^{re.escape(message)}$") as caught:
        results = list(analyze_many(ROWS, threads=2))
    assert [Path(warning.filename).name for warning in caught] == ["test_many.py"]
    empty = dict(onrecord.analyze(""))
    for row, result in enumerate(results):
        if row in FLAWS:
            assert result == {**empty, "warnings": [FLAWS[row]]}
            assert result.text is None
        else:
            assert result == onrecord.analyze(ROWS[row])
            assert result.text == ROWS[row]
        assert result.id == str(row)


def test_the_id_is_named_where_there_is_one() -> None:
    with pytest.warns(UserWarning, match=r"^1 problem\. Row 0 \(de-7\) was not read: its text is missing\.$"):
        (result,) = analyze_many([None], ids=["de-7"])
    assert result["warnings"] == ["Row 0 (de-7) was not read: its text is missing."]


def test_a_bad_title_costs_the_title_only() -> None:
    titles: list[Any] = [3, None, "lone \ud800", float("nan")]
    with pytest.warns(UserWarning, match="^2 problems"):
        results = list(analyze_many(stories(4), titles=titles))
    assert [len(result["quotes"]) for result in results] == [
        len(onrecord.analyze(text)["quotes"]) for text in stories(4)
    ]
    assert [result["warnings"] for result in results] == [
        ["Row 0 was read without its title, which is int, not str."],
        [],
        ["Row 2 was read without its title, which holds a lone surrogate at index 5, which is no character."],
        [],
    ]


@pytest.mark.parametrize(
    "make",
    [
        pd.Series,
        lambda rows: pd.Series(rows, dtype="string"),
        lambda rows: pd.Series(rows, index=range(5, 5 + len(rows))),
        pl.Series,
        pa.array,
        lambda rows: pa.chunked_array([rows[:2], rows[2:]]),
        lambda rows: pa.array(rows, pa.large_string()),
        lambda rows: pa.array(rows).dictionary_encode(),
        tuple,
        iter,
    ],
)
def test_columns_of_tables(make: Callable[[list[str | None]], Iterable[str | None]]) -> None:
    texts = [*stories(3), None, STORY.format(4)]
    with pytest.warns(UserWarning, match="Row 3 was not read"):
        results = list(analyze_many(make(texts)))
    assert [result.text for result in results] == texts
    assert results[4] == onrecord.analyze(STORY.format(4))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"texts": "one"}, TypeError, "texts must be an iterable of str, not one str; for one article, call analyze"),
        (
            {"texts": b"one"},
            TypeError,
            "texts must be an iterable of str, not one bytes; for one article, call analyze",
        ),
        ({"texts": 3}, TypeError, "texts must be an iterable of str, not int"),
        ({"texts": None}, TypeError, "texts must be an iterable of str, not NoneType"),
        (
            {"texts": pd.DataFrame({"a": ["b"]})},
            TypeError,
            "texts must be one column, not a DataFrame: name the column, or use analyze_frame",
        ),
        (
            {"texts": pa.table({"a": ["b"]})},
            TypeError,
            "texts must be one column, not a Table: name the column, or use analyze_frame",
        ),
        (
            {"texts": {"a": "b"}},
            TypeError,
            "texts must be one column, not a dict: name the column, or use analyze_frame",
        ),
        ({"texts": [], "ids": "ab"}, TypeError, "ids must be an iterable of str, not one str"),
        ({"texts": ["a"], "ids": [1, 2]}, ValueError, "there must be as many of each, not 1 texts and 2 ids"),
        ({"texts": [], "threads": 0}, ValueError, "threads must be from 1 to 1024, not 0"),
        ({"texts": [], "threads": 1025}, ValueError, "threads must be from 1 to 1024, not 1025"),
        ({"texts": [], "threads": True}, TypeError, "threads must be int or None, not bool"),
        ({"texts": [], "threads": "2"}, TypeError, "threads must be int or None, not str"),
        ({"texts": [], "progress": 1}, TypeError, "progress must be bool or a callable (done, total), not int"),
    ],
)
def test_misuse_raises_at_the_call(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        analyze_many(**arguments)


@pytest.mark.parametrize(("n", "name"), [(2, "ids"), (4, "texts")])
def test_generators_of_different_length_are_told_when_one_ends(n: int, name: str) -> None:
    results = analyze_many(iter(stories(3)), ids=iter(range(n)))
    taken = list(islice(results, min(3, n)))
    assert len(taken) == min(3, n)
    with pytest.raises(ValueError, match=f"^there must be as many of each, but the {name} end after {min(3, n)} rows$"):
        next(results)


def test_what_a_source_raises_comes_after_the_rows_before_it() -> None:
    def source() -> Iterator[str]:
        yield from stories(3)
        raise OSError("the disk is gone")

    results = analyze_many(source())
    assert [result.text for result in islice(results, 3)] == stories(3)
    with pytest.raises(OSError, match=r"^the disk is gone$"):
        next(results)


def test_the_environment_gives_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("3", " 1 ", ""):
        monkeypatch.setenv("ONRECORD_NUM_THREADS", value)
        assert len(list(analyze_many(stories(2)))) == 2
    for value in ("0", "two", "-1", "1025", "1.5"):
        monkeypatch.setenv("ONRECORD_NUM_THREADS", value)
        message = f"^ONRECORD_NUM_THREADS must be a number from 1 to 1024, not {re.escape(repr(value))}$"
        with pytest.raises(ValueError, match=message):
            analyze_many(stories(2))
        assert len(list(analyze_many(stories(2), threads=1))) == 2


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted in /proc")
def test_threads_are_as_many_as_asked_for_and_go_with_the_iterator() -> None:
    list(analyze_many(stories(1), threads=1))
    before = len(os.listdir("/proc/self/task"))
    results = analyze_many((STORY.format(i) for i in count()), threads=3)
    next(results)
    assert len(os.listdir("/proc/self/task")) <= before + 3
    del results
    deadline = time.monotonic() + 20
    while len(os.listdir("/proc/self/task")) > before:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_progress_calls_back_after_each_article() -> None:
    calls: list[tuple[int, int | None]] = []
    results = analyze_many(stories(3), progress=lambda done, total: calls.append((done, total)))
    next(results)
    assert calls == [(1, 3)]
    list(results)
    assert calls == [(1, 3), (2, 3), (3, 3)]
    calls.clear()
    list(analyze_many(iter(stories(2)), progress=lambda done, total: calls.append((done, total))))
    assert calls == [(1, None), (2, None)]


def test_progress_shows_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    list(analyze_many(stories(3), progress=True))
    assert "3/3" in capsys.readouterr().err


def test_progress_without_tqdm_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match=r"^progress=True needs tqdm: pip install onrecord\[progress\]$"):
        analyze_many([], progress=True)


def test_iterators_in_threads_do_not_mix() -> None:
    def read(n: int) -> list[onrecord.Analysis]:
        return list(analyze_many(stories(n), threads=2))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [5, 10, 15, 20]))
    whole = read(20)
    assert found == [whole[:n] for n in (5, 10, 15, 20)]


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason=f"no fork on {sys.platform}")
def test_a_fork_in_the_middle_reads_on_by_itself() -> None:
    results = analyze_many(stories(400), threads=2)
    first = next(results)
    with warnings.catch_warnings():
        # That threads do not come along in a fork is what is tested here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            fresh = list(analyze_many(stories(3), threads=2))
            try:
                next(results)
            except RuntimeError as error:
                code = 0 if "a fork" in str(error) and fresh[0] == first and len(fresh) == 3 else 2
            del results
        finally:
            os._exit(code)
    deadline = time.monotonic() + 60
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            pytest.fail("the child hangs")
        time.sleep(0.01)
    assert os.waitstatus_to_exitcode(ended[1]) == 0
    assert len(list(results)) == 399


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_ctrl_c_is_answered_within_a_second() -> None:
    code = (
        "import onrecord, itertools\n"
        f"long = {STORY!r} * 50_000\n"
        "results = onrecord.analyze_many(itertools.repeat(long), threads=2)\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    next(results)\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped', flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        time.sleep(1.5)
        assert process.poll() is None
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(timeout=60) == 0
        assert time.monotonic() - start < 1


class Text(str):
    """A `str` that is not only that."""


BAD: list[Any] = [
    None,
    float("nan"),
    pd.NA,
    pd.NaT,
    b"No.",
    bytearray(b"No."),
    7,
    True,
    ["No."],
    {"a": 1},
    "half \ud83e",
]
READ: list[Any] = ["", " \r\n", "\0", "“" * 99, "\u202e", "😀" * 99, STORY, Text(STORY), pa.scalar(STORY), "x" * 5000]


@pytest.mark.filterwarnings("ignore:[0-9]+ problem", "ignore:ids must be of one document")
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_row_is_lost_whatever_the_rows_hold(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(BAD + READ), max_size=40), "texts")
    cells = st.none() | st.lists(st.sampled_from(BAD + READ), min_size=len(texts), max_size=len(texts))
    ids, titles = data.draw(cells, "ids"), data.draw(cells, "titles")
    threads = data.draw(st.sampled_from([1, 2, 5]), "threads")
    results = list(analyze_many(texts, ids=ids, titles=titles, threads=threads))
    assert len(results) == len(texts)
    for row, (text, result) in enumerate(zip(texts, results, strict=True)):
        bad = any(text is one for one in BAD)
        assert (result.text is None) == bad
        assert any(w.startswith(f"Row {row}") and "was not read" in w for w in result["warnings"]) == bad
        if not bad:
            assert result["n_chars"] == len(str(text))
    documents = onrecord.tables(results).documents
    assert [row["doc_id"] for row in documents] == [result.id for result in results]
