"""Who is for or against whom in one article or many: the edges, and the graph.

Entities of different articles are one if they have the same name and the same
type; nothing else is known of them that would join them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from onrecord.display import clean
from onrecord.types import AnalysisDict, Entity, Polarity, Stance

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Actor", "Edge", "Results", "actor", "articles", "edges", "graph", "labels"]

Results: TypeAlias = Mapping[str, Any] | AnalysisDict | Iterable[Mapping[str, Any] | AnalysisDict]
"""What the pictures of many articles take: one analysis, or some."""

#: XML, and so GraphML, has no place for these.
_NOT_XML = re.compile("[\ufffe\uffff]")


class Actor(NamedTuple):
    """Who holds a stance, is its target, or is quoted; the same in all articles."""

    name: str
    """As in `Entity`, on one line; `the author` and `unknown` for holders that are no entity."""
    type: str
    """As in `Entity`; `AUTHOR` and `UNKNOWN` for those two."""


class Edge:
    """All stance records of one holder towards one target."""

    def __init__(self) -> None:
        self.scores: list[float] = []
        self.polarities: Counter[Polarity] = Counter()
        self.evidence: list[str] = []

    @property
    def mean(self) -> float:
        """Mean of the scores, from -1 to 1."""
        return sum(self.scores) / len(self.scores)


def articles(results: Results) -> list[AnalysisDict]:
    """Give the analyses, be it one or many.

    Parameters
    ----------
    results : Analysis, or iterable of Analysis
        Dicts of the same shape do as well.

    Returns
    -------
    list of AnalysisDict
        In their order.

    Raises
    ------
    TypeError
        If `results` is neither.
    """
    found: object = [results] if isinstance(results, Mapping) else results
    if not isinstance(found, Iterable) or isinstance(found, str):
        raise TypeError(f"results must be what analyze returns, or an iterable of that, not {type(results).__name__}")
    listed = list(found)
    for one in listed:
        if not (isinstance(one, Mapping) and AnalysisDict.__required_keys__ <= one.keys()):
            raise TypeError(f"results must hold what analyze returns, with all its keys, not {type(one).__name__}")
    return cast(list[AnalysisDict], listed)


def actor(entity: Entity) -> Actor:
    """Give the actor that an entity is."""
    return Actor(clean(entity["name"]), entity["type"])


def _holder(stance: Stance, entities: Sequence[Entity]) -> Actor:
    if stance["holder"] is not None:
        return actor(entities[stance["holder"]])
    return Actor("the author", "AUTHOR") if stance["holder_kind"] == "author" else Actor("unknown", "UNKNOWN")


def edges(analyses: Iterable[AnalysisDict]) -> dict[tuple[Actor, Actor], Edge]:
    """Gather the stance records by holder and target, in the order of their first records."""
    found: dict[tuple[Actor, Actor], Edge] = {}
    for analysis in analyses:
        name = getattr(analysis, "id", None)
        for stance in analysis["stance"]:
            pair = _holder(stance, analysis["entities"]), actor(analysis["entities"][stance["target"]])
            edge = found.setdefault(pair, Edge())
            edge.scores.append(stance["score"])
            edge.polarities[stance["polarity"]] += 1
            evidence = clean(stance["evidence"]["text"])
            edge.evidence.append(f"{clean(name)}: {evidence}" if name else evidence)
    return found


def labels(actors: Iterable[Actor]) -> dict[Actor, str]:
    """Name the actors: with their type only where another has the same name."""
    once = dict.fromkeys(actors)
    often = Counter(one.name for one in once)
    return {one: one.name if often[one.name] == 1 else f"{one.name} ({one.type})" for one in once}


def graph(results: Results) -> "nx.DiGraph[str]":
    """Give the signed graph of who is for or against whom, as networkx.

    There is an edge from each holder to each target of a stance, whatever the
    number of records; entities without stance are left out. All attributes are
    plain text and numbers, so that `networkx.write_graphml` can write them.

    Parameters
    ----------
    results : Analysis, or iterable of Analysis
        One article or many. Entities with the same name and type are one node.

    Returns
    -------
    networkx.DiGraph
        Nodes are names, as `Norland`, or `Norland (ORG)` where two types have
        one name. Attributes of a node: `name`, `type`, and where known
        `country` and `role` (of the first article that has one); the author of
        an article is a node of type `AUTHOR`, a holder who is not known one of
        type `UNKNOWN`. Attributes of an edge: `records`, `positive`,
        `negative`, `neutral` (numbers of records), `mean` (of their scores,
        from -1 to 1), `sign` (-1, 0 or 1: of which polarity there are more)
        and `evidence` (a line a record, headed by the `id` of the analysis
        where it has one).

    Raises
    ------
    TypeError
        If `results` is no analysis and no iterable of them.
    ImportError
        If networkx is not installed.
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise ImportError("graph needs networkx: pip install onrecord[graph]") from error
    analyses = articles(results)
    found = edges(analyses)
    names = {one: _NOT_XML.sub("\ufffd", label) for one, label in labels(a for pair in found for a in pair).items()}
    drawn: nx.DiGraph[str] = nx.DiGraph()
    for one, label in names.items():
        drawn.add_node(label, name=_NOT_XML.sub("\ufffd", one.name), type=one.type)
    for analysis in analyses:
        for entity in analysis["entities"]:
            if label := names.get(actor(entity), ""):
                for key, value in (("country", entity["country"]), ("role", entity["role"])):
                    if value:
                        drawn.nodes[label].setdefault(key, _NOT_XML.sub("\ufffd", clean(value)))
    for (holder, target), edge in found.items():
        counts = {polarity: edge.polarities[polarity] for polarity in ("positive", "negative", "neutral")}
        drawn.add_edge(
            names[holder],
            names[target],
            records=len(edge.scores),
            **counts,
            mean=edge.mean,
            sign=(counts["positive"] > counts["negative"]) - (counts["positive"] < counts["negative"]),
            evidence=_NOT_XML.sub("\ufffd", "\n".join(edge.evidence)),
        )
    return drawn
