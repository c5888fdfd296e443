"""The benchmark command, and the articles that ship with the repository."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import onrecord
import pytest
from onrecord import benchmark, scoring

TEXTS = (
    "Toll is planned.\n\n“The toll is a disgrace,” Ann Lee told reporters.",
    "Bridge is closed.\n\n“We will pay,” Bo Rask said. Rask praised Norland.",
    "Rain falls.\n\nNobody spoke.",
)


def annotated(text: str) -> dict[str, Any]:
    """The article with what the product itself reads in it as its annotation, whatever that is."""
    result = onrecord.analyze(text)
    keys = {entity["id"]: f"e{entity['id']}" for entity in result["entities"]}
    signs = {"positive": 1, "neutral": 0, "negative": -1}
    return {
        "id": text[:4],
        "text": text,
        "entities": [
            {"id": keys[one["id"]], "type": one["type"], "canonical": one["name"], "mentions": one["mentions"]}
            for one in result["entities"]
        ],
        "quotes": [
            {
                "type": one["kind"],
                "content": one["content"],
                "source": one["source"],
                "speaker": None if one["speaker"] is None else keys[one["speaker"]],
            }
            for one in result["quotes"]
        ],
        "stance": [
            {
                "holder": "narrator" if one["holder"] is None else keys[one["holder"]],
                "target": keys[one["target"]],
                "polarity": signs[one["polarity"]],
            }
            for one in result["stance"]
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles, annotated as the product reads them."""
    for text in TEXTS:
        (tmp_path / f"{text[:4]}.json").write_text(json.dumps(annotated(text)), encoding="utf-8")
    return tmp_path


