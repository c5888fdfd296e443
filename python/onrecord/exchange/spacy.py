"""spaCy: records as span groups of a Doc, for whoever has a pipeline already."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from onrecord.article import article_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def to_spacy(result: Mapping[str, Any], target: "Language | Doc", *, text: str | None = None) -> "Doc":
    """Write a result as span groups of a spaCy Doc.

    | group | a span is | `label_` | `id_` |
    | --- | --- | --- | --- |
    | `onrecord_quotes` | a piece of a content | `direct`, ... | `quote-0` |
    | `onrecord_sources` | a source | `named`, ... | `quote-0` |
    | `onrecord_cues` | a cue | `say`, ... | `quote-0` |
    | `onrecord_mentions` | a mention | `PERSON`, ... | `entity-0` |
    | `onrecord_stance` | an evidence | `positive`, ... | `stance-0` |

    The number is the position in the list of the result, which stands in
    `doc.user_data["onrecord"]`. A span covers whole tokens: it is wider than the
    record where a record ends inside one.

    Parameters
    ----------
    result : Analysis or mapping
        What `analyze` returned.
    target : spacy.Language or spacy.tokens.Doc
        A pipeline, whose tokenizer then makes the Doc, or the Doc of the same article.
    text : str, optional
        The article, where `result` is a plain dict.

    Returns
    -------
    spacy.tokens.Doc
        The Doc, the given one if one was given.

    Raises
    ------
    ImportError
        If spaCy is not installed.
    TypeError
        If `target` is neither.
    ValueError
        If the article is missing or is not the one that was read, or the Doc is of another text.
    """
    try:
        from spacy.language import Language
        from spacy.tokens import Doc
    except ImportError as error:
        raise ImportError("to_spacy needs spaCy: pip install onrecord[spacy]") from error

    words = article_of(result, text)
    if isinstance(target, Language):
        doc = target.make_doc(words)
    elif isinstance(target, Doc):
        doc = target
    else:
        raise TypeError(f"target must be a spaCy Language or Doc, not {type(target).__name__}")
    if doc.text != words:
        raise ValueError("target is a Doc of another text than the article of this result")

    groups: dict[str, list[Any]] = {
        f"onrecord_{name}": [] for name in ("quotes", "sources", "cues", "mentions", "stance")
    }

    def add(group: str, span: Mapping[str, Any], label: str, key: str) -> None:
        tokens = doc.char_span(span["start"], span["end"], label=label, span_id=key, alignment_mode="expand")
        groups[f"onrecord_{group}"].append(tokens)

    for quote in result["quotes"]:
        key = f"quote-{quote['id']}"
        for piece in quote["content"]:
            add("quotes", piece, quote["kind"], key)
        if quote["source"]:
            add("sources", quote["source"], quote["source_kind"], key)
        if quote["cue"]:
            add("cues", quote["cue"], quote["cue_class"], key)
    for entity in result["entities"]:
        for mention in entity["mentions"]:
            add("mentions", mention, entity["type"], f"entity-{entity['id']}")
    for n, stance in enumerate(result["stance"]):
        add("stance", stance["evidence"], stance["polarity"], f"stance-{n}")
    for group, spans in groups.items():
        doc.spans[group] = spans
    doc.user_data["onrecord"] = dict(result)
    return doc
