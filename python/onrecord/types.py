"""The shape of the output, for type checkers and for readers.

`onrecord.analyze` returns a dict of the shape `AnalysisDict`. All keys are
always there; what may be missing is `None`.

Positions (`start`, `end`) count **code points**, as Python indexes a `str`,
and `end` is exclusive: for every span, `text[start:end] == span["text"]`.
JavaScript, Java and .NET count UTF-16 units instead, in which an emoji takes
two; convert before you index there.

Ids are positions in their lists: `result["entities"][quote["speaker"]]`.

`confidence` is a calibrated probability from 0 to 1, or `None` where no
calibration was made; it is never a placeholder.
"""

from typing import Literal, TypeAlias, TypedDict

__all__ = [
    "AnalysisDict",
    "Channel",
    "Entity",
    "EntityType",
    "HolderKind",
    "Judgement",
    "Mention",
    "MentionKind",
    "Modality",
    "Polarity",
    "Quote",
    "QuoteKind",
    "Regions",
    "SourceKind",
    "Span",
    "Stance",
    "StanceSummary",
]

EntityType: TypeAlias = Literal[
    "PERSON", "ORG", "GPE", "LOC", "NORP", "FACILITY", "EVENT", "PRODUCT", "DATE", "MONEY", "MISC"
]
"""What kind of thing an entity is: the names of OntoNotes, some merged.

GPE is a place with a government (country, state, city), LOC any other place,
NORP a nationality, religious or political group, MISC another or an unknown kind.
"""

MentionKind: TypeAlias = Literal["name", "nominal", "pronoun", "adjective"]
"""How an entity is mentioned: "Ann Lee", "the mayor", "she"; "Turkish" is an adjective of its country."""

QuoteKind: TypeAlias = Literal["direct", "mixed", "indirect"]
"""Whether all, part or none of the content stands between quotation marks."""

SourceKind: TypeAlias = Literal["named", "nominal", "pronoun", "collective", "anonymous", "none"]
"""How a source is named; `collective` is a group or body, `anonymous` is somebody who is not to be named."""

HolderKind: TypeAlias = Literal["speaker", "actor", "author", "unknown"]
"""In which capacity a stance is held: in words of one's own, in what one does, as the writer of the article."""

Polarity: TypeAlias = Literal["positive", "negative", "neutral"]
"""For, against, or judged and found to be neither."""

Modality: TypeAlias = Literal["asserted", "negated", "conditional", "withheld"]
"""Plainly; denied ("did not condemn"); under a condition ("would support"); held back ("stopped short of")."""

Channel: TypeAlias = Literal["direct_quote", "indirect_quote", "act", "narration"]
"""Where a stance shows: words between marks, reported words, a deed, the words of the article."""


class Span(TypedDict):
    """A stretch of the text: `text[start:end] == span["text"]`."""

    start: int
    """First code point."""
    end: int
    """One past the last code point."""
    text: str
    """The characters themselves."""


class Regions(TypedDict):
    """The parts above the story; `None` where the text has no such part."""

    headline: Span | None
    """The title."""
    dateline: Span | None
    """The date line, or the agency's place and date at the head of the story."""
    standfirst: Span | None
    """The summary between headline and story."""


class Mention(TypedDict):
    """One place in the text where an entity is meant."""

    start: int
    """First code point."""
    end: int
    """One past the last code point."""
    text: str
    """The characters themselves."""
    kind: MentionKind
    """How it is meant."""
    quote: int | None
    """Id of the quote whose content holds the mention; `None` in the words of the article."""


class Entity(TypedDict):
    """Somebody or something, with all its mentions."""

    id: int
    """Position in `entities`."""
    name: str
    """The fullest name in the text; a country's usual English name; a day as 2024-02-02 if it can be told."""
    type: EntityType
    """What kind of thing it is."""
    role: str | None
    """Office or function, as the text words it: "spokesman of the ministry"."""
    country: str | None
    """ISO 3166-1 alpha-2 code (also `EU`, `XK`), for places, demonyms and governments."""
    mentions: list[Mention]
    """In the order of the text."""


