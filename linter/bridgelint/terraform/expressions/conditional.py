"""`condition ? then : otherwise`."""

from __future__ import annotations

from bridgelint.hcl.tree import Conditional
from bridgelint.terraform.expressions.partial_values import FAILED, attempt
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.values.either import either
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.type_names import a_value_of
from bridgelint.terraform.values.types import BOOL, DYNAMIC, Type
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import NO_MARKS, Unknown, Value, unknown


def evaluate_conditional(expression: Conditional, scope: Scope) -> Value:
    """Evaluate both branches for their types; only an error of the chosen one is raised."""
    then = attempt(expression.then, scope)
    otherwise = attempt(expression.otherwise, scope)
    type_ = _result_type(expression, then[0], otherwise[0])
    try:
        condition = scope.evaluate(expression.condition, scope)
        marks = condition.marks | then[0].marks | otherwise[0].marks
        truth = _truth(expression, condition)
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
    if type_ is None or (chosen.type == DYNAMIC and chosen.unknown):
        return chosen.marked(marks)
    if chosen.type == type_:
        return chosen.marked(marks)
    return scope.work.made(coerce(chosen, type_, branch.span, _MISMATCH)).marked(marks)


def _truth(expression: Conditional, condition: Value) -> Value:
    span = expression.condition.span
    if condition.is_null:
        raise failure("the condition is null", span)
    if isinstance(condition.content, Unknown) and not condition.content.possible:
        return condition
    return coerce(condition, BOOL, span, "unsuitable condition")


_MISMATCH = "the two results of this conditional have inconsistent types"


def _result_type(expression: Conditional, then: Value, otherwise: Value) -> Type | None:
    """Return the type to convert the result to. `None` if it is not converted."""
    if _is_bare_null(then):
        return otherwise.type
    if _is_bare_null(otherwise):
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
        raise failure(
            f"{_MISMATCH}: {types}",
            expression.then.span.to(expression.otherwise.span),
        )
    return unified


def _is_bare_null(value: Value) -> bool:
    return value.is_null and value.type == DYNAMIC and value.marks == NO_MARKS
