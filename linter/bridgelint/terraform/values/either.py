"""The certain parts of a value that is one of two."""

from __future__ import annotations

from math import inf

from bridgelint.base.records import replace
from bridgelint.terraform.values.refinements import settle
from bridgelint.terraform.values.types import NUMBER, STRING, ListType, MapType, SetType, Type
from bridgelint.terraform.values.values import Number, Reason, Unknown, Value, is_number


def either(type_: Type, first: Value, second: Value, reason: Reason) -> Value:
    """Return an unknown value of the type, or a known one if it is the same in both cases."""
    if first.is_null and second.is_null:
        return Value(type_, None)
    content = Unknown(reason, not_null=first.is_not_null and second.is_not_null)
    if first.type == NUMBER and second.type == NUMBER:
        least = min(bounds(second)[0], bounds(first)[0])
        most = max(bounds(first)[1], bounds(second)[1])
        return settle(Value(NUMBER, replace(content, bounds=(least, most))))
    if content.not_null and first.type == STRING and second.type == STRING:
        return Value(type_, replace(content, prefix=_shared(beginning(first), beginning(second))))
    if first.type == second.type and isinstance(first.type, ListType | SetType | MapType):
        least_length = min(length(first)[0], length(second)[0])
        most_length = _most(length(first)[1], length(second)[1])
        return settle(Value(type_, replace(content, length=(least_length, most_length))))
    return Value(type_, content)


def length(value: Value) -> tuple[int, int | None]:
    """Return the minimum and maximum number of elements of a collection."""
    content = value.content
    if isinstance(content, Unknown):
        return content.length
    if isinstance(content, tuple | dict):
        return len(content), len(content)
    return 0, None


def beginning(value: Value) -> str:
    """Return the known prefix of a string: all of it if it is known."""
    content = value.content
    if isinstance(content, Unknown):
        return content.prefix
    return content if isinstance(content, str) else ""


def bounds(value: Value) -> tuple[Number, Number]:
    """Return the minimum and maximum of a number."""
    content = value.content
    if isinstance(content, Unknown):
        return content.bounds
    if is_number(content):
        return content, content
    return -inf, inf


def _most(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else max(first, second)


def _shared(first: str, second: str) -> str:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return first[:length]
