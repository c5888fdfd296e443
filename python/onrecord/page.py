"""The article with its records, as HTML for a notebook or as a file of its own.

What is visible of the article is the article: every number, chip and record
comes from an attribute, by way of the style sheet, so that searching and
copying find the words and nothing else. Nothing is loaded, and the one script
does no more than to hide a record when Escape is pressed. Records overlap as
they please: each place is one element, nested where places nest and split
where they cross.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from onrecord.article import article_of, check
from onrecord.display import (
    SIDES,
    SIGNS,
    STEERING,
    clean,
    counts,
    joined,
    spoken_about,
    stance_facts,
    who_holds,
    who_speaks,
)
from onrecord.style import COLOURS, PATTERNS, sheet
from onrecord.types import AnalysisDict, Quote, Span, Stance

if TYPE_CHECKING:
    from onrecord.analysis import Analysis

__all__ = ["Page", "page", "show"]

#: Letters of a name on a chip; the whole name is in its record.
_CHIP = 26

#: A paragraph with the end of its line, or the empty lines behind it.
_BLOCK = re.compile(r"[^\n]+\n?|\n+")

#: Escape hides the record that covers other words, until the pointer or the focus is elsewhere (WCAG 2.2, 1.4.13).
_SCRIPT = (
    "(()=>{const set=document.documentElement.classList;"
    'addEventListener("keydown",e=>{if(e.key=="Escape")set.add("onr-off")});'
    'for(const moved of["pointerover","focusin"])addEventListener(moved,()=>set.remove("onr-off"))})()'
)

_CLOSING = re.compile(r"[.,!?;:]?[”“’»\"')]*[.,!?;:]?")


def show(result: "Analysis | AnalysisDict", *, text: str | None = None) -> "Page":
    """Show the article with its records: who says what, and who is for or against whom.

    Quotes stand on the colour and under the number of their speaker, their
    sources and cues are underlined in that colour, and chips say towards whom a
    stance is held. To hover over words, or to reach a number by the keyboard,
    shows the records; Escape hides them. Beside the article are the quotes as cards by speaker,
    the stance records and the entities, each with a link to its place.

    Parameters
    ----------
    result : Analysis or dict
        What `analyze` returned, or the same loaded from JSON.
    text : str, optional
        The article, where the result does not hold it: a result loaded from
        JSON does not.

    Returns
    -------
    Page
        Shows itself in a notebook; `page.save("article.html")` writes a file.

    Raises
    ------
    TypeError
        If `result` is no analysis or `text` no `str`.
    ValueError
        If there is no text, or the records are not of this text or are damaged.
    """
    if not (isinstance(result, Mapping) and AnalysisDict.__required_keys__ <= result.keys()):
        raise TypeError(f"result must be what analyze returns, with all its keys, not {type(result).__name__}")
    if text is not None and not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}")
    try:
        return Page(cast(AnalysisDict, result), article_of(result, text))
    except (KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f"result is not what analyze returned: {type(error).__name__}: {error}") from None


class Page:
    """An article with its records, made by `show`.

    The bare name shows it in a notebook, `str(page)` is a whole HTML document
    that loads nothing, and the same article gives the same page every time.
    """

    def __init__(self, analysis: AnalysisDict, text: str) -> None:
        check(analysis, text)
        key = json.dumps([text, analysis]).encode()
        self._article = _Article(analysis, text, hashlib.sha256(key).hexdigest()[:8])
        # At once, so that records which do not fit together are told where they are given.
        self._html = self._article.html()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the page to a file, in UTF-8.

        Parameters
        ----------
        path : str or path
            An existing file is written over.
        """
        Path(path).write_text(str(self), encoding="utf-8", newline="\n")

    def __str__(self) -> str:
        headline = self._article.analysis["regions"]["headline"]
        return _document(clean(headline["text"]) if headline else "onrecord", [self._html])

    def __repr__(self) -> str:
        return f"<onrecord.Page: {counts(self._article.analysis)}>"

    def _repr_html_(self) -> str:
        return f"<style>{sheet(page=False)}</style>\n{self._html}\n<script>{_SCRIPT}</script>"


def page(articles: Iterable[tuple[str, "Analysis"]]) -> str:
    """Write several articles as one HTML document.

    Parameters
    ----------
    articles : iterable of (str, Analysis)
        What stands above each article, and what was read in it. The analyses hold their text.

    Returns
    -------
    str
        As `str(show(...))`, with a heading for each.
    """
    parts = []
    for n, (name, analysis) in enumerate(articles):
        records = cast(AnalysisDict, analysis)
        parts += [f"<h2>{_say(name)}</h2>", _Article(records, analysis.text or "", f"{n}").html()]
    return _document("onrecord", parts)


