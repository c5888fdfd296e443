"""One target, or one pair, that the caller names."""

import onrecord
import pytest

TEXT = "The mayor rose. Orla Finn condemned Paul Varga as a coward and a liar. Nobody spoke."


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_pair_and_the_other_way_round() -> None:
    judged = onrecord.judge(TEXT, target=place("Paul Varga"), holder=place("Orla Finn"))
    assert judged is not None
    assert judged["polarity"] == "negative"
    assert judged["score"] < 0
    assert 0 <= judged["confidence"] <= 1
    assert judged["evidence"]["text"] == "Orla Finn condemned Paul Varga as a coward and a liar."
    for span in [judged["evidence"], *judged["cues"]]:
        assert TEXT[span["start"] : span["end"]] == span["text"]
    back = onrecord.judge(TEXT, target=place("Orla Finn"), holder=place("Paul Varga"))
    assert back is not None
    assert back["score"] > judged["score"]


def test_a_target_alone() -> None:
    judged = onrecord.judge(TEXT, target=place("Paul Varga"))
    assert judged is not None
    assert judged["polarity"] == "negative"


def test_too_far_apart() -> None:
    text = "Ann Lee spoke. " + "The ferry was late and nobody knew why. " * 200 + "Bo Finch left."
    end = len(text) - 1
    assert onrecord.judge(text, target=(0, 7), holder=(end - 13, end - 5)) is None


def test_misuse_names_the_argument() -> None:
    with pytest.raises(
        ValueError, match=r"^target must be a place in the text, 0 <= start < end <= 84, not \(80, 99\)$"
    ):
        onrecord.judge(TEXT, target=(80, 99))
    with pytest.raises(TypeError, match=r"^holder must be a pair of int \(start, end\), not 'Orla'$"):
        onrecord.judge(TEXT, target=(0, 3), holder="Orla")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^text must be str, not bytes: decode first"):
        onrecord.judge(b"abc", target=(0, 3))  # type: ignore[arg-type]
