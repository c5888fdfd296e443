"""Results in other formats: positions in the unit of each, and everything back that the format can hold."""

import copy
import doctest
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import onrecord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord import exchange
from onrecord.exchange import scheme

#: Emoji of one and of several code points, combining characters, a mark beyond the first plane, each kind of line end.
TEXT = (
    "Fähre 🦊 splits Cafe\u0301 town\r\n\r\n"
    "“We 👩🏽‍🚀 will\r\nnot pay,” Zoe\u0301 Marrin said 🎻. “Not 𝒻or\u2028this.”\r\n\r\n"
    "She accused Oslo of greed, and denied that the 🦊 plan was dead. "
    "Bo Rask, a spokesman, praised Zoe\u0301 Marrin.\n"
)


def analyze(text: str = TEXT) -> onrecord.Analysis:
    result = onrecord.analyze(text)
    assert result["quotes"]
    return result


def utf16(text: str, start: int, end: int) -> str:
    """Slice a text as JavaScript does."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def what_a_format_holds(result: dict[str, Any], *, cut_at_line_ends: bool = False) -> dict[str, Any]:
    """The part of records that brat and Label Studio can hold, without ids and in an order of its own."""

    def place(span: Any) -> Any:  # noqa: ANN401
        return span and (span["start"], span["end"], span["text"])

    def pieces(spans: list[dict[str, Any]]) -> list[Any]:
        if not cut_at_line_ends:
            return [place(span) for span in spans]
        cuts = [
            (span["start"] + m.start(), m[0]) for span in spans for m in re.finditer(r"[^\r\n\u2028]+", span["text"])
        ]
        return [(start, start + len(words), words) for start, words in cuts]

    def who(n: int | None) -> Any:  # noqa: ANN401
        entity = None if n is None else result["entities"][n]
        return entity and (entity["name"], place(min(entity["mentions"], key=lambda m: m["start"])))

    return {
        "entities": sorted(
            [e["type"], e["name"], sorted((*place(m), m["kind"]) for m in e["mentions"])] for e in result["entities"]
        ),
        "quotes": sorted(
            (
                [
                    pieces(q["content"]),
                    *(place(q[key]) for key in ("source", "cue")),
                    q["kind"],
                    q.get("source_kind", "none"),
                    q.get("cue_class", "none"),
                    who(q["speaker"]),
                ]
                for q in result["quotes"]
            ),
            key=repr,
        ),
        "stance": sorted(
            (
                [
                    pieces([s["evidence"]])[0][0],
                    who(s["holder"]),
                    who(s["target"]),
                    *(s[key] for key in ("holder_kind", "polarity", "modality", "channel")),
                    sorted(place(cue) for cue in s["cues"]),
                ]
                for s in result["stance"]
            ),
            key=repr,
        ),
    }


def test_the_example_in_the_docstring_is_true() -> None:
    results = doctest.testmod(exchange)
    assert (results.attempted, results.failed) == (5, 0)


# brat


def test_brat_positions_are_code_points_and_no_fragment_holds_a_line_end() -> None:
    text, annotations = exchange.to_brat(analyze())
    assert text == TEXT
    fragments = 0
    lines = annotations.split("\n")
    assert lines.pop() == ""
    assert lines == annotations.splitlines()
    for line in lines:
        if line.startswith("T"):
            _, places, words = line.split("\t", 2)
            spans = [tuple(map(int, place.split())) for place in places.split(" ", 1)[1].split(";")]
            assert " ".join(text[start:end] for start, end in spans) == words
            assert not any(re.search(r"[\r\n\u2028]", text[start:end]) for start, end in spans)
            assert spans == sorted(spans)
            fragments = max(fragments, len(spans))
    # Two pieces of a content, each over a line end.
    assert fragments == 4


def test_another_reader_of_brat_finds_the_same_words(tmp_path: Path) -> None:
    bratly = pytest.importorskip("bratly.io.file_read_src", reason="needs bratly and bratly-io-fs")
    text, annotations = exchange.to_brat(analyze())
    (tmp_path / "a.ann").write_text(annotations, encoding="utf-8", newline="")
    read = bratly.read_and_load_ann_file(str(tmp_path / "a.ann")).annotations
    found = [one for one in read if type(one).__name__ == "EntityAnnotation"]
    assert len(found) == sum(line.startswith("T") for line in annotations.split("\n"))
    for one in found:
        assert " ".join(text[fragment.start : fragment.end] for fragment in one.fragments) == one.content


def test_brat_comes_back(article: str) -> None:
    for text in (article, TEXT):
        result = analyze(text)
        back = exchange.from_brat(*exchange.to_brat(result))
        expected = what_a_format_holds(result, cut_at_line_ends=True)
        assert what_a_format_holds(dict(back)) == expected


def test_brat_survives_a_file(tmp_path: Path) -> None:
    text, annotations = exchange.to_brat(analyze())
    files = [tmp_path / "a.txt", tmp_path / "a.ann"]
    for file, content in zip(files, (text, annotations), strict=True):
        file.write_text(content, encoding="utf-8", newline="")
    back = [file.read_bytes().decode() for file in files]
    assert exchange.from_brat(*back) == exchange.from_brat(text, annotations)


def test_brat_config_knows_every_label_relation_and_attribute() -> None:
    _, annotations = exchange.to_brat(analyze())
    config = exchange.brat_config()
    sections = re.findall(r"^\[(\w+)\]\n(.*?)(?=^\[|\Z)", config, re.DOTALL | re.MULTILINE)
    known = {name: [line.split("\t")[0] for line in body.splitlines() if line] for name, body in sections}
    assert list(known) == ["entities", "relations", "events", "attributes"]
    used = {"entities": r"^T\S+\t(\S+)", "relations": r"^(?:R\S+|\*)\t(\S+)", "attributes": r"^A\S+\t(\S+)"}
    for section, pattern in used.items():
        labels = set(re.findall(pattern, annotations, re.MULTILINE))
        assert labels
        assert labels <= set(known[section])


HAND = "Mayor Ann Lee said the toll was a disgrace. “It will go,” she said."
HAND_ANN = """\
T1\tSource 0 13\tMayor Ann Lee
T2\tContent 19 42\tthe toll was a disgrace
R1\tSaidBy Arg1:T2 Arg2:T1
#1\tAnnotatorNotes T1\tAnn Lee
T3\tContent 44 57\t“It will go,”
T4\tSource 58 61\tshe
R2\tSaidBy Arg1:T3 Arg2:T4
#2\tAnnotatorNotes T4\tAnn Lee
T5\tStance 19 42\tthe toll was a disgrace
T6\tMISC 19 27\tthe toll
R3\tHolder Arg1:T5 Arg2:T1
R4\tTarget Arg1:T5 Arg2:T6
A1\tPolarity T5 negative
"""


def test_brat_by_hand_needs_no_more_than_a_source_with_a_name() -> None:
    gold = exchange.from_brat(HAND, HAND_ANN)
    assert [entity["name"] for entity in gold["entities"]] == ["Ann Lee", "the toll"]
    assert [entity["type"] for entity in gold["entities"]] == [None, "MISC"]
    assert [quote["speaker"] for quote in gold["quotes"]] == [0, 0]
    assert [(s["holder"], s["target"], s["polarity"]) for s in gold["stance"]] == [(0, 1, "negative")]
    found = onrecord.evaluate(gold, onrecord.analyze(HAND))
    assert found["quotes_exact"]["f1"]["value"] == 1.0
    assert found["speakers"]["right"]["value"] == 1.0
    assert found["stance"]["f1"]["value"] == 1.0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T9 Source 0 1", "line 14 is not brat standoff"),
        ("T9\tSource 0 999\tx", "not in the text"),
        ("T9\tSpeech 0 1\tM", "label 'Speech' is not in the scheme"),
        ("R9\tSaidBy Arg1:T2 Arg2:T77", "no text-bound annotation T77"),
        ("R9\tSaidBy Arg1:T1 Arg2:T2", "SaidBy cannot have an end at Source, only at Content"),
        ("R9\tLikes Arg1:T1 Arg2:T2", "relation 'Likes' is not in the scheme"),
        ("A9\tPolarity T5 bad", "Polarity is one of positive, negative, neutral"),
        ("T9\tStance 0 5\tMayor", "Stance needs a Target link and a Polarity mark; that at 0 to 5 has no Target link"),
        ("E1\tSay:T1", "line 14 is no annotation of this scheme"),
    ],
)
def test_brat_that_is_not_of_the_scheme_is_named(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        exchange.from_brat(HAND, f"{HAND_ANN}{line}\n")


def test_the_classes_of_cues_are_those_of_the_lexicon(root: Path) -> None:
    lines = (root / "seeds" / "lexicons" / "cues.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert set(scheme.CUE_CLASSES) == {row[1] for row in rows[1:]} | {"act"}


# Label Studio


def annotated(task: dict[str, Any]) -> dict[str, Any]:
    """The task as Label Studio exports it after somebody has accepted the prediction."""
    task = copy.deepcopy(task)
    task["annotations"] = [{"completed_by": 7, "was_cancelled": False, "result": task["predictions"][0]["result"]}]
    return json.loads(json.dumps(task))  # type: ignore[no-any-return]


@pytest.mark.parametrize("unit", ["code_points", "utf16"])
def test_label_studio_positions_are_of_the_unit(unit: Any) -> None:  # noqa: ANN401
    task = exchange.to_label_studio(analyze(), unit=unit)
    text = task["data"]["text"]
    regions = [item["value"] for item in task["predictions"][0]["result"] if item["type"] == "labels"]
    assert text == TEXT
    assert len(regions) > 10
    for value in regions:
        cut = (
            text[value["start"] : value["end"]] if unit == "code_points" else utf16(text, value["start"], value["end"])
        )
        assert cut == value["text"]


@pytest.mark.parametrize("unit", ["code_points", "utf16"])
def test_label_studio_comes_back(unit: Any, article: str) -> None:  # noqa: ANN401
    for text in (article, TEXT):
        result = analyze(text)
        task = annotated(exchange.to_label_studio(result, unit=unit))
        back = exchange.from_label_studio(task, unit=unit)
        assert what_a_format_holds(dict(back)) == what_a_format_holds(result)


def test_label_studio_finds_nothing_wrong_with_a_task() -> None:
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason="needs label-studio-sdk")
    interface = sdk.LabelInterface(exchange.label_studio_config())
    interface.validate()
    (prediction,) = exchange.to_label_studio(analyze())["predictions"]
    assert interface.validate_prediction(prediction, return_errors=True) == []
    prediction["result"][0]["value"]["labels"] = ["Nothing"]
    assert interface.validate_prediction(prediction, return_errors=True) != []


def test_label_studio_tells_the_wrong_unit() -> None:
    task = annotated(exchange.to_label_studio(analyze(), unit="utf16"))
    with pytest.raises(ValueError, match="are the positions counted in another unit than 'code_points'"):
        exchange.from_label_studio(task)
    with pytest.raises(ValueError, match="unit must be 'code_points' or 'utf16', not 'bytes'"):
        exchange.to_label_studio(analyze(), unit="bytes")  # type: ignore[arg-type]


def test_label_studio_takes_annotations_only_and_those_of_the_annotator() -> None:
    task = exchange.to_label_studio(analyze())
    with pytest.raises(ValueError, match="no annotation; export submitted tasks"):
        exchange.from_label_studio(task)
    task = annotated(task)
    task["annotations"].append({"completed_by": {"id": 8, "email": "b@example.org"}, "result": []})
    task["annotations"].append({"completed_by": 9, "was_cancelled": True, "result": []})
    assert exchange.from_label_studio(task)["quotes"] == []
    assert exchange.from_label_studio(task, annotator=7)["quotes"]
    with pytest.raises(ValueError, match="no annotation that annotator 9 completed"):
        exchange.from_label_studio(task, annotator=9)


def test_label_studio_config_has_a_control_for_every_result() -> None:
    config = ElementTree.fromstring(exchange.label_studio_config())
    result = exchange.to_label_studio(analyze())["predictions"][0]["result"]
    names = {element.get("name"): element for element in config.iter() if element.get("name")}
    assert names["text"].tag == "Text"
    relations = {element.get("value") for element in config.iter("Relation")}
    tags = {"labels": "Labels", "choices": "Choices", "textarea": "TextArea"}
    assert {item["type"] for item in result} == {*tags, "relation"}
    ids = {item["id"] for item in result if item["type"] == "labels"}
    for item in result:
        if item["type"] == "relation":
            assert set(item["labels"]) <= relations
            assert {item["from_id"], item["to_id"]} <= ids
            continue
        control = names[item["from_name"]]
        assert control.tag == tags[item["type"]]
        assert control.get("toName") == item["to_name"] == "text"
        if item["type"] != "textarea":
            assert set(item["value"][item["type"]]) <= {element.get("value") for element in control}


def test_label_studio_keeps_the_id_of_an_article() -> None:
    result = analyze()
    result.id = "calder-7"
    assert exchange.to_label_studio(result)["data"]["id"] == "calder-7"


# W3C Web Annotation


def test_web_annotations_select_words_by_place_and_by_context() -> None:
    page = exchange.to_web_annotation(analyze(), "https://news.example/fox#top")
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    ids = [item["id"] for item in page["items"]]
    assert len(ids) == len(set(ids)) > 10
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["target"]
        for target in item["target"]:
            quote, position = target["selector"]
            start, end = position["start"], position["end"]
            assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
            assert TEXT[start:end] == quote["exact"] != ""
            assert TEXT[:start].endswith(quote["prefix"])
            assert TEXT[end:].startswith(quote["suffix"])
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
        for body in item["body"]:
            assert body["purpose"] in {"tagging", "classifying", "identifying", "describing", "linking"}
            assert body["purpose"] != "linking" or body["source"] in ids
    assert json.loads(json.dumps(page)) == page


def test_web_annotations_say_who_speaks() -> None:
    result = onrecord.analyze(HAND)
    page = exchange.to_web_annotation(result, "https://news.example/toll")
    quote = next(item for item in page["items"] if item["id"].endswith("#quote-0"))
    assert [body["value"] for body in quote["body"]] == ["quote", "indirect", "Ann Lee"]
    stance = next(item for item in page["items"] if item["id"].endswith("#stance-0"))
    assert stance["body"][-1]["value"] == "Ann Lee -> toll: negative"


# spaCy


def test_spacy_spans_cover_the_records() -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install onrecord[spacy]")
    result = analyze()
    doc = exchange.to_spacy(result, spacy.blank("en"))
    assert doc.text == TEXT
    assert doc.user_data["onrecord"] == dict(result)
    pieces = [(piece, quote) for quote in result["quotes"] for piece in quote["content"]]
    assert len(doc.spans["onrecord_quotes"]) == len(pieces)
    for span, (piece, quote) in zip(doc.spans["onrecord_quotes"], pieces, strict=True):
        assert span.start_char <= piece["start"] < piece["end"] <= span.end_char
        assert piece["text"] in span.text
        assert (span.label_, span.id_) == (quote["kind"], f"quote-{quote['id']}")
    mentions = [mention for entity in result["entities"] for mention in entity["mentions"]]
    assert len(doc.spans["onrecord_mentions"]) == len(mentions)
    records: dict[str, list[Any]] = {
        "sources": [quote for quote in result["quotes"] if quote["source"]],
        "cues": [quote for quote in result["quotes"] if quote["cue"]],
        "stance": result["stance"],
    }
    for group, expected in records.items():
        assert len(doc.spans[f"onrecord_{group}"]) == len(expected) > 0
    same = exchange.to_spacy(dict(result), doc, text=TEXT)
    assert same is doc
    with pytest.raises(ValueError, match="Doc of another text"):
        exchange.to_spacy(result, spacy.blank("en")("Another text."))
    name: Any = "en"
    with pytest.raises(TypeError, match="target must be a spaCy Language or Doc, not str"):
        exchange.to_spacy(result, name)


def test_without_spacy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy.language", None)
    pipeline: Any = None
    with pytest.raises(ImportError, match=re.escape("pip install onrecord[spacy]")):
        exchange.to_spacy(analyze(), pipeline)


# Records without the article


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def triples(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401
    """All strings in plain data, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)


