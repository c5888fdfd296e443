"""What a reader sees, and what an article must not be able to do to it."""

import re
from html.parser import HTMLParser

import onrecord
from onrecord.types import Mention, Span

TEXT = (
    "Toll divides the valley\n\n"
    "“The toll is a disgrace,” Ann Lee said on Monday. “It will go.” She condemned Norland for it.\n\n"
    "Norland’s minister, Bo Rask, denied that the toll was new."
)


def span(words: str) -> Span:
    """The first place of some words in the text."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def mention(words: str) -> Mention:
    return {**span(words), "kind": "name", "quote": None}


def made() -> onrecord.Analysis:
    """What a careful reader would find in the text: the tests of the display do not hang on today's rules.

    It does not hold the text, as if it came from a file, so that a notebook shows tables.
    """
    by = {"confidence": None, "by": "hand"}
    records = {
        "schema_version": "1",
        "model": "hand",
        "n_chars": len(TEXT),
        "warnings": ["The marks look odd."],
        "regions": {"headline": span("Toll divides the valley"), "dateline": None, "standfirst": None},
        "sentences": [span("Toll divides the valley")],
        "entities": [
            {"id": 0, "name": "Bo Rask", "type": "PERSON", "role": "minister", "country": None, "mentions": []},
            {"id": 1, "name": "Ann Lee", "type": "PERSON", "role": None, "country": None, "mentions": []},
            {
                "id": 2,
                "name": "Norland",
                "type": "GPE",
                "role": None,
                "country": "NL",
                "mentions": [mention("Norland")],
            },
        ],
        "quotes": [
            {
                "id": 0,
                "kind": "direct",
                "content": [span("“The toll is a disgrace,”"), span("“It will go.”")],
                "cue": span("said"),
                "cue_class": "say",
                "source": span("Ann Lee"),
                "speaker": 1,
                "candidates": [],
                "source_kind": "named",
                "mentions": [],
                **by,
            },
            {
                "id": 1,
                "kind": "indirect",
                "content": [span("the toll was new")],
                "cue": None,
                "cue_class": "none",
                "source": span("Norland’s minister"),
                "speaker": 0,
                "candidates": [],
                "source_kind": "nominal",
                "mentions": [2],
                **by,
            },
        ],
        "stance": [
            {
                "holder": 1,
                "holder_kind": "speaker",
                "target": 2,
                "polarity": "negative",
                "score": -0.9,
                "modality": "asserted",
                "channel": "act",
                "quote": None,
                "evidence": span("She condemned Norland for it."),
                "cues": [span("condemned")],
                **by,
            },
            {
                "holder": None,
                "holder_kind": "author",
                "target": 0,
                "polarity": "positive",
                "score": 0.2,
                "modality": "conditional",
                "channel": "narration",
                "quote": None,
                "evidence": span("Bo Rask"),
                "cues": [],
                **by,
            },
        ],
        "stance_summary": [],
    }
    return onrecord.Analysis(records)


VOID = {"br"}


class Tree(HTMLParser):
    """Reads HTML, and holds it to closing what it opens."""

    def __init__(self) -> None:
        """Start with nothing open."""
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag, and no other."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words outside the style."""
        if "style" not in self.open:
            self.words += data


def parse(html: str | None) -> Tree:
    assert html
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert tree.open == []
    return tree


def test_text_names_speakers_words_and_sides() -> None:
    assert str(made()) == (
        "Toll divides the valley\n"
        "178 characters, 2 quotes, 3 entities, 2 stance records\n"
        "! The marks look odd.\n"
        "\n"
        "Quotes\n"
        "   0  Ann Lee: “The toll is a disgrace,” … “It will go.” (said, direct)\n"
        "   1  Bo Rask: the toll was new (“Norland’s minister”, no cue, indirect)\n"
        "\n"
        "Stance\n"
        "   0  − Ann Lee → Norland: She condemned Norland for it. (against, act)\n"
        "   1  + the author → Bo Rask: Bo Rask (for, narration, conditional)\n"
        "\n"
        "Entities\n"
        "  Norland (GPE, NL); Bo Rask (PERSON, minister); Ann Lee (PERSON)"
    )


