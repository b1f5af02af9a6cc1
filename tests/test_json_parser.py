"""The strict JSON parser agrees with Python's where both are strict, and says where text breaks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.eventbridge.detail.json_fault import JsonFault
from bridgelint.eventbridge.detail.json_parser import (
    MemberPlace,
    NumberPlace,
    RepeatedKey,
    parse,
    parse_first,
    places,
)
from bridgelint.eventbridge.detail.json_tree import (
    ARRAY,
    NUMBER,
    OBJECT,
    UNKNOWN,
    Hole,
    JsonMembers,
    JsonText,
    TextHole,
)
from json_parts import ANY, text

FAULTS = {
    "": JsonFault("the text is blank", 0, 0),
    " \n": JsonFault("the text is blank", 0, 2),
    "{'a':1}": JsonFault("JSON requires double quotes", 1, 2),
    '{"a":1,}': JsonFault("trailing comma before the `}`", 6, 7),
    '{"a":[1, ]}': JsonFault("trailing comma before the `]`", 7, 8),
    '{"a" 1}': JsonFault("unexpected `1`: expected a `:` after the key", 5, 6),
    '{"a":1 "b":2}': JsonFault('unexpected `"`: expected a `,` or a `}`', 7, 8),
    '{"a":[1 2]}': JsonFault("unexpected `2`: expected a `,` or a `]`", 8, 9),
    '{"a":1]': JsonFault("unexpected `]`: expected a `,` or a `}`", 6, 7),
    '{"a":NaN}': JsonFault("`NaN` is not a valid JSON number", 5, 8),
    '{"a":-Infinity}': JsonFault("`-Infinity` is not a valid JSON number", 5, 14),
    '{"a":01}': JsonFault("`01` is not a valid JSON number", 5, 7),
    '{"a":+1}': JsonFault("`+1` is not a valid JSON number", 5, 7),
    '{"a":.5}': JsonFault("`.5` is not a valid JSON number", 5, 7),
    '{"a":1.}': JsonFault("`1.` is not a valid JSON number", 5, 7),
    '{"a":0x1F}': JsonFault("`0x1F` is not a valid JSON number", 5, 9),
    '{"a":-}': JsonFault("`-` is not a valid JSON number", 5, 6),
    '{"a":True}': JsonFault("`True` is not valid JSON: use `true`", 5, 9),
    '{"a":None}': JsonFault("`None` is not valid JSON: use `null`", 5, 9),
    '{"a":yes}': JsonFault("`yes` is not valid JSON: strings must be quoted", 5, 8),
    '{"a":tru}': JsonFault("`tru` is not valid JSON: strings must be quoted", 5, 8),
    "{a:1}": JsonFault("the key `a` must be in double quotes", 1, 2),
    "{1:1}": JsonFault("unexpected `1`: expected a key in double quotes", 1, 2),
    "{,}": JsonFault("unexpected `,`: expected a key in double quotes", 1, 2),
    '{"a":"x\ny"}': JsonFault("a line break in a string: use `\\n`, or close the quotes", 7, 8),
    '{"a":"x\ty"}': JsonFault("a tab in a string: use `\\t`, or close the quotes", 7, 8),
    '{"a":"\x01"}': JsonFault("the control character U+0001 in a string: escape it as `\\u`", 6, 7),
    '{"a":"\\x"}': JsonFault("invalid escape `\\x`", 6, 8),
    '{"a":"\\u12"}': JsonFault("`\\u` requires four hexadecimal digits", 6, 8),
    '{"a":"abc': JsonFault("the string is not terminated", 9, 9),
    '{"a":"abc\\': JsonFault("invalid escape `\\`", 9, 10),
    '{"a":': JsonFault("unexpected end of text: the `{` is not closed", 5, 5),
    '{"a":[1\n': JsonFault("unexpected end of text: the `[` is not closed", 7, 7),
    '{"a":1} x': JsonFault("unexpected `x` after the JSON value", 8, 9),
    '{"a":1}}': JsonFault("unexpected `}` after the JSON value", 7, 8),
    '// note\n{"a":1}': JsonFault("JSON does not allow comments", 0, 1),
    '{"a":1 /* x */}': JsonFault("JSON does not allow comments", 7, 8),
    '{"a":1, # x\n"b":2}': JsonFault("JSON does not allow comments", 8, 9),
    "\ufeff{}": JsonFault("unexpected byte-order mark", 0, 1),
    '{"a":\0}': JsonFault("unexpected `\0`: expected a value", 5, 6),
    "a: 1\nb: 2\n": JsonFault("`a` is not valid JSON: strings must be quoted", 0, 1),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_it_says_where_text_breaks(text: str, fault: JsonFault) -> None:
    assert parse(JsonText(text)).fault == fault


@pytest.mark.parametrize("low", ["dbff", "dc00", "dfff", "e000", "DC00"])
@pytest.mark.parametrize("high", ["d7ff", "d800", "dbff", "dc00", "D83D"])
def test_it_reads_surrogates_as_python_does(high: str, low: str) -> None:
    text = f'{{"a": "\\u{high}\\u{low}"}}'
    assert parse(JsonText(text)).tree == json.loads(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False).map(float),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_it_reads_what_python_writes(node: object, ascii_only: bool, indent: str | None) -> None:  # noqa: FBT001 # hypothesis passes by position
    if "Infinity" in json.dumps(node):
        return
    text = json.dumps(node, ensure_ascii=ascii_only, indent=indent)
    parsed = parse(JsonText(text))
    assert parsed.fault is None
    assert parsed.tree == node


def _refuse(constant: str) -> None:
    raise ValueError(constant)


@given(JSON, st.data())
def test_it_refuses_what_python_refuses(node: object, data: st.DataObject) -> None:
    text = json.dumps(node)
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 2))
    text = (
        text[:place] + data.draw(st.text('{}[],:"\\0-.e1tu \n', max_size=2)) + text[place + cut :]
    )
    try:
        expected = json.loads(text, parse_constant=_refuse)
    except ValueError:
        assert parse(JsonText(text)).fault is not None
        return
    parsed = parse(JsonText(text))
    assert parsed.fault is None
    assert parsed.tree == expected


def test_repeated_keys_and_long_integers_come_with_their_places() -> None:
    text = '{"a": [{"b": 1, "c": 2, "b": 3, "b": 4}], "n": 12345678901234567890, "a": 0}'
    parsed = parse(JsonText(text))
    assert parsed.repeated == (
        RepeatedKey("b", (8, 11), (24, 27)),
        RepeatedKey("b", (8, 11), (32, 35)),
        RepeatedKey("a", (1, 4), (69, 72)),
    )
    assert parsed.long_integers == (NumberPlace("12345678901234567890", ("n",), (47, 67)),)
    assert parsed.tree == {"a": 0, "n": 12345678901234567890}
    assert isinstance(parsed.tree, JsonMembers)
    assert [key for key, _ in parsed.tree.pairs] == ["a", "n", "a"]


def test_nesting_has_no_bound_and_the_first_level_too_many_is_known() -> None:
    parsed = parse(JsonText('{"a":' * 5000 + "1" + "}" * 5000))
    assert (parsed.fault, parsed.depth, parsed.deep) == (None, 5000, ((5000, 5001),))
    assert parse(JsonText("[" * 100_000)).fault == JsonFault(
        "unexpected end of text: the `[` is not closed", 100_000, 100_000
    )


def test_places_are_known_for_every_value() -> None:
    assert places(JsonText('{"a": [1, {"b": "x"}]}')) == {
        (): MemberPlace(None, (0, 22)),
        ("a",): MemberPlace((1, 4), (6, 21)),
        ("a", 0): MemberPlace(None, (7, 8)),
        ("a", 1): MemberPlace(None, (10, 20)),
        ("a", 1, "b"): MemberPlace((11, 14), (16, 19)),
    }


def test_what_stands_behind_the_first_value_can_be_left_unread() -> None:
    assert parse_first(JsonText('{"a": 1} x')).tree == {"a": 1}


TREES = [
    (text('{"a": "', ANY, '"}'), {"a": Hole(frozenset({"string"}))}),
    (text('{"a": "x', ANY, 'y"}'), {"a": Hole(frozenset({"string"}), ("x", None, "y"))}),
    (text('{"a": ', ANY, ', "b": 1}'), {"a": UNKNOWN, "b": 1}),
    (text('{"a": ', TextHole("number"), "}"), {"a": NUMBER}),
    (text('{"a": 1', TextHole("number"), ".5}"), {"a": NUMBER}),
    (text('{"a": [1, ', TextHole("number"), "]}"), {"a": [1, NUMBER]}),
    (text('{"a": [', ANY, "]}"), {"a": ARRAY}),
    (text('{"a": [', ANY, '"x"]}'), {"a": ARRAY}),
    (text('{"a": [1', ANY, "]}"), {"a": ARRAY}),
    (text('{"a": {', ANY, "}}"), {"a": OBJECT}),
    (text('{"a": {', ANY, '"x": 1}}'), {"a": OBJECT}),
    (text('{"a": {"x": 1', ANY, "}}"), {"a": OBJECT}),
    (text('{"a": {"x": 1 ', ANY, '"y": 2}}'), {"a": OBJECT}),
    (text('{"a": {"', ANY, '": 1}, "b": 2}'), {"a": OBJECT, "b": 2}),
    (text('{"a": {', ANY, ': 1, "y": 2}, "b": 2}'), {"a": OBJECT, "b": 2}),
    (text(ANY, '{"a": 1}'), UNKNOWN),
    (text('{"a": 1}', ANY), {"a": 1}),
    (
        text('{"a": ', TextHole("json", frozenset({"string"}), ("x", None)), "}"),
        {"a": Hole(frozenset({"string"}), ("x", None))},
    ),
]


@pytest.mark.parametrize(("holed", "tree"), TREES)
def test_holes_are_read_as_they_were_meant(holed: JsonText, tree: object) -> None:
    parsed = parse(holed)
    assert (parsed.fault, parsed.tree) == (None, tree)


def test_an_unknown_escape_is_shown_without_its_mark() -> None:
    assert parse(text('{"a": "\\', ANY, '"}')).fault == JsonFault("invalid escape `\\`", 7, 9)


def test_a_key_is_not_repeated_across_members_that_are_not_known() -> None:
    assert parse(text('{"a": 1, ', ANY, ' "a": 2}')).repeated == ()
    assert parse(text('{"a": ', ANY, ', "a": 2}')).repeated == (RepeatedKey("a", (1, 4), (9, 12)),)
