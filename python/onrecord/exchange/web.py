"""W3C Web Annotation: records as annotations on a page (https://www.w3.org/TR/annotation-model/)."""

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.article import article_of

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32


def to_web_annotation(result: Mapping[str, Any], source: str, *, text: str | None = None) -> dict[str, Any]:
    """Write a result as a page of W3C Web Annotations in JSON-LD.

    Each quote is one annotation on the pieces of its content, each source, cue,
    mention and piece of evidence one on its words. Tags name what it is; an
    `identifying` body names the speaker or the entity; a `linking` body is the
    `id` of the quote or of the stance that a source, a cue or an evidence belongs to.

    Every target has a `TextQuoteSelector` (the words, and up to 32 characters
    before and behind) and a `TextPositionSelector`, which counts code
    points, as the recommendation asks (section 4.2.4), in the plain text of the article that was
    read. On a web page whose text differs, the words find the place.

    Parameters
    ----------
    result : Analysis or mapping
        What `analyze` returned.
    source : str
        The address (IRI) of the article, such as that of its page.
    text : str, optional
        The article, where `result` is a plain dict.

    Returns
    -------
    dict
        An `AnnotationPage`, ready for `json.dumps`.

    Raises
    ------
    TypeError
        If `source` is not a `str`.
    ValueError
        If the article is missing, or is not the one that was read.
    """
    if not isinstance(source, str):
        raise TypeError(f"source must be a str, the address of the article, not {type(source).__name__}")
    words = article_of(result, text)
    base = source.partition("#")[0]
    entities = result["entities"]
    items: list[dict[str, Any]] = []

    def name(entity: int | None) -> list[dict[str, Any]]:
        return [] if entity is None else [_body("identifying", entities[entity]["name"])]

    def add(key: str, spans: Iterable[Mapping[str, Any]], *bodies: dict[str, Any]) -> str:
        iri = f"{base}#{key}"
        targets = [{"source": source, "selector": _selectors(words, span)} for span in spans]
        items.append({"id": iri, "type": "Annotation", "body": list(bodies), "target": targets})
        return iri

    for quote in result["quotes"]:
        key = f"quote-{quote['id']}"
        tags = [_body("tagging", "quote"), _body("classifying", quote["kind"])]
        iri = add(key, quote["content"], *tags, *name(quote["speaker"]))
        link = {"source": iri, "purpose": "linking"}
        if quote["source"]:
            kind = _body("classifying", quote["source_kind"])
            add(f"{key}-source", [quote["source"]], _body("tagging", "source"), kind, *name(quote["speaker"]), link)
        if quote["cue"]:
            add(f"{key}-cue", [quote["cue"]], _body("tagging", "cue"), _body("classifying", quote["cue_class"]), link)
    for entity in entities:
        for n, mention in enumerate(entity["mentions"]):
            kinds = [_body("classifying", entity["type"]), _body("classifying", mention["kind"])]
            add(f"entity-{entity['id']}-{n}", [mention], _body("tagging", "mention"), *kinds, *name(entity["id"]))
    for n, stance in enumerate(result["stance"]):
        holder = "the author" if stance["holder_kind"] == "author" else None
        holder = holder if stance["holder"] is None else entities[stance["holder"]]["name"]
        told = f"{holder or 'unknown'} -> {entities[stance['target']]['name']}: {stance['polarity']}"
        kinds = [_body("classifying", stance[key]) for key in ("polarity", "modality", "channel")]
        iri = add(f"stance-{n}", [stance["evidence"]], _body("tagging", "stance"), *kinds, _body("describing", told))
        for m, cue in enumerate(stance["cues"]):
            add(f"stance-{n}-cue-{m}", [cue], _body("tagging", "cue"), {"source": iri, "purpose": "linking"})
    return {"@context": _CONTEXT, "id": f"{base}#onrecord", "type": "AnnotationPage", "items": items}


def _body(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _selectors(text: str, span: Mapping[str, Any]) -> list[dict[str, Any]]:
    start, end = span["start"], span["end"]
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - _AROUND) : start],
        "suffix": text[end : end + _AROUND],
    }
    return [quote, {"type": "TextPositionSelector", "start": start, "end": end}]