class Quote(TypedDict):
    """One attribution: what was said, thought, planned or feared, by whom, with which word."""

    id: int
    """Position in `quotes`."""
    kind: QuoteKind
    """How much of the content stands between quotation marks."""
    content: list[Span]
    """The pieces of what was said, in order; quotation marks included, the word "that" left out."""
    cue: Span | None
    """The word that introduces it: "said", "according to"."""
    cue_class: str
    """What the cue does: `say`, `claim`, `deny`, `accuse`, `warn`, ...; `none` without a cue."""
    source: Span | None
    """The words that name the source: "the mayor", "he"."""
    speaker: int | None
    """Id of the entity that the source stands for; `None` where nobody is named or more than one would fit."""
    candidates: list[int]
    """Ids of the entities among whom the speaker could not be told, in order, at least two; else empty."""
    source_kind: SourceKind
    """How the source is named."""
    mentions: list[int]
    """Ids of the entities that are spoken about, in order: no days or amounts, and not the speaker."""
    confidence: float | None
    """Probability that content and source are right."""
    by: str
    """The rule or the model that found it."""


class Stance(TypedDict):
    """One holder for or against one target, on one piece of evidence."""

    holder: int | None
    """Id of the entity that holds it; `None` for the author and where it is unknown."""
    holder_kind: HolderKind
    """In which capacity it is held."""
    target: int
    """Id of the entity that it is held towards."""
    polarity: Polarity
    """For, against or neither."""
    score: float
    """From -1 (against) to 1 (for)."""
    confidence: float | None
    """Probability that the polarity is right."""
    modality: Modality
    """How firmly it is put."""
    channel: Channel
    """Where it shows."""
    quote: int | None
    """Id of the quote that it shows in."""
    evidence: Span
    """The clause that it rests on."""
    cues: list[Span]
    """The words that carry it."""
    by: str
    """The rule or the model that found it."""


class StanceSummary(TypedDict):
    """The stance records of one holder towards one target, counted."""

    holder: int | None
    """As in `Stance`."""
    holder_kind: HolderKind
    """As in `Stance`; keeps the author apart from an unknown holder."""
    target: int
    """As in `Stance`."""
    positive: int
    """Number of records with positive polarity."""
    negative: int
    """Number of records with negative polarity."""
    neutral: int
    """Number of records with neutral polarity."""
    mean: float
    """Mean of the scores, from -1 to 1."""
    evidence: list[int]
    """The records counted, as positions in `stance`."""


class AnalysisDict(TypedDict):
    """All that was read in one text."""

    schema_version: str
    """Version of this shape; changes when a field is added, renamed or given another meaning."""
    model: str
    """What read the text."""
    n_chars: int
    """Length of the text, in code points."""
    warnings: list[str]
    """What to know before trusting the records, in plain words."""
    regions: Regions
    """Headline, dateline and standfirst."""
    sentences: list[Span]
    """The sentences, in order."""
    entities: list[Entity]
    """Who and what is mentioned."""
    quotes: list[Quote]
    """What was said, and by whom."""
    stance: list[Stance]
    """Who is for or against whom, on which words."""
    stance_summary: list[StanceSummary]
    """The stance records, counted per holder and target."""


class Judgement(TypedDict):
    """What `onrecord.judge` makes of one target that the caller names."""

    polarity: Polarity
    """For, against, or neither."""
    score: float
    """From -1 (against) to 1 (for)."""
    confidence: float
    """Calibrated probability that the polarity is right (NewsMTSC for a target alone, DSE for a pair)."""
    evidence: Span
    """The sentence that was judged."""
    cues: list[Span]
    """The attitude words in it that point the same way; there may be none."""
