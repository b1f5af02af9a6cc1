"""Keywords agree with jsonschema where everything is known, and are silent where it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import validator_for

from bridgelint.eventbridge.detail.json_tree import (
    ARRAY,
    BOOLEAN,
    NUMBER,
    OBJECT,
    UNKNOWN,
    Hole,
    Json,
)
from bridgelint.eventbridge.detail_schema.user_schema import UserSchema
from json_parts import read_schema
from tearing import with_holes

DRAFTS = [
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2020-12/schema",
]
NAMES = st.sampled_from(["a", "b", "ab"])
PLAIN: st.SearchStrategy[Json] = st.sampled_from(["", "a", "ab", 0, 1, 2.5, None, True, False])


def containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)


VALUES: st.SearchStrategy[Json] = st.recursive(PLAIN, containers, max_leaves=6)
OBJECTS: st.SearchStrategy[dict[str, Json]] = st.dictionaries(NAMES, VALUES, max_size=3)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])
COUNTS = st.integers(0, 2)


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> dict[str, Json]:
    """Schemas of the keywords that drafts 4, 7 and 2020-12 read alike, and some of later ones."""
    empty: dict[str, Json] = {}
    inner: st.SearchStrategy[dict[str, Json]] = schemas(depth - 1) if depth else st.just(empty)
    several = st.lists(inner, min_size=1, max_size=3)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=json.dumps),
        "const": VALUES,
        "not": inner,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "if": inner,
        "then": inner,
        "else": inner,
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=1),
        "additionalProperties": st.booleans() | inner,
        "required": st.lists(NAMES, min_size=1, max_size=2, unique=True),
        "minProperties": COUNTS,
        "maxProperties": COUNTS,
        "items": inner,
        "contains": inner,
        "minContains": COUNTS,
        "maxContains": COUNTS,
        "minItems": COUNTS,
        "maxItems": COUNTS,
        "uniqueItems": st.booleans(),
        "minLength": COUNTS,
        "maxLength": COUNTS,
        "pattern": st.sampled_from(["^a", "b$"]),
        "minimum": COUNTS,
        "maximum": COUNTS,
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "propertyNames": inner,
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, unique=True), max_size=1),
        "unevaluatedProperties": st.booleans() | inner,
        "unevaluatedItems": st.booleans() | inner,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True))
    return {name: draw(keywords[name]) for name in chosen}


def read(schema: object) -> UserSchema:
    found = read_schema(json.dumps(schema).encode())
    assert isinstance(found, UserSchema), found
    return found


@given(schemas(), OBJECTS, st.sampled_from(DRAFTS))
def test_it_agrees_with_jsonschema_on_what_is_known(
    schema: dict[str, Json], detail: dict[str, Json], draft: str
) -> None:
    whole = {"$schema": draft, **schema}
    validator: Any = validator_for(whole)(whole)
    expected = validator.is_valid(detail)
    assert (read(whole).violations(detail) == ()) is expected


@given(schemas(), OBJECTS, st.sampled_from(DRAFTS), st.data())
def test_no_violation_of_a_detail_with_holes_is_wrong(
    schema: dict[str, Json], detail: dict[str, Json], draft: str, data: st.DataObject
) -> None:
    whole = read({"$schema": draft, **schema})
    torn = with_holes(detail, data, 3)
    if whole.violations(torn):
        assert whole.violations(detail)


STRINGS = Hole(frozenset({"string"}))
CASES: list[tuple[Json, Json, bool]] = [
    # What is broken whatever the holes are.
    ({"type": "string"}, NUMBER, True),
    ({"type": "string"}, UNKNOWN, False),
    ({"type": "integer"}, NUMBER, False),
    ({"type": ["string", "null"]}, Hole(frozenset({"number", "boolean"})), True),
    ({"type": ["string", "null"]}, Hole(frozenset({"number", "null"})), False),
    ({"enum": ["a", "b"]}, NUMBER, True),
    ({"enum": ["a", "b"]}, Hole(frozenset({"string"}), ("c", None)), True),
    ({"enum": ["a", "b"]}, Hole(frozenset({"string"}), ("a", None)), False),
    ({"const": {"a": [1, "x"]}}, {"a": [1, STRINGS]}, False),
    ({"const": {"a": [1, "x"]}}, {"a": [2, STRINGS]}, True),
    ({"const": {"a": 1}}, {"a": UNKNOWN, "b": 1}, True),
    ({"const": [1]}, [UNKNOWN, 1], True),
    ({"const": None}, Hole(frozenset({"null"})), False),
    ({"not": {"type": "string"}}, STRINGS, True),
    ({"not": {"type": "string"}}, UNKNOWN, False),
    ({"not": {"const": None}}, Hole(frozenset({"null"})), True),
    ({"not": {"required": ["a"]}}, {"a": UNKNOWN}, True),
    ({"not": {"minimum": 1}}, STRINGS, True),
    ({"not": {"minimum": 1}}, NUMBER, False),
    ({"not": {"uniqueItems": True}}, [UNKNOWN, UNKNOWN], False),
    ({"uniqueItems": True}, [1, UNKNOWN, 1], True),
    ({"uniqueItems": True}, [1, UNKNOWN], False),
    ({"minItems": 1}, ARRAY, False),
    ({"required": ["a"]}, OBJECT, False),
    ({"required": ["a"]}, {"b": UNKNOWN}, True),
    ({"additionalProperties": False}, {"b": UNKNOWN}, True),
    ({"additionalProperties": {"type": "null"}}, {"b": NUMBER}, True),
    ({"contains": {"type": "string"}}, [NUMBER, BOOLEAN], True),
    ({"contains": {"type": "string"}}, [NUMBER, UNKNOWN], False),
    ({"contains": {"type": "string"}, "maxContains": 1}, [STRINGS, STRINGS], True),
    ({"contains": {"type": "string"}, "minContains": 2}, [STRINGS, UNKNOWN], False),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, NUMBER, True),
    ({"oneOf": [{"type": "string"}, {"type": ["string", "null"]}]}, STRINGS, True),
    ({"oneOf": [{"type": "string"}, {"maxLength": 5}]}, STRINGS, False),
    ({"oneOf": [{"type": "string"}, {"type": "number"}]}, UNKNOWN, False),
    ({"if": {"type": "string"}, "then": {"type": "null"}}, STRINGS, True),
    ({"if": {"type": "string"}, "else": {"type": "null"}}, NUMBER, True),
    ({"if": {"type": "string"}, "then": {"type": "null"}}, UNKNOWN, False),
    (
        {"if": {"maxLength": 1}, "then": {"type": "null"}, "else": {"type": "number"}},
        STRINGS,
        True,
    ),
    ({"unevaluatedProperties": False}, {"a": UNKNOWN}, False),
    ({"propertyNames": {"pattern": "^a"}}, {"b": UNKNOWN}, True),
    ({"dependentRequired": {"a": ["b"]}}, {"a": UNKNOWN}, True),
    ({"multipleOf": 2}, NUMBER, False),
    ({"pattern": "^a"}, STRINGS, False),
]


@pytest.mark.parametrize(("schema", "value", "broken"), CASES)
def test_what_is_certain(schema: Json, value: Json, broken: bool) -> None:  # noqa: FBT001 # parametrised
    found = read({"properties": {"x": schema}}).violations({"x": value})
    assert (found != ()) is broken


def test_draft_3_has_words_of_its_own() -> None:
    draft = {"$schema": "http://json-schema.org/draft-03/schema#"}
    either = {**draft, "properties": {"x": {"type": ["string", {"minimum": 3, "type": "number"}]}}}
    assert read(either).violations({"x": 3}) == ()
    assert read(either).violations({"x": UNKNOWN}) == ()
    assert len(read(either).violations({"x": 2})) == 1
    never = {**draft, "properties": {"x": {"disallow": ["string"]}, "y": {"divisibleBy": 2}}}
    assert len(read(never).violations({"x": STRINGS, "y": 3})) == 2
    assert read(never).violations({"x": UNKNOWN, "y": NUMBER}) == ()


@pytest.mark.parametrize("items", [True, {}])
def test_additional_items_need_a_list_of_items(items: Json) -> None:
    draft = {"$schema": "http://json-schema.org/draft-07/schema#"}
    own = {**draft, "properties": {"x": {"items": items, "additionalItems": {"type": "integer"}}}}
    assert read(own).violations({"x": ["a"]}) == ()
    own = {**draft, "properties": {"x": {"items": [items], "additionalItems": {"type": "integer"}}}}
    assert len(read(own).violations({"x": ["a", "b"]})) == 1
