"""What is known of the JSON of a value that is not wholly known."""

from __future__ import annotations

import pytest

from bridgelint.eventbridge.detail.json_tree import Hole, Json, JsonKind, from_value
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Type,
)
from bridgelint.terraform.values.values import Reason, Unknown, Value, number, string

REASON = Reason("nobody knows")
PAIR = ObjectType.of({"a": NUMBER, "b": STRING})


def hole(*kinds: JsonKind, parts: tuple[str | None, ...] = (None,)) -> Hole:
    return Hole(frozenset(kinds), parts)


@pytest.mark.parametrize(
    ("type_", "content", "tree"),
    [
        (STRING, Unknown(REASON, not_null=True), hole("string")),
        (STRING, Unknown(REASON), hole("string", "null")),
        (STRING, Unknown(REASON, not_null=True, prefix="a"), hole("string", parts=("a", None))),
        (STRING, Unknown(REASON, prefix="a"), hole("string", "null", parts=("a", None))),
        (NUMBER, Unknown(REASON, not_null=True), hole("number")),
        (BOOL, Unknown(REASON), hole("boolean", "null")),
        (ListType(STRING), Unknown(REASON, not_null=True), hole("array")),
        (MapType(STRING), Unknown(REASON, not_null=True), hole("object")),
        (
            PAIR,
            Unknown(REASON, not_null=True),
            {"a": hole("number", "null"), "b": hole("string", "null")},
        ),
        (PAIR, Unknown(REASON), hole("object", "null")),
        (
            DYNAMIC,
            Unknown(REASON, not_null=True, possible=(string("a"), number(1))),
            hole("string", "number"),
        ),
        (
            DYNAMIC,
            Unknown(REASON),
            hole("string", "number", "boolean", "array", "object", "null"),
        ),
    ],
)
def test_an_unknown_value_is_a_hole(type_: Type, content: Unknown, tree: Json) -> None:
    assert from_value(Value(type_, content)) == tree
