"""Schema files: plain ones, and what a schema registry exports."""

from __future__ import annotations

import json

import pytest

from bridgelint.eventbridge.detail.json_tree import NUMBER, UNKNOWN, Hole, Json
from bridgelint.eventbridge.detail_schema.schema_document import SchemaFault, UncheckedError
from bridgelint.eventbridge.detail_schema.schema_violation import Violation
from bridgelint.eventbridge.detail_schema.user_schema import UserSchema
from json_parts import read_schema

ORDER: dict[str, Json] = {
    "type": "object",
    "required": ["id", "total"],
    "properties": {
        "id": {"type": "string"},
        "total": {"type": "number", "minimum": 1},
        "note": {"type": "string", "nullable": True},
        "parent": {"$ref": "#/components/schemas/Order"},
    },
}
ENVELOPE: dict[str, Json] = {
    "type": "object",
    "required": ["detail-type", "resources", "detail", "id", "source"],
    "x-amazon-events-detail-type": "OrderPlaced",
    "x-amazon-events-source": "shop.orders",
    "properties": {
        "detail": {"$ref": "#/components/schemas/Order"},
        "detail-type": {"type": "string"},
        "source": {"type": "string"},
    },
}
OPEN_API: dict[str, Json] = {
    "openapi": "3.0.0",
    "info": {"version": "1.0.0", "title": "OrderPlaced"},
    "paths": {},
    "components": {"schemas": {"AWSEvent": ENVELOPE, "Order": ORDER}},
}
DRAFT4: dict[str, Json] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "OrderPlaced",
    "definitions": {
        "Order": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "total": {"minimum": 0, "exclusiveMinimum": True},
                "parent": {"$ref": "#/definitions/Order"},
            },
        }
    },
    "type": "object",
    "required": ["detail-type", "detail"],
    "properties": {"detail": {"$ref": "#/definitions/Order"}, "source": {"type": "string"}},
    "x-amazon-events-detail-type": "OrderPlaced",
    "x-amazon-events-source": "shop.orders",
}


def schema(document: object) -> UserSchema:
    read = read_schema(json.dumps(document).encode())
    assert isinstance(read, UserSchema), read
    return read


def broken(document: object, detail: Json) -> tuple[Violation, ...]:
    return schema(document).violations(detail)


def test_an_open_api_export_is_judged_by_its_detail() -> None:
    read = schema(OPEN_API)
    assert read.violations({"id": "o-1", "total": 2, "note": None}) == ()
    assert read.violations({"id": 1, "total": "2", "note": 3, "parent": {}}) == (
        Violation(("id",), "is a number, not a string", "type"),
        Violation(("note",), "is a number, not a string or null", "type"),
        Violation(("parent",), "is missing the required key `id`", "required"),
        Violation(("parent",), "is missing the required key `total`", "required"),
        Violation(("total",), "is a string, not a number", "type"),
    )


def test_nullable_holds_beside_a_reference_and_an_enum() -> None:
    event: dict[str, Json] = {
        "properties": {"detail": {"$ref": "#/components/schemas/Order"}},
        "x-amazon-events-source": "shop",
    }
    order: dict[str, Json] = {
        "properties": {
            "state": {"type": "string", "enum": ["open"], "nullable": True},
            "parent": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Order"}]},
        }
    }
    document = {"openapi": "3.0.3", "components": {"schemas": {"E": event, "Order": order}}}
    assert broken(document, {"state": None, "parent": None}) == ()
    assert broken(document, {"state": "shut", "parent": {"state": 1}}) == (
        Violation(("parent", "state"), "is a number, not a string", "type"),
        Violation(("state",), 'is not `"open"`', "enum"),
    )


def test_open_api_3_1_is_json_schema() -> None:
    order = {"properties": {"n": {"type": ["integer", "null"], "exclusiveMinimum": 3}}}
    event = {**ENVELOPE, "properties": {"detail": order}}
    document = {"openapi": "3.1.0", "components": {"schemas": {"AWSEvent": event}}}
    assert broken(document, {"n": None}) == ()
    assert broken(document, {"n": 3}) == (
        Violation(("n",), "is not greater than `3`", "exclusiveMinimum"),
    )


