"""What holds for any text whatever."""

from collections.abc import Iterator
from typing import Any

import onrecord
from hypothesis import example, given, settings
from hypothesis import strategies as st

CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})

#: Pieces that the rules look for, so that random texts reach more than the first look at a letter.
PIECES = [
    "Ann Lee", "Mr. Okoro", "the minister", "The ministry", "she", "He", "Turkey", "Ankara", "Turkish",
    "officials", "said", "said that", "told reporters", "according to", "denied", "accused", "praised",
    "condemned", "did not", "would", "the plan", "reckless", "of", "on Monday", "Jan. 3", "$2.4bn",
    "NICOSIA, March 3 (Levanter Wire) -", "By Ann Lee", "“", "”", "‘", "’", '"', "'", "«", "»", "„",
    "–", "—", ",", ".", "?", ":", "…", " ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u200b",
    "\ufeff", "🦊", "👩🏽‍🚀", "e\u0301", "İ", "ß", "\0", "\u2028", "مرحبا",
]  # fmt: skip

texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def spans(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """All spans in a result, at any depth."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def check(text: str, result: onrecord.Analysis) -> None:
    """Assert all that a reader of the records may rely on."""
    assert result["n_chars"] == len(text)
    for span in spans(dict(result)):
        assert 0 <= span["start"] <= span["end"] <= len(text)
        assert text[span["start"] : span["end"]] == span["text"]

    entities, quotes, stance = result["entities"], result["quotes"], result["stance"]
    assert [entity["id"] for entity in entities] == list(range(len(entities)))
    assert [quote["id"] for quote in quotes] == list(range(len(quotes)))

    def within(index: int | None, records: list[Any]) -> bool:
        return index is None or 0 <= index < len(records)

    for entity in entities:
        assert entity["name"]
        assert entity["mentions"]
        assert all(within(mention["quote"], quotes) for mention in entity["mentions"])
    for quote in quotes:
        assert quote["content"]
        assert within(quote["speaker"], entities)
        candidates = quote["candidates"]
        assert all(within(one, entities) for one in candidates)
        assert candidates == sorted(set(candidates))
        assert len(candidates) != 1
        assert not candidates or quote["speaker"] is None
        assert all(within(mention, entities) for mention in quote["mentions"])
        assert (quote["source"] is None) == (quote["source_kind"] == "none")
        starts = [span["start"] for span in quote["content"]]
        assert starts == sorted(starts)
    for record in stance:
        assert within(record["holder"], entities)
        assert within(record["target"], entities)
        assert within(record["quote"], quotes)
        assert -1 <= record["score"] <= 1
    counted = [index for row in result["stance_summary"] for index in row["evidence"]]
    assert sorted(counted) == list(range(len(stance)))
    for row in result["stance_summary"]:
        assert row["positive"] + row["negative"] + row["neutral"] == len(row["evidence"])
    starts = [sentence["start"] for sentence in result["sentences"]]
    assert starts == sorted(starts)


@settings(max_examples=400, deadline=None)
@given(texts)
@example("")
@example("\ufeff")
@example("“”")
@example("\r\n\r\n“\r\n")
def test_any_text_gives_sound_records(text: str) -> None:
    result = onrecord.analyze(text)
    check(text, result)
    assert repr(result)
    assert result._repr_html_()


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_any_title_gives_sound_records(text: str, title: str) -> None:
    check(text, onrecord.analyze(text, title=title))


def test_a_sample_article_gives_sound_records(article: str) -> None:
    check(article, onrecord.analyze(article))


@settings(max_examples=100, deadline=None)
@given(texts)
def test_the_same_text_gives_the_same_records(text: str) -> None:
    assert list(onrecord.analyze(text).items()) == list(onrecord.analyze(text).items())


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_what_was_read_before_leaves_no_trace(text: str, other: str) -> None:
    first = onrecord.analyze(text)
    onrecord.analyze(other)
    assert onrecord.analyze(text) == first


def straight(value: Any) -> Any:  # noqa: ANN401
    """The same records with straight marks in their words."""
    if isinstance(value, str):
        return value.translate(CURLY)
    if isinstance(value, list):
        return [straight(inner) for inner in value]
    if isinstance(value, dict):
        return {key: straight(inner) for key, inner in value.items()}
    return value


def test_curly_and_straight_twins_give_the_same_records(article: str) -> None:
    curly = onrecord.analyze(article)
    assert straight(dict(curly)) == dict(onrecord.analyze(article.translate(CURLY)))
