"""The certain parts of the value of an expression that fails.

Terraform continues with them: the type of a conditional's branch matters even if the branch fails
and is not chosen.
"""

from __future__ import annotations

from typing import Final

from bridgelint.hcl.tree import (
    Binary,
    Expression,
    Interpolation,
    Object,
    Parentheses,
    Template,
    Tuple,
    Unary,
)
from bridgelint.terraform.expressions.scope import Scope
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Reason,
    Unknown,
    Value,
    object_of,
    tuple_of,
    unknown,
)

FAILED: Final = Reason("its evaluation failed", failed=True)
_ARITHMETIC: Final = frozenset("+-*/%")


Attempt = tuple[Value, EvaluationError | None]
"""A value, or its certain parts and the error."""


def attempt(expression: Expression, scope: Scope) -> Attempt:
    """Return the value, or its certain parts and the error."""
    try:
        return scope.evaluate(expression, scope), None
    except EvaluationError as error:
        return _certain(expression, scope, error), error


def _inner(expression: Expression, scope: Scope, error: EvaluationError) -> Value:
    """Return the certain parts of a part of an expression that fails; if the error is inside the
    part, nothing is evaluated again."""
    span, failed = expression.span, error.problem.span
    if span.file is failed.file and span.start <= failed.start and failed.end <= span.end:
        return _certain(expression, scope, error)
    return attempt(expression, scope)[0]


def _certain(expression: Expression, scope: Scope, error: EvaluationError) -> Value:
    remainder = error.remainder_of(expression)
    if remainder is not None:
        return remainder
    if isinstance(expression, Parentheses):
        return _certain(expression.inner, scope, error)
    if isinstance(expression, Tuple):
        return tuple_of(_inner(item, scope, error) for item in expression.items)
    if isinstance(expression, Object):
        return _object(expression, scope, error)
    if isinstance(expression, Template):
        first = next(iter(expression.parts), None)
        if isinstance(first, Interpolation) and len(expression.parts) == 1:
            return _certain(first.expression, scope, error)
        return Value(STRING, Unknown(FAILED, not_null=True))
    if isinstance(expression, Binary | Unary):
        return unknown(NUMBER if expression.operator in _ARITHMETIC else BOOL, FAILED)
    return unknown(DYNAMIC, FAILED)


def _object(expression: Object, scope: Scope, error: EvaluationError) -> Value:
    """If a key fails, it is only certain that the value is an object."""
    attributes: dict[str, Value] = {}
    marks = NO_MARKS
    for item in expression.items:
        key, key_error = attempt(item.key, scope)
        try:
            text = convert(key, STRING)
        except ConversionError:
            return unknown(DYNAMIC, FAILED)
        if key_error is not None or not isinstance(text.content, str):
            return unknown(DYNAMIC, FAILED)
        marks |= key.marks
        attributes[text.content] = _inner(item.value, scope, error)
    return object_of(attributes).marked(marks)
