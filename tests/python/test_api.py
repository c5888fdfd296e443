"""The call, and the dict that it returns."""

import copy
import doctest
import importlib.metadata
import json
import pickle
from typing import assert_type

import onrecord
from onrecord.types import Quote, Regions

TEXT = '"We will not pay," Ann Lee said. The mayor called the toll reckless.'


def test_the_surface_is_what_all_says() -> None:
    assert onrecord.__all__ == [
        "SCHEMA_VERSION",
        "Analysis",
        "AnalysisError",
        "Table",
        "Tables",
        "__version__",
        "analyze",
        "analyze_batches",
        "analyze_frame",
        "analyze_many",
        "batch_schema",
        "cite",
        "evaluate",
        "graph",
        "judge",
        "plot",
        "read_jsonl",
        "schema",
        "show",
        "tables",
        "write_jsonl",
    ]
    assert all(hasattr(onrecord, name) for name in onrecord.__all__)


def test_the_example_in_the_docstring_is_true() -> None:
    results = doctest.testmod(onrecord)
    assert (results.attempted, results.failed) == (3, 0)


def test_the_version_is_that_of_the_package() -> None:
    assert onrecord.__version__ == importlib.metadata.version("onrecord")


def test_the_metadata_comes_from_the_crate() -> None:
    metadata = importlib.metadata.metadata("onrecord")
    assert metadata["Summary"].startswith("Who said what")
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    required = [line for line in importlib.metadata.requires("onrecord") or [] if "extra ==" not in line]
    assert required == []


def test_a_quote_has_its_speaker_and_its_place() -> None:
    result = onrecord.analyze(TEXT)
    quote = result["quotes"][0]
    assert quote["speaker"] is not None
    assert result["entities"][quote["speaker"]]["name"] == "Ann Lee"
    assert quote["content"] == [{"start": 0, "end": 18, "text": '"We will not pay,"'}]
    assert result["n_chars"] == len(TEXT)
    assert result["schema_version"] == onrecord.SCHEMA_VERSION


def test_keys_have_types_for_a_type_checker() -> None:
    result = onrecord.analyze(TEXT)
    assert_type(result["quotes"], list[Quote])
    assert_type(result["regions"], Regions)
    assert_type(result["quotes"][0]["speaker"], int | None)


def test_a_title_from_elsewhere_is_the_headline_where_the_text_opens_with_it() -> None:
    title = "Toll divides the valley"
    story = "Ann Lee said that the toll would go. Nobody in the hall answered her, and the meeting ended early."
    with_it = onrecord.analyze(f"{title}\n\n{story}", title=title)
    assert with_it["regions"]["headline"] == {"start": 0, "end": len(title), "text": title}
    assert onrecord.analyze(f"{title}\n\n{story}", title="Another title")["regions"]["headline"] is None


def test_emoji_count_as_one() -> None:
    text = "🦊🦊 " + TEXT
    span = onrecord.analyze(text)["quotes"][0]["content"][0]
    assert (span["start"], span["end"]) == (3, 21)


def test_the_result_is_a_dict() -> None:
    result = onrecord.analyze(TEXT)
    plain = dict(result)
    assert isinstance(result, dict)
    assert result == plain
    assert json.loads(json.dumps(result)) == plain


def test_copies_and_pickles_can_still_show_themselves() -> None:
    result = onrecord.analyze(TEXT)
    for twin in (copy.copy(result), copy.deepcopy(result), result.copy(), pickle.loads(pickle.dumps(result))):
        assert twin.text == result.text
        assert type(twin) is onrecord.Analysis
        assert twin is not result
        assert twin == result
        assert repr(twin) == repr(result)
    assert copy.deepcopy(result)["quotes"] is not result["quotes"]


def test_the_schema_is_a_new_dict_each_time() -> None:
    first = onrecord.schema()
    first.clear()
    assert onrecord.schema()["title"] == "Analysis"
