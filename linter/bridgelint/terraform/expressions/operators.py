"""Unary and binary operators, the conditional, and what is certain of operands that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bridgelint.base.source import Span
from bridgelint.hcl.tree import (
    Binary,
    Conditional,
    Expression,
    Interpolation,
    Object,
    Parentheses,
    Template,
    Tuple,
    Unary,
)
from bridgelint.terraform.expressions.scope import FAILED, Scope, coerce, condition_of, failure
from bridgelint.terraform.functions.declaration import amount_of
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.equality import equals
from bridgelint.terraform.values.errors import EvaluationError, NotEvaluated
from bridgelint.terraform.values.refinements import certain, either
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING, Type, a_value_of
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import (
    FALSE,
    NO_MARKS,
    TRUE,
    Number,
    Reason,
    Unknown,
    Value,
    boolean,
    null,
    number,
    object_of,
    size,
    tuple_of,
    unknown,
)

_ARITHMETIC: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "%": numbers.modulo,
}
_LOGIC: Final = frozenset({"&&", "||"})


def evaluate_operation(expression: Unary | Binary | Conditional, scope: Scope) -> Value:
    """Evaluate an expression with an operator."""
    if isinstance(expression, Unary):
        return _evaluate_unary(expression, scope)
    if isinstance(expression, Conditional):
        return _evaluate_conditional(expression, scope)
    return _evaluate_binary(expression, scope)


def _evaluate_unary(expression: Unary, scope: Scope) -> Value:
    operand = scope.evaluate(expression.operand, scope)
    type_ = NUMBER if expression.operator == "-" else BOOL
    value = coerce(operand, type_, expression.operand.span, "unsuitable operand")
    if value.is_null:
        raise failure(f"the operand of `{expression.operator}` is null", expression.operand.span)
    content = value.content
    if isinstance(content, Unknown):
        return Value(type_, Unknown(content.reason, not_null=True), value.marks)
    if type_ is BOOL:
        return boolean(content is False).marked(value.marks)
    return number(numbers.negate(amount_of(value))).marked(value.marks)


def _evaluate_binary(expression: Binary, scope: Scope) -> Value:
    """Evaluate operator chains of any length on either side; the left one is unrolled."""
    is_logic = expression.operator in _LOGIC
    chain: list[Binary] = []
    first: Expression = expression
    while isinstance(first, Binary) and (first.operator in _LOGIC) is is_logic:
        chain.append(first)
        first = first.left
    chain.reverse()
    if is_logic:
        return _evaluate_logic(first, chain, scope)
    left = scope.evaluate(first, scope)
    for each in chain:
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
        if operator == "==" or not result.is_known:
            return result
        return boolean(result.content is False).marked(result.marks)
    left = coerce(left, NUMBER, expression.left.span, "unsuitable operand")
    right = coerce(right, NUMBER, expression.right.span, "unsuitable operand")
    marks = left.marks | right.marks
    for value, operand in ((left, expression.left), (right, expression.right)):
        if value.is_null:
            raise failure(f"an operand of `{operator}` is null", operand.span)
    if operator in _ARITHMETIC:
        return _arithmetic(operator, left, right, expression.span).marked(marks)
    return _comparison(operator, left, right).marked(marks)


def _arithmetic(operator: str, left: Value, right: Value, span: Span) -> Value:
    content = left.unknown or right.unknown
    if content is not None:
        return Value(NUMBER, Unknown(content.reason, not_null=True))
    try:
        return number(_ARITHMETIC[operator](amount_of(left), amount_of(right)))
    except numbers.UndefinedResultError as error:
        raise failure(str(error), span) from error
    except NotEvaluated as error:
        return Value(NUMBER, Unknown(Reason(error.reason, span), not_null=True))


def _comparison(operator: str, left: Value, right: Value) -> Value:
    if operator in {"<=", ">="}:
        either = (
            _comparison(operator[0], left, right),
            equals(left.unmarked(), right.unmarked()),
        )
        return TRUE if TRUE in either else next((each for each in either if each.unknown), FALSE)
    content = left.unknown or right.unknown
    if operator == ">":
        left, right = right, left
    least_left, most_left = certain(left).bounds
    least_right, most_right = certain(right).bounds
    if most_left < least_right:
        return TRUE
    if content is None or least_left > most_right:
        return FALSE
    return Value(BOOL, Unknown(content.reason, not_null=True))


def _evaluate_logic(first: Expression, chain: Sequence[Binary], scope: Scope) -> Value:
    """Evaluate `&&` and `||`: one decisive operand is enough, even if the other fails."""
    result, failed = attempt(first, scope)
    for each in chain:
        try:
            result, failed = _logic(each, (result, failed), attempt(each.right, scope))
        except EvaluationError as error:
            result, failed = unknown(BOOL, FAILED), error
    if failed is not None:
        raise failed
    return result


def _logic(expression: Binary, left: Attempt, right: Attempt) -> Attempt:
    """Return the result. Raise the error of the operand that Terraform would report."""
    operands = ((expression.left.span, *left), (expression.right.span, *right))
    truths = [_truth(value, span, error) for span, value, error in operands]
    deciding = expression.operator == "||"
    marks = left[0].marks | right[0].marks
    if deciding in truths:
        return boolean(deciding).marked(marks), None
    for (_, value, error), truth in zip(operands, truths, strict=True):
        if truth is None:
            reason = value.unknown.reason if value.unknown else Reason("the value is unknown")
            return Value(BOOL, Unknown(reason, not_null=True), marks), error
    for span, value, _ in operands:
        if value.is_null:
            raise failure(f"an operand of `{expression.operator}` is null", span)
    return boolean(not deciding).marked(marks), None


def _truth(operand: Value, span: Span, error: EvaluationError | None) -> bool | None:
    """Return `None` if it is unknown or failed. Null counts as false, as in Terraform."""
    try:
        value = coerce(operand, BOOL, span, "unsuitable operand")
    except EvaluationError as unsuitable:
        raise error or unsuitable from unsuitable
    return None if error or isinstance(value.content, Unknown) else value.content is True


def _evaluate_conditional(expression: Conditional, scope: Scope) -> Value:
    """Evaluate both branches for their types; only an error of the chosen one is raised."""
    then = attempt(expression.then, scope)
    otherwise = attempt(expression.otherwise, scope)
    type_ = _result_type(expression, then[0], otherwise[0])
    try:
        condition = scope.evaluate(expression.condition, scope)
        marks = condition.marks | then[0].marks | otherwise[0].marks
        truth = condition_of(condition, expression.condition.span)
    except EvaluationError as error:
        error.leaves(expression, unknown(type_ or DYNAMIC, FAILED))
        raise
    if isinstance(truth.content, Unknown):
        reason = truth.content.reason
        if condition.is_known:
            return unknown(type_ or DYNAMIC, reason).marked(marks)
        first, second = then[0].unmarked(), otherwise[0].unmarked()
        type_ = unknown(type_ or DYNAMIC, reason).type
        return either(type_, first, second, reason).marked(marks)
    branch = expression.then if truth.content is True else expression.otherwise
    chosen, cause = then if truth.content is True else otherwise
    if cause is not None:
        cause.leaves(expression, unknown(type_ or chosen.type, FAILED).marked(marks))
        raise cause
    if type_ is None or type_ == chosen.type or (chosen.type == DYNAMIC and chosen.unknown):
        return chosen.marked(marks)
    return scope.work.made(coerce(chosen, type_, branch.span, _MISMATCH)).marked(marks)


_MISMATCH = "the two results of this conditional have inconsistent types"


def _result_type(expression: Conditional, then: Value, otherwise: Value) -> Type | None:
    """Return the type to convert the result to. `None` if it is not converted."""
    if then == null():
        return otherwise.type
    if otherwise == null():
        return then.type
    if DYNAMIC in (then.type, otherwise.type):
        return None
    if then.type == otherwise.type:
        return then.type
    unified = unify((then.type, otherwise.type))
    if unified is None:
        first, second = a_value_of(then.type), a_value_of(otherwise.type)
        types = f"one is {first}, the other is {second}"
        if first == second:
            types = f"each is {first}, but their types differ"
        span = expression.then.span.to(expression.otherwise.span)
        raise failure(f"{_MISMATCH}: {types}", span)
    return unified


Attempt = tuple[Value, EvaluationError | None]
"""A value, or its certain parts and the error."""


def attempt(expression: Expression, scope: Scope) -> Attempt:
    """Return the value, or its certain parts and the error.

    Terraform continues with them: the type of a conditional's branch matters even if the branch
    fails and is not chosen.
    """
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
    if expression is error.failed and error.remainder is not None:
        return error.remainder
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
