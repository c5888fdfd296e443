"""Shares of counts, with percentile bootstrap intervals over articles (Efron and Tibshirani 1993)."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypedDict

__all__ = ["NOTHING", "Counts", "Estimate", "Share", "estimates", "total"]

#: What was counted in an article, or in many, by name.
Counts: TypeAlias = Mapping[str, int]


class Estimate(TypedDict):
    """A share from 0 to 1 with the bounds of its 95% interval.

    `None` where there was nothing to count; the bounds also with a single article.
    """

    value: float | None
    """The share."""
    low: float | None
    """Lower bound."""
    high: float | None
    """Upper bound."""


#: The estimate of what was not annotated.
NOTHING: Estimate = {"value": None, "low": None, "high": None}


class Share(NamedTuple):
    """A figure: the sum of some counts over the sum of others. A count may be named twice, as F1 needs."""

    part: tuple[str, ...]
    whole: tuple[str, ...]

    def of(self, counts: Counts) -> float | None:
        """Give the share from 0 to 1, `None` where the whole is nothing.

        Parameters
        ----------
        counts : mapping of str to int
            What was counted; a name that is not there counts as 0.

        Examples
        --------
        >>> Share(("right", "right"), ("gold", "found")).of({"right": 3, "gold": 4, "found": 8})
        0.5
        """
        whole = sum(counts.get(name, 0) for name in self.whole)
        return sum(counts.get(name, 0) for name in self.part) / whole if whole else None


def total(counts: Sequence[Counts]) -> dict[str, int]:
    """Add up what was counted in each article.

    Parameters
    ----------
    counts : sequence of mapping of str to int
        One mapping an article.

    Returns
    -------
    dict of str to int
        The sums, by name, in the order of the names.

    Examples
    --------
    >>> total([{"gold": 1}, {"gold": 2, "found": 1}])
    {'found': 1, 'gold': 3}
    """
    names = sorted({name for one in counts for name in one})
    return {name: sum(one.get(name, 0) for one in counts) for name in names}


def estimates(
    counts: Sequence[Counts], shares: Mapping[str, Share], *, seed: int = 0, samples: int = 1000
) -> dict[str, Estimate]:
    """Give the figures of many articles, each with its interval.

    Articles are drawn anew with replacement, `samples` times; the bounds are the 2.5 and
    97.5 percentiles of the figure over these samples. The order of the articles changes nothing.

    Parameters
    ----------
    counts : sequence of mapping of str to int
        One mapping an article.
    shares : mapping of str to Share
        The figures, by name.
    seed : int, optional
        Starts the random numbers of the bootstrap.
    samples : int, optional
        How many samples the bootstrap draws.

    Returns
    -------
    dict of str to Estimate
        By the names of `shares`.

    Examples
    --------
    >>> estimates([{"right": 1, "gold": 2}], {"recall": Share(("right",), ("gold",))})
    {'recall': {'value': 0.5, 'low': None, 'high': None}}
    """
    names = sorted({name for one in counts for name in one})
    rows = sorted(tuple(one.get(name, 0) for name in names) for one in counts)

    def add(some: Sequence[tuple[int, ...]]) -> dict[str, int]:
        return dict(zip(names, map(sum, zip(*some, strict=True)), strict=True))

    drawn: list[dict[str, int]] = []
    if len(rows) > 1:
        generator = random.Random(seed)
        drawn = [add(generator.choices(rows, k=len(rows))) for _ in range(samples)]
    every = add(rows)
    result: dict[str, Estimate] = {}
    for name, share in shares.items():
        value = share.of(every)
        found = sorted(x for x in map(share.of, drawn) if x is not None)
        if value is None or not found:
            result[name] = {"value": value, "low": None, "high": None}
        else:
            low, high = math.floor(0.025 * len(found)), math.ceil(0.975 * len(found)) - 1
            result[name] = {"value": value, "low": found[low], "high": found[high]}
    return result
