"""Who the product says spoke, against 100 speakers judged by hand.

`python -m onrecord_train.speakers --data DATA [--judged tests/judged/speakers.json] [--list]`

The sample: PolNeAR dev attributions whose source is a pronoun or a common noun, read in their articles by a person
(`tests/judged/README.md`). Each article is read with `onrecord.analyze`. To a gold content belongs the product's quote
that shares most with it: the characters that both hold over those that either holds, white space left out; of equals,
the one whose source meets the gold source. It is *found* if that share is above one half; how many reach four fifths
is told beside. A found quote is

- *abstained* where its speaker is `None` and the judge has places for the right one,
- *right* where the speaker's entity has a mention that overlaps one of the judge's places; where the judge has none
  (nobody there bears a name), where the speaker is `None` or the entity of that phrase itself: one whose every mention, but
  for pronouns, meets the source or is in its words (`the fund` and `a fund` are the same words),
- *wrong* otherwise; *apart* counts those wrong ones that are nobody else: the entity of that phrase itself, where the
  article has more to say of it.

Percentages are of found quotes.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import corpora
from .corpora import Span

SEED, EACH, MOST = 20161130, 50, 3
PRONOUNS = frozenset("he she they it i we her them".split())
OPENERS = frozenset(
    "a an the his her their its our my your some several many most few two both one another other those these this any no".split()
)
VAGUE = frozenset(
    "that some many others most each media said who which someone you his their its my your our this these those everyone anyone nobody "
    "people himself herself us me".split()
) | {"according to"}


def kind(words: str) -> str | None:
    """`pronoun` or `nominal` if a source is one of the two: no name in it, nothing relative, possessive or indefinite alone."""
    parts = words.split()
    if words.lower() in PRONOUNS:
        return "pronoun"
    if (
        words.lower() in VAGUE
        or {"whom", "whose"} & set(parts)
        or any(c.isupper() for c in words[1:])
        or not words[:1].isalpha()
    ):
        return None
    named = words[0].isupper() and parts[0].lower() not in OPENERS
    return None if named or words.endswith(("'s", "’s", "’", "'")) else "nominal"


def draw(
    articles: list[corpora.Article], skip: frozenset[tuple[str, Span]] = frozenset()
) -> list[tuple[str, corpora.Attribution]]:
    """The sample to be judged: article ids and attributions, without those that `skip` names by id and source."""
    pool = [
        (said, article.id, attribution)
        for article in articles
        for attribution in article.attributions or []
        if len(attribution.source) == 1
        and attribution.content
        and (said := kind(article.text[slice(*attribution.source[0])]))
    ]
    random.Random(SEED).shuffle(pool)
    kinds, ids, drawn = Counter[str](), Counter[str](), []
    for said, article_id, attribution in pool:
        if (article_id, attribution.source[0]) not in skip and kinds[said] < EACH and ids[article_id] < MOST:
            kinds[said] += 1
            ids[article_id] += 1
            drawn.append((article_id, attribution))
    return drawn


def meets(a: Any, b: Any) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def ends(span: dict[str, Any]) -> Span:
    return span["start"], span["end"]


def characters(text: str, spans: list[Any]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def matching(text: str, row: dict[str, Any], quotes: list[dict[str, Any]]) -> tuple[float, dict[str, Any] | None]:
    """The quote that shares most with the judged content, and how much."""
    gold = characters(text, row["content"])
    best: tuple[float, bool, dict[str, Any] | None] = (0.0, False, None)
    for quote in quotes:
        found = characters(text, [ends(c) for c in quote["content"]])
        same_source = bool(quote["source"]) and meets(ends(quote["source"]), row["source"])
        share = len(gold & found) / len(gold | found)
        if (share, same_source) > best[:2]:
            best = share, same_source, quote
    return best[0], best[2]


def bare(words: str) -> str:
    """A noun phrase without its article."""
    return words.lower().removeprefix("the ").removeprefix("a ").removeprefix("an ")


def stands_for(entity: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether the entity is who was judged to speak."""
    return any(meets(ends(m), place) for m in entity["mentions"] for place in row["speaker"])


