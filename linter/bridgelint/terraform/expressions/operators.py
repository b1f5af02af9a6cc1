"""Unary and binary operators, and the conditional."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Binary, Expression, Unary
from bridgelint.terraform.expressions.partial_values import FAILED, Attempt, attempt
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.equality import equals
from bridgelint.terraform.values.errors import EvaluationError, NotEvaluated
from bridgelint.terraform.values.refinements import certain
from bridgelint.terraform.values.types import BOOL, NUMBER, Type
from bridgelint.terraform.values.values import (
    FALSE,
    NO_MARKS,
    TRUE,
    Mark,
    Number,
    Reason,
    Unknown,
    Value,
    boolean,
    is_number,
    number,
    size,
    unknown,
)

_ARITHMETIC: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "%": numbers.modulo,
}


def evaluate_unary(expression: Unary, scope: Scope) -> Value:
    operand = scope.evaluate(expression.operand, scope)
    type_ = NUMBER if expression.operator == "-" else BOOL
    value = coerce(operand, type_, expression.operand.span, "unsuitable operand")
    if value.is_null:
        raise failure(f"the operand of `{expression.operator}` is null", expression.operand.span)
    content = value.content
    if isinstance(content, Unknown):
        return _unknown(type_, content.reason, value)
    if type_ is BOOL:
        return boolean(content is False).marked(value.marks)
    return number(numbers.negate(_amount(content))).marked(value.marks)


def evaluate_binary(expression: Binary, scope: Scope) -> Value:
    """Evaluate operator chains of any length on either side; the left one is unrolled."""
    chain: list[Binary] = []
    first: Expression = expression
    while isinstance(first, Binary) and first.operator not in {"&&", "||"}:
        chain.append(first)
        first = first.left
    if not chain:
        return _evaluate_logic(expression, scope)
    left = scope.evaluate(first, scope)
    for each in reversed(chain):
        right = scope.evaluate(each.right, scope)
        if isinstance(left.content, tuple | dict) and isinstance(right.content, tuple | dict):
            scope.work.spend((size(left) + size(right)) // 10)
        left = apply(each, left, right)
    return left


def apply(expression: Binary, left: Value, right: Value) -> Value:
    """Return the result of an operator other than `&&` and `||`."""
    operator = expression.operator
    if operator in {"==", "!="}:
        result = equals(left, right)
        return result if operator == "==" else _negated(result)
    left = coerce(left, NUMBER, expression.left.span, "unsuitable operand")
    right = coerce(right, NUMBER, expression.right.span, "unsuitable operand")
    marks = left.marks | right.marks
    for value, operand in ((left, expression.left), (right, expression.right)):
        if value.is_null:
            raise failure(f"an operand of `{operator}` is null", operand.span)
    if operator in _ARITHMETIC:
        return _arithmetic(operator, left, right, expression.span).marked(marks)
    return _comparison(operator, left, right).marked(marks)


def _amount(content: object) -> Number:
    return content if is_number(content) else 0


def _unknown(type_: Type, reason: Reason, *operands: Value) -> Value:
    marks = NO_MARKS.union(*(each.marks for each in operands))
    return Value(type_, Unknown(reason, not_null=True), marks)


def _negated(truth: Value) -> Value:
    if isinstance(truth.content, Unknown):
        return truth
    return boolean(truth.content is False).marked(truth.marks)


def _first_unknown(left: Value, right: Value) -> Unknown | None:
    return left.unknown or right.unknown


def _arithmetic(operator: str, left: Value, right: Value, span: Span) -> Value:
    content = _first_unknown(left, right)
    if content is not None:
        return _unknown(NUMBER, content.reason)
    try:
        return number(_ARITHMETIC[operator](_amount(left.content), _amount(right.content)))
    except numbers.UndefinedResultError as error:
        raise failure(str(error), span) from error
    except NotEvaluated as error:
        return _unknown(NUMBER, Reason(error.reason, span))


def _comparison(operator: str, left: Value, right: Value) -> Value:
    content = _first_unknown(left, right)
    if operator in {"<=", ">="}:
        return _or(_comparison(operator[0], left, right), equals(left.unmarked(), right.unmarked()))
    if operator == ">":
        left, right = right, left
    if content is None:
        return boolean(_amount(left.content) < _amount(right.content))
    least_left, most_left = certain(left).bounds
    least_right, most_right = certain(right).bounds
    if most_left < least_right:
        return TRUE
    if least_left > most_right:
        return FALSE
    return _unknown(BOOL, content.reason)


def _or(left: Value, right: Value) -> Value:
    if left.content is True or right.content is True:
        return TRUE
    content = _first_unknown(left, right)
    return _unknown(BOOL, content.reason) if content else FALSE


def _evaluate_logic(expression: Binary, scope: Scope) -> Value:
    """Evaluate `&&` and `||`: one decisive operand is enough, even if the other fails."""
    chain: list[Binary] = []
    first: Expression = expression
    while isinstance(first, Binary) and first.operator in {"&&", "||"}:
        chain.append(first)
        first = first.left
    left = attempt(first, scope)
    for each in reversed(chain):
        left = _logic(each, left, attempt(each.right, scope))
    result, error = left
    if error is not None:
        raise error
    return result


def _logic(expression: Binary, left: Attempt, right: Attempt) -> Attempt:
    """Return the result, or raise the error of the operand that Terraform would report."""
    (one, left_error), (other, right_error) = left, right
    try:
        first = _truth(one, expression.left.span, left_error)
        second = _truth(other, expression.right.span, right_error)
    except EvaluationError as error:
        return _FAILED_BOOL, error
    deciding = expression.operator == "||"
    marks = one.marks | other.marks
    if deciding in (first, second):
        return boolean(deciding).marked(marks), None
    for value, truth, cause in ((one, first, left_error), (other, second, right_error)):
        if truth is None:
            return _undecided(value, marks), cause
    try:
        return _decided(expression, one, other, deciding=deciding).marked(marks), None
    except EvaluationError as error:
        return _FAILED_BOOL, error


_FAILED_BOOL: Final = unknown(BOOL, FAILED)


def _truth(operand: Value, span: Span, error: EvaluationError | None) -> bool | None:
    """Return `None` if it is unknown or failed. Null counts as false, as in Terraform."""
    try:
        value = coerce(operand, BOOL, span, "unsuitable operand")
    except EvaluationError as unsuitable:
        raise error or unsuitable from unsuitable
    return None if error or isinstance(value.content, Unknown) else value.content is True


def _undecided(operand: Value, marks: frozenset[Mark]) -> Value:
    content = operand.unknown
    reason = content.reason if content else Reason("the value is unknown")
    return replace(_unknown(BOOL, reason), marks=marks)


def _decided(expression: Binary, left: Value, right: Value, *, deciding: bool) -> Value:
    for operand, source in ((left, expression.left), (right, expression.right)):
        if operand.is_null:
            raise failure(f"an operand of `{expression.operator}` is null", source.span)
    return boolean(not deciding)
