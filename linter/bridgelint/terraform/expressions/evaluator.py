"""Evaluation of the syntax tree, with the semantics of HashiCorp's hclsyntax package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from bridgelint.hcl.references import traversal
from bridgelint.hcl.tree import (
    Binary,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    Tuple,
    Unary,
    UnreadableExpression,
)
from bridgelint.terraform.expressions.access import evaluate_access
from bridgelint.terraform.expressions.function_calls import evaluate_call
from bridgelint.terraform.expressions.scope import Scope, Step, coerce, failure
from bridgelint.terraform.expressions.templates import evaluate_template
from bridgelint.terraform.values.errors import EvaluationError, NotEvaluated
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    boolean,
    null,
    number,
    object_of,
    tuple_of,
    unknown,
)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Evaluate the expression in the scope. Raise `EvaluationError` if it is invalid.

    The place of the error is the smallest invalid expression.
    """
    return _EVALUATORS[type(expression)](expression, scope)


def _literal(expression: Literal, _scope: Scope) -> Value:
    amount = expression.value
    if amount is None:
        return null()
    if isinstance(amount, bool):
        return boolean(amount)
    if isinstance(amount, int) and amount.bit_length() < 64:
        return number(amount)
    from bridgelint.terraform.values.numbers import rounded  # few numbers are that long

    try:
        return number(rounded(amount))
    except NotEvaluated as error:
        return unknown(NUMBER, Reason(error.reason, expression.span))


def _unreadable(expression: UnreadableExpression, _scope: Scope) -> Value:
    """Return an unknown value for an expression whose parse error was already reported."""
    return unknown(DYNAMIC, Reason("it could not be parsed", expression.span, failed=True))


def _name(expression: Name, scope: Scope) -> Value:
    return scope.resolve(expression, ())[0]


def _splat_item(expression: SplatItem, scope: Scope) -> Value:
    if scope.item is None:
        raise failure("this is only allowed inside a splat", expression.span)
    return scope.item


def _parentheses(expression: Parentheses, scope: Scope) -> Value:
    inner: Expression = expression
    while isinstance(inner, Parentheses):
        inner = inner.inner
    return evaluate(inner, scope)


def _tuple(expression: Tuple, scope: Scope) -> Value:
    scope.work.spend(len(expression.items) // 4)
    return tuple_of([evaluate(item, scope) for item in expression.items])


def _object(expression: Object, scope: Scope) -> Value:
    """Evaluate an object. The later of two equal keys wins; an unknown key hides all others."""
    attributes: dict[str, Value] = {}
    marks = NO_MARKS
    reason: Reason | None = None
    scope.work.spend(len(expression.items) // 4)
    for item in expression.items:
        _check_key(item.key)
        key = evaluate(item.key, scope)
        value = evaluate(item.value, scope)
        if key.is_null:
            raise failure("an object key cannot be null", item.key.span)
        marks |= key.marks
        text = coerce(key, STRING, item.key.span, "unsuitable object key")
        if isinstance(text.content, Unknown):
            reason = reason or text.content.reason
        else:
            attributes[str(text.content)] = value
    if reason is not None:
        return unknown(DYNAMIC, reason)
    return object_of(attributes).marked(marks)


def _check_key(key: Expression) -> None:
    if isinstance(key, GetAttribute | Index) and traversal(key) is not None:
        raise failure(
            "ambiguous key: it may be a reference or a name that contains a dot",
            key.span,
            "use parentheses for a reference, or quotes for a name",
        )


def _operation(expression: Unary | Binary | Conditional, scope: Scope) -> Value:
    from bridgelint.terraform.expressions.operators import evaluate_operation  # few modules use one

    return evaluate_operation(expression, scope)


def _iteration(expression: For | Splat, scope: Scope) -> Value:
    from bridgelint.terraform.expressions.iteration import evaluate_iteration  # as above

    return evaluate_iteration(expression, scope)


_EVALUATORS: Final[dict[type, Callable[[Any, Scope], Value]]] = {
    Literal: _literal,
    Template: evaluate_template,
    Name: _name,
    GetAttribute: evaluate_access,
    Index: evaluate_access,
    SplatItem: _splat_item,
    Splat: _iteration,
    Call: evaluate_call,
    Unary: _operation,
    Binary: _operation,
    Conditional: _operation,
    Parentheses: _parentheses,
    Tuple: _tuple,
    Object: _object,
    For: _iteration,
    UnreadableExpression: _unreadable,
}


class _Nothing:
    """A scope without any names."""

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        raise failure(
            f"`{root.name}` cannot be referenced here: only a constant value is allowed",
            root.span,
        )

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        raise failure("functions cannot be called here", call.span)


CONSTANT = Scope(_Nothing(), None, evaluate)
"""The scope of constant values: no names and no functions."""


def constant_flag(body: Body, name: str, *, default: bool = False) -> bool:
    """Return a bool that a declaration sets, or the default if it is absent or not constant."""
    expression = body.value(name)
    if expression is None:
        return default
    try:
        value = coerce(evaluate(expression, CONSTANT), BOOL, expression.span, "")
    except EvaluationError:
        return default
    return value.content is True


def declared_marks(body: Body) -> frozenset[Mark]:
    """Return the marks that a declaration sets with `sensitive` and `ephemeral`."""
    return frozenset(each for each in Mark if constant_flag(body, each.value))