def outcome(row: dict[str, Any], source: str, quote: dict[str, Any], entities: list[dict[str, Any]]) -> str:
    """`right`, `wrong`, `apart` or `abstained`, as defined above."""
    if quote["speaker"] is None:
        return "abstained" if row["speaker"] else "right"
    speaker = entities[quote["speaker"]]
    if stands_for(speaker, row):
        return "right"
    own = all(
        m["kind"] == "pronoun" or meets(ends(m), row["source"]) or bare(m["text"]) == bare(source)
        for m in speaker["mentions"]
    )
    if row["speaker"]:
        return "apart" if own else "wrong"
    return "right" if own else "wrong"


def judged(
    data: Path, path: Path
) -> Iterator[tuple[dict[str, Any], str, dict[str, Any] | None, dict[str, Any], float, str]]:
    """Each judged row with its article's text, the product's quote, the whole result, the share and the outcome."""
    import onrecord  # The judging itself does without.

    texts = {article.id: article.text for article in corpora.attributions(data / "quotes/polnear-dev.jsonl")}
    results: dict[str, dict[str, Any]] = {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        text = texts[row["id"]]
        if row["id"] not in results:
            results[row["id"]] = onrecord.analyze(text)
        result = results[row["id"]]
        share, quote = matching(text, row, result["quotes"])
        if quote is None or share <= 0.5:
            yield row, text, None, result, share, "not found"
        else:
            yield row, text, quote, result, share, outcome(row, text[slice(*row["source"])], quote, result["entities"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--judged", type=Path, default=Path(__file__).parents[2] / "tests/judged/speakers.json")
    parser.add_argument(
        "--list", action="store_true", help="print every row that is not right, with the words of the article"
    )
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {"pronoun": Counter(), "nominal": Counter()}
    for row, text, quote, result, share, said in judged(options.data, options.judged):
        source = text[slice(*row["source"])]
        count = counts[kind(source) or "nominal"]
        count[said] += 1
        count["four fifths"] += share >= 0.8
        count["wrong source"] += said in ("wrong", "apart", "abstained") and not (
            quote and quote["source"] and meets(ends(quote["source"]), row["source"])
        )
        candidates = [result["entities"][one] for one in quote["candidates"]] if quote else []
        count["candidates"] += bool(candidates)
        count["among candidates"] += any(stands_for(one, row) for one in candidates)
        if options.list and said != "right":
            speaker = quote and quote["speaker"] is not None and result["entities"][quote["speaker"]]["name"]
            right = text[slice(*row["speaker"][0])] if row["speaker"] else "-"
            ours = quote and quote["source"] and quote["source"]["text"]
            print(
                f"{said:10} {row['id']} {row['source']} {source!r} ours {ours!r} -> {speaker!r}, judged {right!r} ({row['note']})"
            )
    print(
        "| source | rows | found | by four fifths | right | wrong | of these apart | abstained | not right, by the source "
        "| with candidates, the right one among them |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, count in (*counts.items(), ("all", counts["pronoun"] + counts["nominal"])):
        rows = sum(count[s] for s in ("right", "wrong", "apart", "abstained", "not found"))
        found = rows - count["not found"]
        part = {s: 100 * count[s] / max(found, 1) for s in count}
        wrong = part.get("wrong", 0) + part.get("apart", 0)
        print(
            f"| {name} | {rows} | {found} | {count['four fifths']} | {part.get('right', 0):.1f} | {wrong:.1f} | {part.get('apart', 0):.1f} "
            f"| {part.get('abstained', 0):.1f} | {count['wrong source']} | {count['candidates']}, {count['among candidates']} |"
        )


if __name__ == "__main__":
    main()