def test_no_three_words_of_an_article_are_left(article: str) -> None:
    result = onrecord.analyze(article)
    whole, stripped = (
        json.dumps(result, ensure_ascii=False),
        json.dumps(exchange.without_text(result), ensure_ascii=False),
    )
    ours = triples(words_of(article))
    assert ours & triples(words_of(whole))
    assert not ours & triples(words_of(stripped))


def test_no_word_but_labels_and_names_from_elsewhere_is_left() -> None:
    text = "Ilse Marrin, the transport minister of Sorrel, said Oslo was greedy. Marrin condemned Oslo."
    result = onrecord.analyze(text)
    stripped = exchange.without_text(result)
    kept = {
        word for string in strings({k: v for k, v in stripped.items() if k != "warnings"}) for word in words_of(string)
    }
    names = {entity["name"] for entity in result["entities"]}
    assert "Ilse Marrin" in names
    assert "Norway" in names
    assert "norway" in kept
    assert not kept & {"ilse", "marrin", "transport", "minister", "sorrel", "oslo", "greedy", "condemned"}


def test_the_article_brings_everything_back(article: str) -> None:
    for text in (article, TEXT):
        result = onrecord.analyze(text)
        stripped = json.loads(json.dumps(exchange.without_text(result)))
        back = exchange.with_text(stripped, text)
        assert json.dumps(back) == json.dumps(result)
        assert (type(back), back.text) == (onrecord.Analysis, text)
        assert repr(back) == repr(result)


