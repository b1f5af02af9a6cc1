"""`source.name` and `source[key]`."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Expression, GetAttribute, Index, Name
from bridgelint.terraform.expressions.scope import Scope, Step, failure
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.describe import a_value_of, nearest
from bridgelint.terraform.values.errors import EvaluationError
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
from bridgelint.terraform.values.values import Reason, Unknown, Value, unknown


def unwind(expression: Expression) -> tuple[Expression, tuple[Step, ...]]:
    """What a chain of attributes and indexes starts from, and its steps from left to right."""
    steps: list[Step] = []
    while isinstance(expression, GetAttribute | Index):
        steps.append(expression)
        expression = expression.source
    steps.reverse()
    return expression, tuple(steps)


def evaluate_access(expression: GetAttribute | Index, scope: Scope) -> Value:
    """A chain of any length, without recursion."""
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
    """The value behind one step."""
    if isinstance(step, GetAttribute):
        return get_attribute(value, step.name, step.name_span)
    return get_index(value, scope.evaluate(step.key, scope), step.key.span)


def get_attribute(value: Value, name: str, span: Span) -> Value:
    """`value.name`; raises `EvaluationError` at the span."""
    if value.is_null:
        raise failure("this value is null, so it has no attributes", span)
    type_ = value.type
    if isinstance(type_, Dynamic):
        return _of_dynamic(value, name)
    if isinstance(type_, ObjectType):
        return _of_object(value, type_, name, span)
    if isinstance(type_, MapType):
        return _of_map(value, type_, name, span)
    raise _no_attributes(type_, name, span)


def _of_dynamic(value: Value, name: str) -> Value:
    """Nothing tells whether the attribute exists, unless it is one that is known to."""
    content = value.unknown
    if content is None or content.attributes is None:
        return _part(value, DYNAMIC)
    known = content.attributes.get(name)
    if known is not None:
        return known.marked(value.marks)
    reason = content.reason
    tail = reason.text.removeprefix(content.address)
    text = f"{content.address}.{name}{tail}"
    return unknown(DYNAMIC, replace(reason, text=text)).marked(value.marks)


def _of_object(value: Value, type_: ObjectType, name: str, span: Span) -> Value:
    content = value.content
    if isinstance(content, dict) and name in content:
        return content[name].marked(value.marks)
    attribute = type_.attribute(name)
    if attribute is None:
        names = [each for each, _ in type_.attributes]
        raise failure(f"this object has no attribute `{name}`", span, nearest(name, names))
    return _part(value, attribute)


def _of_map(value: Value, type_: MapType, name: str, span: Span) -> Value:
    content = value.content
    if not isinstance(content, dict):
        return _part(value, type_.element)
    if name not in content:
        raise failure(
            f"this map has no element with the key `{name}`", span, nearest(name, content)
        )
    return content[name].marked(value.marks)


def _part(value: Value, type_: Type) -> Value:
    """What is somewhere inside an unknown value."""
    content = value.unknown
    reason = content.reason if content else Reason("it is not known")
    return unknown(type_, reason).marked(value.marks)


def _no_attributes(type_: Type, name: str, span: Span) -> EvaluationError:
    kind = "list" if isinstance(type_, ListType) else "set"
    if isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType):
        return failure(
            f"a {kind} of objects has no attribute `{name}`, only its elements have",
            span,
            f"write `[*].{name}` for the attribute of every element",
        )
    if isinstance(type_, Primitive):
        return failure(f"a {type_.name} has no attributes", span)
    return failure(f"{a_value_of(type_)} has no attributes", span)


def get_index(value: Value, key: Value, span: Span) -> Value:
    """`value[key]`; raises `EvaluationError` at the span, which is that of the key."""
    if value.is_null:
        raise failure("this value is null, so it has no elements", span)
    if key.is_null:
        raise failure("null is no index", span)
    type_ = value.type
    if isinstance(type_, Dynamic) or isinstance(key.type, Dynamic):
        return _by_dynamic(value, key)
    if isinstance(type_, ListType | TupleType):
        return _by_position(value, type_, _converted(key, NUMBER, span), span)
    if isinstance(type_, MapType):
        return _by_key(value, type_, _converted(key, STRING, span), span)
    if isinstance(type_, ObjectType):
        return _by_name(value, type_, key, span)
    if isinstance(type_, SetType):
        raise failure(
            "the elements of a set have no index",
            span,
            "iterate over the set, or make a list of it with `tolist`",
        )
    raise failure(f"{a_value_of(type_)} has no elements to index", span)


def _converted(key: Value, type_: Type, span: Span) -> Value:
    try:
        return convert(key, type_)
    except ConversionError as error:
        raise failure(f"the index does not identify an element: {error.message}", span) from error


def _by_dynamic(value: Value, key: Value) -> Value:
    if isinstance(key.content, str) and isinstance(value.type, Dynamic):
        return _of_dynamic(value, key.content)
    if value.is_known:
        return _unknown_element(value, key, DYNAMIC)
    return _part(value, DYNAMIC)


def _unknown_element(value: Value, key: Value, type_: Type) -> Value:
    """An element of a known value under an unknown key."""
    return _part(key.unmarked(), type_).marked(value.marks)


def _by_position(value: Value, type_: ListType | TupleType, key: Value, span: Span) -> Value:
    if isinstance(key.content, Unknown):
        element = type_.element if isinstance(type_, ListType) else DYNAMIC
        return _unknown_element(value, key, element)
    content = value.content
    if isinstance(content, Unknown) and isinstance(type_, ListType):
        # Terraform asks nothing of the index before there is a list.
        return _part(value, type_.element).marked(key.marks)
    position = _position(key, span)
    size = len(type_.elements) if isinstance(type_, TupleType) else None
    if isinstance(content, tuple):
        size = len(content)
    if size is not None and position >= size:
        raise _out_of_range(position, size, span)
    if isinstance(content, tuple):
        return content[position].marked(value.marks | key.marks)
    element = type_.element if isinstance(type_, ListType) else type_.elements[position]
    return _part(value, element).marked(key.marks)


def _position(key: Value, span: Span) -> int:
    amount = key.content
    if not isinstance(amount, int | Fraction) or amount != int(amount):
        raise failure("an index has to be a whole number", span)
    if amount < 0:
        raise failure(
            "an index cannot be negative",
            span,
            "count from the end with `element(…, length(…) - 1)`",
        )
    return int(amount)


def _out_of_range(position: int, size: int, span: Span) -> EvaluationError:
    if size == 0:
        return failure("there is no element to index: the collection is empty", span)
    there = "there is 1 element" if size == 1 else f"there are {size} elements"
    return failure(f"index {position} is out of range: {there}, counted from 0", span)


def _by_key(value: Value, type_: MapType, key: Value, span: Span) -> Value:
    if isinstance(key.content, Unknown):
        return _unknown_element(value, key, type_.element)
    content = value.content
    if not isinstance(content, dict):
        return _part(value, type_.element).marked(key.marks)
    name = str(key.content)
    if name not in content:
        raise _no_key(name, content, key, span)
    return content[name].marked(value.marks | key.marks)


def _by_name(value: Value, type_: ObjectType, key: Value, span: Span) -> Value:
    converted = _converted(key, STRING, span)
    if isinstance(converted.content, Unknown):
        return _unknown_element(value, converted, DYNAMIC)
    name = str(converted.content)
    attribute = type_.attribute(name)
    if attribute is None:
        raise _no_key(name, [each for each, _ in type_.attributes], key, span)
    if isinstance(value.content, dict):
        return value.content[name].marked(value.marks)
    return _part(value, attribute)


def _no_key(name: str, names: Iterable[str], key: Value, span: Span) -> EvaluationError:
    if key.marks:
        return failure("there is no element with this key", span)
    return failure(f"there is no element with the key `{name}`", span, nearest(name, names))
