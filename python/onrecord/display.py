"""An analysis for the eye: lines of text, and tables for a notebook.

The text of an article comes from anywhere. What is shown of it cannot steer a
terminal (control characters are replaced) or a page (everything is escaped).
Colour repeats what words and signs already say.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import starmap
from typing import TypeAlias

from onrecord.types import AnalysisDict, Entity, Modality, Polarity, Quote, Span, Stance

__all__ = [
    "GLANCE",
    "SIDES",
    "SIGNS",
    "STEERING",
    "Paint",
    "clean",
    "counts",
    "html",
    "isolated",
    "joined",
    "plain",
    "spoken_about",
    "stance_facts",
    "text",
    "who_holds",
    "who_speaks",
]

GLANCE = 10
"""Records of each kind that a console shows for the bare name of a result."""

Paint: TypeAlias = Callable[[str, str], str]
"""Takes a string and what it is: `title`, `heading`, `name`, `warning`, `faint`, or a polarity."""

_PIECES = " … "
SIGNS: dict[Polarity, str] = {"positive": "+", "negative": "−", "neutral": "○"}
"""The sign of each polarity."""
SIDES: dict[Polarity, str] = {"positive": "for", "negative": "against", "neutral": "neutral on"}
"""The polarities in words."""

_MODALITIES: dict[Modality, str] = {
    "asserted": "",
    "negated": "negated",
    "conditional": "conditional",
    "withheld": "withheld",
}
_CHANNELS = {"direct_quote": "direct quote", "indirect_quote": "indirect quote", "act": "act", "narration": "narration"}
#: Control characters but for tab and line ends, what turns round the writing behind it, and halves of characters that
#: no file in UTF-8 can hold. The marks U+200E and U+200F, common in Arabic and Hebrew names, turn nothing round.
STEERING = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(string: str, _role: str) -> str:
    """Leave a string as it is: the `Paint` without paint."""
    return string


def text(analysis: AnalysisDict, *, width: int = 96, limit: int | None = None, paint: Paint = plain) -> str:
    """Write an analysis as lines of text.

    Parameters
    ----------
    analysis : AnalysisDict
        What to show.
    width : int
        Characters to a line.
    limit : int, optional
        Records of each kind to show; the others are counted. All by default.
    paint : Paint
        Dresses a string, in the colours of a terminal for example.

    Returns
    -------
    str
        Without a line end at the end.
    """
    return "\n".join(_Lines(analysis, max(width, 40), limit, paint).all())


def clean(string: str) -> str:
    """Put a string on one line, with nothing in it that steers a terminal or a page."""
    return STEERING.sub("\ufffd", " ".join(string.split()))


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def counts(analysis: AnalysisDict) -> str:
    """Say how much was read and found."""
    return ", ".join(
        [
            _count(analysis["n_chars"], "character", "characters"),
            _count(len(analysis["quotes"]), "quote", "quotes"),
            _count(len(analysis["entities"]), "entity", "entities"),
            _count(len(analysis["stance"]), "stance record", "stance records"),
        ]
    )


def who_speaks(quote: Quote, entities: Sequence[Entity]) -> tuple[str, str]:
    """Give who speaks, or who may, and the words of the text for it where they differ; those stand in marks."""
    words = f"“{quote['source']['text']}”" if quote["source"] else ""
    if quote["speaker"] is None:
        either = " or ".join(entities[one]["name"] for one in quote["candidates"])
        return (f"{words} ({either})" if either else words or "nobody named"), ""
    name = entities[quote["speaker"]]["name"]
    return name, "" if words[1:-1] in name or name in words else words


def who_holds(stance: Stance, entities: Sequence[Entity]) -> str:
    """Give the name of the holder, or what is known of it."""
    if stance["holder"] is not None:
        return entities[stance["holder"]]["name"]
    return "the author" if stance["holder_kind"] == "author" else "unknown"


def joined(quote: Quote) -> str:
    """Give all pieces of a quote on one line."""
    return _PIECES.join(span["text"] for span in quote["content"])


def spoken_about(quote: Quote, entities: Sequence[Entity]) -> list[str]:
    """Give the names of the entities spoken about."""
    return [entities[i]["name"] for i in quote["mentions"]]


def stance_facts(stance: Stance) -> list[str]:
    """Give where a stance shows, and how firmly unless plainly."""
    return [fact for fact in (_CHANNELS[stance["channel"]], _MODALITIES[stance["modality"]]) if fact]


class _Lines:
    """Writes the parts of one analysis as lines."""

    def __init__(self, analysis: AnalysisDict, width: int, limit: int | None, paint: Paint) -> None:
        self.analysis = analysis
        self.entities = analysis["entities"]
        self.width = width
        self.limit = limit
        self.paint = paint

    def all(self) -> Iterable[str]:
        headline = self.analysis["regions"]["headline"]
        if headline:
            yield from (self.paint(line, "title") for line in self.wrap(clean(headline["text"]), "", ""))
        yield self.paint(counts(self.analysis), "faint")
        for warning in self.analysis["warnings"]:
            yield from (self.paint(line, "warning") for line in self.wrap(f"! {clean(warning)}", "", "  "))
        yield from self.part("Quotes", list(starmap(self.quote, enumerate(self.analysis["quotes"]))))
        yield from self.part("Stance", list(starmap(self.stance, enumerate(self.analysis["stance"]))))
        yield from self.names()

    def part(self, heading: str, records: list[list[str]]) -> Iterable[str]:
        if not records:
            return
        yield ""
        yield self.paint(heading, "heading")
        shown = records[: self.limit]
        for record in shown:
            yield from record
        if len(shown) < len(records):
            yield self.paint(f"      … and {len(records) - len(shown)} more", "faint")

    def quote(self, number: int, quote: Quote) -> list[str]:
        speaker, words = (clean(part) for part in who_speaks(quote, self.entities))
        cue = clean(quote["cue"]["text"]) if quote["cue"] else "no cue"
        facts = ", ".join(fact for fact in (words, cue, quote["kind"]) if fact)
        return self.record(number, f"{speaker}:", "name", f"{clean(joined(quote))} ({facts})")

    def stance(self, number: int, stance: Stance) -> list[str]:
        holder, target = clean(who_holds(stance, self.entities)), clean(self.entities[stance["target"]]["name"])
        polarity = stance["polarity"]
        head = f"{SIGNS[polarity]} {holder} → {target}:"
        facts = ", ".join([SIDES[polarity].removesuffix(" on"), *stance_facts(stance)])
        return self.record(number, head, polarity, f"{clean(stance['evidence']['text'])} ({facts})")

    def names(self) -> Iterable[str]:
        if not self.entities:
            return
        yield ""
        yield self.paint("Entities", "heading")
        often = sorted(self.entities, key=lambda e: -len(e["mentions"]))
        listed = []
        for entity in often[: self.limit]:
            facts = [entity["type"], entity["role"], entity["country"]]
            listed.append(f"{clean(entity['name'])} ({', '.join(clean(f) for f in facts if f)})")
        rest = len(often) - len(listed)
        yield from self.wrap("; ".join(listed) + (f"; and {rest} more" if rest else ""), "  ", "  ")

    def record(self, number: int, head: str, role: str, body: str) -> list[str]:
        """Wrap `number head body`, and dress the head where it fits on the first line."""
        margin = f"{number:4}  "
        lines = self.wrap(f"{head} {body}", margin, " " * len(margin))
        if lines[0].startswith(margin + head):
            lines[0] = self.paint(margin, "faint") + self.paint(head, role) + lines[0][len(margin + head) :]
        return lines

    def wrap(self, string: str, first: str, then: str) -> list[str]:
        lines = textwrap.wrap(string, self.width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False)
        return lines or [first]


# Greys and tints are translucent, and letters take the page's own colour: so the tables stand on light and dark alike.
_STYLE = """<style>
.onrecord { line-height: 1.45; max-width: 72em; }
.onrecord h4 { margin: 0 0 .1em; font-size: 1.15em; font-weight: 600; }
.onrecord p { margin: 0 0 .4em; }
.onrecord .onrecord-faint { opacity: .72; font-size: .92em; }
.onrecord details { margin: .8em 0; }
.onrecord summary { font-weight: 600; cursor: pointer; padding: 0 0 .3em; }
.onrecord table { border-collapse: collapse; margin: 0; width: 100%; font-size: inherit; }
.onrecord table th, .onrecord table td { text-align: left; vertical-align: top; padding: .35em .9em .35em 0;
  border: 0; border-top: 1px solid rgba(128, 128, 128, .35); background: none; white-space: normal; max-width: none; }
