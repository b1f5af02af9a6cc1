"""What is said of a `detail`, known or not."""

from __future__ import annotations

import pytest

from bridgelint.eventbridge.detail.detail import DetailJudgement, judge
from bridgelint.eventbridge.detail.json_fault import JsonFault
from bridgelint.eventbridge.detail.json_parser import NumberPlace, RepeatedKey
from bridgelint.eventbridge.detail.json_tree import OBJECT, UNKNOWN, Hole, Json
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    Type,
)
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

REASON = Reason("var.x has no value")


def hole(type_: Type = STRING) -> Value:
    return unknown(type_, REASON)


def template(*parts: str | Value) -> Value:
    return Value(STRING, Unknown(REASON, not_null=True, parts=parts))


def encoded(value: Value, prefix: str = "") -> Value:
    return Value(STRING, Unknown(REASON, not_null=True, json=value, prefix=prefix))


def judged(value: Value) -> DetailJudgement:
    judgement = judge(value)
    assert judgement is not None
    return judgement


@pytest.mark.parametrize("value", [string(""), null(), null(STRING), number(1)])
def test_other_rules_speak_of_what_is_no_text(value: Value) -> None:
    assert judge(value) is None


FAULTS: list[tuple[Value, JsonFault | None]] = [
    (string("{}"), None),
    (string('{"a": 1,}'), JsonFault("trailing comma before the `}`", 7, 8)),
    (string("[1]"), JsonFault("it is an array", 0, 3)),
    (string("12"), JsonFault("it is a number", 0, 2)),
    (string("true"), JsonFault("it is a boolean", 0, 4)),
    (string("null"), JsonFault("it is `null`", 0, 4)),
    (string('"x"'), JsonFault("it is a string", 0, 3)),
    (
        string('"{\\"a\\":1}"'),
        JsonFault("it is a string", 0, 11),
    ),
    (hole(), None),
    (Value(STRING, Unknown(REASON, prefix='{"a": "x')), None),
    (
        Value(STRING, Unknown(REASON, prefix="name: ")),
        JsonFault("`name` is not valid JSON: strings must be quoted", 0, 4),
    ),
    (template('{"a": "', hole(), '"}'), None),
    (template('{"a": ', hole(), "}"), None),
    (template('{"a": ', hole(NUMBER), "}"), None),
    (template('{"a": ', hole(BOOL), "}"), None),
    (
        template("{'a': \"", hole(), '"}'),
        JsonFault("JSON requires double quotes", 1, 2),
    ),
    (
        template('{"a": ', hole(NUMBER), ', "b": NaN}'),
        JsonFault("`NaN` is not a valid JSON number", 14, 17),
    ),
    (
        template('{"a": ', hole(), ', "b": NaN}'),
        JsonFault("`NaN` is not a valid JSON number", 14, 17),
    ),
    (template('{"a": ', hole(), ', "b": "NaN}'), JsonFault("the string is not terminated", 19, 19)),
    (template("[", hole(), "]"), JsonFault("it is an array", 0, 3)),
    (encoded(hole(DYNAMIC)), None),
    (encoded(hole(MapType(STRING))), None),
    (encoded(hole(ListType(STRING))), JsonFault("it is an array", 0, 1)),
    (encoded(hole(STRING)), JsonFault("it is a string", 0, 1)),
    (encoded(hole(NUMBER)), JsonFault("it is a number", 0, 1)),
    (encoded(tuple_of([hole()])), JsonFault("it is an array", 0, 3)),
    (
        encoded(encoded(object_of({"a": hole()}))),
        JsonFault("it is a string", 0, 3),
    ),
    (template('{"a": ', encoded(object_of({"b": hole()})), "}"), None),
    (
        template('{"a": "', encoded(object_of({"b": hole(NUMBER)})), '"}'),
        JsonFault("unexpected `b`: expected a `,` or a `}`", 9, 10),
    ),
    (template('{"a": "', encoded(hole(MapType(STRING))), '"}'), None),
]


@pytest.mark.parametrize(("value", "fault"), FAULTS)
def test_it_faults_what_is_certain_to_be_no_object(value: Value, fault: JsonFault | None) -> None:
    assert judged(value).fault == fault


def test_it_names_what_was_encoded_twice() -> None:
    assert judged(string('"{}"')).encoded_twice
    assert judged(string('"\\"{}\\""')).encoded_twice
    assert not judged(string('"[]"')).encoded_twice
    assert judged(encoded(encoded(object_of({"a": hole()})))).encoded_twice
    assert judged(encoded(Value(STRING, Unknown(REASON, prefix=' {"a"')))).encoded_twice
    assert not judged(encoded(hole())).encoded_twice


TREES: list[tuple[Value, Json]] = [
    (string('{"a": [1, null]}'), {"a": [1, None]}),
    (hole(), OBJECT),
    (
        template('{"a": "x-', hole(), '", "b": ', hole(NUMBER), ', "c": ', hole(), "}"),
        {
            "a": Hole(frozenset({"string"}), ("x-", None)),
            "b": Hole(frozenset({"number"})),
            "c": UNKNOWN,
        },
    ),
    (
        encoded(object_of({"a": hole(DYNAMIC), "b": string('q"'), "c": tuple_of([hole(BOOL)])})),
        {"a": UNKNOWN, "b": 'q"', "c": [Hole(frozenset({"boolean", "null"}))]},
    ),
    (
        encoded(object_of({"a": template("x", hole(), "y")})),
        {"a": Hole(frozenset({"string"}), ("x", None, "y"))},
    ),
    (
        template('{"a": ', encoded(object_of({"b": hole(NUMBER)})), "}"),
        {"a": {"b": Hole(frozenset({"number", "null"}))}},
    ),
    (template('{"a": 1, ', hole(), "}"), OBJECT),
]


@pytest.mark.parametrize(("value", "tree"), TREES)
def test_it_reads_what_is_known(value: Value, tree: Json) -> None:
    assert judged(value).tree == tree


def test_repeated_keys_are_found_around_unknown_values() -> None:
    value = template('{"a": [{"id": "', hole(), '", "n": 1, "id": "', hole(), '"}]}')
    assert judged(value).repeated == (RepeatedKey("id", (8, 12), (27, 31)),)


def test_integers_of_64_bits_are_within_the_limit() -> None:
    inside = '{"a": [9223372036854775807, -9223372036854775808, 1e30, 12345678901234567890.5]}'
    assert judged(string(inside)).integers == ()
    outside = '{"a": [9223372036854775808, -9223372036854775809], "s": "99999999999999999999"}'
    assert judged(string(outside)).integers == (
        NumberPlace("9223372036854775808", ("a", 0), (7, 26)),
        NumberPlace("-9223372036854775809", ("a", 1), (28, 48)),
    )
    partly = encoded(object_of({"a": number(2**63), "b": hole()}))
    assert judged(partly).integers == (NumberPlace("9223372036854775808", ("a",), (5, 24)),)
    assert [len(each.text) for each in judged(string(f'{{"a": {"9" * 9000}}}')).integers] == [9000]


@pytest.mark.parametrize("levels", [999, 1000])
def test_a_thousand_levels_are_within_the_limit(levels: int) -> None:
    judgement = judged(string('{"a":' * (levels - 1) + "{}" + "}" * (levels - 1)))
    assert (judgement.fault, judgement.depth, judgement.deep) == (None, levels, ())


def test_one_level_more_is_not() -> None:
    judgement = judged(string('{"a":' * 1000 + "{}" + "}" * 1000))
    assert (judgement.fault, judgement.depth, judgement.deep) == (None, 1001, ((5000, 5001),))