def _document(title: str, parts: Iterable[str]) -> str:
    style = sheet(page=True)
    allowed = f"style-src {_hash(style)}; script-src {_hash(_SCRIPT)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    head = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        f"<script>{_SCRIPT}</script>",
        "</head>",
        "<body>",
    ]
    return "\n".join([*head, *parts, "</body>", "</html>", ""])


def _hash(code: str) -> str:
    """Name a script or a style sheet in a policy."""
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


class _Mark(NamedTuple):
    """A place in the article where a record is."""

    start: int
    end: int
    rank: int
    """Of two marks on the same words, the one with the lower rank is around the other."""
    tag: str
    classes: str
    record: str
    """What hovering shows."""
    head: str = ""
    """An element without words, before the first word."""
    id: str = ""


class _Speaker(NamedTuple):
    """One who is quoted; the last of all is nobody, to whom go the quotes without a known speaker."""

    sign: str
    """What stands on the number: its place among the speakers, from 1."""
    classes: str
    quotes: list[int]
    entity: int | None


class _Article:
    """Writes the HTML of one article; `key` keeps its ids apart from those of others."""

    def __init__(self, analysis: AnalysisDict, text: str, key: str) -> None:
        self.analysis = analysis
        self.entities = analysis["entities"]
        self.text = text
        self.key = key
        self.speakers = _speakers(analysis["quotes"])
        self.stance_in: dict[int | None, list[int]] = defaultdict(list)
        for n, stance in enumerate(analysis["stance"]):
            self.stance_in[stance["quote"]].append(n)
        self.speaker = {number: speaker for speaker in self.speakers for number in speaker.quotes}

    def html(self) -> str:
        return "\n".join(
            [
                '<div class="onr">',
                *self.top(),
                f'<article class="onr-text" lang="en">{"".join(self.blocks())}</article>',
                '<aside class="onr-side">',
                *self.cards(),
                *self.stance(),
                *self.names(),
                "</aside>",
                "</div>",
            ]
        )

    def top(self) -> Iterator[str]:
        yield '<div class="onr-top">'
        yield f"<p>{counts(self.analysis)}</p>"
        yield from (f"<p>⚠ {_say(warning)}</p>" for warning in self.analysis["warnings"])
        yield (
            '<p class="onr-key"><mark class="onr-q onr-s1"><b class="onr-n" data-n="1"></b>what is said</mark>'
            '<b class="onr-source onr-s1">by whom</b><i class="onr-cue onr-s1">in which word</i>'
            '<u class="onr-e">who or what is named</u>'
            '<span class="onr-positive"><s class="onr-t">for</s><b class="onr-chip" data-n="+ whom"></b></span>'
            '<span class="onr-negative"><s class="onr-t">against</s><b class="onr-chip" data-n="− whom"></b></span></p>'
        )
        yield "</div>"

    # The article

    def blocks(self) -> Iterator[str]:
        """Write the article, a block a paragraph."""
        headline = self.analysis["regions"]["headline"]
        text = STEERING.sub("\ufffd", self.text).replace("\r\n", "\0\n").replace("\r", "\n")
        marks = sorted(self.marks(), key=lambda m: (m.start, -m.end, m.rank))
        chips = sorted(self.chips().items())
        opened: list[_Mark] = []
        n = c = 0
        for block in _BLOCK.finditer(text):
            here = headline and block.start() <= headline["start"] < block.end()
            kind = "onr-head" if here else "onr-gap" if text[block.start()] == "\n" else ""
            out = [f'<div class="{kind}">' if kind else "<div>"]
            out += [_open(opened[: i + 1], new=False) for i in range(len(opened))]
            at = block.start()
            while at < block.end():
                while n < len(marks) and marks[n].start == at:
                    opened.append(marks[n])
                    out.append(_open(opened, new=True))
                    n += 1
                ends = [mark.end for mark in opened]
                until = min(
                    [*ends, *(m.start for m in marks[n : n + 1]), *(p for p, _ in chips[c : c + 1]), block.end()]
                )
                out.append(escape(text[at:until].replace("\0", ""), quote=False))
                at = until
                out += _close(opened, at, at == block.end())
                if c < len(chips) and chips[c][0] == at:
                    out.append(chips[c][1])
                    c += 1
            yield "".join([*out, "</div>"])

    def marks(self) -> Iterator[_Mark]:
        found = [*self.quote_marks(), *self.stance_marks(), *self.entity_marks()]
        return (mark for mark in found if mark.start < mark.end)

    def quote_marks(self) -> Iterator[_Mark]:
        for number, quote in enumerate(self.analysis["quotes"]):
            record, speaker = self.record(number, quote), self.speaker[number]
            name = escape(clean(who_speaks(quote, self.entities)[0]))
            for piece, span in enumerate(quote["content"]):
                # The keyboard stops once at a quote, however many pieces it has.
                tag, stop = ("a", f' href="#{self.at("c", number)}"') if piece == 0 else ("b", "")
                label = f' aria-label="Quote {number}, {name}"' if piece == 0 else ' aria-hidden="true"'
                head = f'<{tag} class="onr-n"{stop} data-n="{speaker.sign}"{label}></{tag}>'
                at = self.at("q", number) if piece == 0 else ""
                classes = f"onr-q {speaker.classes}"
                yield _Mark(span["start"], span["end"], 0, "mark", classes, record, head, id=at)
            for part, rank, tag in (("source", 2, "b"), ("cue", 3, "i")):
                if words := cast(Span | None, quote[part]):  # type: ignore[literal-required]
                    what = f"{part.capitalize()} of quote {number} · {name}"
                    yield _Mark(
                        words["start"], words["end"], rank, tag, f"onr-{part} {_base(speaker.classes)}", escape(what)
                    )

    def stance_marks(self) -> Iterator[_Mark]:
        for number, stance in enumerate(self.analysis["stance"]):
            evidence = stance["evidence"]
            classes = f"onr-t onr-{stance['polarity']}"
            record = escape(self.said(number, stance))
            yield _Mark(evidence["start"], evidence["end"], 1, "s", classes, record, id=self.at("t", number))

    def chips(self) -> dict[int, str]:
        """Give the chips of the stance records, by their places."""
        found: dict[int, str] = defaultdict(str)
        for number, stance in enumerate(self.analysis["stance"]):
            start, end = stance["evidence"]["start"], stance["evidence"]["end"]
            # Not between a word and the marks that close its sentence or its quote.
            if start < end and (closing := _CLOSING.match(self.text, end)):
                found[closing.end()] += self.chip(stance, self.at("s", number), self.said(number, stance))
        return found

    def entity_marks(self) -> Iterator[_Mark]:
        for number, entity in enumerate(self.entities):
            facts = [entity["type"], entity["role"], entity["country"]]
            times = len(entity["mentions"])
            record = f"{clean(entity['name'])} · {', '.join(clean(f) for f in facts if f)} · named {_times(times)}"
            for n, mention in enumerate(entity["mentions"]):
                at = self.at("e", number) if n == 0 else ""
                yield _Mark(mention["start"], mention["end"], 4, "u", "onr-e", escape(record), id=at)

    def record(self, number: int, quote: Quote) -> str:
        """Say all of a quote but its content."""
        name, words = (clean(part) for part in who_speaks(quote, self.entities))
        cue = clean(quote["cue"]["text"]) if quote["cue"] else "no cue"
        lines = [
            f"Quote {number} · {' '.join(part for part in (name, words and f'({words})') if part)}",
            " · ".join([cue, quote["kind"], f"found by {clean(quote['by'])}", *_confidence(quote["confidence"])]),
        ]
        about = ", ".join(clean(name) for name in spoken_about(quote, self.entities))
        return escape("\n".join([*lines, *([f"about {about}"] if about else [])]))

    def said(self, number: int, stance: Stance) -> str:
        """Say a record of stance, without its evidence."""
        holder, target = clean(who_holds(stance, self.entities)), clean(self.entities[stance["target"]]["name"])
        facts = [*stance_facts(stance), f"score {stance['score']:+.2f}", f"found by {clean(stance['by'])}"]
        side = f"{SIGNS[stance['polarity']]} {SIDES[stance['polarity']]}"
        return f"Stance {number} · {holder} {side} {target}\n{' · '.join(facts)}"

    def chip(self, stance: Stance, to: str, record: str = "") -> str:
        polarity, target = stance["polarity"], clean(self.entities[stance["target"]]["name"])
        short = target if len(target) <= _CHIP else f"{target[: _CHIP - 1].rstrip()}…"
        label = f"{clean(who_holds(stance, self.entities))} {SIDES[polarity]} {target}"
        shows = f' data-r="{escape(record)}"' if record else ""
        return (
            f'<a class="onr-chip onr-{polarity}" href="#{to}" data-n="{SIGNS[polarity]} {escape(short)}"'
            f' aria-label="{escape(label)}"{shows}></a>'
        )

    # Beside it

    def cards(self) -> Iterator[str]:
        if self.speakers:
            yield "<h3>Quotes by speaker</h3>"
        for n, speaker in enumerate(self.speakers):
            role = None if speaker.entity is None else self.entities[speaker.entity]["role"]
            name = "speaker not known" if speaker.entity is None else self.entities[speaker.entity]["name"]
            times = len(speaker.quotes)
            facts = " · ".join([f"{times} {'quote' if times == 1 else 'quotes'}", *([_say(role)] if role else [])])
            yield (
                f"<details{' open' if n == 0 else ''}><summary>"
                f'<b class="onr-n {_base(speaker.classes)}" data-n="{speaker.sign}"></b>'
                f'{_say(name)} <span class="onr-faint">{facts}</span></summary><ol>'
            )
            yield from (self.card(number, speaker) for number in speaker.quotes)
            yield "</ol></details>"

    def card(self, number: int, speaker: _Speaker) -> str:
        quote = self.analysis["quotes"][number]
        words = who_speaks(quote, self.entities)[speaker.entity is not None]
        cue = clean(quote["cue"]["text"]) if quote["cue"] else ""
        facts = " · ".join(_say(fact) for fact in (words, cue, quote["kind"]) if fact)
        chips = "".join(self.chip(self.analysis["stance"][n], self.at("t", n)) for n in self.stance_in[number])
        return (
            f'<li class="onr-card {_base(speaker.classes)}" id="{self.at("c", number)}">'
            f"<blockquote>{_say(joined(quote))}</blockquote>"
            f'<a href="#{self.at("q", number)}">quote {number}</a> <span class="onr-faint">{facts}</span>{chips}</li>'
        )

    def stance(self) -> Iterator[str]:
        records = self.analysis["stance"]
        if records:
            yield f"<details><summary>Stance ({len(records)})</summary><ol>"
            for n, stance in enumerate(records):
                facts = ", ".join([SIDES[stance["polarity"]].removesuffix(" on"), *stance_facts(stance)])
                yield (
                    f'<li id="{self.at("s", n)}">{_say(who_holds(stance, self.entities))} '
                    f"{self.chip(stance, self.at('t', n))} "
                    f'“{_say(stance["evidence"]["text"])}” <span class="onr-faint">{facts}</span></li>'
                )
            yield "</ol></details>"

    def names(self) -> Iterator[str]:
        if self.entities:
            yield f"<details><summary>Entities ({len(self.entities)})</summary><ul>"
            for number, entity in sorted(enumerate(self.entities), key=lambda item: -len(item[1]["mentions"])):
                facts = [entity["type"], entity["role"], entity["country"], f"{len(entity['mentions'])}"]
                name = _say(entity["name"])
                if entity["mentions"]:
                    name = f'<a href="#{self.at("e", number)}">{name}</a>'
                yield f'<li>{name} <span class="onr-faint">{" · ".join(_say(f) for f in facts if f)}</span></li>'
            yield "</ul></details>"

    def at(self, kind: str, number: int) -> str:
        """Give the id of a quote `q`, its card `c`, a stance `s`, its evidence `t` or an entity `e`."""
        return f"onr-{self.key}-{kind}{number}"


