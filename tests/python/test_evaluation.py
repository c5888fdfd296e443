"""Scoring: definitions by example, and what must hold of any gold and prediction."""

import copy
import json
import random
from typing import Any, cast

import onrecord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = "“We will pay,” Ann Lee said. She said Norland was wrong. Bo Rask praised the toll; the toll is bad."


def span(words: str, nth: int = 0) -> dict[str, Any]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def gold() -> dict[str, Any]:
    """What a careful reader would mark in the text, with ids."""
    return {
        "n_chars": len(TEXT),
        "entities": [
            {
                "id": 0,
                "name": "Ann Lee",
                "type": "PERSON",
                "mentions": [{**span("Ann Lee"), "kind": "name"}, {**span("She"), "kind": "pronoun"}],
            },
            {"id": 1, "name": "Norland", "type": "GPE", "mentions": [{**span("Norland"), "kind": "name"}]},
            {"id": 2, "name": "Bo Rask", "type": "PERSON", "mentions": [{**span("Bo Rask"), "kind": "name"}]},
            {
                "id": 3,
                "name": "toll",
                "type": "MISC",
                "mentions": [{**span("the toll"), "kind": "nominal"}, {**span("the toll", 1), "kind": "nominal"}],
            },
        ],
        "quotes": [
            {"content": [span("“We will pay,”")], "source": span("Ann Lee"), "speaker": 0},
            {"content": [span("Norland was wrong")], "source": span("She"), "speaker": 0},
        ],
        "stance": [
            {"holder": 0, "holder_kind": "speaker", "target": 1, "polarity": "negative"},
            {"holder": 2, "holder_kind": "actor", "target": 3, "polarity": "positive"},
            {"holder": None, "holder_kind": "author", "target": 3, "polarity": "negative"},
        ],
    }


def small() -> dict[str, Any]:
    """The same in the smaller shape: names instead of ids, no entities."""
    return {
        "quotes": [
            {"content": [span("“We will pay,”")], "source": span("Ann Lee"), "speaker": "Ann Lee"},
            {"content": [span("Norland was wrong")], "source": span("She"), "speaker": "Ann Lee"},
        ],
        "stance": [
            {"holder": "Ann Lee", "target": "Norland", "polarity": "negative"},
            {"holder": "Rask", "target": "the toll", "polarity": "positive"},
            {"holder": None, "holder_kind": "author", "target": "the toll", "polarity": "negative"},
        ],
    }


def f1(result: onrecord.evaluation.Evaluation) -> dict[str, float | None]:
    layers = ("quotes_overlap", "quotes_exact", "names", "stance")
    return {layer: result[layer]["f1"]["value"] for layer in layers} | {"right": result["speakers"]["right"]["value"]}


PERFECT = {"quotes_overlap": 1.0, "quotes_exact": 1.0, "names": 1.0, "stance": 1.0, "right": 1.0}


def test_gold_against_itself_is_perfect() -> None:
    assert f1(onrecord.evaluate(gold(), gold())) == PERFECT


def test_names_do_for_ids() -> None:
    assert f1(onrecord.evaluate(small(), gold())) == PERFECT | {"names": None}
    assert f1(onrecord.evaluate(small(), small())) == PERFECT | {"names": None}


def test_a_real_result_against_itself_is_perfect(article: str) -> None:
    result = onrecord.analyze(article)
    assert f1(onrecord.evaluate(result, result)) == PERFECT


def test_marks_and_a_little_of_the_content_may_differ_in_overlap() -> None:
    predicted = gold()
    predicted["quotes"][0]["content"] = [span("We will pay")]
    assert f1(onrecord.evaluate(gold(), predicted)) == PERFECT
    predicted["quotes"][1]["content"] = [span("said Norland was wrong")]  # 15 letters of 19: less than four fifths
    assert onrecord.evaluate(gold(), predicted)["quotes_overlap"]["matched"] == 1
    predicted["quotes"][1]["content"] = [span("orland was wrong")]
    found = onrecord.evaluate(gold(), predicted)
    assert (found["quotes_overlap"]["matched"], found["quotes_exact"]["matched"]) == (2, 1)


def test_a_source_must_share_a_word_and_may_be_left_out_of_the_gold() -> None:
    predicted = gold()
    predicted["quotes"][1]["source"] = span("Bo Rask")
    assert onrecord.evaluate(gold(), predicted)["quotes_overlap"]["matched"] == 1
    predicted["quotes"][1]["source"] = None
    assert onrecord.evaluate(gold(), predicted)["quotes_overlap"]["matched"] == 1
    without = gold()
    del without["quotes"][1]["source"]
    assert onrecord.evaluate(without, predicted)["quotes_overlap"]["matched"] == 2


def test_speakers_are_right_wrong_or_left_open() -> None:
    predicted = gold()
    predicted["quotes"][0]["speaker"] = 2
    predicted["quotes"][1]["speaker"] = None
    found = onrecord.evaluate(gold(), predicted)["speakers"]
    assert [found[share]["value"] for share in ("right", "wrong", "abstained")] == [0.0, 0.5, 0.5]
    assert found["gold"] == 2