def test_a_draft_4_export_is_judged_by_its_detail() -> None:
    read = schema(DRAFT4)
    assert read.violations({"id": "o-1", "parent": {"id": "o-0"}}) == ()
    assert read.violations({"total": 0, "parent": {"id": None}}) == (
        Violation((), "is missing the required key `id`", "required"),
        Violation(("parent", "id"), "is null, not a string", "type"),
        Violation(("total",), "is less than `0`", "minimum"),
    )


def test_an_envelope_behind_a_reference_is_found() -> None:
    document = {"$ref": "#/definitions/AWSEvent", "definitions": {"AWSEvent": DRAFT4}}
    read = schema({**document, "definitions": {**DRAFT4["definitions"], "AWSEvent": DRAFT4}})  # type: ignore[dict-item]
    assert read.violations({}) == (Violation((), "is missing the required key `id`", "required"),)


@pytest.mark.parametrize(
    "dialect",
    [
        "http://json-schema.org/draft-03/schema#",
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://example.com/our-own-dialect",
    ],
)
def test_every_draft_is_read(dialect: str) -> None:
    document = {"$schema": dialect, "properties": {"a": {"type": "string"}, "b": {"$ref": "#"}}}
    read = schema(document)
    assert read.violations({"b": {"a": 1}}) == (
        Violation(("b", "a"), "is a number, not a string", "type"),
    )
    assert read.violations({"b": {"a": UNKNOWN}}) == ()
    assert read.violations({"b": {"a": NUMBER}}) == (
        Violation(("b", "a"), "is a number, not a string", "type"),
    )


WORDS: list[tuple[Json, Json, Violation]] = [
    ({"enum": ["EUR", 5]}, "CHF", Violation(("x",), 'is not `"EUR"` or `5`', "enum")),
    (
        {"enum": list(range(9))},
        "CHF",
        Violation(("x",), "is none of the 9 values that the schema allows", "enum"),
    ),
    ({"const": "a"}, "b", Violation(("x",), 'is not `"a"`', "const")),
    ({"maximum": 5}, 6, Violation(("x",), "is greater than `5`", "maximum")),
    ({"exclusiveMaximum": 5}, 5, Violation(("x",), "is not less than `5`", "exclusiveMaximum")),
    ({"multipleOf": 0.01}, 0.005, Violation(("x",), "is not a multiple of `0.01`", "multipleOf")),
    ({"pattern": "^a+$"}, "b", Violation(("x",), "does not match `^a+$`", "pattern")),
    ({"minLength": 1}, "", Violation(("x",), "has fewer than one character", "minLength")),
    ({"maxLength": 2}, "abc", Violation(("x",), "has more than 2 characters", "maxLength")),
    ({"minItems": 2}, [1], Violation(("x",), "has fewer than 2 elements", "minItems")),
    ({"maxItems": 1}, [1, 2], Violation(("x",), "has more than one element", "maxItems")),
    ({"minProperties": 1}, {}, Violation(("x",), "has fewer than one key", "minProperties")),
    (
        {"maxProperties": 1},
        {"a": 1, "b": 2},
        Violation(("x",), "has more than one key", "maxProperties"),
    ),
    (
        {"uniqueItems": True},
        [1, 1.0],
        Violation(("x",), "contains a duplicate element", "uniqueItems"),
    ),
    (
        {"contains": {"const": 1}},
        [2],
        Violation(("x",), "does not contain an element that the schema requires", "contains"),
    ),
    (
        {"additionalProperties": False},
        {"a": 1},
        Violation(("x", "a"), "is not a key of the schema", "additionalProperties", at_key=True),
    ),
    (False, 1, Violation(("x",), "is not allowed by the schema", "not")),
    ({"not": {"type": "string"}}, "a", Violation(("x",), "is not allowed by the schema", "not")),
    (
        {"anyOf": [{"type": "string"}, {"minimum": 5}]},
        1,
        Violation(("x",), "does not match any alternative of the schema", "anyOf"),
    ),
    (
        {"oneOf": [{"type": "number"}, {"minimum": 5}]},
        6,
        Violation(("x",), "does not match exactly one alternative of the schema", "oneOf"),
    ),
    (
        {"anyOf": [{"type": "null"}, {"properties": {"a": {"type": "string"}}}]},
        {"a": 1},
        Violation(("x", "a"), "is a number, not a string", "type"),
    ),
    (
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        Violation(("x",), "violates `dependentRequired` of the schema", "dependentRequired"),
    ),
    (
        {"type": ["string", "integer"]},
        1.5,
        Violation(("x",), "is a number, not a string or an integer", "type"),
    ),
    (
        {"type": "array"},
        Hole(frozenset({"string", "null"})),
        Violation(("x",), "is a string or null, not an array", "type"),
    ),
]


