"""Scorers of whole articles: each figure by an example, and files that are not in the form."""

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onrecord import scoring

TEXT = "“Rain is good,” Ann Lee told Bo Rask.\n\nShe blames Rask. The mayor is silent. The bold plan will work."

Path_ = tuple[str | int, ...]


def span(words: str, nth: int = 0, **more: str) -> dict[str, Any]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words, **more}


def entity(key: str, name: str, *mentions: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "type": "PERSON", "canonical": name, "mentions": list(mentions)}


def gold() -> Any:  # noqa: ANN401
    """What annotators marked: two people, a plan without a name, a quote, an attitude of Lee and one of the author."""
    return {
        "id": "one",
        "text": TEXT,
        "entities": [
            entity("ann", "Ann Lee", span("Ann Lee", kind="name"), span("She", kind="pronoun")),
            entity(
                "bo",
                "Bo Rask",
                span("Bo Rask", kind="name"),
                span("Rask", 1, kind="name"),
                span("The mayor", kind="nominal"),
            ),
            entity("plan", "the bold plan", span("The bold plan", kind="nominal")),
        ],
        "quotes": [
            {"id": "q", "type": "direct", "content": [span("“Rain is good,”")], "source": None, "speaker": "ann"}
        ],
        "stance": [
            {"holder": "ann", "target": "bo", "polarity": -1},
            {"holder": "narrator", "target": "plan", "polarity": 1},
        ],
    }


def result() -> Any:  # noqa: ANN401
    """The same as a result of `analyze`."""
    entities = [
        {"id": n, "name": one["canonical"], "mentions": one["mentions"]} for n, one in enumerate(gold()["entities"])
    ]
    return {
        "entities": entities,
        "quotes": [{"kind": "direct", "content": [span("“Rain is good,”")], "source": None, "speaker": 0}],
        "stance": [
            {"holder": 0, "holder_kind": "actor", "target": 1, "polarity": "negative", "evidence": span("blames")},
            {"holder": None, "holder_kind": "author", "target": 2, "polarity": "positive", "evidence": span("bold")},
        ],
    }


def changed(document: Any, changes: dict[Path_, Any]) -> Any:  # noqa: ANN401
    """The document with other values at some places; a place one behind the end of a list is added."""
    for path, value in changes.items():
        at = document
        for step in path[:-1]:
            at = at[step]
        if isinstance(at, list) and path[-1] == len(at):
            at.append(copy.deepcopy(value))
        else:
            at[path[-1]] = copy.deepcopy(value)
    return document


def figures(one: Any, other: Any) -> dict[str, float | None]:  # noqa: ANN401
    counts = scoring.count(one, other)
    return {name: share.of(counts) for name, share in scoring.MEASURES.items()}


PERFECT = dict.fromkeys(scoring.MEASURES, 1.0) | {"speakers_wrong": 0, "speakers_open": 0, "stance_opposite": 0}
ANN, SHE, BO = ("entities", 0, "mentions"), span("She", kind="pronoun"), ("entities", 1, "mentions")
AGAINST_ANN = {"holder": 1, "holder_kind": "actor", "target": 0, "polarity": "negative"}
MAYOR: dict[str, Any] = {"id": 3, "name": "mayor", "mentions": [span("The mayor", kind="nominal")]}
MISSED: dict[str, float | None] = {
    "stance_f1": 2 / 3,
    "stance_recall": 1 / 2,
    "stance_named_f1": 0,
    "stance_named_recall": 0,
    "stance_named_precision": None,
}
ONE_OF_TWO: dict[str, float | None] = {
    **dict.fromkeys(("stance_f1", "stance_precision", "stance_recall"), 1 / 2),
    **dict.fromkeys(("stance_named_f1", "stance_named_precision", "stance_named_recall"), 0),
}
STRANGER = {"id": 3, "name": "town", "mentions": [span("told", kind="nominal")]}

