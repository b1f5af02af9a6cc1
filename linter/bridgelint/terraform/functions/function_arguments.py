"""Access to the content of arguments that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from bridgelint.terraform.functions.contract import Arguments
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import ListType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    Number,
    Value,
    first_reason,
    is_number,
    list_of,
    string,
    tuple_of,
    unknown,
)

_MAX_INT: Final = (1 << 63) - 1


def text_of(value: Value) -> str:
    """Return the content of a known string."""
    return value.content if isinstance(value.content, str) else ""


def of_texts(compute: Callable[..., Value]) -> Callable[[Arguments, Type], Value]:
    """Return a `compute` that passes the contents of its arguments, which are strings."""
    return lambda arguments, _: compute(*map(text_of, arguments))


def texts_to_text(compute: Callable[..., str]) -> Callable[[Arguments, Type], Value]:
    """Return a `compute` from the contents of the arguments to that of the result, all strings."""
    return lambda arguments, _: string(normalized(compute(*map(text_of, arguments))))


def amount_of(value: Value) -> Number:
    """Return the content of a known number."""
    return value.content if is_number(value.content) else 0


def whole(value: Value, argument: int) -> int:
    """Return the content of a known number that must be an integer within 64 bits. Raise
    `FunctionError` for any other number."""
    amount = amount_of(value)
    if isinstance(amount, float) or amount.denominator != 1:
        raise FunctionError("an integer is required", argument)
    if not -_MAX_INT - 1 <= amount <= _MAX_INT:
        raise FunctionError("the number is too large", argument)
    return int(amount)


def converted(value: Value, type_: Type, argument: int) -> Value:
    """Convert an argument or a part of it. Raise `FunctionError` if that is impossible."""
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise FunctionError(error.message, argument) from None


def required(what: str, given: Type, argument: int) -> FunctionError:
    """Return the error for an argument of another type."""
    return FunctionError(f"{what} is required, not {friendly(given)}", argument)


def type_of_first(arguments: Arguments) -> Type:
    """Return the type of a function's first argument."""
    return arguments[0].type


def entries_of(value: Value) -> dict[str, Value]:
    """Return the content of a known map or object."""
    return value.content if isinstance(value.content, dict) else {}


def unknown_by(type_: Type, *causes: Value) -> Value:
    """Return an unknown value with the reason of the first unknown part of the causes."""
    return unknown(type_, first_reason(causes))


def like_list(type_: Type, elements: Iterable[Value]) -> Value:
    """Return a list of the type, or a tuple for any other type; elements have their types."""
    if isinstance(type_, ListType):
        return list_of(type_.element, elements)
    return tuple_of(elements)


def length_hidden_by(items: Value) -> Value | None:
    """Return the sequence itself if its length is unknown: it is unknown, or a set with unknown
    elements that may be equal."""
    if not items.is_known:
        return items
    from bridgelint.terraform.values.equality import length_range  # few lengths are unknown

    least, most = length_range(items)
    return items if least != most else None
