"""Reading from many threads, and after a fork."""

import multiprocessing
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import onrecord
import pytest
from onrecord import _core


def read(path: Path) -> onrecord.Analysis:
    return onrecord.analyze(path.read_text(encoding="utf-8"))


def test_threads_give_the_same_records(articles: list[Path]) -> None:
    alone = [read(path) for path in articles]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, articles * 10)) == alone * 10


def test_other_threads_run_while_a_text_is_read(articles: list[Path]) -> None:
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in articles)
    while (took := timed(text)) < 0.5:
        text += "\n\n" + text
    ticks: list[float] = []
    reading = threading.Event()

    def tick() -> None:
        while reading.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    reading.set()
    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.perf_counter()
    _core.read(text)
    end = time.perf_counter()
    reading.clear()
    ticker.join()
    # With the lock held, at most the ticks at either end would fall inside.
    inside = [t for t in ticks if start + 0.05 * took < t < end - 0.05 * took]
    assert len(inside) >= 5


def timed(text: str) -> float:
    """Seconds that one reading takes."""
    start = time.perf_counter()
    _core.read(text)
    return time.perf_counter() - start


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason=f"no fork on {sys.platform}")
def test_a_forked_process_reads_on(articles: list[Path]) -> None:
    before = [read(path) for path in articles]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(read, articles).get(timeout=60) == before