def test_an_entity_stands_for_the_one_whose_mentions_it_shares() -> None:
    predicted = gold()
    predicted["entities"][0]["name"] = "Bo Rask"
    predicted["entities"].reverse()
    for quote in predicted["quotes"]:
        quote["speaker"] = 3
    for stance in predicted["stance"]:
        stance["target"] = 3 - stance["target"]
        stance["holder"] = None if stance["holder"] is None else 3 - stance["holder"]
    assert f1(onrecord.evaluate(gold(), predicted)) == PERFECT


def test_an_equal_end_will_do_where_no_place_is_equal() -> None:
    predicted = gold()
    predicted["entities"][0]["name"] = "the chair"
    predicted["entities"][0]["mentions"] = [{**span("Lee"), "kind": "name"}]
    assert onrecord.evaluate(gold(), predicted)["speakers"]["right"]["value"] == 1.0
    predicted["entities"][0]["mentions"] = [{**span("Le"), "kind": "name"}]
    assert onrecord.evaluate(gold(), predicted)["speakers"]["wrong"]["value"] == 1.0


def test_types_that_the_gold_never_uses_are_not_counted() -> None:
    wanted = gold()
    wanted["entities"] = [entity for entity in wanted["entities"] if entity["type"] == "PERSON"]
    del wanted["stance"]
    names = onrecord.evaluate(wanted, gold())["names"]
    assert (names["gold"], names["predicted"], names["matched"]) == (2, 2, 2)


def test_neutral_is_no_side_and_the_author_is_nobody_else() -> None:
    predicted = gold()
    predicted["stance"][0]["polarity"] = "neutral"
    predicted["stance"][2]["holder_kind"] = "unknown"
    stance = onrecord.evaluate(gold(), predicted)["stance"]
    assert (stance["gold"], stance["predicted"], stance["matched"]) == (3, 2, 1)


def test_a_layer_that_was_not_annotated_is_not_scored() -> None:
    only = {"quotes": gold()["quotes"], "entities": [], "stance": []}
    for quote in only["quotes"]:
        del quote["speaker"]
    found = onrecord.evaluate(only, gold())
    assert f1(found) == {"quotes_overlap": 1.0, "quotes_exact": 1.0, "names": None, "stance": None, "right": None}
    assert found["stance"]["precision"]["value"] is None
    assert str(found).splitlines()[6].split() == ["stance", "-", "-", "-", "0", "3", "0"]


def test_many_articles_come_by_name_or_in_order() -> None:
    worse = gold() | {"quotes": gold()["quotes"][:1]}
    in_order = onrecord.evaluate([gold(), gold()], [gold(), worse])
    assert in_order["quotes_overlap"]["recall"]["value"] == 0.75
    by_name = onrecord.evaluate({"a": gold(), "b": gold()}, {"b": worse, "a": gold(), "extra": gold()})
    assert by_name == in_order


def test_an_interval_holds_its_value_and_narrows_with_more_articles() -> None:
    worse = gold() | {"quotes": gold()["quotes"][:1]}
    few = onrecord.evaluate([gold()] * 6, [gold(), worse] * 3)["quotes_overlap"]["recall"]
    many = onrecord.evaluate([gold()] * 60, [gold(), worse] * 30)["quotes_overlap"]["recall"]
    for estimate in (few, many):
        assert estimate["low"] < estimate["value"] == 0.75 < estimate["high"]
    assert many["high"] - many["low"] < few["high"] - few["low"]
    # 60 draws of 0.5 or 1 with equal chance: a standard error of 0.25 / sqrt(60), and 1.96 of it on each side.
    assert many["high"] - many["low"] == pytest.approx(2 * 1.96 * 0.25 / 60**0.5, abs=0.02)


def test_one_article_has_no_interval() -> None:
    assert onrecord.evaluate(gold(), gold())["names"]["f1"] == {"value": 1.0, "low": None, "high": None}


def test_a_seed_makes_the_intervals() -> None:
    predicted = [gold() | {"quotes": gold()["quotes"][:n]} for n in (0, 1, 1, 2, 2, 2, 2)]
    golds = [gold()] * 7
    assert onrecord.evaluate(golds, predicted, seed=3) == onrecord.evaluate(golds, predicted, seed=3)
    assert onrecord.evaluate(golds, predicted, seed=3, samples=40) != onrecord.evaluate(golds, predicted, samples=40)


