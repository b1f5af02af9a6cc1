"""The operator `==` as in Terraform: by type and content, unknown if that matters."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import TOO_DEEP, NotEvaluated
from bridgelint.terraform.values.limits import check_values
from bridgelint.terraform.values.marks import unmark_deep
from bridgelint.terraform.values.set_hash import hash_text
from bridgelint.terraform.values.types import (
    BOOL,
    Dynamic,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    conforms,
    has_dynamic,
)
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Value,
    boolean,
    first_reason,
    is_number,
    is_wholly_known,
    unstated_in,
)


def equals(left: Value, right: Value) -> Value:
    """Return a bool with the marks of both values, unknown if it cannot be determined.

    Two nulls are equal regardless of their types.
    """
    if isinstance(left.type, Primitive) and isinstance(right.type, Primitive):
        # Nothing inside to unmark or to measure: by far the most frequent case.
        plain_left, plain_right = left.unmarked(), right.unmarked()
        return _result(_equal(plain_left, plain_right), left, right, left.marks | right.marks)
    try:
        check_values(left, right)
        plain_left, left_marks = unmark_deep(left)
        plain_right, right_marks = unmark_deep(right)
        truth = _equal(plain_left, plain_right)
    except NotEvaluated as error:
        return Value(BOOL, Unknown(Reason(error.reason), not_null=True))
    except RecursionError:
        return Value(BOOL, Unknown(Reason(TOO_DEEP), not_null=True))
    return _result(truth, left, right, left_marks | right_marks)


def _result(
    truth: bool | None,  # noqa: FBT001 # a verdict
    left: Value,
    right: Value,
    marks: frozenset[Mark],
) -> Value:
    if truth is not None:
        return boolean(truth).marked(marks)
    return Value(BOOL, Unknown(first_reason((left, right)), not_null=True), marks)


def same(left: Value, right: Value) -> bool:
    """Return whether the values, which have no marks, are certainly equal."""
    return _equal(left, right) is True


def _equal(left: Value, right: Value) -> bool | None:
    """Return `None` if it cannot be determined."""
    if (left.is_null and right.is_not_null) or (right.is_null and left.is_not_null):
        return False
    if not left.is_known or not right.is_known:
        return _equal_unknown(left, right)
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    if isinstance(left.type, Primitive) and isinstance(right.type, Primitive):
        return left.type == right.type and _equal_primitive(left, right)
    if unstated_in(left.type) or unstated_in(right.type):
        return _equal_unsettled(left, right)
    if not (_has_known_type(left) and _has_known_type(right)):
        possible = conforms(left.type, right.type) or conforms(right.type, left.type)
        return None if possible else False
    return left.type == right.type and _equal_elements(left, right)


def _equal_unknown(left: Value, right: Value) -> bool | None:
    """Compare values of which at least one is unknown."""
    if not left.is_known and not right.is_known:
        return None
    hidden, shown = (right, left) if left.is_known else (left, right)
    if hidden.unknown is not None and hidden.unknown.possible:
        results = {_equal(each, shown) for each in hidden.unknown.possible}
        return results.pop() if len(results) == 1 else None
    if not may_be(hidden, shown):
        return False
    if shown.is_null or has_dynamic(hidden.type) or shown.type == hidden.type:
        return None
    return False


def _equal_unsettled(left: Value, right: Value) -> bool | None:
    """Both are known, but not whether one is a map or an object, a list, a tuple or a set."""
    same_kind = isinstance(left.content, dict) == isinstance(right.content, dict)
    different = not same_kind or _equal_elements(left, right) is False
    return False if different else None


def may_be(hidden: Value, shown: Value) -> bool:
    """Return whether the unknown value can be the known one."""
    content = hidden.content
    if not isinstance(content, Unknown):
        return True
    if shown.is_null:
        return not content.not_null
    if not conforms(shown.type, hidden.type):
        return False
    if isinstance(shown.content, str):
        return shown.content.startswith(content.prefix)
    if is_number(shown.content) and not isinstance(shown.content, bool):
        least, most = content.bounds
        return least <= shown.content <= most
    if isinstance(shown.type, Dynamic | TupleType | ObjectType | Primitive):
        return True
    shortest, longest = content.length
    fewest, greatest = length_range(shown)
    return greatest >= shortest and (longest is None or fewest <= longest)


def length_range(collection: Value) -> tuple[int, int]:
    """Return the possible number of elements of a known collection: a set with unknown elements
    can have fewer than it shows, because some may be equal to others."""
    size = len(collection.elements)
    if isinstance(collection.type, SetType) and size > 1 and not is_wholly_known(collection):
        return 1, size
    return size, size


def _has_known_type(value: Value) -> bool:
    if value.is_null:
        return True
    if not value.is_known:
        return not has_dynamic(value.type)
    return all(map(_has_known_type, value.elements))


def _equal_primitive(left: Value, right: Value) -> bool:
    one, other = left.content, right.content
    if isinstance(one, str | bool):
        return one == other
    if is_number(one) and is_number(other):
        return numbers.equal(one, other)
    return False


def _equal_elements(left: Value, right: Value) -> bool | None:
    if isinstance(left.type, SetType):
        return _equal_sets(left, right)
    one, other = left.content, right.content
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return False
        results = [_equal(each, other[key]) for key, each in one.items()]
        return False if False in results else None if None in results else True
    if len(left.elements) != len(right.elements):
        return False
    for each, counterpart in zip(left.elements, right.elements, strict=True):
        result = _equal(each, counterpart)
        if result is not True:
            return result
    return True


def _equal_sets(left: Value, right: Value) -> bool | None:
    if not all(each.is_known for each in (*left.elements, *right.elements)):
        return None
    return all(map(SetMembers(left.elements).has, right.elements)) and all(
        map(SetMembers(right.elements).has, left.elements)
    )


class SetMembers:
    """A set of wholly known values without marks."""

    def __init__(self, elements: Iterable[Value]) -> None:
        self._buckets: dict[str, list[Value]] = {}
        for each in elements:
            self._buckets.setdefault(hash_text(each), []).append(each)

    def has(self, element: Value) -> bool:
        """Return whether an element is equal to it."""
        bucket = self._buckets.get(hash_text(element), ())
        return any(same(element, each) for each in bucket)

    def add(self, element: Value) -> bool:
        """Add it if no element is equal to it, and return whether it was added."""
        if self.has(element):
            return False
        self._buckets.setdefault(hash_text(element), []).append(element)
        return True
