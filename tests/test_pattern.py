"""The event pattern matcher against AWS's own engine, and its third answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bridgelint.eventbridge.detail.json_tree import UNKNOWN, Decimal, Hole, Json, JsonText, TextHole
from bridgelint.eventbridge.pattern.event_patterns import pattern_of, read_pattern
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from bridgelint.terraform.values.types import DYNAMIC, NUMBER, STRING
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)
from json_parts import ANY, text
from support import FIXTURES, agree

GOLDEN = FIXTURES / "golden"
REASON = Reason("var.x has no value")


def match(pattern: str, event: Mapping[str, Json]) -> bool | None:
    return read_pattern(JsonText(pattern)).matches(event)


def match_value(pattern: Value, event: Mapping[str, Json]) -> bool | None:
    read = pattern_of(pattern)
    return read.matches(event) if read else None


def answer(pattern: str, event: Mapping[str, Json]) -> bool | str | None:
    try:
        return match(pattern, event)
    except InvalidPattern:
        return "refused"


def test_it_agrees_with_the_engine_on_every_recorded_answer() -> None:
    events: list[dict[str, Json]] = json.loads((GOLDEN / "pattern_events.json").read_text("utf-8"))
    lines = (GOLDEN / "patterns.jsonl").read_text("utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    places: list[int] = [each.get("event", 0) for each in records]
    found = [
        answer(str(each["pattern"]), events[place])
        for each, place in zip(records, places, strict=True)
    ]
    assert found == ["refused" if "error" in each else each["match"] for each in records]


def test_it_says_what_is_wrong_with_a_pattern() -> None:
    lines = (GOLDEN / "patterns.jsonl").read_text("utf-8").splitlines()
    refused = dict.fromkeys(each["pattern"] for each in map(json.loads, lines) if "error" in each)
    more = (FIXTURES / "patterns.txt").read_text("utf-8").splitlines()
    agree(FIXTURES / "pattern_messages.txt", "".join(map(complaint, [*more, *refused])))


def complaint(pattern: str) -> str:
    try:
        match(pattern, {})
    except InvalidPattern as error:
        return f"{pattern}\n    {list(error.path)} {error.reason}\n"
    return f"{pattern}\n    valid\n"


def strings(*parts: str | None) -> Hole:
    return Hole(frozenset({"string"}), parts)


NUMBERS = Hole(frozenset({"number"}))
BOOLEANS = Hole(frozenset({"boolean"}))
SCALARS = Hole(frozenset({"null", "string", "number", "boolean"}))
OBJECTS = Hole(frozenset({"object"}))
LISTS = Hole(frozenset({"array"}))

KNOWN: list[tuple[str, dict[str, Json], bool | str]] = [
    # What the engine answers where its documentation says nothing.
    ('{"a": ["x"], "b": ["y"]}', {"a": "x", "b": ["y"]}, True),
    ('{"i": {"a": ["x"], "b": ["y"]}}', {"i": [{"a": "x"}, {"b": "y"}]}, False),
    ('{"i": {"a": ["x"], "b": ["y"]}}', {"i": [{"a": "x", "b": "z"}, {"a": "x", "b": "y"}]}, True),
    ('{"i": {"a": ["x"], "b": [{"exists": false}]}}', {"i": [{"a": "x"}, {"b": "y"}]}, True),
    ('{"i": {"a": ["x"], "b": [{"exists": false}]}}', {"i": [{"a": "x", "b": "y"}]}, False),
    ('{"i": [1], "j": [2]}', {"i": [0, 1], "j": [2, 3]}, True),
    ('{"a": [{"exists": false}]}', {"a": []}, True),
    ('{"a": [{"exists": false}]}', {"a": {"b": 1}}, True),
    ('{"a": [{"exists": true}]}', {"a": [[1]]}, True),
    ('{"a.b": ["x"]}', {"a": {"b": "x"}}, True),
    ('{"a": {"b": ["x"]}}', {"a.b": "x"}, True),
    ('{"a.b": ["x"], "a": {"b": ["y"]}}', {"a": {"b": "x"}}, False),
    ('{"a": ["x"], "a": ["y"]}', {"a": "y"}, True),
    ('{"d": {"a": ["x"]}, "d": {"b": ["y"]}}', {"d": {"b": "y"}}, False),
    ('{"d": {"a": ["x"]}, "d": {"b": ["y"]}}', {"d": {"a": "x", "b": "y"}}, True),
    ('{"a": {"": ["x"]}}', {"a": {"": "x"}}, False),
    ('{"": {"b": ["x"]}}', {"b": "x"}, True),
    ('{"$or": ["x", "y"]}', {"$or": "y"}, True),
    ('{"$or": {"a": ["x"]}}', {"$or": {"a": "x"}}, True),
    ('{"$or": [{"prefix": "x"}, {"prefix": "y"}]}', {"$or": "yes"}, True),
    ('{"a": ["x"], "$or": [{"a": ["y"]}, {"b": ["z"]}]}', {"a": "y"}, True),
    ('{"$or": [{"a": ["x"]}, {"b": ["z"]}], "a": ["y"]}', {"a": "x"}, False),
    ('{"$or": [{"a": ["x"]}, {"a": ["x", "y"]}]}', {"a": "y"}, False),
    ('{"$or": [{"a": ["x"]}, {"a": ["y"]}]}', {"a": "y"}, True),
    ('{"a": [3]}', {"a": Decimal("3.0")}, True),
    ('{"a": [3]}', {"a": "3"}, False),
    ('{"a": ["3"]}', {"a": 3}, False),
    ('{"a": [0]}', {"a": Decimal("-0.0")}, True),
    ('{"a": [9007199254740993]}', {"a": 9007199254740993}, True),
    ('{"a": [9007199254740993]}', {"a": 9007199254740992}, False),
    ('{"a": [9007199254740993]}', {"a": Decimal("9007199254740993.0")}, False),
    ('{"a": [{"numeric": [">", 1]}]}', {"a": 9007199254740993}, False),
    ('{"a": [{"anything-but": 3}]}', {"a": "3"}, True),
    ('{"a": [{"anything-but": 3}]}', {"a": None}, True),
    ('{"a": [{"anything-but": 3}]}', {"a": [3, 4]}, True),
    ('{"a": [{"anything-but": 3}]}', {}, False),
    ('{"a": [{"anything-but": {"prefix": ["x", "y"]}}]}', {"a": "yes"}, False),
    ('{"a": [{"anything-but": {"wildcard": "x*"}}]}', {"a": 1}, True),
    ('{"a": [{"suffix": "\\"x"}]}', {"a": "x"}, True),
    ('{"a": [{"prefix": "x\\""}]}', {"a": "x"}, True),
    ('{"a": [{"wildcard": "*a"}]}', {"a": "a*a"}, True),
    ('{"a": [{"wildcard": "a\\\\*b*c"}]}', {"a": "a*b-c"}, True),
    ('{"a": [{"wildcard": "a\\\\*b*c"}]}', {"a": "a-b-c"}, False),
    ('{"a": [{"wildcard": ""}]}', {"a": ""}, True),
    ('{"a": [{"equals-ignore-case": "straße"}]}', {"a": "STRASSE"}, True),
    ('{"a": [{"equals-ignore-case": "straße"}]}', {"a": "strasse"}, False),
    ('{"a": [{"equals-ignore-case": "😀"}]}', {"a": "😀"}, False),
    ('{"a": [{"equals-ignore-case": "😀"}]}', {"a": "??"}, True),
    ('{"a": [{"prefix": {"equals-ignore-case": "AB"}}]}', {"a": "abc"}, True),
    ('{"a": [{"suffix": {"equals-ignore-case": "BC"}}]}', {"a": "abc"}, True),
    ('{"a": [{"exactly": "x"}]}', {"a": "x"}, True),
    ('{"a": [{"cidr": "10.0.0.0/24"}]}', {"a": "10.0.0.255"}, True),
    ('{"a": [{"cidr": "10.0.0.0/24"}]}', {"a": "010.0.0.7"}, True),
    ('{"a": [{"cidr": "::/0"}]}', {"a": "10.0.0.7"}, True),
    ('{"a": [{"cidr": "18.52.86.0/24"}]}', {"a": 12345678}, True),
    ('{"a": [{"cidr": "18.52.86.0/24"}]}', {"a": "12345678"}, False),
    ('{"a": [{"cidr": "10.0.0.0/24"}]}', {"a": f"10.0.0.{'1' * 5000}"}, False),
    ('{"a": [{"cidr": "10.0.0.0/0024"}]}', {"a": "10.0.0.255"}, True),
    ('{"a": ["10.0.0.1"]}', {"a": "10.0.0.01"}, True),
    ('{"a": ["::ffff:a00:1"]}', {"a": "10.0.0.1"}, True),
    ('{"a": ["2001:db8::1"]}', {"a": "2001:0DB8:0:0:0:0:0:1"}, True),
    ('{"a": ["10.0.0.256"]}', {"a": "10.0.0.256"}, True),
    ('{"a": ["x"]} and more', {"a": "x"}, True),
    ('{"a": ["x", {"anything-but": {"prefix": []}}]}', {"a": "y"}, False),
    ('{"a": [{"anything-but": {"prefix": []}}]}', {}, "refused"),
    ('{"a": [{"anything-but": []}]}', {}, "refused"),
    ('{"a": [{"anything-but": ["x", 1]}]}', {}, "refused"),
    ('{"a": [{"anything-but": true}]}', {}, "refused"),
    ('{"a": [{"anything-but": {}}]}', {}, "refused"),
    ('{"a": [{"anything-but": {"suffix": 1}}]}', {}, "refused"),
    ('{"a": [{"anything-but": {"prefix": [1]}}]}', {}, "refused"),
    ('{"a": [{"prefix": {}}]}', {}, "refused"),
    ('{"a": [{"prefix": {"equals-ignore-case": "a", "b": 1}}]}', {}, "refused"),
    ('{"a": [{}]}', {}, "refused"),
    ('{"a": [{"numeric": ["=", 1, "<", 2]}]}', {}, "refused"),
    ('{"a": [{"numeric": ["=", true]}]}', {}, "refused"),
    ('{"a": [{"numeric": [">", 1, "<", 1]}]}', {}, "refused"),
    ('{"a": [{"numeric": [">", 1, [], 2]}]}', {}, "refused"),
    ('{"a": [{"numeric": ["=", 0.1000000000000000055511151231257827]}]}', {}, "refused"),
    ('{"a": [{"numeric": ["<", -1.7976931348623157e308]}]}', {}, "refused"),
    ('{"a": [{"cidr": "/8"}]}', {}, "refused"),
    ('{"a": [{"cidr": "10.0.0.0/x"}]}', {}, "refused"),
    ('{"a": [{"cidr": "1::2::3/8"}]}', {}, "refused"),
    (f'{{"a": [{{"cidr": "10.0.0.0/{"1" * 5000}"}}]}}', {}, "refused"),
    ('{"$or": [{"a": ["x"]}, {"regex": ["y"]}]}', {}, "refused"),
    ("\ufeff{}", {}, "refused"),
    (f'{{"a": {"[" * 2000}{"]" * 2000}}}', {}, "refused"),
    (f"{{{', '.join(f'{json.dumps(str(n))}: [1]' for n in range(257))}}}", {}, "refused"),
]


@pytest.mark.parametrize(("pattern", "event", "expected"), KNOWN)
def test_known_events(pattern: str, event: dict[str, Json], expected: bool | str) -> None:  # noqa: FBT001 # parametrised
    assert answer(pattern, event) == expected


UNKNOWNS: list[tuple[str, dict[str, Json], bool | None]] = [
    ('{"a": ["x"]}', {"a": UNKNOWN}, None),
    ('{"a": ["x"]}', {"a": strings(None)}, None),
    ('{"a": ["x"]}', {"a": strings("y", None)}, False),
    ('{"a": ["x"]}', {"a": NUMBERS}, False),
    ('{"a": [1]}', {"a": NUMBERS}, None),
    ('{"a": [true]}', {"a": BOOLEANS}, None),
    ('{"a": [true, false]}', {"a": BOOLEANS}, True),
    ('{"a": [null]}', {"a": strings(None)}, False),
    ('{"a": [{"prefix": "shop."}]}', {"a": strings("shop.", None)}, True),
    ('{"a": [{"prefix": "shop.x"}]}', {"a": strings("shop.", None)}, None),
    ('{"a": [{"prefix": "crm."}]}', {"a": strings("shop.", None)}, False),
    ('{"a": [{"suffix": ".orders"}]}', {"a": strings(None, ".orders")}, True),
    ('{"a": [{"suffix": ".orders"}]}', {"a": strings("shop.", None)}, None),
    ('{"a": [{"wildcard": "shop.*.created"}]}', {"a": strings("shop.", None, ".created")}, True),
    ('{"a": [{"wildcard": "*a*"}]}', {"a": strings("b", None)}, None),
    ('{"a": [{"wildcard": "*a*"}]}', {"a": strings("b", None, "a", None)}, True),
    ('{"a": [{"equals-ignore-case": "SHOP"}]}', {"a": strings("sh", None)}, None),
    ('{"a": [{"equals-ignore-case": "SHOP"}]}', {"a": strings("se", None)}, False),
    ('{"a": [{"anything-but": "x"}]}', {"a": strings("y", None)}, True),
    ('{"a": [{"anything-but": "x"}]}', {"a": strings(None)}, None),
    ('{"a": [{"anything-but": "x"}]}', {"a": NUMBERS}, True),
    ('{"a": [{"anything-but": "x"}]}', {"a": UNKNOWN}, None),
    ('{"a": [{"anything-but": 1}]}', {"a": strings(None)}, True),
    ('{"a": [{"anything-but": {"prefix": "aws."}}]}', {"a": strings("aws.", None)}, False),
    ('{"a": [{"numeric": [">", 1]}]}', {"a": NUMBERS}, None),
    ('{"a": [{"numeric": [">", 1]}]}', {"a": strings(None)}, False),
    ('{"a": [{"cidr": "10.0.0.0/8"}]}', {"a": strings("10.", None)}, None),
    ('{"a": [{"cidr": "10.0.0.0/8"}]}', {"a": strings("host-", None)}, False),
    ('{"a": [{"exists": true}]}', {"a": SCALARS}, True),
    ('{"a": [{"exists": true}]}', {"a": UNKNOWN}, None),
    ('{"a": [{"exists": false}]}', {"a": SCALARS}, False),
    ('{"a": [{"exists": false}]}', {"a": UNKNOWN}, None),
    ('{"a": {"b": [{"exists": false}]}}', {"a": SCALARS}, True),
    ('{"a": {"b": ["x"]}}', {"a": OBJECTS}, None),
    ('{"a": {"b": ["x"]}}', {"a": SCALARS}, False),
    ('{"a": {"b": ["x"]}, "c": ["y"]}', {"a": OBJECTS, "c": "z"}, False),
    ('{"a": ["x"]}', {"a": ["x", UNKNOWN]}, True),
    ('{"a": ["x"]}', {"a": [UNKNOWN]}, None),
    ('{"a": ["x"]}', {"a": LISTS}, None),
    ('{"$or": [{"a": ["x"]}, {"b": ["y"]}]}', {"a": UNKNOWN, "b": "y"}, True),
    ('{"$or": [{"a": ["x"]}, {"b": ["y"]}]}', {"a": UNKNOWN, "b": "z"}, None),
    ('{"i": {"a": ["x"], "b": ["y"]}}', {"i": [{"a": UNKNOWN}, {"b": "y"}]}, False),
    ('{"i": {"a": ["x"], "b": ["y"]}}', {"i": [{"a": "x", "b": UNKNOWN}, UNKNOWN]}, None),
    ('{"i": {"a": ["x"], "b": ["y"]}}', {"i": [{"a": SCALARS}, {"b": "y"}]}, False),
    ('{"i": ["x"], "i.b": ["y"]}', {"i": [UNKNOWN, {"b": "y"}]}, None),
]


@pytest.mark.parametrize(("pattern", "event", "expected"), UNKNOWNS)
def test_events_with_unknown_parts(
    pattern: str,
    event: dict[str, Json],
    expected: bool | None,  # noqa: FBT001 # parametrised
) -> None:
    assert match(pattern, event) is expected


TORN: list[tuple[JsonText, dict[str, Json], bool | str | None]] = [
    (text(ANY), {"a": "x"}, None),
    (text('{"a": ["', ANY, '"]}'), {"a": "x"}, None),
    (text('{"a": ["', ANY, '"]}'), {"a": 1}, False),
    (text('{"a": ["', ANY, '"]}'), {}, False),
    (text('{"a": ["', ANY, '.orders"]}'), {"a": "shop.invoices"}, False),
    (text('{"a": ["', ANY, '.orders"]}'), {"a": "shop.orders"}, None),
    (text('{"a": ["', ANY, '.orders"]}'), {"a": strings("shop.", None)}, None),
    (text('{"a": ["', ANY, '", "x"]}'), {"a": "x"}, True),
    (text('{"a": [{"prefix": "', ANY, '.x"}]}'), {"a": "shop.y"}, False),
    (text('{"a": [{"suffix": ".', ANY, '"}]}'), {"a": "shop"}, False),
    (text('{"a": [{"prefix": ', ANY, "}]}"), {"a": "shop"}, None),
    (text('{"a": [{"numeric": [">", ', TextHole("number"), "]}]}"), {"a": 1}, None),
    (text('{"a": [{"exists": ', TextHole("boolean"), "}]}"), {"a": 1}, None),
    (text('{"a": [{"exists": ', TextHole("boolean"), "}]}"), {}, None),
    (text('{"a": [{"prefix": ', ANY, "}]}"), {}, False),
    (text('{"a": ["x", ', TextHole("json"), "]}"), {}, None),
    (text('{"a": ["x", ', TextHole("number"), "]}"), {}, False),
    (text('{"a": [{"anything-but": ["', ANY, '"]}]}'), {"a": 1}, None),
    (text('{"a": [', ANY, "]}"), {"a": 1}, None),
    (text('{"a": ', ANY, "}"), {"a": 1}, None),
    (text('{"a": ', ANY, ', "b": ["y"]}'), {"a": 1, "b": "z"}, False),
    (text('{"a.b": ["x"], "a": ', ANY, "}"), {"a": {"b": "z"}}, None),
    (text("{", ANY, "}"), {"a": 1}, None),
    (text('{"d": {', ANY, '}, "b": ["y"]}'), {"b": "z"}, False),
    (text('{"$or": [{"a": ["', ANY, '"]}, {"b": ["y"]}]}'), {"a": 1, "b": "z"}, False),
    (text('{"$or": [{"a": ["', ANY, '"]}, {"b": ["y"]}]}'), {"a": 1, "b": "y"}, None),
    (text('{"$or": [{"b": ["y"]}, {"a": ["', ANY, '"]}]}'), {"a": 1, "b": "y"}, True),
    (text('{"$or": ', ANY, ', "b": ["y"]}'), {"b": "z"}, False),
    (text('{"b": ["y"], "$or": ', ANY, "}"), {"b": "z"}, None),
    (text('{"a": "', ANY, '"}'), {"a": 1}, "refused"),
    (text('{"a": [["', ANY, '"]]}'), {"a": 1}, "refused"),
    (text('{"a": [{"prefix": ', TextHole("number"), "}]}"), {"a": 1}, "refused"),
    (text('{"a": [{"exists": "', ANY, '"}]}'), {"a": 1}, "refused"),
    (text('{"a": [{"anything-but": ', TextHole("boolean"), "}]}"), {"a": 1}, "refused"),
    (text('{"a": [{"nope": ', ANY, "}]}"), {"a": 1}, "refused"),
    (text("[", ANY), {"a": 1}, "refused"),
    (text("{'a': ", ANY), {"a": 1}, "refused"),
]


@pytest.mark.parametrize(("pattern", "event", "expected"), TORN)
def test_patterns_with_unknown_parts(
    pattern: JsonText,
    event: dict[str, Json],
    expected: bool | str | None,  # noqa: FBT001 # parametrised
) -> None:
    try:
        assert read_pattern(pattern).matches(event) == expected
    except InvalidPattern:
        assert expected == "refused"


def encoded(value: Value) -> Value:
    return Value(STRING, Unknown(REASON, not_null=True, json=value))


def test_patterns_that_are_values() -> None:
    hole = unknown(STRING, REASON)
    event: dict[str, Json] = {"source": "shop.orders", "detail": {"total": 5}}
    prefix = object_of({"prefix": string("shop.")})
    assert match_value(string('{"source": ["shop.orders"]}'), event) is True
    assert match_value(unknown(STRING, REASON), event) is None
    assert match_value(unknown(DYNAMIC, REASON), event) is None
    known = object_of({"source": tuple_of([prefix, hole])})
    assert match_value(encoded(known), event) is True
    above = object_of({"numeric": tuple_of([string(">"), number(9)])})
    other = object_of(
        {"source": tuple_of([hole]), "detail": object_of({"total": tuple_of([above])})}
    )
    assert match_value(encoded(other), event) is False
    assert match_value(encoded(object_of({"source": tuple_of([hole])})), event) is None
    parts = ('{"source": ["', hole, '.invoices"]}')
    assert match_value(Value(STRING, Unknown(REASON, parts=parts)), event) is False
    with pytest.raises(InvalidPattern):
        match_value(encoded(object_of({"source": unknown(NUMBER, REASON)})), event)


def test_it_says_what_it_refuses_and_where() -> None:
    with pytest.raises(InvalidPattern) as refused:
        match('{"detail": {"state": [{"prefx": "a"}]}}', {})
    assert (refused.value.reason, refused.value.path) == (
        "unknown operator `prefx`",
        ("detail", "state"),
    )


def test_too_many_combinations_are_not_known() -> None:
    either = ", ".join('"$or": [{"a": ["x"]}, {"b": ["y"]}]' for _ in range(40))
    assert match(f"{{{either}}}", {"a": "x"}) is None


def test_large_events_are_no_trouble() -> None:
    rows: list[Json] = [{"a": each, "b": each} for each in range(300)]
    names = [f"f{each}" for each in range(4)]
    deep: list[Json] = [{name: list(rows) for name in names} for _ in range(3)]
    event: dict[str, Json] = {"deep": deep}
    last = '{"a": [{"exists": true}], "b": [299]}'
    wanted = [f'"{name}": {last}' for name in names]
    assert match(f'{{"deep": {{{", ".join(wanted)}}}}}', event) is True
    wanted[3] = '"f3": {"a": [298], "b": [299]}'
    assert match(f'{{"deep": {{{", ".join(wanted)}}}}}', event) is False


def test_deep_events_are_no_trouble() -> None:
    event: dict[str, Json] = {}
    for _ in range(5000):
        event = {"a": [event]}
    assert match('{"a": {"a": ["x"]}}', event) is False