# Title, changes of the gold, changes of the result, figures that differ from full marks.
CASES: list[tuple[str, dict[Path_, Any], dict[Path_, Any], dict[str, float | None]]] = [
    ("all right", {}, {}, {}),
    ("wrong speaker", {}, {("quotes", 0, "speaker"): 1}, {"speakers_right": 0, "speakers_wrong": 1}),
    ("no speaker", {}, {("quotes", 0, "speaker"): None}, {"speakers_right": 0, "speakers_open": 1}),
    (
        "nobody is named as the speaker: not asked",
        {("quotes", 0, "speaker"): None},
        {},
        dict.fromkeys(("speakers_right", "speakers_wrong", "speakers_open")),
    ),
    ("six letters of ten are the quote", {}, {("quotes", 0, "content"): [span("Rain is")]}, {}),
    (
        "four letters of ten are not",
        {},
        {("quotes", 0, "content"): [span("Rain")]},
        {"quotes_f1": 0, "quotes_precision": 0, "quotes_recall": 0}
        | dict.fromkeys(("quotes_kind", "speakers_right", "speakers_wrong", "speakers_open")),
    ),
    (
        "a quote too many",
        {},
        {("quotes", 1): {"kind": "indirect", "content": [span("blames")], "source": None, "speaker": 0}},
        {"quotes_f1": 2 / 3, "quotes_precision": 1 / 2},
    ),
    (
        "a quote that another reader might not see is neither right nor too many",
        {
            ("quotes", 1): {
                "type": "indirect",
                "content": [span("blames Rask")],
                "source": None,
                "speaker": "ann",
                "certainty": "debatable",
            }
        },
        {("quotes", 1): {"kind": "indirect", "content": [span("blames Rask")], "source": None, "speaker": 0}},
        {},
    ),
    (
        "and may be missed, or met by half a word",
        {
            ("quotes", 1): {
                "type": "indirect",
                "content": [span("blames Rask")],
                "source": None,
                "speaker": "ann",
                "certainty": "debatable",
            }
        },
        {("quotes", 1): {"kind": "indirect", "content": [span("Rask", 1)], "source": None, "speaker": 1}},
        {},
    ),
    (
        "a right quote counts although one that another reader might not see touches it",
        {
            ("quotes", 1): {
                "type": "indirect",
                "content": [span("good,” Ann Lee told")],
                "source": None,
                "speaker": None,
                "certainty": "debatable",
            }
        },
        {},
        {},
    ),
    (
        "of two quotes with one content the last is paired",
        {("quotes", 1): {"type": "direct", "content": [span("“Rain is good,”")], "source": None, "speaker": "bo"}},
        {},
        {"quotes_f1": 2 / 3, "quotes_recall": 1 / 2, "speakers_right": 0, "speakers_wrong": 1},
    ),
    ("another kind", {}, {("quotes", 0, "kind"): "mixed"}, {"quotes_kind": 0}),
    (
        "another kind that the annotator accepts",
        {("quotes", 0, "accept_types"): ["mixed"]},
        {("quotes", 0, "kind"): "mixed"},
        {},
    ),
    (
        "a pronoun that is missed",
        {},
        {ANN: [span("Ann Lee", kind="name")]},
        {"mentions_recall": 4 / 5, "found_pronoun": 0, "led_pronoun": 0},
    ),
    ("a shorter mention with the same end", {}, {(*ANN, 0): span("Lee", kind="name")}, {}),
    (
        "a word inside a mention is not the mention",
        {},
        {(*BO, 0): span("Ras", kind="name")},
        {"mentions_recall": 4 / 5, "found_name": 2 / 3, "led_name": 2 / 3},
    ),
    (
        "two entities of the results may stand for one of the gold",
        {},
        {("entities", 1, "mentions"): gold()["entities"][1]["mentions"][:2], ("entities", 3): MAYOR},
        {},
    ),
    (
        "a pronoun under the wrong entity",
        {},
        {ANN: [span("Ann Lee", kind="name")], (*BO, 3): SHE},
        {"mentions_purity": 5 / 6, "led_pronoun": 0},
    ),
    (
        "a name says more than a pronoun of whom an entity stands for",
        {},
        {ANN: [SHE, span("Rask", 1, kind="name")], BO: [span("Bo Rask", kind="name"), MAYOR["mentions"][0]]},
        ONE_OF_TWO
        | {"speakers_right": 0, "speakers_wrong": 1, "mentions_recall": 4 / 5, "mentions_purity": 4 / 5}
        | {"found_name": 2 / 3, "led_name": 1 / 3},
    ),
    (
        "the right entity under another name",
        {},
        {("entities", 0, "name"): "She"},
        {"entities_name": 1 / 2},
    ),
    (
        "an entity without a name is missed, and what is held towards it",
        {},
        {("entities", 2, "mentions"): []},
        {"found_unnamed": 0, "led_unnamed": 0, "stance_f1": 2 / 3, "stance_recall": 1 / 2},
    ),
    (
        "the opposite sign",
        {},
        {("stance", 0, "polarity"): "positive"},
        ONE_OF_TWO | {"stance_opposite": 1 / 2},
    ),
    (
        "a target without a name is counted among all pairs only",
        {("stance", 2): {"holder": "ann", "target": "plan", "polarity": 1}},
        {},
        {"stance_f1": 4 / 5, "stance_recall": 2 / 3},
    ),
    (
        "neutral is no side",
        {},
        {("stance", 0, "polarity"): "neutral"},
        MISSED,
    ),
    (
        "two records of a pair with opposite signs take each other away",
        {},
        {("stance", 2): result()["stance"][0] | {"polarity": "positive"}},
        MISSED,
    ),
    (
        "a pair counts once, whatever the number of its records",
        {},
        {("stance", 2): result()["stance"][0]},
        {},
    ),
    (
        "a pair too many",
        {},
        {("stance", 2): AGAINST_ANN},
        {"stance_f1": 4 / 5, "stance_precision": 2 / 3, "stance_named_f1": 2 / 3, "stance_named_precision": 1 / 2},
    ),
    (
        "a pair that another reader might not see is neither right nor too many",
        {("stance", 2): {"holder": "bo", "target": "ann", "polarity": -1, "certainty": "debatable"}},
        {("stance", 2): AGAINST_ANN},
        {},
    ),
    (
        "a pair for which the annotators withheld a sign is too many",
        {("stance", 2): {"holder": "bo", "target": "ann", "polarity": 0}},
        {("stance", 2): AGAINST_ANN},
        {"stance_f1": 4 / 5, "stance_precision": 2 / 3, "stance_named_f1": 2 / 3, "stance_named_precision": 1 / 2},
    ),
    (
        "what is held towards something that nobody listed is not counted",
        {},
        {("entities", 3): STRANGER, ("stance", 2): AGAINST_ANN | {"target": 3}},
        {},
    ),
    (
        "the author is nobody else",
        {},
        {("stance", 1, "holder_kind"): "unknown"},
        {"stance_f1": 2 / 3, "stance_recall": 1 / 2},
    ),
]


