"""Types in words, and as the console writes them."""

from __future__ import annotations

from bridgelint.terraform.values.type_names import console, friendly
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
)

NESTED = MapType(ListType(ObjectType.of({"b": TupleType((NUMBER, BOOL)), "a": SetType(STRING)})))


def test_friendly_names() -> None:
    assert [
        friendly(each)
        for each in (STRING, ListType(NUMBER), MapType(SetType(BOOL)), NESTED, DYNAMIC)
    ] == ["string", "list of number", "map of set of bool", "map of list of object", "dynamic"]
    assert friendly(ListType(DYNAMIC), constraint=True) == "list of any single type"
    assert friendly(DYNAMIC, constraint=True) == "any type"


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
