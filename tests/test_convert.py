"""Conversion between types, and the type that several have in common."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    console,
)
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Mark,
    Reason,
    Unknown,
    Value,
    list_of,
    map_of,
    null,
    number,
    object_of,
    set_of,
    string,
    tuple_of,
    unknown,
)
from value_strategies import VALUES

REASON = Reason("nobody knows")
SECRET = frozenset({Mark.SENSITIVE})
PERSON = ObjectType.of({"name": STRING, "age": NUMBER}, frozenset({"age"}))


@pytest.mark.parametrize(
    ("value", "target", "converted"),
    [
        (number(1), STRING, string("1")),
        (TRUE, STRING, string("true")),
        (string("1.50"), NUMBER, number(convert(string("1.5"), NUMBER).content)),  # type: ignore[arg-type]
        (string("true"), BOOL, TRUE),
        (string("0"), BOOL, FALSE),
        (null(), STRING, null(STRING)),
        (
            tuple_of([number(1), string("a")]),
            ListType(DYNAMIC),
            list_of(STRING, [string("1"), string("a")]),
        ),
        (tuple_of([]), ListType(DYNAMIC), list_of(DYNAMIC, [])),
        (
            tuple_of([string("b"), string("a"), string("b")]),
            SetType(STRING),
            set_of(STRING, [string("a"), string("b")]),
        ),
        (
            object_of({"b": number(1), "a": string("x")}),
            MapType(STRING),
            map_of(STRING, {"a": string("x"), "b": string("1")}),
        ),
        (
            object_of({"name": string("x"), "more": TRUE}),
            PERSON,
            object_of({"name": string("x"), "age": null(NUMBER)}),
        ),
        (
            map_of(STRING, {"name": string("x"), "age": string("7")}),
            PERSON,
            object_of({"name": string("x"), "age": number(7)}),
        ),
        (
            tuple_of([object_of({"a": number(1)}), object_of({"a": null()})]),
            ListType(DYNAMIC),
            list_of(
                ObjectType.of({"a": NUMBER}),
                [object_of({"a": number(1)}), object_of({"a": null(NUMBER)})],
            ),
        ),
        (set_of(STRING, [string("a")]), ListType(STRING), list_of(STRING, [string("a")])),
        (unknown(DYNAMIC, REASON), ListType(STRING), unknown(ListType(STRING), REASON)),
    ],
)
def test_a_value_takes_the_type(value: Value, target: Type, converted: Value) -> None:
    assert convert(value, target) == converted


@pytest.mark.parametrize(
    ("value", "target", "message"),
    [
        (string("x"), NUMBER, "a number is required"),
        (string("x"), BOOL, "a bool is required"),
        (
            string("TRUE"),
            BOOL,
            "a bool is required: `true` and `false` must be lowercase",
        ),
        (number(1), BOOL, "a bool is required, not a number"),
        (object_of({}), STRING, "a string is required, not an object"),
        (string("a"), ListType(STRING), "a list of strings is required, not a string"),
        (object_of({}), PERSON, "the attribute `name` is required"),
        (
            object_of({}),
            ObjectType.of({"a": STRING, "b": STRING, "c": STRING}),
            "the attributes `a`, `b` and `c` are required",
        ),
        (
            object_of({"name": string("x"), "age": tuple_of([])}),
            PERSON,
            "age: a number is required, not a tuple",
        ),
        (tuple_of([string("1"), string("x")]), ListType(NUMBER), "[1]: a number is required"),
        (
            tuple_of([object_of({"name": string("x"), "age": string("old")})]),
            ListType(PERSON),
            "[0].age: a number is required",
        ),
        (
            map_of(STRING, {"k": string("x")}),
            MapType(NUMBER),
            "k: a number is required",
        ),
        (
            tuple_of([string("a"), tuple_of([])]),
            ListType(DYNAMIC),
            "all elements of a list must have the same type",
        ),
        (tuple_of([]), TupleType((STRING,)), "1 element is required, not 0"),
        (
            map_of(STRING, {"age": string("1")}),
            PERSON,
            "the attribute `name` is required",
        ),
    ],
)
def test_an_impossible_conversion_names_the_place(value: Value, target: Type, message: str) -> None:
    with pytest.raises(ConversionError) as raised:
        convert(value, target)

    assert raised.value.message == message


def test_marks_stay_where_they_are_and_move_to_a_set() -> None:
    secret = string("b").marked(SECRET)

    assert convert(tuple_of([string("a"), secret]), ListType(STRING)) == list_of(
        STRING, [string("a"), secret]
    )
    assert convert(tuple_of([string("a"), secret]), SetType(STRING)) == set_of(
        STRING, [string("a"), string("b")]
    ).marked(SECRET)


def test_what_is_known_of_an_unknown_value_survives() -> None:
    pair = Value(TupleType((STRING, NUMBER)), Unknown(REASON, not_null=True))
    listed = Value(ListType(STRING), Unknown(REASON, not_null=True, length=(3, 5)))

    assert convert(pair, ListType(STRING)) == list_of(STRING, [unknown(STRING, REASON)] * 2)
    assert convert(pair, SetType(STRING)) == Value(
        SetType(STRING), Unknown(REASON, not_null=True, length=(1, 2))
    )
    assert convert(listed, SetType(STRING)) == Value(
        SetType(STRING), Unknown(REASON, not_null=True, length=(1, 5))
    )


@pytest.mark.parametrize(
    ("types", "common"),
    [
        ([NUMBER, STRING], "string"),
        ([NUMBER, BOOL], None),
        ([NUMBER, BOOL, STRING], "string"),
        ([DYNAMIC, NUMBER], "number"),
        ([ListType(NUMBER), ListType(STRING)], "list(string)"),
        ([ListType(STRING), SetType(STRING)], "list(string)"),
        ([TupleType((NUMBER,)), TupleType((STRING, STRING))], "list(string)"),
        ([TupleType((NUMBER,)), ListType(STRING)], "list(string)"),
        ([ObjectType.of({"a": NUMBER}), ObjectType.of({"b": STRING})], "map(string)"),
        ([ObjectType.of({"a": NUMBER}), MapType(STRING)], "map(string)"),
        ([ObjectType.of({"a": NUMBER}), TupleType((NUMBER,))], None),
        ([ObjectType.of({}), DYNAMIC], "dynamic"),
    ],
)
def test_types_have_a_type_in_common(types: list[Type], common: str | None) -> None:
    found = unify(types)

    assert (console(found) if found is not None else None) == common


def test_structures_whose_parts_have_more_in_common_than_they_do() -> None:
    item = ObjectType.of({"a": DYNAMIC, "b": TupleType((NUMBER,))})
    rows = ((item, ListType(MapType(NUMBER))), (MapType(NUMBER), DYNAMIC))
    assert unify([TupleType(each) for each in rows]) is None
    assert unify([ObjectType.of(dict(zip("ab", each, strict=True))) for each in rows]) is None


@given(VALUES)
def test_a_conversion_changes_nothing_the_second_time(value: Value) -> None:
    for target in (STRING, NUMBER, BOOL, ListType(DYNAMIC), SetType(DYNAMIC), MapType(DYNAMIC)):
        try:
            once = convert(value, target)
        except ConversionError:
            continue
        assert convert(once, target) == once


@given(VALUES, VALUES)
def test_what_types_have_in_common_does_not_depend_on_their_order(
    left: Value, right: Value
) -> None:
    assert unify([left.type, right.type]) == unify([right.type, left.type])


def test_the_most_general_type_is_found_in_any_order() -> None:
    general = TupleType((ListType(NUMBER), MapType(STRING)))
    special = TupleType((TupleType((NUMBER, NUMBER)), ObjectType.of({"a": STRING})))
    mixed = TupleType((TupleType((NUMBER,)), MapType(STRING)))
    for types in itertools.permutations((general, special, mixed)):
        assert unify(types) == general
    rows = [ObjectType.of(dict(zip("ab", each.elements, strict=True))) for each in (general, mixed)]
    assert unify(rows) == unify(rows[::-1]) == rows[0]
