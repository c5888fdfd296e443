"""The scheme of annotation that brat and Label Studio share: regions of the text, marks on them, links between them.

A quote is a `Content` region, linked by `SaidBy` to a `Source`, by `CuedBy` to
a `Cue` and by `Speaker` to a mention of the entity that speaks. A stance is a
`Stance` region over its evidence, linked by `Holder` and `Target` to mentions
and by `CuedBy` to the words that carry it. A mention is a region labelled with
the type of its entity; mentions of one entity form a group. A note on a
mention or a source says the name of whom it stands for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast, get_args

from onrecord.evaluation import Gold, GoldEntity, GoldQuote, GoldStance
from onrecord.types import (
    Channel,
    EntityType,
    HolderKind,
    MentionKind,
    Modality,
    Polarity,
    QuoteKind,
    SourceKind,
    Span,
)

CONTENT, SOURCE, CUE, STANCE = "Content", "Source", "Cue", "Stance"
TYPES: tuple[str, ...] = get_args(EntityType)
LABELS = (CONTENT, SOURCE, CUE, STANCE, *TYPES)

SAID_BY, CUED_BY, SPEAKER, HOLDER, TARGET = "SaidBy", "CuedBy", "Speaker", "Holder", "Target"
#: Link: the labels that it may run from, and to. By hand, a source may stand in where no mention is drawn.
LINKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    SAID_BY: ((CONTENT,), (SOURCE,)),
    CUED_BY: ((CONTENT, STANCE), (CUE,)),
    SPEAKER: ((CONTENT,), (*TYPES, SOURCE)),
    HOLDER: ((STANCE,), (*TYPES, SOURCE)),
    TARGET: ((STANCE,), (*TYPES, SOURCE)),
}

# fmt: off
#: What a cue can do: the classes of the lexicon, and `act` for words that it does not have.
CUE_CLASSES = (
    "accuse", "act", "agree", "announce", "answer", "ask", "claim", "confirm", "criticise", "demand", "deny", "fear",
    "hope", "praise", "predict", "promise", "propose", "say", "show", "think", "warn", "write",
)
# fmt: on

#: Mark: the labels that may carry it, and its values.
MARKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Kind": ((CONTENT,), get_args(QuoteKind)),
    "SourceKind": ((SOURCE,), tuple(kind for kind in get_args(SourceKind) if kind != "none")),
    "CueClass": ((CUE,), CUE_CLASSES),
    "Mention": (TYPES, get_args(MentionKind)),
    "Polarity": ((STANCE,), get_args(Polarity)),
    "Modality": ((STANCE,), get_args(Modality)),
    "Channel": ((STANCE,), get_args(Channel)),
    "HolderKind": ((STANCE,), get_args(HolderKind)),
}


class Region(NamedTuple):
    """A label on one stretch of the text or several; positions in code points."""

    label: str
    spans: tuple[tuple[int, int], ...]
    marks: dict[str, str]


class Link(NamedTuple):
    """A directed link between two regions, given as positions in the list of regions."""

    label: str
    source: int
    target: int


class Scheme(NamedTuple):
    """One annotated text."""

    regions: list[Region]
    links: list[Link]
    groups: list[list[int]]
    notes: dict[int, str]


def annotate(result: Mapping[str, Any]) -> Scheme:
    """Write a result in the scheme."""
    regions: list[Region] = []
    links: list[Link] = []
    shared: dict[tuple[str, tuple[int, int]], int] = {}

    def add(label: str, spans: Iterable[Span], **marks: str) -> int:
        regions.append(Region(label, tuple((span["start"], span["end"]) for span in spans), marks))
        return len(regions) - 1

    def share(label: str, span: Span, **marks: str) -> int:
        """Give the region of a source or cue, one for all the records that rest on it."""
        key = (label, (span["start"], span["end"]))
        if key not in shared:
            shared[key] = add(label, [span])
        regions[shared[key]].marks.update(marks)
        return shared[key]

    groups: list[list[int]] = []
    notes: dict[int, str] = {}
    for entity in result["entities"]:
        group = [add(entity["type"], [mention], Mention=mention["kind"]) for mention in entity["mentions"]]
        if entity["name"] != _name(entity["mentions"]):
            notes[group[0]] = entity["name"]
        groups.append(group)

    for quote in result["quotes"]:
        content = add(CONTENT, quote["content"], Kind=quote["kind"])
        if quote["source"]:
            links.append(Link(SAID_BY, content, share(SOURCE, quote["source"], SourceKind=quote["source_kind"])))
        if quote["cue"]:
            links.append(Link(CUED_BY, content, share(CUE, quote["cue"], CueClass=quote["cue_class"])))
        if quote["speaker"] is not None:
            links.append(Link(SPEAKER, content, _nearest(regions, groups[quote["speaker"]], quote["source"])))

    for stance in result["stance"]:
        evidence = add(
            STANCE,
            [stance["evidence"]],
            Polarity=stance["polarity"],
            Modality=stance["modality"],
            Channel=stance["channel"],
            HolderKind=stance["holder_kind"],
        )
        if stance["holder"] is not None:
            links.append(Link(HOLDER, evidence, _nearest(regions, groups[stance["holder"]], stance["evidence"])))
        links.append(Link(TARGET, evidence, _nearest(regions, groups[stance["target"]], stance["evidence"])))
        links.extend(Link(CUED_BY, evidence, share(CUE, cue)) for cue in stance["cues"])
    return Scheme(regions, links, [group for group in groups if len(group) > 1], notes)


def read(scheme: Scheme, text: str) -> Gold:
    """Read records from the scheme, as a person or `annotate` has filled it."""
    regions = scheme.regions
    outgoing: dict[tuple[str, int], list[int]] = defaultdict(list)
    for link in scheme.links:
        outgoing[link.label, link.source].append(link.target)
    entities, entity_of = _entities(scheme, text)

    def follow(label: str, region: int) -> int | None:
        """Give the first in the text, where a person has linked several."""
        return min(outgoing[label, region], key=lambda target: regions[target].spans[0], default=None)

    def marks(region: int | None, *names: str) -> dict[str, str]:
        """Give marks of a region under the names of the fields."""
        found = regions[region].marks if region is not None else {}
        return {_FIELDS[name]: found[name] for name in names if name in found}

    def order(label: str) -> list[int]:
        return sorted((n for n, region in enumerate(regions) if region.label == label), key=lambda n: regions[n].spans)

    quotes: list[GoldQuote] = []
    for n in order(CONTENT):
        source, cue, speaker = (follow(label, n) for label in (SAID_BY, CUED_BY, SPEAKER))
        quote = {
            "content": [_span(text, span) for span in regions[n].spans],
            "source": None if source is None else _span(text, regions[source].spans[0], regions[source].spans[-1]),
            "cue": None if cue is None else _span(text, regions[cue].spans[0], regions[cue].spans[-1]),
            "speaker": entity_of.get(source if speaker is None else speaker),
            **marks(n, "Kind"),
            **marks(source, "SourceKind"),
            **marks(cue, "CueClass"),
        }
        quotes.append(cast(GoldQuote, quote))

    stances: list[GoldStance] = []
    for n in order(STANCE):
        target, holder = follow(TARGET, n), follow(HOLDER, n)
        if target is None or "Polarity" not in regions[n].marks:
            start, end = regions[n].spans[0]
            missing = "Target link" if target is None else "Polarity mark"
            raise ValueError(
                f"a {STANCE} needs a {TARGET} link and a Polarity mark; that at {start} to {end} has no {missing}"
            )
        stance = {
            "holder": entity_of.get(holder),
            "holder_kind": "unknown" if holder is None else "speaker",
            "target": entity_of[target],
            **marks(n, "Polarity", "Modality", "Channel", "HolderKind"),
            "evidence": _span(text, regions[n].spans[0], regions[n].spans[-1]),
            "cues": [_span(text, regions[cue].spans[0]) for cue in outgoing[CUED_BY, n]],
        }
        stances.append(cast(GoldStance, stance))
    return {"n_chars": len(text), "entities": entities, "quotes": quotes, "stance": stances}


_FIELDS = {
    "Kind": "kind",
    "SourceKind": "source_kind",
    "CueClass": "cue_class",
    "Polarity": "polarity",
    "Modality": "modality",
    "Channel": "channel",
    "HolderKind": "holder_kind",
}


def check(label: str, where: str) -> str:
    """Return a label if the scheme has it."""
    if label not in LABELS:
        raise ValueError(f"{where}: the label {label!r} is not in the scheme; it has {', '.join(LABELS)}")
    return label


def check_link(link: Link, regions: list[Region], where: str) -> Link:
    """Return a link if the scheme allows it between these regions."""
    if link.label not in LINKS:
        raise ValueError(f"{where}: the relation {link.label!r} is not in the scheme; it has {', '.join(LINKS)}")
    for end, allowed in zip((link.source, link.target), LINKS[link.label], strict=True):
        if regions[end].label not in allowed:
            raise ValueError(
                f"{where}: {link.label} cannot have an end at {regions[end].label}, only at {', '.join(allowed)}"
            )
    return link


def check_mark(name: str, value: str, where: str) -> str:
    """Return the value of a mark if the scheme has both."""
    if name not in MARKS or value not in MARKS[name][1]:
        known = f"{name} is one of {', '.join(MARKS[name][1])}" if name in MARKS else f"it has {', '.join(MARKS)}"
        raise ValueError(f"{where}: {name} {value!r} is not in the scheme; {known}")
    return value


def _span(text: str, first: tuple[int, int], last: tuple[int, int] | None = None) -> Span:
    start, end = first[0], (last or first)[1]
    return {"start": start, "end": end, "text": text[start:end]}


def _name(mentions: Iterable[Mapping[str, Any]]) -> str:
    """Choose the name of an entity that has no note: its longest name, or its longest mention; the first of equals."""
    return str(max(mentions, key=lambda mention: (mention["kind"] == "name", len(mention["text"])))["text"])


def _nearest(regions: list[Region], group: list[int], place: Span | None) -> int:
    """Choose the mention of an entity that a link points at: one in the place, else one before it, else its first."""
    spans = [(n, *regions[n].spans[0]) for n in group]
    if place is None:
        return group[0]
    inside = [n for n, start, end in spans if place["start"] <= start and end <= place["end"]]
    before = [n for n, _, end in spans if end <= place["start"]]
    return (inside or before[-1:] or group)[0]


def _entities(scheme: Scheme, text: str) -> tuple[list[GoldEntity], dict[int | None, int]]:
    """Gather mentions, and sources that stand for somebody, into entities."""
    regions = scheme.regions
    named = {n for link in scheme.links if link.label in (SPEAKER, HOLDER, TARGET) for n in [link.target]}
    nodes = {n for n, region in enumerate(regions) if region.label in TYPES} | named | set(scheme.notes)
    nodes |= {n for group in scheme.groups for n in group}
    places = {regions[n].spans: n for n in nodes if regions[n].label in TYPES}
    nodes |= {n for n, region in enumerate(regions) if region.label == SOURCE and region.spans in places}
    first = {n: n for n in sorted(nodes)}

    def find(n: int) -> int:
        while first[n] != n:
            n = first[n]
        return n

    def join(one: int, other: int) -> None:
        one, other = sorted((find(one), find(other)))
        first[other] = one

    for group in scheme.groups:
        for n in group[1:]:
            join(group[0], n)
    notes: dict[str, int] = {}
    for n, called in sorted(scheme.notes.items()):
        join(notes.setdefault(called, n), n)
    for n in nodes:
        if regions[n].label == SOURCE and regions[n].spans in places:
            join(places[regions[n].spans], n)

    members: dict[int, list[int]] = defaultdict(list)
    for n in first:
        members[find(n)].append(n)
    clusters = sorted(
        (sorted(cluster, key=lambda n: regions[n].spans) for cluster in members.values()),
        key=lambda c: regions[c[0]].spans,
    )
    entities: list[GoldEntity] = []
    for cluster in clusters:
        typed = [n for n in cluster if regions[n].label in TYPES]
        mentions = [
            {**_span(text, regions[n].spans[0], regions[n].spans[-1]), "kind": _mention_kind(regions[n])}
            for n in typed or cluster
        ]
        note = next((scheme.notes[n] for n in cluster if n in scheme.notes), None)
        entity = {
            "id": len(entities),
            "name": _name(mentions) if note is None else note,
            "type": regions[typed[0]].label if typed else None,
            "mentions": mentions,
        }
        entities.append(cast(GoldEntity, entity))
    return entities, {n: e for e, cluster in enumerate(clusters) for n in cluster}


def _mention_kind(region: Region) -> str:
    if region.label != SOURCE:
        return region.marks.get("Mention", "name")
    return {"named": "name", "pronoun": "pronoun"}.get(region.marks.get("SourceKind", "named"), "nominal")
