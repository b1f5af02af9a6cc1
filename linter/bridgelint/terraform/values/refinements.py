"""What is known of an unknown value, and the values that follow from it."""

from __future__ import annotations

from math import inf
from posixpath import commonprefix

from bridgelint.base.records import replace
from bridgelint.terraform.values.types import (
    NUMBER,
    STRING,
    Collection,
    ListType,
    MapType,
    Type,
)
from bridgelint.terraform.values.values import Number, Reason, Unknown, Value, is_number, unknown

MAX_IMPLIED_ELEMENTS = 1_000
"""A list of unknown content but known length becomes a list of unknown elements up to this."""


def not_null(value: Value) -> Value:
    """Return the value, now known not to be null."""
    content = value.content
    if not isinstance(content, Unknown) or content.not_null:
        return value
    return settle(replace(value, content=replace(content, not_null=True)))


def with_length(value: Value, least: int, most: int | None) -> Value:
    """Return an unknown collection, now with a known range of its length."""
    content = value.content
    if not isinstance(content, Unknown):
        return value
    low, high = content.length
    high = most if high is None else high if most is None else min(high, most)
    return settle(replace(value, content=replace(content, length=(max(low, least), high))))


def with_bounds(value: Value, least: Number, most: Number) -> Value:
    """Return an unknown number, now with a known range."""
    content = value.content
    if not isinstance(content, Unknown):
        return value
    bounds = (max(content.bounds[0], least), min(content.bounds[1], most))
    return settle(replace(value, content=replace(content, bounds=bounds)))


def either(type_: Type, first: Value, second: Value, reason: Reason) -> Value:
    """Return what is certain of a value that is one of two: an unknown value of the type, or a
    known one if it is the same in both cases."""
    if first.is_null and second.is_null:
        return Value(type_, None)
    one, other = certain(first), certain(second)
    content = Unknown(reason, not_null=one.not_null and other.not_null)
    if first.type == second.type == NUMBER:
        (least, most), (low, high) = one.bounds, other.bounds
        return settle(Value(NUMBER, replace(content, bounds=(min(low, least), max(most, high)))))
    if content.not_null and first.type == second.type == STRING:
        prefix = commonprefix((one.prefix, other.prefix))
        return Value(type_, replace(content, prefix=prefix))
    if first.type == second.type and isinstance(first.type, Collection):
        (fewest, many), (few, more) = one.length, other.length
        greatest = None if many is None or more is None else max(many, more)
        return settle(Value(type_, replace(content, length=(min(fewest, few), greatest))))
    return Value(type_, content)


def certain(value: Value) -> Unknown:
    """Return what is known of an unknown value, or the same of a known one."""
    content = value.content
    if isinstance(content, Unknown):
        return content
    found = Unknown(Reason("it is known"), not_null=content is not None)
    if isinstance(content, str):
        return replace(found, prefix=content)
    if isinstance(content, tuple | dict):
        return replace(found, length=(len(content), len(content)))
    return replace(found, bounds=(content, content)) if is_number(content) else found


def settle(value: Value) -> Value:
    """Return a wholly or partly known value if what is known of it leaves no alternative."""
    content = value.content
    if not isinstance(content, Unknown) or not content.not_null:
        return value
    least, most = content.bounds
    if least == most and abs(least) != inf:
        return replace(value, content=least)
    (length, greatest), type_ = content.length, value.type
    if length != greatest or not isinstance(type_, Collection):
        return value
    if isinstance(type_, MapType):
        return replace(value, content={}) if length == 0 else value
    if length > (MAX_IMPLIED_ELEMENTS if isinstance(type_, ListType) else 1):
        return value
    return replace(value, content=(unknown(type_.element, content.reason),) * length)
