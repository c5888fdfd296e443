"""Misuse raises, and says which argument, what came, and what to do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import onrecord
import pytest
from onrecord import exchange

SURROGATE = (
    "{0} holds a lone surrogate at index {1}, which is no character; read the file with its right encoding, "
    "or drop it with {0}.encode(errors='ignore').decode()"
)


def exactly(message: str) -> str:
    """A pattern for the whole message."""
    return f"^{re.escape(message)}$"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "text must be str, not NoneType"),
        (3, "text must be str, not int"),
        (["a"], "text must be str, not list"),
        (b"a", "text must be str, not bytes: decode first, for example text.decode('utf-8')"),
        (bytearray(b"a"), "text must be str, not bytearray: decode first, for example text.decode('utf-8')"),
        (
            float("nan"),
            "text must be str, not float: if this is the missing value of a table, drop the row or pass ''",
        ),
    ],
)
def test_a_text_that_is_no_str(value: object, message: str) -> None:
    with pytest.raises(TypeError, match=exactly(message)):
        onrecord.analyze(value)  # type: ignore[arg-type]


def test_a_title_that_is_no_str() -> None:
    with pytest.raises(TypeError, match=exactly("title must be str, not int")):
        onrecord.analyze("a", title=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "index"), [("\ud800", 0), ("ab\udfff", 2), ("🦊é\ud83e", 2)])
def test_a_lone_surrogate_is_named_by_its_code_point(text: str, index: int) -> None:
    with pytest.raises(ValueError, match=exactly(SURROGATE.format("text", index))):
        onrecord.analyze(text)
    with pytest.raises(ValueError, match=exactly(SURROGATE.format("title", index))):
        onrecord.analyze("a", title=text)


def test_the_advice_for_surrogates_works() -> None:
    text = "Ann Lee said no.\udc80"
    assert onrecord.analyze(text.encode(errors="ignore").decode())["n_chars"] == len(text) - 1


def test_an_unknown_keyword() -> None:
    with pytest.raises(TypeError, match=exactly("analyze() got an unexpected keyword argument 'headline'")):
        onrecord.analyze("a", headline="b")  # type: ignore[call-arg]


def test_the_title_is_by_keyword_only() -> None:
    with pytest.raises(TypeError, match=exactly("analyze() takes 1 positional argument but 2 were given")):
        onrecord.analyze("a", "b")  # type: ignore[call-arg]


def test_a_subclass_of_str_is_a_str() -> None:
    class Text(str):
        __slots__ = ()

    assert onrecord.analyze(Text("Ann Lee said no.")) == onrecord.analyze("Ann Lee said no.")


def test_a_fault_of_our_own_can_be_caught_with_the_others() -> None:
    assert issubclass(onrecord.AnalysisError, RuntimeError)
    assert onrecord.AnalysisError.__module__ == "onrecord"
    assert "fault of onrecord" in str(onrecord.AnalysisError.__doc__)


def test_jsonl_that_is_nested_too_deeply_is_no_analysis(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text("[" * 200_000 + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1 is no"):
        list(onrecord.read_jsonl(path))


def damaged(records: Any) -> Iterator[Any]:  # noqa: ANN401
    """Give copies of some records, each without one key or with another value at one place."""
    if isinstance(records, dict):
        for key, value in records.items():
            yield {k: v for k, v in records.items() if k != key}
            others: list[Any] = [None, 7, "x", [], {}]
            yield from ({**records, key: other} for other in others)
            yield from ({**records, key: inner} for inner in damaged(value))
    elif isinstance(records, list):
        for n, value in enumerate(records):
            yield from ([*records[:n], inner, *records[n + 1 :]] for inner in damaged(value))


ARTICLE = "Ann Lee of Quay Radio said “we lost.” She condemned Bo Rao."


@pytest.mark.parametrize("name", ["show", "with_text", "from_label_studio"])
def test_damaged_records_raise_what_is_documented(name: str) -> None:
    result = onrecord.analyze(ARTICLE)
    if name == "show":
        whole: Any = dict(result)
        call: Callable[[Any], object] = lambda records: str(onrecord.show(records, text=ARTICLE))  # noqa: E731
    elif name == "with_text":
        whole, call = exchange.without_text(result), lambda records: exchange.with_text(records, ARTICLE)
    else:
        task = exchange.to_label_studio(result)
        whole = {"id": 1, "data": task["data"], "annotations": [{"result": task["predictions"][0]["result"]}]}
        call = exchange.from_label_studio
    call(whole)
    refused = 0
    for records in damaged(whole):
        try:
            call(records)
        except ValueError:
            refused += 1
        except TypeError as error:
            # What lacks a key of the result itself is no analysis.
            if name != "show" or "with all its keys" not in str(error):
                raise
    assert refused > 50
