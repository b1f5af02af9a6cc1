"""Evaluation without references: defaults, tfvars files, type constraints."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.hcl.tree import Call, Expression, Name
from bridgelint.terraform.expressions.coerce import coerce
from bridgelint.terraform.expressions.evaluator import evaluate
from bridgelint.terraform.expressions.scope import Scope, Step, failure
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.types import BOOL
from bridgelint.terraform.values.values import Value


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


def constant_flag(expression: Expression, *, default: bool) -> bool:
    """Return a bool that a declaration sets, or the default if it is not constant."""
    try:
        value = coerce(evaluate(expression, CONSTANT), BOOL, expression.span, "")
    except EvaluationError:
        return default
    return value.content is True
