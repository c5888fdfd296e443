"""The article with its records as a page: it is the article, and nothing in an article can harm it."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations
from math import dist
from pathlib import Path
from typing import Any

import onrecord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from onrecord import style

VOID = {"meta"}


class Tree(HTMLParser):
    """Reads HTML, and holds it to closing what it opens."""

    def __init__(self) -> None:
        """Start with nothing open."""
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.article = ""
        self.records: list[str | None] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, and no other."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Note words, and for each character of the article the records that hovering shows."""
        tags = [tag for tag, _ in self.open]
        if not {"style", "script"} & set(tags):
            self.words += data
        if "article" in tags:
            self.article += data
            self.records += [self.open[-1][1].get("data-r")] * len(data)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[attribute] or "" for _, attributes in self.elements if attribute in attributes]


def parse(html: str | None) -> Tree:
    assert html
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert tree.open == []
    return tree


Place = tuple[int, int]


def made(
    text: str,
    quotes: list[list[Place]],
    entities: list[list[Place]],
    stance: list[Place],
    parts: list[tuple[Place | None, Place | None]] | None = None,
) -> onrecord.Analysis:
    """Give an analysis with records at some places; `parts` are sources and cues."""

    def span(place: Place | None) -> dict[str, Any] | None:
        return place and {"start": place[0], "end": place[1], "text": text[place[0] : place[1]]}

    def mention(place: Place) -> dict[str, Any]:
        return {**(span(place) or {}), "kind": "name", "quote": None}

    by = {"confidence": 0.5, "by": "hand"}
    return onrecord.Analysis(
        {
            "schema_version": "1",
            "model": "hand",
            "n_chars": len(text),
            "warnings": [],
            "regions": {"headline": None, "dateline": None, "standfirst": None},
            "sentences": [],
            "entities": [
                {
                    "id": n,
                    "name": f"E{n}",
                    "type": "ORG",
                    "role": None,
                    "country": None,
                    "mentions": [*map(mention, places)],
                }
                for n, places in enumerate(entities)
            ],
            "quotes": [
                {
                    "id": n,
                    "kind": "mixed",
                    "content": [span(place) for place in places],
                    "cue": span(parts[n][1]) if parts else None,
                    "cue_class": "say",
                    "source": span(parts[n][0]) if parts else None,
                    "speaker": n % len(entities) if entities and n % 3 else None,
                    "candidates": [],
                    "source_kind": "named",
                    "mentions": [],
                    **by,
                }
                for n, places in enumerate(quotes)
            ],
            "stance": [
                {
                    "holder": None,
                    "holder_kind": "unknown",
                    "target": 0,
                    "polarity": ["positive", "negative", "neutral"][n % 3],
                    "score": 0.5,
                    "modality": "asserted",
                    "channel": "narration",
                    "quote": None,
                    "evidence": span(place),
                    "cues": [],
                    **by,
                }
                for n, place in enumerate(stance if entities else [])
            ],
            "stance_summary": [],
        },
        text=text,
    )


texts = st.lists(
    st.one_of(
        st.sampled_from(
            ["Ann", " ", "\n", "\n\n", "\t", "\0", "\u202e", "<b>", "&amp;", '"', "'", "”", ".", "👩🏽‍🚀", "\u2028"]
        ),
        st.text(max_size=4),
    ),
    max_size=20,
).map("".join)


@st.composite
def analyses(draw: st.DrawFn) -> onrecord.Analysis:
    """Texts with records at random places, which overlap as they please."""
    text = draw(texts)
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda ends: (min(ends), max(ends)))
    places = st.lists(st.lists(place, min_size=1, max_size=3), max_size=4)
    quotes = draw(places)
    maybe = st.none() | place
    parts = draw(st.lists(st.tuples(maybe, maybe), min_size=len(quotes), max_size=len(quotes)))
    return made(text, quotes, draw(places), draw(st.lists(place, max_size=4)), parts)


