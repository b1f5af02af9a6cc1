"""`source.name` and `source[key]`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Expression, GetAttribute, Index, Name
from bridgelint.terraform.expressions.scope import Scope, Step, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError, Meant, meant_by
from bridgelint.terraform.values.type_names import a_value_of
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import Reason, Unknown, Value, is_number, unknown

_NO_ELEMENT: Final = "the index does not identify an element"


def unwind(expression: Expression) -> tuple[Expression, tuple[Step, ...]]:
    """Return the expression at the start of a chain of accesses, and its steps in order."""
    steps: list[Step] = []
    while isinstance(expression, GetAttribute | Index):
        steps.append(expression)
        expression = expression.source
    steps.reverse()
    return expression, tuple(steps)


def evaluate_access(expression: GetAttribute | Index, scope: Scope) -> Value:
    """Evaluate a chain of any length, iteratively."""
    base, steps = unwind(expression)
    if isinstance(base, Name):
        value, used = scope.resolve(base, steps)
        steps = steps[used:]
    else:
        value = scope.evaluate(base, scope)
    for step in steps:
        value = take_step(value, step, scope)
    return value


def take_step(value: Value, step: Step, scope: Scope) -> Value:
    if isinstance(step, GetAttribute):
        return get_attribute(value, step.name, step.name_span)
    return get_index(value, scope.evaluate(step.key, scope), step.key.span)


def get_attribute(value: Value, name: str, span: Span) -> Value:
    """Return `value.name`. Raise `EvaluationError` at the span if it does not exist."""
    if value.is_null:
        raise failure("this value is null, so it does not have any attributes", span)
    type_ = value.type
    if isinstance(type_, Dynamic):
        return _of_dynamic(value, name)
    if isinstance(type_, ObjectType):
        return _of_object(value, type_, name, span)
    if isinstance(type_, MapType):
        return _of_map(value, type_, name, span)
    raise _no_attributes(type_, name, span)


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


def _of_object(value: Value, type_: ObjectType, name: str, span: Span) -> Value:
    content = value.content
    if isinstance(content, dict) and name in content:
        return content[name].marked(value.marks)
    attribute = type_.attribute(name)
    if attribute is None:
        raise failure(
            f"this object does not have an attribute named `{name}`",
            span,
            meant=_meant(name, type_.names, value),
        )
    return _part(value, attribute)


def _of_map(value: Value, type_: MapType, name: str, span: Span) -> Value:
    content = value.content
    if not isinstance(content, dict):
        return _part(value, type_.element)
    if name not in content:
        raise failure(
            f"this map does not have an element with the key `{name}`",
            span,
            meant=_meant(name, content, value),
        )
    return content[name].marked(value.marks)


def _meant(name: str, names: Iterable[str], value: Value) -> Meant | None:
    """Return the most similar key; the keys of a marked value are not shown."""
    return None if value.marks else meant_by(name, names)


def _part(value: Value, type_: Type) -> Value:
    """Return an unknown part of an unknown value."""
    content = value.unknown
    reason = content.reason if content else Reason("the value is unknown")
    return unknown(type_, reason).marked(value.marks)


def _no_attributes(type_: Type, name: str, span: Span) -> EvaluationError:
    kind = "list" if isinstance(type_, ListType) else "set"
    if isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType):
        return failure(
            f"a {kind} of objects does not have an attribute named `{name}`, only its elements do",
            span,
            f"use `[*].{name}` for the attribute of every element",
        )
    if isinstance(type_, Primitive):
        return failure(f"a {type_.name} does not have any attributes", span)
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
        return _by_dynamic(value, key)
    if isinstance(type_, ListType | TupleType):
        return _by_position(value, type_, coerce(key, NUMBER, span, _NO_ELEMENT), span)
    if isinstance(type_, MapType):
        return _by_key(value, type_, coerce(key, STRING, span, _NO_ELEMENT), span)
    if isinstance(type_, ObjectType):
        return _by_name(value, type_, key, span)
    if isinstance(type_, SetType):
        raise failure(
            "the elements of a set do not have an index",
            span,
            "iterate over the set, or convert it to a list with `tolist`",
        )
    raise failure(f"{a_value_of(type_)} does not have any elements", span)


def _by_dynamic(value: Value, key: Value) -> Value:
    if isinstance(key.content, str) and isinstance(value.type, Dynamic):
        return _of_dynamic(value, key.content)
    if value.is_known:
        return _unknown_element(value, key, DYNAMIC)
    return _part(value, value.type if isinstance(value.type, Dynamic) else DYNAMIC)


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
    size = len(type_.elements) if isinstance(type_, TupleType) else None
    if isinstance(content, tuple):
        size = len(content)
    if size is not None and position >= size:
        raise _out_of_range(position, size, span, is_shown=not (value.marks or key.marks))
    if isinstance(content, tuple):
        return content[position].marked(value.marks | key.marks)
    element = type_.element if isinstance(type_, ListType) else type_.elements[position]
    return _part(value, element).marked(key.marks)


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
    there = "1 element" if size == 1 else f"{size} elements"
    return failure(f"index {position} is out of range: the collection has {there}", span)


def _by_key(value: Value, type_: MapType, key: Value, span: Span) -> Value:
    if isinstance(key.content, Unknown):
        return _unknown_element(value, key, type_.element)
    content = value.content
    if not isinstance(content, dict):
        return _part(value, type_.element).marked(key.marks)
    name = str(key.content)
    if name not in content:
        raise _no_key(name, content, value, key, span)
    return content[name].marked(value.marks | key.marks)


def _by_name(value: Value, type_: ObjectType, key: Value, span: Span) -> Value:
    converted = coerce(key, STRING, span, _NO_ELEMENT)
    if isinstance(converted.content, Unknown):
        return _unknown_element(value, converted, DYNAMIC)
    name = str(converted.content)
    attribute = type_.attribute(name)
    if attribute is None:
        raise _no_key(name, type_.names, value, key, span)
    if isinstance(value.content, dict):
        return value.content[name].marked(value.marks)
    return _part(value, attribute)


def _no_key(
    name: str, names: Iterable[str], value: Value, key: Value, span: Span
) -> EvaluationError:
    if key.marks:
        return failure("the key does not identify an element", span)
    return failure(
        f"the key `{name}` does not identify an element", span, meant=_meant(name, names, value)
    )
