"""Which quote and which entity of the results stands for which of the gold.

Quotes are compared by their letters and digits, entities by the places of their mentions.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

__all__ = ["Fit", "Meeting", "by_end", "characters", "compare", "letters", "meetings", "most", "pair", "stands_for"]

Record: TypeAlias = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


class Fit(NamedTuple):
    """How well a quote of the results fits one of the gold: shares from 0 to 1, and where both stand in their lists."""

    content: float
    source: float
    gold: int
    predicted: int


def letters(quotes: Iterable[Record]) -> dict[int, str]:
    """Give the characters of all contents and sources by their place, as far as the spans carry their text."""
    known: dict[int, str] = {}
    for quote in quotes:
        for span in (*quote["content"], *filter(None, [quote.get("source")])):
            known.update(enumerate(span.get("text", ""), span["start"]))
    return known


def characters(spans: Iterable[Record], known: Mapping[int, str]) -> frozenset[int]:
    """Give the places of letters and digits; all places where there is no other, or the text is not known."""
    places = frozenset(n for span in spans for n in range(span["start"], span["end"]))
    return frozenset(n for n in places if known.get(n, "x").isalnum()) or places


def compare(gold: Sequence[Record], predicted: Sequence[Record]) -> list[Fit]:
    """Compare all pairs of quotes whose contents share a letter or digit.

    Parameters
    ----------
    gold, predicted : sequence of mapping
        Quotes with `content`, a list of spans, and `source`, a span or `None`. Where
        the gold has no key `source`, every source fits.

    Returns
    -------
    list of Fit
        Intersection over union of the places of letters and digits, of content and of source.
    """
    known = letters((*gold, *predicted))

    def common(one: frozenset[int], other: frozenset[int]) -> float:
        return len(one & other) / len(one | other) if one | other else 1.0

    def sides(quote: Record) -> tuple[frozenset[int], frozenset[int]]:
        return characters(quote["content"], known), characters(filter(None, [quote.get("source")]), known)

    here, there = list(map(sides, gold)), list(map(sides, predicted))
    return [
        Fit(common(content, words), common(source, by) if "source" in gold[i] else 1.0, i, j)
        for i, (content, source) in enumerate(here)
        for j, (words, by) in enumerate(there)
        if not content.isdisjoint(words)
    ]


def _closest(fit: Fit) -> tuple[float, float]:
    return -fit.content, -fit.source


def pair(
    fits: Iterable[Fit], good: Callable[[Fit], bool], rank: Callable[[Fit], tuple[float, ...]] = _closest
) -> list[Fit]:
    """Pair quotes one to one.

    Parameters
    ----------
    fits : iterable of Fit
        What `compare` gave.
    good : callable
        Whether a fit is good enough for a pair.
    rank : callable, optional
        Lowest first; without it, those whose content fits best, and of these those whose source does.
    """
    pairs: list[Fit] = []
    used: set[tuple[str, int]] = set()
    for fit in sorted(filter(good, fits), key=rank):
        ends = {("gold", fit.gold), ("predicted", fit.predicted)}
        if used.isdisjoint(ends):
            used |= ends
            pairs.append(fit)
    return pairs


class Meeting(NamedTuple):
    """A mention of the results and the entities of the gold that have a mention at its place."""

    predicted: Hashable
    start: int
    weight: int
    gold: frozenset[Hashable]


def by_end(entities: Mapping[Key, Iterable[Record]]) -> tuple[dict[int, list[Key]], dict[int, list[Key]]]:
    """Give the entities that have a mention by its start, and by its end."""
    starts: dict[int, list[Key]] = defaultdict(list)
    ends: dict[int, list[Key]] = defaultdict(list)
    for key, mentions in entities.items():
        for mention in mentions:
            starts[mention["start"]].append(key)
            ends[mention["end"]].append(key)
    return dict(starts), dict(ends)


def meetings(gold: Mapping[Key, Sequence[Record]], predicted: Mapping[Other, Sequence[Record]]) -> list[Meeting]:
    """Bring each mention of the results together with the entities of the gold that are mentioned there.

    Parameters
    ----------
    gold, predicted : mapping of a key to a sequence of mentions
        The mentions of each entity.

    Returns
    -------
    list of Meeting
        Of mentions that meet one of the gold: the same place, or failing that the same
        start or the same end. A mention of the kind `name` weighs 2, others 1.
    """
    places: dict[tuple[int, int], set[Hashable]] = defaultdict(set)
    for key, mentions in gold.items():
        for mention in mentions:
            places[mention["start"], mention["end"]].add(key)
    starts, ends = by_end(gold)
    found = []
    for entity, mentions in predicted.items():
        for mention in mentions:
            start, end = mention["start"], mention["end"]
            met = places.get((start, end)) or {*starts.get(start, ()), *ends.get(end, ())}
            if met:
                found.append(Meeting(entity, start, 2 if mention.get("kind") == "name" else 1, frozenset(met)))
    return found


def most(votes: Iterable[tuple[Key, Other, int, int]]) -> dict[Key, Other]:
    """Give each elector the candidate with most weight; of two with as much, the one with the lowest place.

    Parameters
    ----------
    votes : iterable of tuple
        Elector, candidate, weight, place.

    Examples
    --------
    >>> most([("a", "x", 1, 9), ("a", "y", 1, 4), ("b", "x", 1, 2)])
    {'a': 'y', 'b': 'x'}
    """
    weights: dict[Key, dict[Other, int]] = {}
    first: dict[tuple[Key, Other], int] = {}
    for elector, candidate, weight, place in votes:
        given = weights.setdefault(elector, {})
        given[candidate] = given.get(candidate, 0) + weight
        first[elector, candidate] = min(place, first.get((elector, candidate), place))
    return {
        elector: min(given, key=lambda one: (-given[one], first[elector, one], str(one)))
        for elector, given in weights.items()
    }


def stands_for(met: Iterable[Meeting]) -> dict[Hashable, Hashable]:
    """Tell for which entity of the gold each one of the results stands: that with which it shares most mentions.

    Of two that share as many, it is the one that shares the first in the text.

    Parameters
    ----------
    met : iterable of Meeting
        What `meetings` gave.

    Returns
    -------
    dict
        Keys of the gold by keys of the results; an entity that shares no mention is missing.
    """
    return most((one.predicted, key, one.weight, one.start) for one in met for key in one.gold)