.onrecord table th { font-weight: 600; opacity: .72; font-size: .92em; white-space: nowrap; }
.onrecord table tr { background: none; }
.onrecord table td:nth-child(1) { opacity: .72; width: 2em; }
.onrecord table td:nth-child(2) { font-weight: 600; width: 22%; }
.onrecord table td:nth-child(2) .onrecord-faint { font-weight: 400; }
.onrecord .onrecord-label { white-space: nowrap; padding: .05em .45em; border-radius: .6em;
  background: rgba(128, 128, 128, .16); }
.onrecord .onrecord-positive { background: rgba(30, 150, 90, .26); }
.onrecord .onrecord-negative { background: rgba(210, 70, 50, .26); }
.onrecord mark { background: rgba(240, 190, 40, .34); color: inherit; padding: 0 .1em; }
</style>"""


def html(analysis: AnalysisDict) -> str:
    """Write an analysis as HTML: one `div` with its own style, for light and dark pages, that loads nothing."""
    entities = analysis["entities"]
    headline = analysis["regions"]["headline"]
    parts = ['<div class="onrecord">', _STYLE]
    if headline:
        parts.append(f"<h4>{isolated(headline['text'])}</h4>")
    parts.append(f'<p class="onrecord-faint">{counts(analysis)}</p>')
    parts += [f"<p>⚠ {isolated(warning)}</p>" for warning in analysis["warnings"]]
    quotes = [_quote(quote, entities) for quote in analysis["quotes"]]
    stance = [_stance(number, record, entities) for number, record in enumerate(analysis["stance"])]
    names = [_entity(entity) for entity in sorted(entities, key=lambda e: -len(e["mentions"]))]
    parts += _table("Quotes", ["#", "Speaker", "Words", "Cue", "Kind", "About"], quotes)
    parts += _table("Stance", ["#", "Holder", "", "Target", "Evidence", "Shows in"], stance)
    parts += _table("Entities", ["#", "Name", "Type", "Role", "Country", "Mentions"], names)
    return "\n".join([*parts, "</div>"])


def _table(heading: str, columns: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    top = f"<details open><summary>{heading} ({len(rows)})</summary>"
    return [top, f"<table><thead><tr>{head}</tr></thead>", "<tbody>", *body, "</tbody></table></details>"]


def isolated(string: str) -> str:
    """Escape words of an article; `bdi` keeps their direction of writing from the words around."""
    return f"<bdi>{escape(string)}</bdi>"


def _label(word: str, role: str = "") -> str:
    return f'<span class="onrecord-label{role and f" onrecord-{role}"}">{escape(word)}</span>'


def _faint(inner: str) -> str:
    return f'<span class="onrecord-faint">{inner}</span>'


def _quote(quote: Quote, entities: Sequence[Entity]) -> list[str]:
    speaker, words = who_speaks(quote, entities)
    who = isolated(speaker) + (f"<br>{_faint(isolated(words))}" if words else "")
    cue = isolated(quote["cue"]["text"]) if quote["cue"] else "–"
    about = ", ".join(map(isolated, spoken_about(quote, entities)))
    return [f"{quote['id']}", who, isolated(joined(quote)), cue, _label(quote["kind"]), about]


def _stance(number: int, stance: Stance, entities: Sequence[Entity]) -> list[str]:
    polarity = stance["polarity"]
    return [
        f"{number}",
        isolated(who_holds(stance, entities)),
        _label(f"{SIGNS[polarity]} {SIDES[polarity]}", polarity),
        isolated(entities[stance["target"]]["name"]),
        f"<bdi>{_marked(stance['evidence'], stance['cues'])}</bdi>",
        ", ".join(stance_facts(stance)),
    ]


def _marked(evidence: Span, cues: Sequence[Span]) -> str:
    """Escape the evidence, with the words that carry the stance marked."""
    parts, at = [], evidence["start"]
    for cue in sorted(cues, key=lambda c: c["start"]):
        if at <= cue["start"] and cue["end"] <= evidence["end"]:
            parts.append(escape(evidence["text"][at - evidence["start"] : cue["start"] - evidence["start"]]))
            parts.append(f"<mark>{escape(cue['text'])}</mark>")
            at = cue["end"]
    return "".join([*parts, escape(evidence["text"][at - evidence["start"] :])])


def _entity(entity: Entity) -> list[str]:
    role, country = entity["role"] or "", entity["country"] or ""
    mentions = f"{len(entity['mentions'])}"
    return [
        f"{entity['id']}",
        isolated(entity["name"]),
        _label(entity["type"]),
        isolated(role),
        escape(country),
        mentions,
    ]