def test_a_quote_without_speaker_shows_the_words_for_its_source() -> None:
    result = made()
    result["quotes"][0]["speaker"] = result["quotes"][1]["speaker"] = None
    result["quotes"][1]["source"] = None
    assert "   0  “Ann Lee”: “The toll" in str(result)
    assert "   1  nobody named: the toll was new (no cue, indirect)" in str(result)


def test_a_quote_of_one_of_several_shows_who_it_may_be() -> None:
    result = made()
    names = [entity["name"] for entity in result["entities"][:2]]
    result["quotes"][0]["speaker"], result["quotes"][0]["candidates"] = None, [0, 1]
    assert f"   0  “Ann Lee” ({names[0]} or {names[1]}): “The toll" in str(result)


def test_a_bare_name_shows_the_first_and_counts_the_rest() -> None:
    result = made()
    result["quotes"] = result["quotes"][:1] * 30
    assert repr(result).count("(said, direct)") == 10
    assert "\n      … and 20 more\n" in repr(result)
    assert str(result).count("(said, direct)") == 30


def test_lines_keep_their_width() -> None:
    result = made()
    result["quotes"][0]["content"][0]["text"] = "no " * 300
    assert 80 <= max(map(len, str(result).splitlines())) <= 96


def test_text_cannot_steer_a_terminal() -> None:
    odd = "Red \x1b[31m,\r \x9b31m, \x07 and \u202e reversed"
    result = made()
    result["regions"]["headline"] = {**span("Toll"), "text": odd}
    result["entities"][1]["name"] = result["entities"][2]["name"] = odd
    result["entities"][0]["role"] = odd
    result["warnings"].append(odd)
    for quote in result["quotes"]:
        for words in (*quote["content"], quote["cue"], quote["source"]):
            if words:
                words["text"] = odd
    result["stance"][0]["evidence"]["text"] = odd
    for shown in (str(result), repr(result)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
        assert "Red \ufffd[31m, \ufffd31m, \ufffd and \ufffd reversed" in shown


def test_html_says_what_the_text_says() -> None:
    words = parse(made()._repr_html_()).words
    for expected in (
        "Toll divides the valley",
        "The marks look odd.",
        "Ann Lee",
        "“The toll is a disgrace,” … “It will go.”",
        "said",
        "direct",
        "− against",
        "She condemned Norland for it.",
        "+ for",
        "the author",
        "narration, conditional",
        "minister",
        "NL",
    ):
        assert expected in words


def test_html_escapes_every_word_of_the_article() -> None:
    attack = "<script>alert(\"x\")</script><img src=x onerror='y'>&amp;"
    result = made()
    harmless = parse(made()._repr_html_())
    result["regions"]["headline"] = {**span("Toll"), "text": attack}
    result["warnings"].append(attack)
    for entity in result["entities"]:
        entity["name"] = entity["role"] = entity["country"] = attack
    for quote in result["quotes"]:
        for words in (*quote["content"], quote["cue"], quote["source"]):
            if words:
                words["text"] = attack
    for record in result["stance"]:
        record["evidence"] = {"start": 0, "end": len(attack), "text": attack}
        record["cues"] = [{"start": 0, "end": 8, "text": "<script>"}]
    tree = parse(result._repr_html_())
    assert set(tree.tags) <= set(harmless.tags)
    assert tree.attributes == {"class", "open"}
    assert tree.words.count(attack) >= 15


def test_html_marks_the_words_that_carry_a_stance() -> None:
    html = made()._repr_html_()
    assert html
    assert "She <mark>condemned</mark> Norland for it." in html


def test_html_loads_nothing() -> None:
    html = made()._repr_html_()
    assert html
    assert not re.search(r"//|url\(|@import|src=|href=", html)


def test_nothing_to_show_is_shown() -> None:
    result = onrecord.analyze("")
    assert repr(result) == "0 characters, 0 quotes, 0 entities, 0 stance records"
    assert "0 quotes" in (result._repr_html_() or "")
    assert "<table" not in (onrecord.Analysis(result)._repr_html_() or "")


def test_a_result_with_keys_taken_out_shows_as_a_dict() -> None:
    result = made()
    del result["quotes"]
    assert repr(result) == repr(dict(result))
    assert str(result) == str(dict(result))
    assert result._repr_html_() is None


def test_a_real_result_is_shown(article: str) -> None:
    result = onrecord.analyze(article)
    name = result["entities"][0]["name"]
    assert name in str(result)
    assert name in parse(onrecord.Analysis(result)._repr_html_()).words
