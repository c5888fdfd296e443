"""brat standoff: the article as it is, and one annotation a line (https://brat.nlplab.org/standoff.html)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.article import article_of
from onrecord.evaluation import Gold
from onrecord.exchange import scheme
from onrecord.exchange.scheme import LABELS, LINKS, MARKS, Link, Region, Scheme

#: Line ends for brat, which reads lines as `str.splitlines` does: no span may hold one.
_LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def to_brat(result: Mapping[str, Any], *, text: str | None = None) -> tuple[str, str]:
    """Write a result as brat standoff.

    Contents, sources, cues, evidence of stance and mentions are text-bound
    annotations (`T`), with fragments where a content stands in pieces or runs
    over a line end; who says what with which word is relations (`R`), kinds and
    polarities are attributes (`A`), the mentions of an entity are an
    equivalence (`*`), and a name that is not its longest mention is a note
    (`#`). Roles, countries, scores, confidence and `by` have no place in it.

    Parameters
    ----------
    result : Analysis or mapping
        What `analyze` returned.
    text : str, optional
        The article, where `result` is a plain dict.

    Returns
    -------
    tuple of str
        The content of the `.txt` file, which is the article unchanged, and of
        the `.ann` file. Positions count code points. Write both in UTF-8 with
        `newline=""`, so that line ends stay as they are.

    Raises
    ------
    ValueError
        If the article is missing, or is not the one that was read.
    """
    article = article_of(result, text)
    annotated = scheme.annotate(result)
    lines = list(_text_bound(annotated.regions, article))
    lines += [
        f"R{n}\t{link.label} Arg1:T{link.source + 1} Arg2:T{link.target + 1}"
        for n, link in enumerate(annotated.links, 1)
    ]
    marks = [(name, n, value) for n, region in enumerate(annotated.regions) for name, value in region.marks.items()]
    lines += [f"A{n}\t{name} T{region + 1} {value}" for n, (name, region, value) in enumerate(marks, 1)]
    lines += [f"*\tCoref {' '.join(f'T{n + 1}' for n in group)}" for group in annotated.groups]
    notes = [(region, _LINE_END.sub(" ", note)) for region, note in annotated.notes.items()]
    lines += [f"#{n}\tAnnotatorNotes T{region + 1}\t{note}" for n, (region, note) in enumerate(notes, 1)]
    return article, "".join(f"{line}\n" for line in lines)


def from_brat(text: str, annotations: str) -> Gold:
    """Read brat standoff, as `to_brat` wrote it or as a person has corrected or made it with `brat_config`.

    A person who does not draw mentions can write the name of a speaker as the
    note of a source: sources with one note are one entity.

    Parameters
    ----------
    text : str
        The content of the `.txt` file, read with `newline=""`.
    annotations : str
        The content of the `.ann` file.

    Returns
    -------
    Gold
        Records for `onrecord.evaluate`, in the order of the text. A content that
        runs over a line end has a piece a line.

    Raises
    ------
    TypeError
        If an argument is not a `str`.
    ValueError
        If a line is not of the format or the scheme; the message names it.
    """
    for name, value in (("text", text), ("annotations", annotations)):
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    lines = [(f"line {n}", line) for n, line in enumerate(annotations.splitlines(), 1) if line.strip()]
    regions: list[Region] = []
    number: dict[str, int] = {}
    for where, line in lines:
        if line.startswith("T"):
            key, label, spans = _fields(where, line, r"(T\S*)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
            pairs = [(int(start), int(end)) for start, end in (pair.split() for pair in spans.split(";"))]
            if not all(0 <= start < end <= len(text) for start, end in pairs):
                raise ValueError(f"{where}: {spans} is not in the text, which has {len(text)} code points: {line!r}")
            number[key] = len(regions)
            regions.append(Region(scheme.check(label, where), tuple(sorted(pairs)), {}))

    links: list[Link] = []
    groups: list[list[int]] = []
    notes: dict[int, str] = {}

    def region(where: str, key: str) -> int:
        if key not in number:
            raise ValueError(f"{where}: there is no text-bound annotation {key}")
        return number[key]

    for where, line in lines:
        if line.startswith("R"):
            label, one, two = _fields(where, line, r"R\S*\t(\S+) \S+?:(\S+) \S+?:(\S+)\s*$")
            link = Link(label, region(where, one), region(where, two))
            links.append(scheme.check_link(link, regions, where))
        elif line.startswith(("A", "M")):
            name, key, value = _fields(where, line, r"[AM]\S*\t(\S+) (\S+) (\S+)\s*$")
            regions[region(where, key)].marks[name] = scheme.check_mark(name, value, where)
        elif line.startswith("*"):
            (members,) = _fields(where, line, r"\*\tCoref (.+)$")
            groups.append([region(where, key) for key in members.split()])
        elif line.startswith("#"):
            key, note = _fields(where, line, r"#\S*\t\S+ (\S+)\t(.*)$")
            if key in number and note.strip():
                notes[number[key]] = note.strip()
        elif not line.startswith("T"):
            raise ValueError(f"{where} is no annotation of this scheme: {line!r}")
    return scheme.read(Scheme(regions, links, groups, notes), text)


def brat_config() -> str:
    """Return the `annotation.conf` of brat for this scheme, to correct results or to annotate by hand."""
    lines = ["[entities]", *LABELS, "", "[relations]"]
    for label, (sources, targets) in LINKS.items():
        lines.append(f"{label}\tArg1:{'|'.join(sources)}, Arg2:{'|'.join(targets)}")
    named = "|".join((*scheme.TYPES, scheme.SOURCE))
    lines.append(f"Coref\tArg1:{named}, Arg2:{named}, <REL-TYPE>:symmetric-transitive")
    lines += ["<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    lines += [f"{name}\tArg:{'|'.join(labels)}, Value:{'|'.join(values)}" for name, (labels, values) in MARKS.items()]
    return "".join(f"{line}\n" for line in lines)


def _text_bound(regions: list[Region], article: str) -> Iterator[str]:
    for n, region in enumerate(regions, 1):
        fragments = [fragment for start, end in region.spans for fragment in _lines(article, start, end)]
        places = ";".join(f"{start} {end}" for start, end in fragments)
        yield f"T{n}\t{region.label} {places}\t{' '.join(article[start:end] for start, end in fragments)}"


def _lines(article: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a span at line ends."""
    for ends in _LINE_END.finditer(article, start, end):
        if start < ends.start():
            yield start, ends.start()
        start = ends.end()
    if start < end:
        yield start, end


def _fields(where: str, line: str, pattern: str) -> tuple[str, ...]:
    found = re.match(pattern, line)
    if not found:
        raise ValueError(f"{where} is not brat standoff: {line!r}")
    return found.groups()
