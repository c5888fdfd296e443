"""The tables under `tests/cases`, read through the wheel; `tests/cases.rs` reads the same files through the library.

A case names what it checks: a list is compared whole, item by item; a field of
an item that the case leaves out is not looked at. Each is read as it stands and
with straight marks, except where the table is about marks themselves.
"""

import tomllib
from pathlib import Path
from typing import Any

import onrecord
import pytest
from onrecord.types import Span

TABLES = Path(__file__).resolve().parents[1] / "cases"
ABOUT = {"name", "text", "known_gap"}
#: Inside the library only: the result does not show them.
INNER = {"tokens", "quotations"}
STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def cases() -> list[Any]:
    """All cases of all tables; a case with a known gap must fail."""
    found = []
    for path in sorted(TABLES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            if case.keys() - ABOUT - INNER:
                gap = case.get("known_gap")
                marks = [pytest.mark.xfail(reason=gap, raises=AssertionError)] if gap else []
                twins = [case] if path.stem == "document" else [case, straight(case)]
                found.append(pytest.param(twins, id=f"{path.stem}: {case['name']}", marks=marks))
    return found


def straight(value: Any) -> Any:  # noqa: ANN401
    """Every string inside, as another editor would have typed it."""
    if isinstance(value, dict):
        return {key: straight(item) for key, item in value.items()}
    if isinstance(value, list):
        return [straight(item) for item in value]
    return value.translate(STRAIGHT) if isinstance(value, str) else value


def words(span: Span | None) -> str:
    return span["text"] if span else ""


def plain(result: onrecord.Analysis, key: str) -> Any:  # noqa: ANN401
    """A part of the result as the tables write it: texts for spans, names for ids, "" for nothing."""

    def name(entity: int | None) -> str:
        return "" if entity is None else result["entities"][entity]["name"]

    regions = result["regions"]
    match key:
        case "headline":
            return words(regions["headline"])
        case "dateline":
            return words(regions["dateline"])
        case "standfirst":
            return words(regions["standfirst"])
        case "sentences":
            return [span["text"] for span in result["sentences"]]
        case "quotes":
            return [
                {
                    **quote,
                    "content": [span["text"] for span in quote["content"]],
                    "cue": words(quote["cue"]),
                    "class": quote["cue_class"],
                    "source": words(quote["source"]),
                    "speaker": name(quote["speaker"]),
                    "candidates": [name(one) for one in quote["candidates"]],
                }
                for quote in result["quotes"]
            ]
        case "entities":
            return [
                {
                    **entity,
                    "role": entity["role"] or "",
                    "country": entity["country"] or "",
                    "mentions": [mention["text"] for mention in entity["mentions"]],
                }
                for entity in result["entities"]
            ]
        case "stance":
            return [
                {
                    **record,
                    "holder": name(record["holder"]),
                    "target": name(record["target"]),
                    "evidence": record["evidence"]["text"],
                }
                for record in result["stance"]
            ]
    pytest.fail(f"no case may ask for {key!r}")


def narrowed(got: Any, want: Any) -> Any:  # noqa: ANN401
    """Records without the fields that the case leaves open."""
    if isinstance(got, list) and isinstance(want, list):
        return [
            {field: item[field] for field in want[n if n < len(want) else 0]}
            if want and isinstance(item, dict)
            else item
            for n, item in enumerate(got)
        ]
    return got


@pytest.mark.parametrize("twins", cases())
def test_a_case(twins: list[dict[str, Any]]) -> None:
    for case in twins:
        result = onrecord.analyze(case["text"])
        for key in case.keys() - ABOUT - INNER:
            assert narrowed(plain(result, key), case[key]) == case[key]


def test_the_tables_are_found() -> None:
    assert len(cases()) > 20
