"""The elements of a set and their order: distinct, and sorted as in Terraform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from bridgelint.base.records import replace
from bridgelint.terraform.values.equality import same
from bridgelint.terraform.values.marks import unmark_deep
from bridgelint.terraform.values.set_hash import hash_text
from bridgelint.terraform.values.types import Type
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Number,
    Unknown,
    Value,
    is_number,
    is_wholly_known,
    set_of,
)

Key: TypeAlias = "tuple[int, str | Number]"


def make_set(element: Type, elements: Iterable[Value]) -> Value:
    """Create a set from elements that already have the element type.

    A set cannot contain marks: those of the elements become marks of the set. Unknown elements are
    distinct, because they may be.
    """
    marks = NO_MARKS
    buckets: dict[str, list[Value]] = {}
    for each in elements:
        plain, its_marks = unmark_deep(each)
        marks |= its_marks
        bucket = buckets.setdefault(hash_text(plain), [])
        if not (bucket and is_wholly_known(plain) and any(same(plain, one) for one in bucket)):
            bucket.append(plain if plain.type == element else replace(plain, type=element))
    ordered = sorted((each for bucket in buckets.values() for each in bucket), key=_order)
    return set_of(element, ordered).marked(marks)


def _order(value: Value) -> Key:
    """Sort strings by code point, numbers ascending, compound values by their hash text; then
    unknown values, and null last."""
    content = value.content
    if content is None:
        return 2, ""
    if isinstance(content, Unknown):
        return 1, ""
    if isinstance(content, str) or is_number(content):
        return 0, content
    return 0, hash_text(value)