def _speakers(quotes: Sequence[Quote]) -> list[_Speaker]:
    """Gather the quotes by speaker, the most quoted first, and give out signs and colours."""
    by: dict[int | None, list[int]] = defaultdict(list)
    for number, quote in enumerate(quotes):
        by[quote["speaker"]].append(number)
    nobody = by.pop(None, [])
    found = []
    for n, (entity, theirs) in enumerate(sorted(by.items(), key=lambda item: -len(item[1]))):
        turn, colour = divmod(n, len(COLOURS))
        pattern = f" onr-p{turn % PATTERNS}" if turn % PATTERNS else ""
        found.append(_Speaker(f"{n + 1}", f"onr-s{colour + 1}{pattern}", theirs, entity))
    return [*found, _Speaker("?", "onr-s0", nobody, None)] if nobody else found


def _base(classes: str) -> str:
    """Give the colour of a speaker without its pattern."""
    return classes.split()[0]


def _open(opened: Sequence[_Mark], *, new: bool) -> str:
    """Write the start of the innermost element; its record and all records around it are what hovering shows."""
    mark = opened[-1]
    records = "\n\n".join(dict.fromkeys(m.record for m in reversed(opened)))
    at = f' id="{mark.id}"' if new and mark.id else ""
    return f'<{mark.tag} class="{mark.classes}"{at} data-r="{records}">{mark.head if new else ""}'


def _close(opened: list[_Mark], at: int, block_ends: bool) -> Iterator[str]:
    """Write the ends of the elements that end here; what crosses them is closed, and opened again behind."""
    first = 0 if block_ends else next((i for i, mark in enumerate(opened) if mark.end == at), len(opened))
    for mark in reversed(opened[first:]):
        yield f"</{mark.tag}>"
    opened[first:] = [mark for mark in opened[first:] if mark.end > at]
    if not block_ends:
        yield from (_open(opened[: i + 1], new=False) for i in range(first, len(opened)))


def _say(string: str) -> str:
    """Write words of an article outside it, without a direction of writing of their own."""
    return f"<bdi>{escape(clean(string))}</bdi>"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _confidence(confidence: float | None) -> list[str]:
    return [] if confidence is None else [f"confidence {confidence:.2f}"]
