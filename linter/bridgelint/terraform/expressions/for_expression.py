"""`for` expressions."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Expression, For, ForDirective
from bridgelint.terraform.expressions.partial_values import FAILED
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.type_names import a_value_of
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
    first_reason,
    is_wholly_known,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

Pairs = Iterator[tuple[Value, Value]]


def iterate(collection: Value, span: Span) -> Pairs | Reason:
    """Return key and value of each element, or why they are unknown. Raise if not iterable."""
    if collection.is_null:
        raise failure("cannot iterate over a null value", span)
    content = collection.content
    if isinstance(content, Unknown):
        if isinstance(collection.type, Primitive):
            raise failure(f"cannot iterate over {a_value_of(collection.type)}", span)
        return content.reason
    if isinstance(content, dict):
        return ((string(key), value) for key, value in content.items())
    if not isinstance(content, tuple):
        raise failure(f"cannot iterate over {a_value_of(collection.type)}", span)
    if isinstance(collection.type, SetType):
        elements = elements_of_set(collection)
        return elements if isinstance(elements, Reason) else ((each, each) for each in elements)
    return ((number(position), value) for position, value in enumerate(content))


def elements_of_set(collection: Value) -> tuple[Value, ...] | Reason:
    """The elements of a known set, or why they are unknown.

    An unknown element decides the places of all elements, and it may be equal to another one.
    Terraform counts it as an element of its own only where it does not know it either.
    """
    elements = collection.elements
    if len(elements) < 2 or is_wholly_known(collection):
        return elements
    reason = first_reason([collection])
    if not reason.after_apply:
        return reason
    return tuple(unknown(each.type, reason) for each in elements)


@dataclass(slots=True)
class _Result:
    """The results of the elements so far."""

    marks: frozenset[Mark]
    reason: Reason | None = None
    """Why the elements of the result are unknown."""

    values: list[Value] = field(default_factory=list[Value])
    entries: dict[str, Value] = field(default_factory=dict[str, Value])
    groups: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])

    def refuse(self, error: EvaluationError) -> None:
        """Raise the error of an invalid key or `if` clause, except after an unknown one: Terraform
        does not report the error then."""
        if self.reason is None:
            raise error


def names_in(loop: For | ForDirective, key: Value, value: Value) -> dict[str, Value]:
    """Return the names that a `for` binds for one element."""
    return ({loop.key_name: key} if loop.key_name else {}) | {loop.value_name: value}


def evaluate_for(expression: For, scope: Scope) -> Value:
    collection = scope.evaluate(expression.collection, scope)
    result = _Result(collection.marks)
    pairs = iterate(collection, expression.collection.span)
    if isinstance(pairs, Reason) and isinstance(collection.type, Dynamic):
        return unknown(collection.type, pairs).marked(collection.marks)
    _check_condition(expression, pairs, result, scope)
    if isinstance(pairs, Reason):
        return unknown(DYNAMIC, pairs).marked(result.marks)
    scope.work.spend(len(collection.elements))
    for key, value in pairs:
        inner = scope.with_locals(names_in(expression, key, value))
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
    """Check the `if` clause on any element first, as Terraform does even for an empty one."""
    if expression.condition is None:
        return
    reason = pairs if isinstance(pairs, Reason) else Reason("it represents any element")
    element = Value(DYNAMIC, Unknown(reason))
    trial = _Result(NO_MARKS)
    inner = scope.with_locals(names_in(expression, element, element))
    _included(expression.condition, inner, trial)
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
        truth = coerce(value, BOOL, condition.span, "unsuitable `if` clause")
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
        shown = "same key" if result.marks else f"key `{key}`"
        raise failure(
            f"two elements produce the {shown}",
            expression.key.span,
            "add `...` after the value to group the values of equal keys",
        )
    else:
        result.entries[key] = value


def _key(expression: Expression, scope: Scope, result: _Result) -> str | None:
    value = scope.evaluate(expression, scope)
    if value.is_null:
        result.refuse(failure("the key is null", expression.span))
        return None
    result.marks |= value.marks
    if value.unknown is not None and not value.unknown.possible:
        result.reason = result.reason or value.unknown.reason
        return None
    try:
        text = coerce(value, STRING, expression.span, "unsuitable key")
    except EvaluationError as error:
        result.refuse(error)
        return None
    if isinstance(text.content, Unknown):
        result.reason = result.reason or text.content.reason
        return None
    return str(text.content)
