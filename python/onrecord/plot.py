"""Pictures of one article or many, as Altair charts: `pip install onrecord[plot]`.

A chart shows itself in a notebook, and `chart.to_dict()` gives Vega-Lite.
`chart.save("matrix.html", inline=True)` writes a file that needs no network
(without `inline=True` it loads Vega from the web), `chart.save("matrix.png")` or
`.svg` a picture. Entities of different articles are one if they have the same
name and the same type.
"""

from collections import Counter
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from onrecord import network
from onrecord.network import Actor, Results

if TYPE_CHECKING:
    import altair

__all__ = ["speakers", "stance_matrix"]

#: Against and for: ends of a scale that readers with any kind of colour vision tell apart. (P. Tol, *sunset*.)
_SCALE = ["#a50026", "#dd3d2d", "#f67e4b", "#fdb366", "#eaeccc", "#98cae1", "#6ea6cd", "#4a7bb7", "#364b9a"]

#: As sure as words between marks, half and half, reported: dark to light. (M. Okabe and K. Ito.)
_KINDS = {"direct": "#0072b2", "mixed": "#56b4e9", "indirect": "#e69f00"}

_LABEL = 240  # pixels


def stance_matrix(results: Results, *, top: int = 20) -> "altair.LayerChart":
    """Draw who is for or against whom: holders down, targets across.

    The colour of a cell is the mean score of its records, from -1 (against) to
    1 (for); the number in it is the number of records. Their polarities are in
    the tooltip.

    Parameters
    ----------
    results : Analysis, or iterable of Analysis
        One article or many.
    top : int
        How many holders and how many targets to show, those with the most
        records. The subtitle says how many there are.

    Returns
    -------
    altair.LayerChart
        A heat map; empty where there is no stance.

    Raises
    ------
    TypeError
        If `results` is no analysis and no iterable of them, or `top` no `int`.
    ValueError
        If `top` is less than 1.
    ImportError
        If Altair is not installed.
    """
    alt = _altair()
    _at_least_one(top)
    found = network.edges(network.articles(results))
    holding: Counter[Actor] = Counter()
    for (holder, _), edge in found.items():
        holding[holder] += len(edge.scores)
    holders = [one for one, _ in holding.most_common(top)]
    # Targets of these holders: the most frequent of all would leave rows empty.
    towards: Counter[Actor] = Counter()
    for (holder, target), edge in found.items():
        if holder in holders:
            towards[target] += len(edge.scores)
    targets = [one for one, _ in towards.most_common(top)]
    names = network.labels(one for pair in found for one in pair)
    rows: list[dict[str, Any]] = [
        {
            "holder": names[holder],
            "target": names[target],
            "records": len(edge.scores),
            "mean": round(edge.mean, 4),
            "for": edge.polarities["positive"],
            "against": edge.polarities["negative"],
            "neutral": edge.polarities["neutral"],
        }
        for (holder, target), edge in found.items()
        if holder in holders and target in targets
    ]
    down = [names[one] for one in holders if any(row["holder"] == names[one] for row in rows)]
    across = [names[one] for one in targets]
    everywhere = len({target for _, target in found})
    subtitle = [
        f"{_part(len(down), len(holding), 'holder')} down, {_part(len(across), everywhere, 'target')} across,",
        f"{_part(sum(row['records'] for row in rows), holding.total(), 'record')}, counted in the cells",
    ]
    axis = {"labelLimit": _LABEL, "grid": True, "tickBand": "extent", "zindex": 0, "ticks": False, "domain": False}
    base = alt.Chart(
        alt.InlineData(values=rows),
        width=alt.Step(36),
        height=alt.Step(26),
    ).encode(
        x=alt.X("target:N", title=None, sort=across, axis=alt.Axis(orient="top", labelAngle=-40, **axis)),
        y=alt.Y("holder:N", title=None, sort=down, axis=alt.Axis(**axis)),
        tooltip=[
            "holder:N",
            "target:N",
            *(f"{number}:Q" for number in ("records", "for", "against", "neutral", "mean")),
        ],
    )
    scale = alt.Scale(domain=[-1, 1], range=_SCALE, interpolate="lab")
    legend = alt.Legend(title=["mean score", "−1 against, 1 for"], format=".1f")
    cells = base.mark_rect(stroke="white").encode(color=alt.Color("mean:Q", scale=scale, legend=legend))
    strong = alt.expr.abs(alt.datum["mean"]) > 0.75
    ink = alt.condition(strong, alt.value("white"), alt.value("#1b1d21"))
    numbers = base.mark_text().encode(text="records:Q", color=ink)
    title = alt.TitleParams("Who is for or against whom", subtitle=subtitle, anchor="start")
    return cast("altair.LayerChart", alt.layer(cells, numbers).properties(title=title))


