"""Whether records stay the same when neutral sentences stand in front of them.

Sentences that concern nobody are put behind the first paragraph, 1 to 15 of them. What is read behind them should be
what is read without them: where in the article a paragraph stands says nothing of what is in it.
"""

from collections import Counter
from collections.abc import Callable, Hashable

from onrecord.scoring.estimates import Share
from onrecord.scoring.matching import Record

__all__ = ["STABILITY", "count_same"]

_SENTENCE = (
    "The tram line opened in the spring of last year and runs from the market to the old brick works "
    "past a row of poplars."
)
_LENGTHS = (1, 3, 6, 10, 15)

#: The figures by name, made of what `count_same` counts.
STABILITY: dict[str, Share] = {
    "same_quotes": Share(("same.quotes",), ("either.quotes",)),
    "same_stance": Share(("same.stance",), ("either.stance",)),
}


def count_same(text: str, read: Callable[[str], Record]) -> Counter[str]:
    r"""Count the records of an article that do not change when 1, 3, 6, 10 or 15 neutral sentences stand in front.

    Parameters
    ----------
    text : str
        The article; the sentences go behind its first line. With a single line, nothing is counted.
    read : callable
        Reads a text as `onrecord.analyze` does; it is called six times.

    Returns
    -------
    collections.Counter
        `same.quotes`, `either.quotes`: quotes (pieces and name of the speaker) in both
        results, and in one at least; `same.stance`, `either.stance`: records of stance
        (evidence, names of the parties, polarity). Records of the first line do not count.

    Examples
    --------
    >>> import onrecord
    >>> counts = count_same("A toll is planned.\n\nAnn Lee said the toll was wrong.", onrecord.analyze)
    >>> counts["same.quotes"] <= counts["either.quotes"]
    True
    """
    counts: Counter[str] = Counter()
    cut = text.find("\n") + 1
    if not cut:
        return counts
    cut += len(text[cut:]) - len(text[cut:].lstrip("\n"))
    before = _records(read(text), cut, 0)
    for length in _LENGTHS:
        padding = " ".join([_SENTENCE] * length) + "\n\n"
        after = _records(read(text[:cut] + padding + text[cut:]), cut, len(padding))
        for layer, records in before.items():
            counts[f"same.{layer}"] += len(records & after[layer])
            counts[f"either.{layer}"] += len(records | after[layer])
    return counts


def _records(result: Record, cut: int, by: int) -> dict[str, set[Hashable]]:
    """Give the records that start behind the padding, which ends at `cut + by`, at their places without it."""

    def name(entity: int | None) -> str | None:
        return None if entity is None else result["entities"][entity]["name"]

    def at(span: Record) -> tuple[int, int]:
        return span["start"] - by, span["end"] - by

    quotes: set[Hashable] = {
        (tuple(map(at, quote["content"])), name(quote["speaker"]))
        for quote in result["quotes"]
        if quote["content"][0]["start"] >= cut + by
    }
    stance: set[Hashable] = {
        (at(one["evidence"]), name(one["holder"]), name(one["target"]), one["polarity"])
        for one in result["stance"]
        if one["evidence"]["start"] >= cut + by
    }
    return {"quotes": quotes, "stance": stance}