def test_the_table_has_every_heading_and_the_same_figures_every_time(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark.main([str(folder)]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    model = onrecord.analyze("")["model"]
    assert lines[0] == f"onrecord {onrecord.__version__}, model {model}, on {folder.as_posix()}"
    assert lines[1] == "3 articles, 28 words; in percent, 95% intervals from 1000 samples of the articles, seed 0"
    n = str(sum(len(annotated(text)["quotes"]) for text in TEXTS))
    at = lines.index("Quotes")
    assert lines[at + 1].split() == ["F1", "100.0", "[100.0,", "100.0]"]
    assert lines[at + 3].split() == ["recall", "100.0", "[100.0,", "100.0]", n, "of", n]
    benchmark.main([str(folder)])
    assert capsys.readouterr().out == shown


def test_json_says_the_same_as_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [str(folder), "--seed", "3", "--samples", "50"]
    benchmark.main(options)
    shown = capsys.readouterr().out
    benchmark.main([*options, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"version", "model", "articles", "words", "seed", "samples", "figures", "counts"}
    assert (found["articles"], found["seed"], found["samples"]) == (3, 3, 50)
    assert shown.split("\n", 1)[1] == benchmark.table(found) + "\n"


def test_the_reader_is_measured_and_not_the_annotation() -> None:
    """One that finds the quote between marks in one article of two; the speaker is nobody it knows."""

    def read(text: str) -> dict[str, Any]:
        marks = [n for n, character in enumerate(text) if character in "“”"] if "toll" in text else []
        quotes = [
            {"content": [{"start": marks[0], "end": marks[1] + 1}], "kind": "direct", "source": None, "speaker": None}
            for _ in marks[:1]
        ]
        return {"entities": [], "quotes": quotes, "stance": []}

    ann = {"id": "1", "canonical": "Ann Lee", "mentions": [{"start": 43, "end": 50, "text": "Ann Lee", "kind": "name"}]}
    bo = {"id": "1", "canonical": "Bo Rask", "mentions": [{"start": 34, "end": 41, "text": "Bo Rask", "kind": "name"}]}
    golds: list[Any] = [
        {
            "id": text[:4],
            "text": text,
            "entities": [one],
            "quotes": [{"type": "direct", "content": [{"start": 18, "end": end}], "source": None, "speaker": "1"}],
            "stance": [],
        }
        for text, one, end in zip(TEXTS[:2], (ann, bo), (42, 33), strict=True)
    ]
    found = benchmark.measure(golds, read, samples=200)
    assert found["figures"]["quotes_recall"] == {"value": 1 / 2, "low": 0, "high": 1}
    assert found["figures"]["quotes_precision"]["value"] == found["figures"]["speakers_open"]["value"] == 1
    assert found["figures"]["mentions_recall"]["value"] == 0
    assert found["figures"]["same_quotes"]["value"] == 1
    assert found["figures"]["stance_f1"]["value"] is None
    shown = benchmark.table(found).splitlines()
    assert f"  {'recall':<43}{'50.0 [0.0, 100.0]':<22}     1 of 2" in shown
    assert shown[shown.index("Stance, targets with a name") + 1].split() == ["F1", "-"]


def test_a_single_article_has_no_interval(folder: Path) -> None:
    found = benchmark.measure(scoring.read(folder / "Toll.json"))
    assert found["figures"]["quotes_f1"] == {"value": 1.0, "low": None, "high": None}
    assert benchmark.table(found).splitlines()[0] == "1 article, 12 words; in percent"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no file or folder benchmarks/wikinews; the open benchmark is benchmarks/wikinews in a clone"),
        (["nowhere"], "no file or folder nowhere"),
        (["empty"], "no .json or .json.gz file in empty"),
        (["broken.json"], "broken.json: an article or record lacks the key 'text'"),
        (["--samples", "0"], "--samples must be 1 or more"),
    ],
)
def test_what_cannot_be_read_is_named(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    command = [sys.executable, "-m", "onrecord.benchmark", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in done.stderr.replace("\\", "/")
    assert "Traceback" not in done.stderr


def test_misuse_is_named() -> None:
    with pytest.raises(ValueError, match="there is no article"):
        benchmark.measure([])
    with pytest.raises(ValueError, match="samples must be 1 or more"):
        benchmark.measure(scoring.read(Path(__file__).parents[2] / "benchmarks" / "wikinews")[:1], samples=0)


def test_the_open_benchmark_is_whole_and_names_its_source(root: Path) -> None:
    articles = scoring.read(root / "benchmarks" / "wikinews")
    assert len(articles) == len({article["id"] for article in articles}) == 40
    for article in articles:
        assert article["text"].startswith(article["title"])
        assert article["url"].startswith("https://en.wikinews.org/wiki/")
        assert article["date"].startswith("2020-")
        assert (article["licence"], article["author"]) == ("CC BY 2.5", "Wikinews contributors")
    sizes = [
        len(articles),
        sum(len(article["text"].split()) for article in articles),
        sum(len(article["entities"]) for article in articles),
        sum(len(entity["mentions"]) for article in articles for entity in article["entities"]),
        sum(len(article["quotes"]) for article in articles),
        sum(len(article["stance"]) for article in articles),
    ]
    page = (root / "benchmarks" / "wikinews" / "README.md").read_text(encoding="utf-8")
    assert f"| {' | '.join(f'{size:,}' for size in sizes)} |" in page


def test_the_free_articles_may_be_passed_on_and_are_none_of_the_benchmark(root: Path) -> None:
    articles = scoring.read(root / "training" / "corpora" / "free-train.json.gz")
    licences = Counter(article["licence"] for article in articles)
    assert licences == {"CC BY 2.5": 166, "public domain (work of the US Government)": 74}
    for article in articles:
        assert article["author"]
        assert article["licence"] != "CC BY 2.5" or (article["title"] and article["url"] and article["date"])
    measured = scoring.read(root / "benchmarks" / "wikinews")
    assert {article["text"] for article in articles}.isdisjoint(article["text"] for article in measured)
    assert {article.get("url") for article in articles}.isdisjoint(article["url"] for article in measured)