@pytest.mark.parametrize(("of_gold", "of_result", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_each_figure_says_what_it_says(
    of_gold: dict[Path_, Any], of_result: dict[Path_, Any], expected: dict[str, float | None]
) -> None:
    found = figures(changed(gold(), of_gold), changed(result(), of_result))
    assert found == {name: pytest.approx(value) for name, value in (PERFECT | expected).items()}


def test_counts_of_articles_add_up_and_their_order_changes_nothing() -> None:
    nothing: dict[str, Any] = {"entities": [], "quotes": [], "stance": []}
    counts = [scoring.count(gold(), one) for one in (result(), nothing, result(), nothing, nothing)]
    recall = scoring.MEASURES["quotes_recall"]
    assert recall.of(scoring.total(counts)) == 2 / 5
    found = scoring.estimates(counts, {"recall": recall}, seed=1)
    assert found == scoring.estimates(counts[::-1], {"recall": recall}, seed=1)
    assert found["recall"]["low"] == 0 < 2 / 5 < (found["recall"]["high"] or 0)
    assert scoring.estimates(counts[:1], {"recall": recall})["recall"] == {"value": 1, "low": None, "high": None}
    precision = scoring.MEASURES["quotes_precision"]
    assert scoring.estimates(counts[1:2], {"p": precision})["p"] == {"value": None, "low": None, "high": None}


def reader(found: Callable[[str], bool], words: str = "She") -> Callable[[str], Any]:
    """A reader that finds one quote, at some words, and one record of stance in articles that it likes."""

    def read(text: str) -> Any:  # noqa: ANN401
        at = {"start": text.index(words), "end": text.index(words) + len(words)}
        quotes = [{"content": [at], "speaker": 0}] if found(text) else []
        stance = [{"evidence": at, "holder": None, "target": 0, "polarity": "positive"}]
        return {"entities": [{"name": "Ann Lee"}], "quotes": quotes, "stance": stance}

    return read


@pytest.mark.parametrize(
    ("text", "read", "quotes", "stance"),
    [
        (TEXT, reader(lambda _: True), 1, 1),
        (TEXT, reader(lambda text: text == TEXT), 0, 1),
        (TEXT, reader(lambda text: len(text) < 500), 2 / 5, 1),
        (TEXT, reader(lambda text: text != TEXT), 0, 1),
        (TEXT, reader(lambda _: True, "Rain"), None, None),
        ("She blames Rask.", reader(lambda _: True), None, None),
    ],
    ids=["found anywhere", "lost behind padding", "lost behind much", "found behind it only", "in front", "one line"],
)
def test_what_stands_in_front_may_change_records(
    text: str, read: Callable[[str], Any], quotes: float | None, stance: float | None
) -> None:
    counts = scoring.count_same(text, read)
    found = {name: share.of(counts) for name, share in scoring.STABILITY.items()}
    assert found == {"same_quotes": quotes, "same_stance": stance}


def test_a_speaker_who_changes_behind_padding_is_a_change() -> None:
    read = reader(lambda _: True)

    def other(text: str) -> Any:  # noqa: ANN401
        return read(text) | {"entities": [{"name": "Ann Lee" if text == TEXT else "Bo"}]}

    assert scoring.STABILITY["same_quotes"].of(scoring.count_same(TEXT, other)) == 0


def test_a_folder_is_read_in_the_order_of_names_and_a_file_alone(tmp_path: Path) -> None:
    two = gold() | {"id": "two"}
    (tmp_path / "b.json").write_text(json.dumps(gold()), encoding="utf-8")
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps({"documents": [two, two]}).encode()))
    (tmp_path / "README.md").write_text("not an article", encoding="utf-8")
    assert [article["id"] for article in scoring.read(tmp_path)] == ["two", "two", "one"]
    assert scoring.read(tmp_path / "b.json") == [gold()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "Expecting"),
        ("[]", "has no attribute"),
        ('{"documents": []}', "has no article"),
        (json.dumps({"id": "one"}), "lacks the key 'text'"),
        (json.dumps(changed(gold(), {("entities", 0, "mentions", 0, "start"): 3})), "'Ann Lee' is not at 3"),
        (json.dumps(changed(gold(), {("quotes", 0, "speaker"): "cy"})), "there is no entity 'cy'"),
        (json.dumps(changed(gold(), {("stance", 0, "target"): "cy"})), "there is no entity 'cy'"),
        (json.dumps(changed(gold(), {("stance", 0, "polarity"): "negative"})), "polarity 'negative' is not"),
        (json.dumps(changed(gold(), {("entities", 0, "canonical"): " "})), "entity 'ann' has no name"),
    ],
)
def test_a_file_that_is_not_in_the_form_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as caught:
        scoring.read(path)
    assert "broken.json" in str(caught.value)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file or folder .*nowhere"):
        scoring.read(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="file in"):
        scoring.read(tmp_path)
