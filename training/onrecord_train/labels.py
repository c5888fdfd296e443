"""The label sets, in the order in which they stand in the weights file.

Attribution pieces carry one of seven labels. Mentions carry BIO over nine types; corpora that know fewer types say,
for each of their labels, which of ours it may be, and which of ours they never mark (`SCHEMES`). Training sums over
all readings that a corpus allows, so an unmarked date in a corpus without dates is neither right nor wrong.
"""

from __future__ import annotations

ROLES = ("source", "cue", "content")
ATTRIBUTION = ("O",) + tuple(f"{b}-{r}" for r in ROLES for b in "BI")

TYPES = ("PERSON", "ORG", "LOC", "NORP", "FACILITY", "PRODUCT", "DATE", "MONEY", "MISC")
MENTION = ("O",) + tuple(f"{b}-{t}" for t in TYPES for b in "BI")

# Mentions of whoever and whatever an article speaks of as one entity, by name, noun or pronoun; the outer and the inner ones apart.
KINDS = {
    "PERSON": ("PERSON",),
    "BODY": ("ORG",),
    "PLACE": ("GPE", "LOC", "FACILITY"),
    "GROUP": ("GROUP", "NORP"),
    "THING": ("THING", "EVENT", "PRODUCT"),
}
REFERENT = ("O",) + tuple(f"{b}-{k}" for k in KINDS for b in "BI")

# The words that express an attitude.
SIDES = ("for", "against")
EXPRESSION = ("O",) + tuple(f"{b}-{s}" for s in SIDES for b in "BI")

# scheme -> (label of the corpus -> our types it may be; "" = nobody knows, types that the corpus never marks)
SCHEMES: dict[str, tuple[dict[str, tuple[str, ...]], tuple[str, ...]]] = {
    "worldwide": (
        {
            "Person": ("PERSON",),
            "Organization": ("ORG",),
            "Location": ("LOC",),
            "NORP": ("NORP",),
            "Facility": ("FACILITY",),
            "Product": ("PRODUCT",),
            "Date": ("DATE",),
            "Money": ("MONEY",),
            "Misc": ("MISC",),
        },
        (),
    ),
    # CoNLL-style corpora: demonyms are MISC, buildings are places, dates and money are not marked
    "conll": (
        {
            "PER": ("PERSON",),
            "ORG": ("ORG",),
            "LOC": ("LOC", "FACILITY"),
            "MISC": ("NORP", "PRODUCT", "MISC"),
        },
        ("DATE", "MONEY"),
    ),
    # derived from GUM's coreference: capitalised heads only, no demonyms, no dates
    "gum": (
        {
            "PER": ("PERSON",),
            "ORG": ("ORG",),
            "LOC": ("LOC", "FACILITY"),
            "MISC": ("PRODUCT", "MISC", "NORP", "DATE"),
        },
        ("DATE", "MONEY", "NORP", "PRODUCT", "MISC"),
    ),
    "crossner": (
        {
            "person": ("PERSON",),
            "politician": ("PERSON",),
            "location": ("LOC", "FACILITY"),
            "country": ("LOC",),
            "organisation": ("ORG",),
            "politicalparty": ("ORG",),
            "election": ("MISC",),
            "event": ("MISC",),
            "misc": ("NORP", "PRODUCT", "MISC"),
        },
        ("DATE", "MONEY"),
    ),
}


def pairs(labels: tuple[str, ...]) -> list[list[bool]]:
    """`legal[i][j]`: may label j follow label i? An I may follow only the B or I of its own type."""
    return [[not b.startswith("I-") or a[2:] == b[2:] and a != "O" for b in labels] for a in labels]


def starts(labels: tuple[str, ...]) -> list[bool]:
    """May a window begin with this label?"""
    return [not label.startswith("I-") for label in labels]