def visible(text: str) -> str:
    """The text as a page may show it: line ends are line feeds, and what steers is replaced."""
    return re.sub(
        r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
        "\ufffd",
        text.replace("\r\n", "\n").replace("\r", "\n"),
    )


def here(analysis: onrecord.Analysis) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each record, with each of its places."""
    for n, quote in enumerate(analysis["quotes"]):
        yield from ((f"Quote {n} ", dict(span)) for span in quote["content"])
        if quote["source"]:
            yield f"Source of quote {n} ", dict(quote["source"])
        if quote["cue"]:
            yield f"Cue of quote {n} ", dict(quote["cue"])
    for n, stance in enumerate(analysis["stance"]):
        yield f"Stance {n} ", dict(stance["evidence"])
    for entity in analysis["entities"]:
        yield from ((f"{entity['name']} ", dict(mention)) for mention in entity["mentions"])


@settings(max_examples=300, deadline=None)
@given(analyses())
@example(made("a\r\nb\r", [[(0, 2), (2, 5)]], [[(1, 4)]], [(0, 3)]))
@example(made("“A ‘b’ c” d", [[(0, 9)], [(3, 6)], [(5, 11)]], [[(1, 2), (4, 10)]], [(2, 8)]))
def test_what_is_visible_is_the_article_and_each_character_knows_its_records(analysis: onrecord.Analysis) -> None:
    text = analysis.text
    assert text is not None
    tree = parse(str(onrecord.show(analysis)))
    assert tree.article == visible(text)
    if "\r" in text:
        return
    places = list(here(analysis))
    for at, shown in enumerate(tree.records):
        expected = {name for name, span in places if span["start"] <= at < span["end"]}
        records = shown.split("\n\n") if shown else []
        assert len(records) == len(expected)
        assert all(any(record.startswith(name) for record in records) for name in expected)


@settings(max_examples=50, deadline=None)
@given(analyses())
def test_any_page_is_whole(analysis: onrecord.Analysis) -> None:
    for html in (str(onrecord.show(analysis)), onrecord.show(analysis)._repr_html_()):
        tree = parse(html)
        ids = tree.values("id")
        assert len(set(ids)) == len(ids)


def test_a_sample_article_is_visible_and_its_links_lead_somewhere(article: str) -> None:
    result = onrecord.analyze(article)
    tree = parse(str(onrecord.show(result)))
    assert tree.article == article
    ids = tree.values("id")
    assert len(set(ids)) == len(ids)
    links = tree.values("href")
    assert {link[:1] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(ids)
    # A stop for the keyboard, and a card, for each quote.
    for kind, count in (("c", len(result["quotes"])), ("q", len(result["quotes"])), ("s", len(result["stance"]))):
        assert sum(bool(re.search(f"-{kind}[0-9]+$", id)) for id in ids) == count


def test_elements_nest_where_places_nest_and_split_where_they_cross() -> None:
    nested = parse(str(onrecord.show(made("0123456789", [[(0, 9)], [(3, 6)]], [], []))))
    crossed = parse(str(onrecord.show(made("0123456789", [[(0, 6)], [(3, 9)]], [], []))))

    def marks(tree: Tree) -> int:
        return sum(tag == "mark" for tag, _ in tree.elements) - 1  # the first is in the key

    assert marks(nested) == 2
    assert marks(crossed) == 3


def test_nothing_is_loaded_and_only_the_script_that_the_policy_names_runs(article: str) -> None:
    html = str(onrecord.show(onrecord.analyze(article)))
    tree = parse(html)
    assert {tag for tag, _ in tree.elements} <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "script",
            "body",
            "div",
            "p",
            "article",
            "aside",
            "h3",
            "details",
            "summary",
        ),
        *("ol", "ul", "li", "blockquote", "mark", "b", "i", "u", "s", "a", "span", "bdi"),
    }
    assert {name for _, attributes in tree.elements for name in attributes} <= {
        *("class", "id", "href", "lang", "open", "data-r", "data-n", "aria-label", "aria-hidden"),
        *("charset", "content", "http-equiv", "name"),
    }
    assert not re.search(r"url\(|@import|//", style.sheet(page=True) + style.sheet(page=False))
    policy = next(attributes["content"] for _, attributes in tree.elements if "http-equiv" in attributes)
    assert policy
    assert policy.startswith("default-src 'none'; ")
    for kind in ("style", "script"):
        (code,) = re.findall(f"<{kind}>(.*?)</{kind}>", html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"; {kind}-src 'sha256-{digest}';" in policy


def test_every_word_of_the_article_is_escaped() -> None:
    attack = "</article><script>alert(\"x\")</script><img src=x onerror='y'>&amp;"
    end = len(attack)
    result = made(attack, [[(0, end)]] * 2, [[(0, end)]], [(0, end)], [((0, end), (0, end))] * 2)
    harmless = parse(
        str(onrecord.show(made("x" * end, [[(0, end)]] * 2, [[(0, end)]], [(0, end)], [((0, end), (0, end))] * 2)))
    )
    result["warnings"].append(attack)
    for entity in result["entities"]:
        entity["name"] = entity["role"] = entity["country"] = entity["type"] = attack  # type: ignore[typeddict-item]
    for record in (*result["quotes"], *result["stance"]):
        record["by"] = attack
    for quote in result["quotes"]:
        quote["kind"] = attack  # type: ignore[typeddict-item]
        quote["id"] = attack  # type: ignore[typeddict-item]
    result["regions"]["headline"] = {"start": 0, "end": end, "text": attack}
    tree = parse(str(onrecord.show(result)))
    kinds = [(tag, sorted(attributes)) for tag, attributes in tree.elements]
    expected = {(tag, *sorted(attributes)) for tag, attributes in harmless.elements}
    assert {(tag, *names) for tag, names in kinds} <= expected
    assert [tag for tag, _ in tree.elements].count("script") == 1
    assert tree.article == attack
    assert tree.words.count(attack) >= 8


def test_text_cannot_turn_a_page_round() -> None:
    text = "He said \u202eevil\u2066 and \x1b[31m \x85 and \x00."
    result = made(text, [[(8, 14)]], [[(0, 12)]], [(8, 20)])
    result["entities"][0]["name"] = "N\u202ex\x00"
    html = str(onrecord.show(result))
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)


def test_the_page_is_the_same_every_time(article: str) -> None:
    pages = {str(onrecord.show(onrecord.analyze(article))) for _ in range(3)}
    assert len(pages) == 1


def test_ids_of_two_results_in_one_notebook_are_apart(articles: list[Path]) -> None:
    shown = [onrecord.analyze(path.read_text(encoding="utf-8"))._repr_html_() for path in articles]
    changed = onrecord.analyze(articles[0].read_text(encoding="utf-8"))
    changed["stance"] = []
    ids = [set(parse(html).values("id")) for html in [*shown, changed._repr_html_()]]
    assert all(ids)
    assert all(not (one & other) for one, other in combinations(ids, 2))


def test_no_rule_in_a_notebook_reaches_outside() -> None:
    sheet = re.sub(r"@media\(prefers-color-scheme:dark\)\{(.*?\})\}", r"\1", style.sheet(page=False))
    sheet = re.sub(r"@media print\{(.*?\})\}", r"\1", sheet)
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", sheet)
    assert len(rules) > 40
    for selectors in rules:
        for selector in re.sub(r"\([^)]*\)", "", selectors).split(","):
            assert re.search(r"(^|\s)(\.onr)+(\s|$)", selector.strip()), selector


def test_a_result_from_json_is_shown_with_its_text(article: str, tmp_path: Path) -> None:
    result = onrecord.analyze(article)
    loaded = json.loads(json.dumps(result))
    assert str(onrecord.show(loaded, text=article)) == str(onrecord.show(result))
    assert "<table" in (onrecord.Analysis(loaded)._repr_html_() or "")
    onrecord.show(loaded, text=article).save(tmp_path / "article.html")
    assert (tmp_path / "article.html").read_bytes().decode() == str(onrecord.show(result))


def test_misuse_is_named() -> None:
    result = made("Ann said no.", [[(9, 11)]], [], [])
    with pytest.raises(TypeError, match="result must be what analyze returns, with all its keys, not str"):
        onrecord.show("Ann said no.")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="result must be what analyze returns, with all its keys, not dict"):
        onrecord.show({"quotes": []})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text must be str, not bytes"):
        onrecord.show(result, text=b"Ann said no.")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="text is needed: this result does not hold the article"):
        onrecord.show(onrecord.Analysis(result))
    with pytest.raises(ValueError, match="text has 4 code points, but the records are of a text that has 12"):
        onrecord.show(result, text="Ann.")
    with pytest.raises(ValueError, match="text has 'on' at 9:11, but the records are of a text that has 'no' there"):
        onrecord.show(result, text="Ann said on.")


def test_a_result_that_no_longer_fits_its_text_is_shown_as_tables() -> None:
    result = made("Ann said no.", [[(9, 11)]], [], [])
    result["quotes"][0]["content"][0]["text"] = "yes"
    assert "<table" in (result._repr_html_() or "")


def linear(colour: str) -> list[float]:
    """Red, green and blue, as light adds up."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it."""
    dark, light = sorted(
        sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", list(style.THEMES))
def test_every_word_stands_out_from_what_is_behind_it(name: str) -> None:
    theme = style.THEMES[name]
    for colour in [style.NOBODY, *style.COLOURS]:
        assert contrast(theme.text, style.field(colour, theme)) >= 4.5
        assert contrast(theme.text, style.hatch(colour, theme)) >= 4.5
        assert contrast("#000000", colour) >= 7
    for letters in (theme.text, theme.faint, theme.positive, theme.negative, theme.neutral):
        assert contrast(letters, theme.page) >= 4.5
        assert contrast(letters, theme.box) >= 4.5


#: What is left of red, green and blue without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
VISION: dict[str, list[list[float]]] = {
    "all": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(colour: str, vision: list[list[float]]) -> list[float]:
    """Place of a seen colour in CIE L*a*b*, in which distance is difference."""
    seen = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in vision]
    to_xyz = [(0.4124, 0.3576, 0.1805, 0.9505), (0.2126, 0.7152, 0.0722, 1.0), (0.0193, 0.1192, 0.9505, 1.089)]
    xyz = [(r * seen[0] + g * seen[1] + b * seen[2]) / white for r, g, b, white in to_xyz]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("vision", list(VISION))
@pytest.mark.parametrize("name", list(style.THEMES))
def test_speakers_are_told_apart_with_any_colour_vision(name: str, vision: str) -> None:
    """A difference of 2.3 is just noticed."""

    def nearest(colours: list[str]) -> float:
        places = [lab(colour, VISION[vision]) for colour in colours]
        return min(dist(one, other) for one, other in combinations(places, 2))

    theme = style.THEMES[name]
    assert nearest(style.COLOURS) >= 10
    assert nearest([style.field(colour, theme) for colour in style.COLOURS]) >= 5
    assert nearest([theme.positive, theme.negative]) >= 20


def test_more_speakers_than_colours_have_patterns_and_numbers() -> None:
    n = len(style.COLOURS) * style.PATTERNS
    text = "x" * 3 * n
    result = made(text, [[(3 * i, 3 * i + 2)] for i in range(n)], [[(3 * i, 3 * i + 2)] for i in range(n)], [])
    for i, quote in enumerate(result["quotes"]):
        quote["speaker"] = i
    tree = parse(str(onrecord.show(result)))
    marks = [attributes for tag, attributes in tree.elements if tag == "mark"][1:]
    assert len({attributes["class"] for attributes in marks}) == n
    numbers = [attributes["data-n"] for tag, attributes in tree.elements if tag == "a" and "data-n" in attributes]
    assert numbers == [str(i + 1) for i in range(n)]
