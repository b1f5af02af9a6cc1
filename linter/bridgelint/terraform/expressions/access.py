"""`source.name` and `source[key]`."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.hcl.tree import GetAttribute, Index, Name, chain_of
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError, Meant, meant_by
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    a_value_of,
    members,
)
from bridgelint.terraform.values.values import Unknown, Value, first_reason, is_number, unknown

_NO_ELEMENT: Final = "the index does not identify an element"


def evaluate_access(expression: GetAttribute | Index, scope: Scope) -> Value:
    """Evaluate a chain of any length, iteratively."""
    base, steps = chain_of(expression)
    if isinstance(base, Name):
        value, used = scope.resolve(base, steps)
    else:
        value, used = scope.evaluate(base, scope), 0
    for step in steps[used:]:
        if isinstance(step, GetAttribute):
            value = get_attribute(value, step.name, step.name_span)
        else:
            value = get_index(value, scope.evaluate(step.key, scope), step.key.span)
    return value


def get_attribute(value: Value, name: str, span: Span) -> Value:
    """Return `value.name`. Raise `EvaluationError` at the span if it does not exist."""
    if value.is_null:
        raise failure("this value is null, so it does not have any attributes", span)
    type_ = value.type
    if isinstance(type_, Dynamic):
        return _of_dynamic(value, name)
    if not isinstance(type_, ObjectType | MapType):
        raise _no_attributes(type_, name, span)
    found = _member(value, type_, name)
    if found is None:
        missing = "map does not have an element with the key"
        if isinstance(type_, ObjectType):
            missing = "object does not have an attribute named"
        raise failure(f"this {missing} `{name}`", span, meant=_meant(name, value))
    return found


def _of_dynamic(value: Value, name: str) -> Value:
    """Return an unknown value: whether the attribute exists is unknown unless it is recorded."""
    content = value.unknown
    if content is None or content.attributes is None:
        return _part(value, value.type)
    known = content.attributes.get(name)
    if known is not None:
        return known.marked(value.marks)
    reason = content.reason
    tail = reason.text.removeprefix(content.address)
    text = f"{content.address}.{name}{tail}"
    return unknown(value.type, replace(reason, text=text)).marked(value.marks)


def _member(value: Value, type_: ObjectType | MapType, name: str) -> Value | None:
    """Return an element of a map or an attribute of an object, or `None` if it does not exist."""
    if isinstance(value.content, dict):
        found = value.content.get(name)
        return None if found is None else found.marked(value.marks)
    part = type_.element if isinstance(type_, MapType) else type_.attribute(name)
    return None if part is None else _part(value, part)


def _meant(name: str, value: Value) -> Meant | None:
    """Return the most similar key; the keys of a marked value are not shown."""
    names = value.type.names if isinstance(value.type, ObjectType) else ()
    if isinstance(value.content, dict):
        names = tuple(value.content)
    return None if value.marks else meant_by(name, names)


def _part(value: Value, type_: Type) -> Value:
    return unknown(type_, first_reason([value])).marked(value.marks)


def _no_attributes(type_: Type, name: str, span: Span) -> EvaluationError:
    if isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType):
        missing = f"a {type_.kind} of objects does not have an attribute named `{name}`"
        help_ = f"use `[*].{name}` for the attribute of every element"
        return failure(f"{missing}, only its elements do", span, help_)
    return failure(f"{a_value_of(type_)} does not have any attributes", span)


def get_index(value: Value, key: Value, span: Span) -> Value:
    """Return `value[key]`. Raise `EvaluationError` at the span, which is that of the key."""
    if value.is_null:
        raise failure("this value is null, so it does not have any elements", span)
    if key.is_null:
        raise failure("an index cannot be null", span)
    type_ = value.type
    undecided = isinstance(key.type, Dynamic) and not (key.unknown and key.unknown.possible)
    if undecided or isinstance(type_, Dynamic):
        if isinstance(key.content, str) and isinstance(type_, Dynamic):
            return _of_dynamic(value, key.content)
        if value.is_known:
            return _unknown_element(value, key, DYNAMIC)
        return _part(value, type_ if isinstance(type_, Dynamic) else DYNAMIC)
    if isinstance(type_, ListType | TupleType):
        return _by_position(value, type_, coerce(key, NUMBER, span, _NO_ELEMENT), span)
    if isinstance(type_, MapType | ObjectType):
        return _by_key(value, type_, coerce(key, STRING, span, _NO_ELEMENT), span)
    if isinstance(type_, SetType):
        raise failure(
            "the elements of a set do not have an index",
            span,
            "iterate over the set, or convert it to a list with `tolist`",
        )
    raise failure(f"{a_value_of(type_)} does not have any elements", span)


def _unknown_element(value: Value, key: Value, type_: Type) -> Value:
    """Return an element of a known value for an unknown key."""
    return _part(key.unmarked(), type_).marked(value.marks)


def _by_position(value: Value, type_: ListType | TupleType, key: Value, span: Span) -> Value:
    if isinstance(key.content, Unknown):
        element = type_.element if isinstance(type_, ListType) else DYNAMIC
        return _unknown_element(value, key, element)
    content = value.content
    if isinstance(content, Unknown) and isinstance(type_, ListType):
        # Terraform does not check the index before the list is known.
        return _part(value, type_.element).marked(key.marks)
    position = _position(key, span)
    size = len(content if isinstance(content, tuple) else members(type_))
    if position >= size:
        raise _out_of_range(position, size, span, is_shown=not (value.marks or key.marks))
    if isinstance(content, tuple):
        return content[position].marked(value.marks | key.marks)
    return _part(value, members(type_)[position]).marked(key.marks)


def _position(key: Value, span: Span) -> int:
    amount = key.content
    if not is_number(amount) or isinstance(amount, float) or amount != int(amount):
        raise failure("an index must be an integer", span)
    if amount < 0:
        raise failure(
            "an index cannot be negative",
            span,
            "use `element(…, length(…) - 1)` for the last element",
        )
    return int(amount)


def _out_of_range(position: int, size: int, span: Span, *, is_shown: bool) -> EvaluationError:
    if not is_shown:
        return failure(_NO_ELEMENT, span)
    if size == 0:
        return failure(f"{_NO_ELEMENT}: the collection is empty", span)
    elements = plural(size, "element")
    return failure(f"index {position} is out of range: the collection has {elements}", span)


def _by_key(value: Value, type_: MapType | ObjectType, key: Value, span: Span) -> Value:
    element = type_.element if isinstance(type_, MapType) else DYNAMIC
    if isinstance(key.content, Unknown):
        return _unknown_element(value, key, element)
    name = str(key.content)
    found = _member(value, type_, name)
    if found is None and key.marks:
        raise failure("the key does not identify an element", span)
    if found is None:
        text = f"the key `{name}` does not identify an element"
        raise failure(text, span, meant=_meant(name, value))
    return found.marked(key.marks) if isinstance(type_, MapType) else found
