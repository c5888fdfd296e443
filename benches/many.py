"""Speed and memory of many articles: `python benches/many.py [articles]`.

Articles are made from the paragraphs of the sample articles, drawn at random with a fixed seed, some 500 words each. Every figure is of a process
of its own: words a second by the clock and by processor time, and the highest memory that the process had.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import onrecord

ARTICLES = Path(__file__).resolve().parents[1] / "seeds" / "articles"


def make(n: int) -> Iterator[str]:
    """Give articles, one after the other, so that they themselves take no memory."""
    draw = random.Random(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n") if paragraph.strip()]
    for _ in range(n):
        article: list[str] = []
        while sum(len(paragraph.split()) for paragraph in article) < 500:
            article.append(draw.choice(paragraphs))
        yield "\n\n".join(article)


def measure(n: int, threads: int) -> dict[str, float]:
    """Read `n` articles in this process."""
    onrecord.analyze("Ann Lee said no.")
    words, quotes = 0, 0
    clock, processor = time.perf_counter(), time.process_time()
    for result in onrecord.analyze_many(make(n), threads=threads):
        words += len((result.text or "").split())
        quotes += len(result["quotes"])
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": words, "quotes": quotes, "clock": words / clock, "processor": words / processor, "MB": memory}


def main() -> None:
    """Compare threads, and a tenth of the articles with all of them."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(*map(int, sys.argv[2:]))))
        return
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print("articles  threads      words  words/s  words/processor s  peak MB")
    for articles, threads in [(n // 10, 1), (n // 10, 2), (n, 1), (n, 2)]:
        command = [sys.executable, __file__, "--one", str(articles), str(threads)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        speed = f"{found['clock']:8,.0f}  {found['processor']:17,.0f}"
        print(f"{articles:8,}  {threads:7}  {found['words']:9,} {speed}  {found['MB']:7,.0f}")


if __name__ == "__main__":
    main()