@pytest.mark.parametrize(("part", "value", "violation"), WORDS)
def test_a_violation_has_words_without_the_value(
    part: Json, value: Json, violation: Violation
) -> None:
    assert broken({"properties": {"x": part}}, {"x": value}) == (violation,)


FAULTS: list[tuple[bytes, SchemaFault]] = [
    (b"\xff", SchemaFault("invalid UTF-8 at byte 0")),
    (b"[]", SchemaFault("a schema must be a JSON object")),
    (b'{"a":\n', SchemaFault("unexpected end of text: the `{` is not closed", 1, 6)),
    (b'{\n  "a": 1,\n}', SchemaFault("trailing comma before the `}`", 2, 9)),
    (
        b'{\n  "properties": {\n    "a": {"type": "strng"}}}',
        SchemaFault("'strng' is not valid under any of the given schemas", 3, 19),
    ),
    (
        b'{"properties": {"a": {"$ref": "#/definitions/b"}}}',
        SchemaFault("unresolved reference: `#/definitions/b` does not exist in this file", 1, 31),
    ),
    (
        b'{"properties": {"a": {"$ref": "https://example.com/b.json"}}}',
        SchemaFault(
            "unresolved reference: `https://example.com/b.json` does not exist in the working tree",
            1,
            31,
        ),
    ),
    (
        b'{"definitions": {"a": {"$ref": "#/definitions/a"}}}',
        SchemaFault("`#/definitions/a` refers to itself", 1, 32),
    ),
    (
        b'{"allOf": [{"not": {"$ref": "#"}}]}',
        SchemaFault("`#` refers to itself", 1, 29),
    ),
    (b'{"$schema": "http://[x"}', SchemaFault("`$schema` is not a valid URI", 1, 13)),
    (b'{"$id": 5}', SchemaFault("5 is not of type 'string'", 1, 9)),
    (b'{"$id": "http://[::1"}', SchemaFault("`$id` is not a valid URI", 1, 9)),
    (
        b'{"$schema": "http://json-schema.org/draft-04/schema#", "id": {"a": 1}}',
        SchemaFault("{'a': 1} is not of type 'string'", 1, 62),
    ),
    (
        b'{"properties": {"a": {"$ref": "http://[x"}}}',
        SchemaFault("`http://[x` is not a valid URI", 1, 31),
    ),
    (
        b'{"properties": {"a": {"$ref": "#/x-a"}}, "x-a": [1]}',
        SchemaFault("`#/x-a` does not refer to a schema", 1, 31),
    ),
    (
        b'{"properties": {"a": {"$ref": "#/x-a"}}, "x-a": {"type": 5}}',
        SchemaFault("5 is not valid under any of the given schemas", 1, 58),
    ),
    (
        json.dumps(
            {**OPEN_API, "components": {"schemas": {"AWSEvent": {**ENVELOPE, "$ref": 5}}}}
        ).encode(),
        SchemaFault("`$ref` must be a string", 1, 441),
    ),
    (
        json.dumps(
            {
                "allOf": [{"$ref": "#/$defs/0"}] * 2,
                "$defs": {
                    str(level): {"allOf": [{"$ref": f"#/$defs/{level + 1}"}] * 2}
                    for level in range(40)
                }
                | {"40": {"type": "object"}},
            }
        ).encode(),
        SchemaFault("it takes too long to evaluate"),
    ),
    (
        b'{"swagger": "2.0"}',
        SchemaFault("Swagger 2 is not supported: export it as OpenApi3 or JSONSchemaDraft4"),
    ),
    (b'{"openapi": "4.0.0"}', SchemaFault("OpenAPI 4.0.0 is not supported, only 3.0 and 3.1")),
    (
        b'{"openapi": "3.0.0", "components": {"schemas": {"A": {"type": "object"}}}}',
        SchemaFault("no schema in `components.schemas` is the envelope of an event"),
    ),
    (
        json.dumps(
            {
                "openapi": "3.0.0",
                "components": {
                    "schemas": {
                        "A": {"x-amazon-events-source": "a"},
                        "B": {"x-amazon-events-source": "b"},
                    }
                },
            }
        ).encode(),
        SchemaFault("several schemas are envelopes of an event: `A`, `B`"),
    ),
    (
        b'{"x-amazon-events-source": "a", "properties": {}}',
        SchemaFault("the envelope of the event does not describe `detail`"),
    ),
    (b"[" * 101 + b"]" * 101, SchemaFault("nesting of more than 100 levels is not supported")),
]


