"""What `compute` takes out of an argument that is known to be known."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from bridgelint.terraform.values.equality import length_range
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import ListType, Type
from bridgelint.terraform.values.values import (
    Number,
    Value,
    first_reason,
    list_of,
    tuple_of,
    unknown,
)

_MAX_INT: Final = (1 << 63) - 1


def text_of(value: Value) -> str:
    """The content of a known string."""
    return value.content if isinstance(value.content, str) else ""


def amount_of(value: Value) -> Number:
    """The content of a known number."""
    return value.content if isinstance(value.content, int | Fraction | float) else 0


def whole(value: Value, argument: int) -> int:
    """The content of a known number that has to be whole and to fit 64 bits; raises
    `FunctionError` for another one."""
    amount = amount_of(value)
    if isinstance(amount, float) or amount.denominator != 1:
        raise FunctionError("a whole number is required", argument)
    if not -_MAX_INT - 1 <= amount <= _MAX_INT:
        raise FunctionError("the number is too large", argument)
    return int(amount)


def entries_of(value: Value) -> dict[str, Value]:
    """The content of a known map or object."""
    return value.content if isinstance(value.content, dict) else {}


def unknown_by(type_: Type, *causes: Value) -> Value:
    """Unknown because of the first unknown part of the causes."""
    return unknown(type_, first_reason(causes))


def like_list(type_: Type, elements: Iterable[Value]) -> Value:
    """A list of the type, or a tuple for any other type; elements have their types already."""
    if isinstance(type_, ListType):
        return list_of(type_.element, elements)
    return tuple_of(elements)


def length_hidden_by(items: Value) -> Value | None:
    """The sequence itself where its length is not known: it is unknown, or a set with unknown
    elements that may turn out to be equal."""
    if not items.is_known:
        return items
    least, most = length_range(items)
    return items if least != most else None
