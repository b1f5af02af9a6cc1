"""`condition ? then : otherwise`."""

from __future__ import annotations

from bridgelint.evaluate.coerce import coerce
from bridgelint.evaluate.describe import a_value_of
from bridgelint.evaluate.either import either
from bridgelint.evaluate.partial import attempt
from bridgelint.evaluate.scope import Scope, failure
from bridgelint.evaluate.types import BOOL, DYNAMIC, Dynamic, Type
from bridgelint.evaluate.unify import unify
from bridgelint.evaluate.values import (
    NO_MARKS,
    Unknown,
    Value,
    unknown,
)
from bridgelint.syntax.tree import Conditional


def evaluate_conditional(expression: Conditional, scope: Scope) -> Value:
    """Both branches are evaluated for their types; only the chosen one's failure counts."""
    then, then_error = attempt(expression.then, scope)
    otherwise, otherwise_error = attempt(expression.otherwise, scope)
    type_ = _result_type(expression, then, otherwise)
    condition = scope.evaluate(expression.condition, scope)
    if condition.is_null:
        raise failure("the condition is null", expression.condition.span)
    marks = condition.marks | then.marks | otherwise.marks
    if isinstance(condition.content, Unknown):
        reason = condition.content.reason
        return either(type_ or DYNAMIC, then.unmarked(), otherwise.unmarked(), reason).marked(marks)
    truth = coerce(condition, BOOL, expression.condition.span, "the condition is no bool")
    if isinstance(truth.content, Unknown):
        return unknown(type_ or DYNAMIC, truth.content.reason).marked(marks)
    chosen, error, branch = (
        (then, then_error, expression.then)
        if truth.content is True
        else (otherwise, otherwise_error, expression.otherwise)
    )
    if error is not None:
        raise error
    if type_ is None or (isinstance(chosen.type, Dynamic) and chosen.unknown):
        return chosen.marked(marks)
    return coerce(chosen, type_, branch.span, _MISMATCH).marked(marks)


_MISMATCH = "the two results of this conditional have no type in common"


def _result_type(expression: Conditional, then: Value, otherwise: Value) -> Type | None:
    """The type to convert the result to; nothing where it stays what it is."""
    if _is_bare_null(then):
        return otherwise.type
    if _is_bare_null(otherwise):
        return then.type
    if isinstance(then.type, Dynamic) or isinstance(otherwise.type, Dynamic):
        return None
    if then.type == otherwise.type:
        return then.type
    unified = unify((then.type, otherwise.type))
    if unified is None:
        first, second = a_value_of(then.type), a_value_of(otherwise.type)
        raise failure(
            f"{_MISMATCH}: one is {first}, the other is {second}",
            expression.then.span.to(expression.otherwise.span),
        )
    return unified


def _is_bare_null(value: Value) -> bool:
    return value.is_null and isinstance(value.type, Dynamic) and value.marks == NO_MARKS
