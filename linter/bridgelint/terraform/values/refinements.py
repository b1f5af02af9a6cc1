"""What is known of an unknown value, and the values that follow from it."""

from __future__ import annotations

from math import inf

from bridgelint.base.records import replace
from bridgelint.terraform.values.types import ListType, MapType, SetType
from bridgelint.terraform.values.values import Number, Unknown, Value, unknown

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


def settle(value: Value) -> Value:
    """Return a wholly or partly known value if what is known of it leaves no alternative."""
    content = value.content
    if not isinstance(content, Unknown) or not content.not_null:
        return value
    least, most = content.bounds
    if least == most and abs(least) != inf:
        return replace(value, content=least)
    fewest, greatest = content.length
    if fewest != greatest:
        return value
    return _of_length(value, content, fewest)


def _of_length(value: Value, content: Unknown, length: int) -> Value:
    type_ = value.type
    if length == 0 and isinstance(type_, ListType | SetType):
        return replace(value, content=())
    if length == 0 and isinstance(type_, MapType):
        return replace(value, content={})
    implied = length <= MAX_IMPLIED_ELEMENTS if isinstance(type_, ListType) else length == 1
    if not implied or not isinstance(type_, ListType | SetType):
        return value
    element = unknown(type_.element, content.reason)
    return replace(value, content=(element,) * length)
