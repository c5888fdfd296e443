"""What is counted in an article that is annotated whole, and the figures made of the counts.

Gold comes in the form of `onrecord.scoring.gold`, results are what `analyze` returned. Debatable records of the gold
are neither asked for nor held against a result that has them.

- Quotes are paired one to one, those that fit best first, where contents agree in half of their letters and digits
  (intersection over union); of several that fit equally well, the last. The kind and the speaker are asked of these
  pairs.
- An entity of the results stands for the entity of the gold with which it shares most mentions: equal places, failing
  that an equal start or end; names count twice. A mention is found where a result has its start or its end.
- Mentions led to the right entity are counted from the side of the gold: the entity of the results that has a mention
  there stands for the one that most of the gold mentions it has belong to, of two the one that the gold lists first.
  Neither this nor purity sees that an entity was split: two of the results may stand for one of the gold.
- Stance is one item for each pair of holder and target in an article, with the sign that most of its records have. The
  author is a holder. A pair of the results is counted where both of its parties stand for an entity of the gold.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from onrecord.scoring.estimates import Share
from onrecord.scoring.gold import Article
from onrecord.scoring.matching import Record, by_end, compare, meetings, most, pair, stands_for

__all__ = ["MEASURES", "count"]

_HALF = 0.5
_AUTHOR = "narrator"
_SIGNS = {"positive": 1, "negative": -1, "neutral": 0}
_CLASSES = ("name", "nominal", "pronoun", "unnamed")

Pairs = dict[tuple[Hashable, Hashable], int]


def _scores(layer: str) -> dict[str, Share]:
    right = f"{layer}.right"
    return {
        f"{layer}_f1": Share((right, right), (f"{layer}.gold", f"{layer}.found")),
        f"{layer}_precision": Share((right,), (f"{layer}.found",)),
        f"{layer}_recall": Share((right,), (f"{layer}.gold",)),
    }


#: The figures by name, made of what `count` counts.
MEASURES: dict[str, Share] = {
    **_scores("quotes"),
    "quotes_kind": Share(("quotes.kind",), ("quotes.right",)),
    **{
        f"speakers_{answer}": Share((f"speakers.{answer}",), ("speakers.gold",))
        for answer in ("right", "wrong", "open")
    },
    "mentions_recall": Share(("mentions.found",), ("mentions.gold",)),
    "mentions_purity": Share(("mentions.pure",), ("mentions.met",)),
    "entities_name": Share(("entities.name",), ("entities.found",)),
    **{
        f"{what}_{kind}": Share((f"{kind}.{what}",), (f"{kind}.gold",))
        for what in ("found", "led")
        for kind in _CLASSES
    },
    **_scores("stance"),
    "stance_opposite": Share(("stance.opposite",), ("stance.gold",)),
    **_scores("stance_named"),
}


def count(gold: Article, predicted: Record) -> Counter[str]:
    """Count what one article adds to each figure of `MEASURES`.

    Parameters
    ----------
    gold : Article
        The article as annotated.
    predicted : mapping
        What `onrecord.analyze` returned for its text.

    Returns
    -------
    collections.Counter
        Numbers of records by name: `quotes.gold` and so on. Add those of many articles up
        with `onrecord.scoring.total`, or give them to `onrecord.scoring.estimates`.

    Raises
    ------
    KeyError
        If gold or result lacks a key that its form has.

    Examples
    --------
    >>> text = "Ann Lee praised Bo."
    >>> ann = {"id": "1", "canonical": "Ann Lee", "mentions": [{"start": 0, "end": 7, "kind": "name"}]}
    >>> gold = {"id": "a", "text": text, "entities": [ann], "quotes": [], "stance": []}
    >>> found = {"id": 0, "name": "Ann", "mentions": [{"start": 0, "end": 3}]}
    >>> result = {"entities": [found], "quotes": [], "stance": []}
    >>> counts = count(gold, result)
    >>> counts["mentions.gold"], counts["mentions.found"]
    (1, 1)
    """
    met = meetings(_mentions(gold), _mentions(predicted))
    stands = stands_for(met)
    counts: Counter[str] = Counter()
    counts["mentions.met"] = len(met)
    counts["mentions.pure"] = sum(stands[one.predicted] in one.gold for one in met)
    for part in (_found(gold, predicted, stands), _led(gold, predicted), _quotes(gold, predicted, stands)):
        counts.update(part)
    counts.update(_stance(gold, predicted, stands))
    return counts


def _mentions(document: Record) -> dict[Hashable, list[Record]]:
    return {entity["id"]: entity["mentions"] for entity in document["entities"]}


def _certain(record: Record) -> bool:
    return bool(record.get("certainty", "certain") == "certain")


def _named(entity: Record) -> bool:
    return any(mention["kind"] == "name" for mention in entity["mentions"])


def _found(gold: Record, predicted: Record, stands: dict[Hashable, Hashable]) -> Counter[str]:
    """Count the mentions of named entities that are found, and of found entities those with the right last word."""
    counts: Counter[str] = Counter()
    starts, ends = by_end(_mentions(predicted))
    for entity in gold["entities"]:
        if not (_certain(entity) and _named(entity)):
            continue
        sure = [mention for mention in entity["mentions"] if _certain(mention)]
        counts["mentions.gold"] += len(sure)
        counts["mentions.found"] += sum(one["start"] in starts or one["end"] in ends for one in sure)
        names = [one["name"].lower() for one in predicted["entities"] if stands.get(one["id"]) == entity["id"]]
        last = entity["canonical"].split("(")[0].split()[-1].lower()
        counts["entities.found"] += bool(names)
        counts["entities.name"] += any(last in name for name in names)
    return counts


def _led(gold: Record, predicted: Record) -> Counter[str]:
    """Count the mentions that are found and led to their entity, by kind; entities without a name are a kind apart."""
    starts, ends = by_end(_mentions(predicted))
    rows: list[tuple[str, Hashable, Hashable, int]] = []
    for place, entity in enumerate(gold["entities"]):
        named = _named(entity)
        for mention in entity["mentions"]:
            there = starts.get(mention["start"]) or ends.get(mention["end"]) or [None]
            rows.append((mention["kind"] if named else "unnamed", entity["id"], there[0], place))
    stands = most((here, owner, 1, place) for _, owner, here, place in rows if here is not None)
    counts: Counter[str] = Counter()
    for kind, owner, here, _ in rows:
        counts[f"{kind}.gold"] += 1
        counts[f"{kind}.found"] += here is not None
        counts[f"{kind}.led"] += here is not None and stands[here] == owner
    return counts


def _quotes(gold: Record, predicted: Record, stands: dict[Hashable, Hashable]) -> Counter[str]:
    """Count quotes, and kind and speaker of those that are right."""
    wanted, found = gold["quotes"], predicted["quotes"]
    fits = compare(wanted, found)
    pairs = pair(fits, lambda fit: fit.content >= _HALF, lambda fit: (-fit.content, -fit.gold, -fit.predicted))
    paired = {fit.predicted for fit in pairs}
    # What touches a debatable quote, or is one, says nothing for or against the result.
    waived = {fit.predicted for fit in pairs if not _certain(wanted[fit.gold])}
    waived |= {fit.predicted for fit in fits if fit.predicted not in paired and not _certain(wanted[fit.gold])}
    right = [(wanted[fit.gold], found[fit.predicted]) for fit in pairs if _certain(wanted[fit.gold])]
    asked = [(quote, one) for quote, one in right if quote.get("speaker") is not None]
    given = [(quote, one) for quote, one in asked if one["speaker"] is not None]
    hits = sum(stands.get(one["speaker"]) == quote["speaker"] for quote, one in given)
    return Counter(
        {
            "quotes.gold": sum(map(_certain, wanted)),
            "quotes.found": len(found) - len(waived),
            "quotes.right": len(right),
            "quotes.kind": sum(one["kind"] in (quote["type"], *quote.get("accept_types", ())) for quote, one in right),
            "speakers.gold": len(asked),
            "speakers.right": hits,
            "speakers.wrong": len(given) - hits,
            "speakers.open": len(asked) - len(given),
        }
    )


def _stance(gold: Record, predicted: Record, stands: dict[Hashable, Hashable]) -> Counter[str]:
    """Count pairs of holder and target, all of them and those whose target has a name."""
    held = _signs(gold["stance"], lambda one: one["holder"], lambda one: one["target"], lambda one: one["polarity"])
    sure = _signs(
        filter(_certain, gold["stance"]),
        lambda one: one["holder"],
        lambda one: one["target"],
        lambda one: one["polarity"],
    )
    told = _signs(
        predicted["stance"],
        lambda one: _AUTHOR if one["holder_kind"] == "author" else stands.get(one["holder"]),
        lambda one: stands.get(one["target"]),
        lambda one: _SIGNS[one["polarity"]],
    )
    named = {entity["id"] for entity in gold["entities"] if _named(entity)}
    counts: Counter[str] = Counter()
    for key, sign in sure.items():
        for layer in ("stance", "stance_named") if key[1] in named else ("stance",):
            counts[f"{layer}.gold"] += sign != 0
            counts[f"{layer}.right"] += told.get(key, 0) * sign > 0
            counts[f"{layer}.opposite"] += told.get(key, 0) * sign < 0
    for key, sign in told.items():
        debatable = key in held and key not in sure
        for layer in ("stance", "stance_named") if key[1] in named else ("stance",):
            counts[f"{layer}.found"] += sign != 0 and not debatable
    return counts


def _signs(
    records: Iterable[Record],
    holder: Callable[[Record], Hashable],
    target: Callable[[Record], Hashable],
    sign: Callable[[Record], Any],
) -> Pairs:
    """Add up the signs of each pair whose parties are known."""
    pairs: Pairs = {}
    for record in records:
        key = (holder(record), target(record))
        if None not in key:
            pairs[key] = pairs.get(key, 0) + sign(record)
    return pairs
