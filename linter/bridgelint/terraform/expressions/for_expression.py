"""`for` expressions."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Expression, For
from bridgelint.terraform.expressions.coerce import coerce
from bridgelint.terraform.expressions.partial_values import FAILED
from bridgelint.terraform.expressions.scope import Scope, failure
from bridgelint.terraform.values.describe import a_value_of
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    STRING,
    Dynamic,
    Primitive,
    SetType,
    TupleType,
)
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

Pairs = Iterator[tuple[Value, Value]]


def iterate(collection: Value, span: Span) -> Pairs | Reason:
    """Key and value of each element, or why they are unknown; raises for what has no elements."""
    if collection.is_null:
        raise failure("a null value has no elements to iterate over", span)
    content = collection.content
    if isinstance(content, Unknown):
        if isinstance(collection.type, Primitive):
            raise failure(f"{a_value_of(collection.type)} has no elements to iterate over", span)
        return content.reason
    if isinstance(content, dict):
        return ((string(key), value) for key, value in content.items())
    if not isinstance(content, tuple):
        raise failure(f"{a_value_of(collection.type)} has no elements to iterate over", span)
    if isinstance(collection.type, SetType):
        return ((value, value) for value in content)
    return ((number(position), value) for position, value in enumerate(content))


@dataclass(slots=True)
class _Result:
    """What the elements gave so far."""

    marks: frozenset[Mark]
    reason: Reason | None = None
    """Why the elements of the result are not known."""

    values: list[Value] = field(default_factory=list[Value])
    entries: dict[str, Value] = field(default_factory=dict[str, Value])
    groups: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])

    def refuse(self, error: EvaluationError) -> None:
        """Raises the error of a key or an `if` clause that is of no use, but not where one before
        it is unknown: Terraform keeps these to itself then."""
        if self.reason is None:
            raise error


def evaluate_for(expression: For, scope: Scope) -> Value:
    collection = scope.evaluate(expression.collection, scope)
    result = _Result(collection.marks)
    pairs = iterate(collection, expression.collection.span)
    if isinstance(pairs, Reason) and isinstance(collection.type, Dynamic):
        return unknown(DYNAMIC, pairs).marked(collection.marks)
    _check_condition(expression, pairs, result, scope)
    if isinstance(pairs, Reason):
        return unknown(DYNAMIC, pairs).marked(result.marks)
    scope.work.spend(len(collection.elements))
    for key, value in pairs:
        names = {expression.value_name: value}
        if expression.key_name is not None:
            names = {expression.key_name: key, expression.value_name: value}
        inner = scope.with_locals(names)
        try:
            if _included(expression.condition, inner, result):
                _add(expression, inner, result)
        except EvaluationError as error:
            if expression.key is None and expression.condition is None:
                certain = TupleType((DYNAMIC,) * len(collection.elements))
                error.leaves(expression, unknown(certain, FAILED))
            raise
    if result.reason is not None:
        return unknown(DYNAMIC, result.reason).marked(result.marks)
    return _finished(expression, result).marked(result.marks)


def _check_condition(expression: For, pairs: Pairs | Reason, result: _Result, scope: Scope) -> None:
    """Terraform tries the `if` clause on elements of any value first, even where there are none."""
    if expression.condition is None:
        return
    reason = pairs if isinstance(pairs, Reason) else Reason("it stands for any element")
    element = unknown(DYNAMIC, reason)
    names = {expression.value_name: element}
    if expression.key_name is not None:
        names[expression.key_name] = element
    trial = _Result(NO_MARKS)
    _included(expression.condition, scope.with_locals(names), trial)
    if isinstance(pairs, Reason):
        result.marks |= trial.marks


def _finished(expression: For, result: _Result) -> Value:
    if expression.key is None:
        return tuple_of(result.values)
    if expression.group:
        return object_of({key: tuple_of(values) for key, values in result.groups.items()})
    return object_of(result.entries)


def _included(condition: Expression | None, scope: Scope, result: _Result) -> bool:
    if condition is None:
        return True
    value = scope.evaluate(condition, scope)
    if value.is_null:
        result.refuse(failure("the `if` clause is null", condition.span))
        return False
    result.marks |= value.marks
    try:
        truth = coerce(value, BOOL, condition.span, "the `if` clause is no bool")
    except EvaluationError as error:
        result.refuse(error)
        return False
    if isinstance(truth.content, Unknown):
        result.reason = result.reason or truth.content.reason
        return False
    return truth.content is True


def _add(expression: For, scope: Scope, result: _Result) -> None:
    if expression.key is None:
        result.values.append(scope.evaluate(expression.value, scope))
        return
    key = _key(expression.key, scope, result)
    if key is None:
        return
    value = scope.evaluate(expression.value, scope)
    if expression.group:
        result.groups.setdefault(key, []).append(value)
    elif key in result.entries:
        raise failure(
            f"two elements give the key `{key}`",
            expression.key.span,
            "put `...` behind the value to group the values of equal keys",
        )
    else:
        result.entries[key] = value


def _key(expression: Expression, scope: Scope, result: _Result) -> str | None:
    value = scope.evaluate(expression, scope)
    if value.is_null:
        result.refuse(failure("the key is null", expression.span))
        return None
    result.marks |= value.marks
    if not value.is_known:
        result.reason = result.reason or _reason(value)
        return None
    try:
        text = coerce(value, STRING, expression.span, "the key is no string")
    except EvaluationError as error:
        result.refuse(error)
        return None
    if isinstance(text.content, Unknown):
        result.reason = result.reason or text.content.reason
        return None
    return str(text.content)


def _reason(value: Value) -> Reason:
    return value.content.reason if isinstance(value.content, Unknown) else Reason("")