@given(
    st.lists(
        st.sampled_from(["Ann Lee", "the mayor", "said", "“", "”", "Oslo", "toll", "🦊", ".", " ", "\r\n"]), max_size=40
    )
)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(pieces: list[str]) -> None:
    text = " ".join(pieces)
    result = onrecord.analyze(text)
    assert exchange.with_text(exchange.without_text(result), text) == result
    exchange.from_brat(*exchange.to_brat(result))
    exchange.from_label_studio(annotated(exchange.to_label_studio(result)))


def test_another_article_is_refused() -> None:
    stripped = exchange.without_text(analyze())
    for other in (TEXT + " ", TEXT.replace("\r\n", "\n"), TEXT.replace("Oslo", "Rome")):
        with pytest.raises(ValueError, match="its SHA-256 differs"):
            exchange.with_text(stripped, other)
    with pytest.raises(ValueError, match="it has no text_sha256"):
        exchange.with_text(analyze(), TEXT)
    with pytest.raises(TypeError, match="text must be a str, not bytes"):
        exchange.with_text(stripped, TEXT.encode())  # type: ignore[arg-type]


def test_records_without_text_can_be_scored() -> None:
    result = analyze()
    stripped = exchange.without_text(result)
    for pair in ((stripped, result), (result, stripped), (stripped, stripped)):
        found = onrecord.evaluate(*pair)
        assert found["quotes_exact"]["f1"]["value"] == found["names"]["f1"]["value"] == 1.0
        assert found["speakers"]["right"]["value"] == 1.0


# The article of a result


@pytest.mark.parametrize("write", [exchange.to_brat, exchange.to_label_studio, exchange.without_text])
def test_a_plain_dict_needs_its_article(write: Any) -> None:  # noqa: ANN401
    result = analyze()
    plain = dict(result)
    assert write(plain, text=TEXT) == write(result)
    with pytest.raises(ValueError, match="text is needed"):
        write(plain)
    with pytest.raises(ValueError, match="line ends count, so read files with newline=''"):
        write(plain, text=TEXT.replace("\r\n", "\n"))
    with pytest.raises(ValueError, match="text is not the article of this result"):
        write(plain, text=TEXT.replace("Oslo", "Rome"))
    with pytest.raises(TypeError, match="text must be a str, not bytes"):
        write(plain, text=TEXT.encode())
