"""How to name this software in a paper."""

from typing import Literal, TypeAlias

from onrecord._core import SCHEMA_VERSION, __version__
from onrecord.analysis import analyze

__all__ = ["cite"]

CitationFormat: TypeAlias = Literal["text", "bibtex"]

_AUTHOR = "onrecord contributors"
_TITLE = "onrecord: who said what, about whom, and for or against"
_YEAR = 2026

_TEXT = "{author} ({year}). {title} (version {version}, model {model}, schema {schema}) [Computer software]."
_BIBTEX = """\
@software{{onrecord,
  author  = {{{{{author}}}}},
  title   = {{{title}}},
  year    = {{{year}}},
  version = {{{version}}},
  note    = {{model {model}, schema {schema}}},
}}"""


def cite(format: CitationFormat = "text") -> str:
    """Return a citation of the version that is installed, with the model that reads the articles.

    The two together fix every figure: the same version gives the same records
    for the same text.

    Parameters
    ----------
    format : {"text", "bibtex"}, optional
        A line of text, or an entry for BibTeX and biblatex.

    Returns
    -------
    str
        The citation, without a line end.

    Raises
    ------
    ValueError
        If `format` is unknown.
    """
    templates = {"text": _TEXT, "bibtex": _BIBTEX}
    if format not in templates:
        raise ValueError(f"format must be 'text' or 'bibtex', not {format!r}")
    return templates[format].format(
        author=_AUTHOR,
        title=_TITLE,
        year=_YEAR,
        version=__version__,
        model=analyze("")["model"],
        schema=SCHEMA_VERSION,
    )
