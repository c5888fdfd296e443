"""Three tellings of one shape: the TypedDicts, the JSON Schema, and what really comes out."""

import types
import typing
from pathlib import Path
from typing import Any, Literal

import jsonschema
import onrecord
import onrecord.types
import pytest

SCHEMA = onrecord.schema()
RECORDS = [value for value in vars(onrecord.types).values() if typing.is_typeddict(value)]


def definition(record: type) -> dict[str, Any]:
    """The part of the schema that a TypedDict repeats."""
    found = SCHEMA if record is onrecord.types.AnalysisDict else SCHEMA["$defs"][record.__name__]
    return typing.cast(dict[str, Any], found)


def same(hint: Any, schema: dict[str, Any]) -> bool:  # noqa: ANN401
    """Whether a type hint and a piece of schema allow the same values."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        if typing.is_typeddict(hint):
            return bool(hint.__name__ == name)
        return same(hint, SCHEMA["$defs"][name])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType) and type(None) in arguments:
        (inner,) = (argument for argument in arguments if argument is not type(None))
        if "anyOf" in schema:
            rest = [choice for choice in schema["anyOf"] if choice != {"type": "null"}]
            return len(rest) == len(schema["anyOf"]) - 1 == 1 and same(inner, rest[0])
        kinds = schema.get("type")
        return isinstance(kinds, list) and "null" in kinds and same(inner, {**schema, "type": kinds[0]})
    if origin is list:
        return schema.get("type") == "array" and same(arguments[0], schema["items"])
    if origin is Literal:
        values = schema.get("enum") or [choice.get("const") for choice in schema.get("oneOf", [])]
        return sorted(arguments) == sorted(values)
    return schema.get("type") == {int: "integer", float: "number", str: "string"}.get(hint)


def test_there_is_a_typed_dict_for_each_object_of_the_schema() -> None:
    objects = {name for name, part in SCHEMA["$defs"].items() if part.get("type") == "object"}
    assert {record.__name__ for record in RECORDS} == objects | {"AnalysisDict"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_typed_dict_is_its_part_of_the_schema(record: type) -> None:
    part = definition(record)
    hints = typing.get_type_hints(record)
    assert list(hints) == list(part["properties"])
    assert sorted(hints) == sorted(part["required"])
    assert part["additionalProperties"] is False
    assert [key for key, hint in hints.items() if not same(hint, part["properties"][key])] == []


def test_a_difference_would_be_seen() -> None:
    assert not same(int, {"type": "string"})
    assert not same(int, {"type": ["integer", "null"]})
    assert not same(int | None, {"type": "integer"})
    assert not same(onrecord.types.Span, {"$ref": "#/$defs/Regions"})
    assert not same(list[int], {"type": "array", "items": {"type": "number"}})
    assert not same(Literal["positive"], {"$ref": "#/$defs/Polarity"})


def test_every_record_and_every_key_has_a_docstring(root: Path) -> None:
    source = (root / "python" / "onrecord" / "types.py").read_text(encoding="utf-8").splitlines()
    for record in RECORDS:
        assert record.__doc__
        at = source.index(f"class {record.__name__}(TypedDict):")
        for key in record.__annotations__:
            line = next(i for i in range(at, len(source)) if source[i].startswith(f"    {key}: "))
            assert source[line + 1].startswith('    """'), f"{record.__name__}.{key}"


def test_the_output_is_of_the_schema(article: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    result = onrecord.analyze(article)
    assert result["quotes"]
    assert [error.message for error in validator.iter_errors(result)] == []
    del result["quotes"][0]["cue"]  # type: ignore[misc]
    assert [error.message for error in validator.iter_errors(result)] == ["'cue' is a required property"]
