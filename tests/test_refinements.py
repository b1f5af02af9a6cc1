"""A value of which everything is certain is known."""

from __future__ import annotations

from math import inf

import pytest

from bridgelint.terraform.values.refinements import settle
from bridgelint.terraform.values.types import NUMBER, STRING, ListType, MapType, SetType, Type
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    list_of,
    map_of,
    number,
    set_of,
    unknown,
)

REASON = Reason("nobody knows")
SOME = unknown(STRING, REASON)


@pytest.mark.parametrize(
    ("type_", "length", "settled"),
    [
        (ListType(STRING), (0, 0), list_of(STRING, [])),
        (ListType(STRING), (3, 3), list_of(STRING, [SOME] * 3)),
        (ListType(STRING), (1000, 1000), list_of(STRING, [SOME] * 1000)),
        (ListType(STRING), (1001, 1001), None),
        (ListType(STRING), (1, 2), None),
        (ListType(STRING), (0, None), None),
        (SetType(STRING), (0, 0), set_of(STRING, [])),
        (SetType(STRING), (1, 1), set_of(STRING, [SOME])),
        (SetType(STRING), (2, 2), None),
        (MapType(STRING), (0, 0), map_of(STRING, {})),
        (MapType(STRING), (1, 1), None),
    ],
)
def test_a_collection_of_a_certain_length(
    type_: Type, length: tuple[int, int | None], settled: Value | None
) -> None:
    value = Value(type_, Unknown(REASON, not_null=True, length=length))
    assert settle(value) == (value if settled is None else settled)
    nullable = Value(type_, Unknown(REASON, length=length))
    assert settle(nullable) == nullable


@pytest.mark.parametrize(
    ("bounds", "settled"),
    [((2, 2), number(2)), ((2, 3), None), ((-inf, 2), None), ((inf, inf), None)],
)
def test_a_number_between_certain_bounds(bounds: tuple[int, int], settled: Value | None) -> None:
    value = Value(NUMBER, Unknown(REASON, not_null=True, bounds=bounds))
    assert settle(value) == (value if settled is None else settled)