def test_it_is_plain_data_and_prints_as_a_table() -> None:
    found = onrecord.evaluate([gold()] * 3, [gold()] * 3)
    assert json.loads(json.dumps(found)) == found
    lines = str(found).splitlines()
    assert lines[0] == "3 articles, 95% intervals from 1000 samples of them (seed 0)"
    assert lines[3].split() == ["quotes,", "overlap", *["100.0", "[100.0,", "100.0]"] * 3, "6", "6", "6"]
    assert repr(found) == str(found)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (("x", []), {}, TypeError, "gold must be a dict"),
        (([], 3), {}, TypeError, "predicted must be a dict"),
        (([], []), {}, ValueError, "gold has no article"),
        (([{}], []), {}, ValueError, "gold has 1 articles and predicted 0"),
        (({"a": {}}, {"b": {}}), {}, ValueError, "predicted lacks 1 of 1 articles of gold, the first is 'a'"),
        (([{}], {"b": {}}), {}, TypeError, "of one form"),
        (([[]], [{}]), {}, TypeError, "article 0 of gold"),
        (([{"n_chars": 3}], [{"n_chars": 4}]), {}, ValueError, "not the same text"),
        (([{"stance": [{"holder": 4, "target": 0, "polarity": "positive"}]}], [{}]), {}, ValueError, "names entity"),
        (([{}], [{}]), {"samples": 0}, ValueError, "samples must be 1 or more"),
        (([{}], [{}]), {"seed": "a"}, TypeError, "seed must be an int"),
    ],
)
def test_misuse_is_named(arguments: Any, options: Any, error: type[Exception], message: str) -> None:  # noqa: ANN401
    with pytest.raises(error, match=message):
        onrecord.evaluate(*arguments, **options)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A random article in records: every entity, source and content has a place of its own."""
    letters = st.integers(1, 12)
    at = 0

    def place() -> dict[str, Any]:
        nonlocal at
        start, at = at, at + draw(letters)
        return {"start": start, "end": at, "text": "x" * (at - start)}

    entities = [
        {
            "id": n,
            "name": f"name{n}",
            "type": draw(st.sampled_from(["PERSON", "ORG"])),
            "mentions": [{**place(), "kind": "name"} for _ in range(draw(st.integers(1, 3)))],
        }
        for n in range(draw(st.integers(1, 4)))
    ]
    ids = st.integers(0, len(entities) - 1)
    quotes = [
        {
            "content": [place() for _ in range(draw(st.integers(1, 2)))],
            "source": draw(st.one_of(st.none(), st.builds(place))),
            "speaker": draw(st.one_of(st.none(), ids)),
        }
        for _ in range(draw(st.integers(0, 4)))
    ]
    stance = [
        {"holder": draw(ids), "target": draw(ids), "polarity": draw(st.sampled_from(["positive", "negative"]))}
        for _ in range(draw(st.integers(0, 4)))
    ]
    return {"entities": entities, "quotes": quotes, "stance": stance}


corpora = st.lists(documents(), min_size=1, max_size=4)


def shuffled(document: dict[str, Any], generator: random.Random) -> dict[str, Any]:
    """The same records in another order, ids renumbered."""
    document = copy.deepcopy(document)
    order = list(range(len(document["entities"])))
    generator.shuffle(order)
    new = {old: n for n, old in enumerate(order)}
    document["entities"] = [{**document["entities"][old], "id": new[old]} for old in order]
    for quote in document["quotes"]:
        quote["speaker"] = None if quote["speaker"] is None else new[quote["speaker"]]
    for stance in document["stance"]:
        stance["holder"], stance["target"] = new[stance["holder"]], new[stance["target"]]
    for records in (document["quotes"], document["stance"]):
        generator.shuffle(records)
    return document


@given(corpora)
@settings(max_examples=50, deadline=None)
def test_any_gold_against_itself_is_perfect(golds: list[dict[str, Any]]) -> None:
    found = f1(onrecord.evaluate(golds, golds, samples=5))
    assert found["names"] == 1.0
    assert set(found.values()) <= {1.0, None}


@given(st.lists(st.tuples(documents(), documents()), min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_changes_nothing(pairs: list[tuple[dict[str, Any], dict[str, Any]]], generator: random.Random) -> None:
    golds, predicted = zip(*pairs, strict=True)
    mixed = [(shuffled(one, generator), shuffled(other, generator)) for one, other in pairs]
    generator.shuffle(mixed)
    assert onrecord.evaluate(golds, predicted, samples=20) == onrecord.evaluate(
        [one for one, _ in mixed], [other for _, other in mixed], samples=20
    )


@given(documents(), st.data())
@settings(max_examples=50, deadline=None)
def test_what_is_missing_costs_recall_and_what_is_too_much_precision(
    document: dict[str, Any], data: st.DataObject
) -> None:
    layer = data.draw(st.sampled_from(["quotes", "stance"]))
    measure = {"quotes": "quotes_exact", "stance": "stance"}[layer]
    fewer = document | {layer: document[layer][: data.draw(st.integers(0, len(document[layer])))]}

    def score(one: dict[str, Any], other: dict[str, Any]) -> Any:  # noqa: ANN401
        return cast(Any, onrecord.evaluate(one, other, samples=1)[measure])

    missing, extra = score(document, fewer), score(fewer, document)
    assert missing["precision"]["value"] in (None, 1.0)
    assert extra["recall"]["value"] in (None, 1.0)
    assert missing["matched"] == extra["matched"] == missing["predicted"] == extra["gold"]
    fewest = document | {layer: fewer[layer][:-1]}
    assert score(document, fewest)["matched"] <= missing["matched"]
    if missing["f1"]["value"] is not None and score(document, fewest)["f1"]["value"] is not None:
        assert score(document, fewest)["f1"]["value"] <= missing["f1"]["value"]