@pytest.mark.parametrize(("data", "fault"), FAULTS)
def test_a_bad_file_is_a_fault_with_a_place(data: bytes, fault: SchemaFault) -> None:
    assert read_schema(data) == fault


def test_references_into_the_file_by_its_own_name_are_followed() -> None:
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://example.com/order.json",
        "properties": {"a": {"$ref": "order.json#/definitions/a"}, "b": {"$ref": "part.json"}},
        "definitions": {"a": {"type": "string"}, "b": {"$id": "part.json", "type": "null"}},
    }
    assert broken(document, {"a": 1, "b": 1}) == (
        Violation(("a",), "is a number, not a string", "type"),
        Violation(("b",), "is a number, not null", "type"),
    )


def test_a_byte_order_mark_and_an_empty_required_are_let_pass() -> None:
    read = read_schema(
        b'\xef\xbb\xbf{"$schema": "http://json-schema.org/draft-04/schema#", "required": []}'
    )
    assert isinstance(read, UserSchema)


def test_a_pattern_is_matched_in_linear_time_and_as_ecmascript_reads_it() -> None:
    patterns = {"properties": {"a": {"pattern": "^(a+)+$"}, "b": {"pattern": "^\\p{Letter}\\S$"}}}
    assert schema(patterns).remarks == []
    assert broken(patterns, {"a": "a" * 5000, "b": "é$"}) == ()
    assert broken(patterns, {"a": "a" * 5000 + "!", "b": "é\n"}) == (
        Violation(("a",), "does not match `^(a+)+$`", "pattern"),
        Violation(("b",), "does not match `^\\p{Letter}\\S$`", "pattern"),
    )


def test_a_pattern_that_needs_more_matches_anything() -> None:
    pattern = "^(?!b)(a+)+$"
    document: dict[str, Json] = {
        "properties": {"a": {"pattern": pattern}, "b": {"not": {"pattern": pattern}}},
        "patternProperties": {r"^(.)\1$": {"type": "null"}},
        "additionalProperties": False,
        "anyOf": [{"patternProperties": {"(?=c)": True}, "unevaluatedProperties": False}],
    }
    assert schema(document).remarks == [r"^(.)\1$", pattern, "(?=c)"]
    assert broken(document, {"a": "a" * 5000 + "!", "b": "x", "cc": 1}) == ()


def test_numbers_are_compared_in_decimals() -> None:
    assert broken({"properties": {"a": {"multipleOf": 0.01}}}, {"a": 19.99}) == ()
    assert broken({"properties": {"a": {"maximum": 5}}}, {"a": float("inf")}) == ()


def test_what_is_nested_too_deeply_is_not_checked() -> None:
    deep: Json = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(UncheckedError, match="more than 100 levels of nesting"):
        broken({"type": "object"}, deep)
