"""The call and what it returns."""

import json
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from onrecord import _core, display
from onrecord.page import Page
from onrecord.types import AnalysisDict, Entity, Judgement, Quote, Regions, Span, Stance, StanceSummary

__all__ = ["Analysis", "analyze", "judge", "schema"]


def analyze(text: str, *, title: str | None = None) -> "Analysis":
    """Read one English news article.

    Works for any text whatever: what is no English news gives few records, and
    `result["warnings"]` says what looked odd. Reading holds no lock, so that
    several threads may read at the same time, and is deterministic.

    Parameters
    ----------
    text : str
        The article, with or without its headline above; line ends as they are.
        Positions in the result count its code points.
    title : str, optional
        The headline, where it is known from elsewhere. The first paragraph of
        `text` is then a headline only if it is that title.

    Returns
    -------
    Analysis
        A dict of the shape `onrecord.types.AnalysisDict`.

    Raises
    ------
    TypeError
        If an argument is not a `str`.
    ValueError
        If an argument holds a lone surrogate, which no file in UTF-8 can hold.
    AnalysisError
        If reading fails through a fault of this package; no text is meant to do that.
    """
    return Analysis(json.loads(_core.read(text, title)), text=text)


def judge(text: str, *, target: tuple[int, int], holder: tuple[int, int] | None = None) -> Judgement | None:
    """Judge one target, or one holder's attitude towards it, whatever entities `analyze` finds.

    Parameters
    ----------
    text : str
        The article, or as much of it as is at hand: the words around help.
    target : tuple of int
        Where the target is named: first code point, and one past the last.
    holder : tuple of int, optional
        Where the holder is named. Without one, the judgement is of the light
        that the sentence puts the target in, whoever puts it there.

    Returns
    -------
    Judgement or None
        A dict of the shape `onrecord.types.Judgement`. `None` where holder and
        target stand too far apart to be seen together (some 200 words).

    Raises
    ------
    TypeError
        If `text` is not a `str`, or a place not a pair of `int`.
    ValueError
        If a place is empty or not in the text, or the text holds a lone surrogate.
    AnalysisError
        If reading fails through a fault of this package; no text is meant to do that.
    """
    for name, place in (("target", target), ("holder", holder)):
        if name == "holder" and place is None:
            continue
        if not (isinstance(place, tuple) and len(place) == 2 and all(type(n) is int for n in place)):
            raise TypeError(f"{name} must be a pair of int (start, end), not {place!r}")
        if isinstance(text, str) and not 0 <= place[0] < place[1] <= len(text):
            raise ValueError(f"{name} must be a place in the text, 0 <= start < end <= {len(text)}, not {place!r}")
    judged = _core.judge(text, target, holder)
    return None if judged is None else cast(Judgement, json.loads(judged))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the result, as a new dict."""
    return cast(dict[str, Any], json.loads(files("onrecord").joinpath("schema.json").read_bytes()))


class Analysis(dict[str, Any]):
    """What `analyze` read: a dict of the shape `onrecord.types.AnalysisDict` that can show itself.

    `print(result)` gives all records as lines of text, the bare name in a
    console the first of each kind, and in a notebook the article with its
    records (tables where `text` is not known). `dict(result)` gives the plain dict, `json.dumps(result)` its JSON.

    Parameters
    ----------
    records : mapping or iterable of pairs
        What a dict is made of, `json.load`ed from a file for example.
    text : str, optional
        The article that the positions count in. Kept beside the records and
        not among them, so that the JSON of a result never holds the article.
    id : str, optional
        What the caller calls the article.
    """

    text: str | None
    id: str | None

    def __init__(self, records: Any = (), *, text: str | None = None, id: str | None = None) -> None:  # noqa: ANN401
        super().__init__(records)
        self.text = text
        self.id = id

    if TYPE_CHECKING:
        # A TypedDict cannot have methods; this gives its types to the keys of a class that has.
        @overload
        def __getitem__(self, key: Literal["schema_version", "model"], /) -> str: ...
        @overload
        def __getitem__(self, key: Literal["n_chars"], /) -> int: ...
        @overload
        def __getitem__(self, key: Literal["warnings"], /) -> list[str]: ...
        @overload
        def __getitem__(self, key: Literal["regions"], /) -> Regions: ...
        @overload
        def __getitem__(self, key: Literal["sentences"], /) -> list[Span]: ...
        @overload
        def __getitem__(self, key: Literal["entities"], /) -> list[Entity]: ...
        @overload
        def __getitem__(self, key: Literal["quotes"], /) -> list[Quote]: ...
        @overload
        def __getitem__(self, key: Literal["stance"], /) -> list[Stance]: ...
        @overload
        def __getitem__(self, key: Literal["stance_summary"], /) -> list[StanceSummary]: ...
        @overload
        def __getitem__(self, key: str, /) -> Any: ...  # noqa: ANN401
        def __getitem__(self, key: str, /) -> Any: ...

    def copy(self) -> "Analysis":
        """Return a shallow copy that can still show itself."""
        return Analysis(self, text=self.text, id=self.id)

    def __str__(self) -> str:
        whole = self._whole()
        return display.text(whole) if whole else super().__repr__()

    def __repr__(self) -> str:
        whole = self._whole()
        return display.text(whole, limit=display.GLANCE) if whole else super().__repr__()

    def _repr_html_(self) -> str | None:
        whole = self._whole()
        if whole is None:
            return None
        if self.text is not None:
            # Who has changed the records may have changed them so that they fit no text.
            with suppress(ValueError):
                return Page(whole, self.text)._repr_html_()
        return display.html(whole)

    def _whole(self) -> AnalysisDict | None:
        """Return itself, unless somebody took keys out; what is left is then shown as any dict."""
        return cast(AnalysisDict, self) if AnalysisDict.__required_keys__ <= self.keys() else None
