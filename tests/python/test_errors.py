"""Misuse raises, and says which argument, what came, and what to do."""

import re

import onrecord
import pytest

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
