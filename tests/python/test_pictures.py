"""Charts and the graph, of one article and of many."""

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx as nx
import onrecord
import pytest
from onrecord.types import AnalysisDict


def made(stance: list[tuple[str | None, str, float]], speakers: list[tuple[str | None, str]], kind: str = "ORG") -> Any:  # noqa: ANN401
    """Give an analysis of holders, targets and scores, and of speakers and kinds of quotes; names are entities."""
    names = dict.fromkeys(
        name for row in [*(s[:2] for s in stance), *(s[:1] for s in speakers)] for name in row if name
    )
    ids = {name: n for n, name in enumerate(names)}
    result = onrecord.Analysis(onrecord.analyze(""), id="doc")
    result["entities"] = [
        {
            "id": n,
            "name": name,
            "type": kind,
            "role": None,
            "country": "NO" if name == "Norland" else None,
            "mentions": [],
        }
        for name, n in ids.items()
    ]
    result["quotes"] = [{"speaker": ids[name] if name else None, "kind": kind} for name, kind in speakers]
    result["stance"] = [
        {
            "holder": ids[holder] if holder else None,
            "holder_kind": "actor" if holder else "author",
            "target": ids[target],
            "polarity": "positive" if score > 0 else "negative" if score else "neutral",
            "score": score,
            "evidence": {"start": 0, "end": 0, "text": f"{holder} on\n{target}\x00"},
        }
        for holder, target, score in stance
    ]
    return result


ONE = made(
    [("Ann", "Norland", -1.0), ("Ann", "Norland", 0.5), ("Bo", "Ann", 1.0), (None, "Bo", 0.0)],
    [("Ann", "direct"), ("Ann", "indirect"), ("Bo", "mixed"), (None, "direct")],
)
TWO = made([("Ann", "Norland", -1.0)], [("Ann", "direct")])
OTHER = made([("Ann", "Norland", 1.0)], [("Ann", "direct")], kind="GPE")


