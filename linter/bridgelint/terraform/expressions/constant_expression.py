"""Evaluation where nothing may be referenced: defaults, tfvars files, type constraints."""

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
    """No name means anything."""

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        raise failure(
            f"`{root.name}` cannot be referenced here: only a constant value is allowed",
            root.span,
        )

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        raise failure("a function cannot be called here", call.span)


CONSTANT = Scope(_Nothing(), None, evaluate)
"""The scope of constant values: no names and no functions."""


def constant_flag(expression: Expression, *, default: bool) -> bool:
    """A bool that a declaration sets; the default where it is not a constant one."""
    try:
        value = coerce(evaluate(expression, CONSTANT), BOOL, expression.span, "")
    except EvaluationError:
        return default
    return value.content is True
