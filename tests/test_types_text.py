"""Types in words, and as the console writes them."""

from __future__ import annotations

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
    conforms,
    console,
    friendly,
)

NESTED = MapType(ListType(ObjectType.of({"b": TupleType((NUMBER, BOOL)), "a": SetType(STRING)})))


def test_friendly_names() -> None:
    assert [
        friendly(each)
        for each in (STRING, ListType(NUMBER), MapType(SetType(BOOL)), NESTED, DYNAMIC)
    ] == ["string", "list of number", "map of set of bool", "map of list of object", "dynamic"]
    assert friendly(ListType(DYNAMIC), constraint=True) == "list of any single type"
    assert friendly(DYNAMIC, constraint=True) == "any type"


def test_which_types_conform() -> None:
    pair, one = TupleType((NUMBER, STRING)), TupleType((NUMBER,))
    wanted = TupleType((DYNAMIC, STRING))
    assert [conforms(each, wanted) for each in (pair, one, ListType(STRING), wanted)] == [
        *(True, False, False, True)
    ]
    assert conforms(ObjectType.of({"a": NUMBER}), ObjectType.of({"a": DYNAMIC}))
    assert not conforms(ObjectType.of({"b": NUMBER}), ObjectType.of({"a": DYNAMIC}))
    assert not conforms(ObjectType.of({}), ObjectType.of({"a": DYNAMIC}))
    assert conforms(ListType(one), ListType(TupleType((DYNAMIC,))))
    assert not conforms(SetType(one), ListType(TupleType((DYNAMIC,))))


def test_the_console_spreads_structures_over_lines() -> None:
    assert console(NESTED) == (
        "map(list(\n"
        "    object({\n"
        "        a: set(string),\n"
        "        b: tuple([\n"
        "            number,\n"
        "            bool,\n"
        "        ]),\n"
        "    }),\n"
        "))"
    )
    assert console(TupleType(())) == "tuple([])"
    assert console(ObjectType(())) == "object({})"