def rows(chart: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The data of a chart, which its schema has found valid."""
    (values,) = chart.to_dict()["datasets"].values()
    return [dict(row) for row in values]


def test_the_matrix_counts_and_takes_means() -> None:
    found = {(row["holder"], row["target"]): row for row in rows(onrecord.plot.stance_matrix([ONE, TWO]))}
    assert set(found) == {("Ann", "Norland"), ("Bo", "Ann"), ("the author", "Bo")}
    cell = found["Ann", "Norland"]
    assert (cell["records"], cell["for"], cell["against"], cell["neutral"]) == (3, 1, 2, 0)
    assert cell["mean"] == pytest.approx(-0.5)


def test_one_analysis_or_a_plain_dict_is_enough() -> None:
    charts = [onrecord.plot.stance_matrix(given).to_dict() for given in (ONE, [dict(ONE)], iter([ONE]))]
    assert charts[0] == charts[1] == charts[2]


def test_one_name_of_two_types_is_two() -> None:
    found = {(row["holder"], row["target"]) for row in rows(onrecord.plot.stance_matrix([TWO, OTHER]))}
    assert found == {("Ann (ORG)", "Norland (ORG)"), ("Ann (GPE)", "Norland (GPE)")}


def test_the_matrix_shows_the_top_and_says_of_how_many() -> None:
    chart = onrecord.plot.stance_matrix([ONE, TWO], top=1)
    assert [(row["holder"], row["target"]) for row in rows(chart)] == [("Ann", "Norland")]
    assert chart.to_dict()["title"]["subtitle"] == [
        "1 of 3 holders down, 1 of 3 targets across,",
        "3 of 5 records, counted in the cells",
    ]


def test_speakers_are_counted_by_kind() -> None:
    chart = onrecord.plot.speakers([ONE, TWO])
    found = [(row["speaker"], row["kind"], row["quotes"]) for row in rows(chart)]
    assert found == [("Ann", "direct", 2), ("Ann", "indirect", 1), ("Bo", "mixed", 1)]
    assert chart.to_dict()["title"]["subtitle"] == "2 speakers, 4 quotes; 1 more without a known speaker"


def test_a_chart_is_saved_so_that_it_needs_no_network(tmp_path: Path) -> None:
    chart = onrecord.plot.speakers(ONE)
    chart.save(tmp_path / "chart.html", inline=True)
    html = (tmp_path / "chart.html").read_text(encoding="utf-8")
    assert "vegaEmbed" in html
    without_code = re.sub(r"<script[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"<script[^>]* src=", html)
    assert not re.search(r"<(link|img|iframe)", without_code)
    chart.save(tmp_path / "chart.svg")
    assert "Who is quoted how often" in (tmp_path / "chart.svg").read_text(encoding="utf-8")


def test_nothing_to_draw_is_drawn() -> None:
    for chart in (onrecord.plot.speakers([]), onrecord.plot.stance_matrix(onrecord.analyze(""))):
        assert rows(chart) == []
    assert len(onrecord.graph([])) == 0


def test_charts_of_real_articles_are_valid(articles: list[Path]) -> None:
    results = [onrecord.analyze(path.read_text(encoding="utf-8")) for path in articles]
    quotes = sum(quote["speaker"] is not None for result in results for quote in result["quotes"])
    assert sum(row["quotes"] for row in rows(onrecord.plot.speakers(results, top=1000))) == quotes
    stance = sum(len(result["stance"]) for result in results)
    assert sum(row["records"] for row in rows(onrecord.plot.stance_matrix(results, top=1000))) == stance


def test_the_graph_has_an_edge_a_pair() -> None:
    graph = onrecord.graph([ONE, TWO])
    assert {node: graph.nodes[node] for node in graph} == {
        "Ann": {"name": "Ann", "type": "ORG"},
        "Norland": {"name": "Norland", "type": "ORG", "country": "NO"},
        "Bo": {"name": "Bo", "type": "ORG"},
        "the author": {"name": "the author", "type": "AUTHOR"},
    }
    assert graph.edges["Ann", "Norland"] == {
        "records": 3,
        "positive": 1,
        "negative": 2,
        "neutral": 0,
        "mean": pytest.approx(-0.5),
        "sign": -1,
        "evidence": "\n".join(["doc: Ann on Norland\ufffd"] * 3),
    }
    assert [graph.edges[pair]["sign"] for pair in (("Bo", "Ann"), ("the author", "Bo"))] == [1, 0]


def test_graphml_gives_the_same_graph_back(articles: list[Path]) -> None:
    results = [onrecord.analyze(path.read_text(encoding="utf-8")) for path in articles]
    odd = made([("N\x00\ufffe<&\u202e", "Norland", -1.0)], [])
    for graph in (onrecord.graph(results), onrecord.graph([ONE, TWO, OTHER, odd])):
        assert len(graph) > 3
        file = BytesIO()
        nx.write_graphml(graph, file)
        file.seek(0)
        back = nx.read_graphml(file)
        assert {node: back.nodes[node] for node in back} == {node: graph.nodes[node] for node in graph}
        assert {(a, b): data for a, b, data in back.edges(data=True)} == {
            (a, b): data for a, b, data in graph.edges(data=True)
        }


@pytest.mark.parametrize("draw", [onrecord.graph, onrecord.plot.speakers, onrecord.plot.stance_matrix])
def test_misuse_is_named(draw: Any) -> None:  # noqa: ANN401
    with pytest.raises(TypeError, match="results must be what analyze returns, or an iterable of that, not int"):
        draw(3)
    with pytest.raises(TypeError, match="results must hold what analyze returns, with all its keys, not str"):
        draw(["text"])
    if draw is not onrecord.graph:
        with pytest.raises(ValueError, match="top must be at least 1, not 0"):
            draw([], top=0)
        with pytest.raises(TypeError, match="top must be int, not float"):
            draw([], top=2.5)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match=r"pip install onrecord\[plot\]"):
        onrecord.plot.speakers([])
    with pytest.raises(ImportError, match=r"pip install onrecord\[graph\]"):
        onrecord.graph([])


def test_the_keys_that_pictures_ask_for_are_those_of_a_result() -> None:
    assert ONE.keys() == AnalysisDict.__required_keys__
