"""Scoring against annotation by hand, with intervals, so that analysts know the figures on articles of their own."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

from onrecord.scoring.estimates import NOTHING, Estimate, Share, estimates, total
from onrecord.scoring.matching import compare, meetings, pair, stands_for
from onrecord.types import EntityType, HolderKind, Mention, Polarity, Span

__all__ = ["Estimate", "Evaluation", "Gold", "GoldEntity", "GoldQuote", "GoldStance", "evaluate"]


class GoldEntity(TypedDict):
    """Somebody or something that an annotator has marked."""

    id: int
    """Position in `entities`."""
    name: str
    """What it is called."""
    type: EntityType | None
    """What kind of thing it is; `None` if that was not annotated."""
    mentions: list[Mention]
    """Where it is mentioned; `kind` is `name` where none was given."""


class GoldQuote(TypedDict, total=False):
    """One attribution. Only `content` is needed; more keys of `onrecord.types.Quote` may be there."""

    content: list[Span]
    """The pieces of what was said."""
    source: Span | None
    """The words that name the source; left out, content alone is compared."""
    speaker: int | str | None
    """Who speaks: an id in `entities`, or a name. `None` or left out, the speaker is not scored."""


class GoldStance(TypedDict, total=False):
    """One holder for or against one target. More keys of `onrecord.types.Stance` may be there."""

    holder: int | str | None
    """Who holds it: an id in `entities`, or a name; `None` for the author and where it is unknown."""
    holder_kind: HolderKind
    """`author` for the writer of the article."""
    target: int | str
    """Whom it is held towards: an id in `entities`, or a name."""
    polarity: Polarity
    """For, against, or neither."""


class Gold(TypedDict, total=False):
    """One article as annotated: the shape of `onrecord.types.AnalysisDict`, or as much of it as was annotated.

    A layer (`quotes`, `entities`, `stance`) that is left out is not scored in
    this article; an empty list says that there is nothing to find.
    """

    n_chars: int
    """Length of the article, in code points."""
    entities: list[GoldEntity]
    """Who and what is mentioned."""
    quotes: list[GoldQuote]
    """What was said, and by whom."""
    stance: list[GoldStance]
    """Who is for or against whom."""


Document: TypeAlias = Mapping[str, Any]

_LAYERS = ("quotes_overlap", "quotes_exact", "names", "stance")
_TITLES = {
    "quotes_overlap": "quotes, overlap",
    "quotes_exact": "quotes, exact",
    "names": "names",
    "stance": "stance",
    "speakers": "speakers",
}
_OVERLAP = 0.8
_AUTHOR = "the author"

_COUNTS = ("gold", "predicted", "matched")
_SCORES: dict[str, Share] = {
    f"{layer}.{name}": Share(tuple(f"{layer}.{one}" for one in part), tuple(f"{layer}.{one}" for one in whole))
    for layer in _LAYERS
    for name, part, whole in (
        ("precision", ["matched"], ["predicted"]),
        ("recall", ["matched"], ["gold"]),
        ("f1", ["matched", "matched"], ["gold", "predicted"]),
    )
}
_SPEAKERS: dict[str, Share] = {
    f"speakers.{name}": Share((f"speakers.{name}",), ("speakers.gold",)) for name in ("right", "wrong", "abstained")
}


class Evaluation(dict[str, Any]):
    """What `evaluate` found: a dict of plain data that prints as a table.

    | key | value |
    | --- | --- |
    | `documents`, `samples`, `seed` | int: articles scored; how the intervals were made |
    | `quotes_overlap`, `quotes_exact`, `names`, `stance` | `precision`, `recall`, `f1`: `Estimate`; counts: int |
    | `speakers` | `right`, `wrong`, `abstained`: `Estimate`; `gold`: int |

    The counts are `gold`, `predicted` and `matched`.
    """

    def __str__(self) -> str:
        def cell(estimate: Estimate) -> str:
            if estimate["value"] is None:
                return "-"
            bounds = (
                ""
                if estimate["low"] is None
                else f" [{100 * estimate['low']:.1f}, {100 * (estimate['high'] or 0):.1f}]"
            )
            return f"{100 * estimate['value']:.1f}{bounds}"

        def row(title: str, cells: Iterable[object], counts: Iterable[object]) -> str:
            return (
                f"{title:<16}" + "".join(f"{c!s:<22}" for c in cells) + "".join(f"{c!s:>7}" for c in counts)
            ).rstrip()

        n = self["documents"]
        how = f", 95% intervals from {self['samples']} samples of them (seed {self['seed']})" if n > 1 else ""
        lines = [f"{n} {'article' if n == 1 else 'articles'}{how}", ""]
        lines.append(row("", ("F1", "precision", "recall"), ("gold", "found", "right")))
        for key in _LAYERS:
            found = self[key]
            cells = [cell(found[name]) for name in ("f1", "precision", "recall")]
            lines.append(row(_TITLES[key], cells, (found["gold"], found["predicted"], found["matched"])))
        speakers = self["speakers"]
        lines += ["", row("", ("right", "wrong", "abstained"), ("gold",))]
        shares = [cell(speakers[name]) for name in ("right", "wrong", "abstained")]
        lines.append(row(_TITLES["speakers"], shares, (speakers["gold"],)))
        return "\n".join(lines)

    __repr__ = __str__


def evaluate(
    gold: Document | Mapping[Any, Document] | Sequence[Document],
    predicted: Document | Mapping[Any, Document] | Sequence[Document],
    *,
    seed: int = 0,
    samples: int = 1000,
) -> Evaluation:
    """Score results against annotation by hand.

    Quotes are paired one to one, those that fit best first. Letters and digits
    are compared; quotation marks, other signs and white space are not.

    - `quotes_overlap`: contents agree in four fifths of their characters
      (intersection over union), and the sources share a word, or there is none on either
      side (after Pareti et al. 2013 and Newell et al. 2018, who score PolNeAR).
    - `quotes_exact`: content and source agree in every character.
    - `speakers`: of the quotes whose contents agree in four fifths and whose
      speaker the gold names, how many have the right one, a wrong one, or none.
    - `names`: mentions of the kinds `name` and `adjective` with the same place and the
      same type (Tjong Kim Sang and De Meulder 2003). Types that the gold never
      uses are not counted.
    - `stance`: holder, target and polarity all right, each triplet once an
      article; `neutral` is no side and is not counted (after Zhang et al. 2022, SEESAW).

    An entity of the results stands for the entity of the gold with which it
    shares most mentions: equal places, failing that an equal start or end;
    names count twice. Where no mention is shared, it stands for the one whose name
    fits: equal, or all words of one in the other, case aside. A layer of
    which no gold article has a record is not scored.

    Intervals are those of the percentile bootstrap over articles (Efron and
    Tibshirani 1993): articles are drawn anew with replacement, `samples` times.
    They say how far the figures would move with other articles of the same
    kind, and nothing about articles of another kind. The order of articles or
    records changes nothing.

    Parameters
    ----------
    gold : mapping, or mapping or sequence of mappings
        One article of the shape `Gold`, or many: by name in a mapping, or in order.
        `onrecord.exchange.from_brat` and `from_label_studio` give such a shape.
    predicted : mapping, or mapping or sequence of mappings
        What `analyze` returned for the same articles, in the same way. The
        annotation of a second person is as good, for the agreement of the two.
    seed : int, optional
        Starts the random numbers of the bootstrap.
    samples : int, optional
        How many samples the bootstrap draws.

    Returns
    -------
    Evaluation
        A dict; `print` shows it as a table.

    Raises
    ------
    TypeError
        If an argument is of another type.
    ValueError
        If `predicted` lacks an article of `gold`, there is none, two texts
        differ in length, or `samples` is less than 1.
    """
    for name, number in (("seed", seed), ("samples", samples)):
        if type(number) is not int:
            raise TypeError(f"{name} must be an int, not {type(number).__name__}")
    if samples < 1:
        raise ValueError(f"samples must be 1 or more, not {samples}")
    pairs = _pairs(gold, predicted)
    types = {entity["type"] for one, _ in pairs for entity in one.get("entities", ()) if _named(entity)}
    counts = [_count(one, other, types) for one, other in pairs]
    every = total(counts)
    found = estimates(counts, _SCORES | _SPEAKERS, seed=seed, samples=samples)
    result: dict[str, Any] = {"documents": len(pairs), "samples": samples, "seed": seed}
    for layer in _LAYERS:
        # What was found in a layer that nobody annotated is neither right nor wrong.
        annotated = every[f"{layer}.gold"] > 0
        shares = {
            name: found[f"{layer}.{name}"] if annotated else NOTHING.copy() for name in ("precision", "recall", "f1")
        }
        result[layer] = shares | {name: every[f"{layer}.{name}"] for name in _COUNTS}
    shares = {name: found[f"speakers.{name}"] for name in ("right", "wrong", "abstained")}
    result["speakers"] = shares | {"gold": every["speakers.gold"]}
    return Evaluation(result)


def _pairs(gold: Any, predicted: Any) -> list[tuple[Document, Document]]:  # noqa: ANN401
    """Bring gold and prediction of each article together."""
    for name, value in (("gold", gold), ("predicted", predicted)):
        if isinstance(value, (str, bytes)) or not isinstance(value, (Mapping, Sequence)):
            raise TypeError(f"{name} must be a dict of records, or a dict or list of such, not {type(value).__name__}")
    if _is_document(gold) != _is_document(predicted) or isinstance(gold, Mapping) != isinstance(predicted, Mapping):
        raise TypeError(
            "gold and predicted must be of one form: both one article, both a dict of articles, or both a list"
        )
    if _is_document(gold):
        pairs = [(gold, predicted)]
    elif isinstance(gold, Mapping):
        missing = [key for key in gold if key not in predicted]
        if missing:
            raise ValueError(
                f"predicted lacks {len(missing)} of {len(gold)} articles of gold, the first is {missing[0]!r}"
            )
        pairs = [(gold[key], predicted[key]) for key in gold]
    else:
        if len(gold) != len(predicted):
            raise ValueError(f"gold has {len(gold)} articles and predicted {len(predicted)}; they are paired in order")
        pairs = list(zip(gold, predicted, strict=True))
    if not pairs:
        raise ValueError("gold has no article")
    for n, both in enumerate(pairs):
        for name, document in zip(("gold", "predicted"), both, strict=True):
            if not isinstance(document, Mapping):
                raise TypeError(f"article {n} of {name} must be a dict of records, not {type(document).__name__}")
        lengths = [document["n_chars"] for document in both if "n_chars" in document]
        if len(set(lengths)) > 1:
            raise ValueError(
                f"article {n} has {lengths[0]} code points in gold and {lengths[1]} in predicted: not the same text"
            )
    return pairs


def _is_document(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, Mapping) and not {"quotes", "entities", "stance"}.isdisjoint(value)


def _count(gold: Document, predicted: Document, types: set[str | None]) -> dict[str, int]:
    """Count what one article adds to each layer, and to speakers."""
    entities = _Entities(gold, predicted)
    sizes = dict.fromkeys((*_LAYERS, "speakers"), (0, 0, 0))
    if "quotes" in gold:
        wanted, found = gold["quotes"], predicted.get("quotes", ())
        fits = compare(wanted, found)
        overlap = pair(fits, lambda fit: fit.content >= _OVERLAP and fit.source > 0)
        exact = pair(fits, lambda fit: fit.content == fit.source == 1)
        sizes["quotes_overlap"] = (len(wanted), len(found), len(overlap))
        sizes["quotes_exact"] = (len(wanted), len(found), len(exact))
        alike = pair(fits, lambda fit: fit.content >= _OVERLAP)
        asked = [fit for fit in alike if wanted[fit.gold].get("speaker") is not None]
        given = [fit for fit in asked if found[fit.predicted].get("speaker") is not None]
        right = [
            fit
            for fit in given
            if entities.of_gold(wanted[fit.gold]["speaker"]) == entities.of_predicted(found[fit.predicted]["speaker"])
        ]
        sizes["speakers"] = (len(asked), len(given), len(right))
    if "entities" in gold:
        here, there = (_places(document, types) for document in (gold, predicted))
        sizes["names"] = (len(here), len(there), len(here & there))
    if "stance" in gold:
        held = _triplets(gold["stance"], entities.of_gold)
        seen = _triplets(predicted.get("stance", ()), entities.of_predicted)
        sizes["stance"] = (len(held), len(seen), len(held & seen))
    asked_for, answered, hits = sizes.pop("speakers")
    return {
        **{f"{layer}.{name}": n for layer, size in sizes.items() for name, n in zip(_COUNTS, size, strict=True)},
        "speakers.gold": asked_for,
        "speakers.right": hits,
        "speakers.wrong": answered - hits,
        "speakers.abstained": asked_for - answered,
    }


def _named(entity: Document) -> bool:
    return entity["type"] is not None and any(_is_name(mention) for mention in entity["mentions"])


def _is_name(mention: Document) -> bool:
    return mention.get("kind", "name") in ("name", "adjective")


def _places(document: Document, types: set[str | None]) -> set[tuple[int, int, str]]:
    return {
        (mention["start"], mention["end"], entity["type"])
        for entity in document.get("entities", ())
        if entity["type"] in types and entity["type"] is not None
        for mention in entity["mentions"]
        if _is_name(mention)
    }


def _triplets(records: Iterable[Document], entity: Callable[[Any], object]) -> set[tuple[object, object, str]]:
    return {
        (
            _AUTHOR if record.get("holder_kind") == "author" else entity(record.get("holder")),
            entity(record["target"]),
            record["polarity"],
        )
        for record in records
        if record["polarity"] != "neutral"
    }


class _Entities:
    """Which entity of the prediction stands for which of the gold."""

    def __init__(self, gold: Document, predicted: Document) -> None:
        self.gold, self.predicted = _Register(gold), _Register(predicted)
        places = ({key: mentions for key, (_, mentions) in one.known.items()} for one in (self.gold, self.predicted))
        self.stands = stands_for(meetings(*places))

    def of_gold(self, reference: int | str | None) -> Hashable:
        return None if reference is None else self.gold.key(reference)

    def of_predicted(self, reference: int | str | None) -> Hashable:
        """Give the key in the gold; a key of its own to what stands for nothing there."""
        if reference is None:
            return None
        key = self.predicted.key(reference)
        if key in self.stands:
            return self.stands[key]
        name = self.predicted.known[key][0]
        # The place and the name make the choice one of the records and not of their order.
        ranks = [
            (-fit, min(((one["start"], one["end"]) for one in mentions), default=(0, 0)), called, candidate)
            for candidate, (called, mentions) in self.gold.known.items()
            if (fit := _name_fit(name, called))
        ]
        return min(ranks, key=lambda rank: rank[:3])[3] if ranks else ("only predicted", key)


class _Register:
    """The entities of an article by id, and by name those that only a record names."""

    def __init__(self, document: Document) -> None:
        self.known: dict[int | str, tuple[str, Sequence[Document]]] = {}
        self.ids: dict[str, int] = {}
        for n, entity in enumerate(document.get("entities", ())):
            # A name may be missing where the article must not be shared; mentions are there.
            name = entity["name"] if isinstance(entity["name"], str) else ""
            self.known[n] = (name, entity["mentions"])
            self.ids.setdefault(name, n)
        quotes, stances = document.get("quotes", ()), document.get("stance", ())
        names = [quote.get("speaker") for quote in quotes]
        names += [stance.get(end) for stance in stances for end in ("holder", "target")]
        for name in names:
            if isinstance(name, str) and name not in self.ids:
                self.known[name] = (name, ())

    def key(self, reference: int | str) -> int | str:
        """Give the key of what a record points at."""
        key = self.ids.get(reference, reference) if isinstance(reference, str) else reference
        if key not in self.known:
            raise ValueError(f"a record names entity {reference!r}, but there are {len(self.ids)} entities")
        return key


def _name_fit(one: str, other: str) -> int:
    """Tell how well two names fit: 2 if equal, 1 if one holds all words of the other, else 0."""
    here, there = (Counter(re.findall(r"\w+", name.casefold())) for name in (one, other))
    if not here or not there:
        return 0
    return 2 if here == there else int(here <= there or there <= here)