def speakers(results: Results, *, top: int = 20) -> "altair.Chart":
    """Draw who is quoted how often: a bar a speaker, in parts by the kind of quote.

    Parameters
    ----------
    results : Analysis, or iterable of Analysis
        One article or many.
    top : int
        How many speakers to show, the most quoted. The subtitle says how many
        there are, and how many quotes have no known speaker.

    Returns
    -------
    altair.Chart
        Bars; empty where nobody is quoted.

    Raises
    ------
    TypeError
        If `results` is no analysis and no iterable of them, or `top` no `int`.
    ValueError
        If `top` is less than 1.
    ImportError
        If Altair is not installed.
    """
    alt = _altair()
    _at_least_one(top)
    often: Counter[Actor] = Counter()
    kinds: Counter[tuple[Actor, str]] = Counter()
    nobody = 0
    for analysis in network.articles(results):
        for quote in analysis["quotes"]:
            if quote["speaker"] is None:
                nobody += 1
                continue
            one = network.actor(analysis["entities"][quote["speaker"]])
            often[one] += 1
            kinds[one, quote["kind"]] += 1
    names = network.labels(often)
    most = [one for one, _ in often.most_common(top)]
    rows = [
        {"speaker": names[one], "kind": kind, "quotes": kinds[one, kind], "order": order}
        for one in most
        for order, kind in enumerate(_KINDS)
        if kinds[one, kind]
    ]
    subtitle = (
        f"{_part(len(most), len(often), 'speaker')}, {_part(sum(often[one] for one in most), often.total(), 'quote')}; "
        f"{nobody} more without a known speaker"
    )
    colour = alt.Color(
        "kind:N",
        title="kind of quote",
        sort=list(_KINDS),
        scale=alt.Scale(domain=list(_KINDS), range=list(_KINDS.values())),
    )
    chart = alt.Chart(
        alt.InlineData(values=rows),
        title=alt.TitleParams("Who is quoted how often", subtitle=subtitle, anchor="start"),
        height=alt.Step(22),
        width=420,
    )
    bars = chart.mark_bar(stroke="white").encode(
        x=alt.X("quotes:Q", title="quotes", axis=alt.Axis(tickMinStep=1, format="d")),
        y=alt.Y("speaker:N", title=None, sort=[names[one] for one in most], axis=alt.Axis(labelLimit=_LABEL)),
        color=colour,
        order=alt.Order("order:Q"),
        tooltip=["speaker:N", "kind:N", "quotes:Q"],
    )
    return cast("altair.Chart", bars)


def _altair() -> ModuleType:
    try:
        import altair
    except ImportError as error:
        raise ImportError("plot needs Altair: pip install onrecord[plot]") from error
    return altair


def _at_least_one(top: object) -> None:
    if isinstance(top, bool) or not isinstance(top, int):
        raise TypeError(f"top must be int, not {type(top).__name__}")
    if top < 1:
        raise ValueError(f"top must be at least 1, not {top}")


def _part(shown: int, there: int, one: str) -> str:
    """Count things, and say so where not all are shown."""
    return f"{f'{shown:,} of ' if shown < there else ''}{there:,} {one}{'' if there == 1 else 's'}"
