"""Label Studio: a task with a prediction out, a task with an annotation back (https://labelstud.io/guide/task_format)."""

import bisect
import re
from collections.abc import Callable, Mapping
from itertools import accumulate, pairwise
from typing import Any, Literal, TypeAlias
from xml.sax.saxutils import quoteattr

from onrecord.article import article_of
from onrecord.evaluation import Gold
from onrecord.exchange import scheme
from onrecord.exchange.scheme import LABELS, LINKS, MARKS, Link, Region, Scheme

Unit: TypeAlias = Literal["code_points", "utf16"]
"""What positions count: Unicode code points, or UTF-16 code units as JavaScript indexes a string."""

# Label Studio knows no region in pieces and no group, so both are relations here.
_NEXT, _SAME = "Continues", "SameAs"
_COLOURS = {"Content": "#ffd666", "Source": "#91caff", "Cue": "#b7eb8f", "Stance": "#ffadd2"}


def to_label_studio(
    result: Mapping[str, Any], *, text: str | None = None, unit: Unit = "code_points"
) -> dict[str, Any]:
    """Write a result as a task of Label Studio with one prediction, for a project with `label_studio_config`.

    Import a list of such tasks as JSON. A region there is in one piece: those
    of a content are joined by `Continues` relations, the mentions of an entity
    by `SameAs`. What `to_brat` leaves out is left out here too.

    Parameters
    ----------
    result : Analysis or mapping
        What `analyze` returned. The `id` of an `Analysis` goes to the task's data.
    text : str, optional
        The article, where `result` is a plain dict.
    unit : {"code_points", "utf16"}, optional
        What `start` and `end` count. Label Studio means code points; in releases
        before August 2024 some of its views counted UTF-16 code units, which
        differ behind an emoji.

    Returns
    -------
    dict
        The task, ready for `json.dumps`.

    Raises
    ------
    ValueError
        If the article is missing or is not the one that was read, or `unit` is unknown.
    """
    article = article_of(result, text)
    annotated = scheme.annotate(result)
    position = _writer(article, unit)
    found: list[dict[str, Any]] = []
    first: list[str] = []

    def relate(label: str, source: str, target: str) -> None:
        found.append({"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [label]})

    for n, region in enumerate(annotated.regions):
        ids = [f"{region.label.lower()}-{n}" + (f"-{piece}" if piece else "") for piece in range(len(region.spans))]
        first.append(ids[0])
        for piece, (id, (start, end)) in enumerate(zip(ids, region.spans, strict=True)):
            place = {"start": position(start), "end": position(end)}
            common = {"id": id, "to_name": "text"}
            value = {**place, "text": article[start:end], "labels": [region.label]}
            found.append({**common, "from_name": "label", "type": "labels", "value": value})
            if piece:
                continue
            for name, mark in region.marks.items():
                found.append({**common, "from_name": name, "type": "choices", "value": {**place, "choices": [mark]}})
            if n in annotated.notes:
                names = {**place, "text": [annotated.notes[n]]}
                found.append({**common, "from_name": "Name", "type": "textarea", "value": names})
        for one, two in pairwise(ids):
            relate(_NEXT, one, two)
    for link in annotated.links:
        relate(link.label, first[link.source], first[link.target])
    for group in annotated.groups:
        for earlier, later in pairwise(group):
            relate(_SAME, first[later], first[earlier])

    data: dict[str, str] = {"text": article}
    called: str | None = getattr(result, "id", None)
    if called is not None:
        data["id"] = called
    return {"data": data, "predictions": [{"model_version": result["model"], "result": found}]}


def from_label_studio(task: Mapping[str, Any], *, annotator: int | None = None, unit: Unit = "code_points") -> Gold:
    """Read an annotated task from an export of Label Studio in the format JSON.

    Parameters
    ----------
    task : mapping
        One item of the exported list, from a project set up with `label_studio_config`.
    annotator : int, optional
        Whose annotation: the number in `completed_by`. By default the last.
    unit : {"code_points", "utf16"}, optional
        What `start` and `end` count, as in `to_label_studio`.

    Returns
    -------
    Gold
        Records for `onrecord.evaluate`, in the order of the text.

    Raises
    ------
    ValueError
        If the task has no such annotation, or one that is not of the scheme or
        lacks what every export has, or if the words of a region are not those at
        its place, which tells that `unit` is another.
    """
    _known(unit)
    try:
        return _read(task, annotator, unit)
    except (KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"task is not as Label Studio exports it: {type(error).__name__}: {error}") from None


def _read(task: Mapping[str, Any], annotator: int | None, unit: Unit) -> Gold:
    text, result = task["data"]["text"], _annotation(task, annotator)
    position = _reader(text, unit)
    regions: list[Region] = []
    number: dict[str, int] = {}
    for item in result:
        if item["type"] == "labels":
            where, value = f"region {item['id']}", item["value"]
            start, end = position(value["start"]), position(value["end"])
            if not 0 <= start < end <= len(text) or not _agrees(text[start:end], value.get("text")):
                raise ValueError(
                    f"{where}: the words from {value['start']} to {value['end']} are not {value.get('text')!r}; "
                    f"are the positions counted in another unit than {unit!r}?"
                )
            number[item["id"]] = len(regions)
            labels = value["labels"]
            regions.append(Region(scheme.check(labels[0] if labels else "", where), ((start, end),), {}))

    links: list[Link] = []
    groups: list[list[int]] = []
    notes: dict[int, str] = {}
    parts: dict[int, int] = {}
    for item in result:
        if item["type"] == "relation":
            where = f"relation from {item['from_id']} to {item['to_id']}"
            missing = next((end for end in (item["from_id"], item["to_id"]) if end not in number), None)
            if missing is not None:
                raise ValueError(f"{where}: there is no region {missing}")
            one, two = number[item["from_id"]], number[item["to_id"]]
            if item.get("direction") == "left":
                one, two = two, one
            for label in item.get("labels") or [""]:
                if label == _NEXT:
                    parts[two] = one
                elif label == _SAME:
                    groups.append([one, two])
                else:
                    links.append(scheme.check_link(Link(label, one, two), regions, where))
        elif item["type"] == "choices":
            for mark in item["value"]["choices"]:
                value = scheme.check_mark(item["from_name"], mark, f"region {item['id']}")
                regions[number[item["id"]]].marks[item["from_name"]] = value
        elif item["type"] == "textarea":
            note = " ".join(item["value"]["text"]).strip()
            if note:
                notes[number[item["id"]]] = note
    return scheme.read(_joined(Scheme(regions, links, groups, notes), parts), text)


def label_studio_config() -> str:
    """Return the labelling configuration of a Label Studio project for this scheme, to correct or to annotate."""
    lines = ["<View>", "  <Style>.htx-text { white-space: pre-wrap; }</Style>", '  <Labels name="label" toName="text">']
    lines += [f'    <Label value="{label}" background="{_COLOURS.get(label, "#d9d9d9")}"/>' for label in LABELS]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="symbol"/>', "  <Relations>"]
    lines += [f'    <Relation value="{label}"/>' for label in (*LINKS, _NEXT, _SAME)]
    lines.append("  </Relations>")
    shown = 'perRegion="true" visibleWhen="region-selected" whenTagName="label" whenLabelValue='
    for name, (labels, values) in MARKS.items():
        lines.append(f'  <Choices name="{name}" toName="text" {shown}{quoteattr(",".join(labels))}>')
        lines += [f'    <Choice value="{value}"/>' for value in values]
        lines.append("  </Choices>")
    named = quoteattr(",".join((*scheme.TYPES, scheme.SOURCE)))
    lines.append(f'  <TextArea name="Name" toName="text" {shown}{named} maxSubmissions="1" placeholder="Name"/>')
    return "\n".join((*lines, "</View>", ""))


def _annotation(task: Mapping[str, Any], annotator: int | None) -> list[dict[str, Any]]:
    """Choose an annotation; predictions are no gold."""
    done = [annotation for annotation in task.get("annotations", []) if not annotation.get("was_cancelled")]
    if annotator is not None:
        done = [annotation for annotation in done if _person(annotation) == annotator]
    if not done:
        whose = "no annotation" if annotator is None else f"no annotation that annotator {annotator!r} completed"
        raise ValueError(f"task {task.get('id', '')} has {whose}; export submitted tasks in the format JSON")
    return list(done[-1]["result"])


def _person(annotation: Mapping[str, Any]) -> Any:  # noqa: ANN401
    person = annotation.get("completed_by")
    return person.get("id") if isinstance(person, Mapping) else person


def _joined(annotated: Scheme, parts: Mapping[int, int]) -> Scheme:
    """Make one region of the pieces of a content: what `Continues` joins."""

    def head(n: int) -> int:
        seen = {n}
        while n in parts and parts[n] not in seen:
            n = parts[n]
            seen.add(n)
        return n

    pieces: dict[int, list[int]] = {}
    for n in range(len(annotated.regions)):
        pieces.setdefault(head(n), []).append(n)
    new = {n: place for place, (_, members) in enumerate(sorted(pieces.items())) for n in members}
    regions = []
    for first, members in sorted(pieces.items()):
        spans = tuple(sorted(span for n in members for span in annotated.regions[n].spans))
        marks = {name: mark for n in reversed(members) for name, mark in annotated.regions[n].marks.items()}
        regions.append(Region(annotated.regions[first].label, spans, marks))
    return Scheme(
        regions,
        [Link(link.label, new[link.source], new[link.target]) for link in annotated.links],
        [[new[n] for n in group] for group in annotated.groups],
        {new[n]: note for n, note in annotated.notes.items()},
    )


def _agrees(words: str, shown: str | None) -> bool:
    """Tell whether the words of a region are those at its place; a browser shows white space as it likes."""
    return shown is None or re.sub(r"\s|\\n", "", words) == re.sub(r"\s|\\n", "", shown)


def _starts(text: str) -> list[int]:
    """Return where each code point of a text starts, and the text ends, in UTF-16 code units."""
    return list(accumulate((1 + (c > "\uffff") for c in text), initial=0))


def _writer(text: str, unit: Unit) -> Callable[[int], int]:
    """Return what makes a position of code points one of the unit."""
    _known(unit)
    return _starts(text).__getitem__ if unit == "utf16" else int


def _reader(text: str, unit: Unit) -> Callable[[int], int]:
    """Return what makes a position of the unit one of code points; inside a pair, that of the pair."""
    _known(unit)
    starts = _starts(text)
    return (lambda n: bisect.bisect_right(starts, n) - 1 if n <= starts[-1] else n) if unit == "utf16" else int


def _known(unit: str) -> None:
    if unit not in ("code_points", "utf16"):
        raise ValueError(f"unit must be 'code_points' or 'utf16', not {unit!r}")
