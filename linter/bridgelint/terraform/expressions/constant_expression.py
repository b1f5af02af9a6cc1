"""Evaluation without references: defaults, tfvars files, type constraints."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.hcl.tree import Body, Call, Name
from bridgelint.terraform.expressions.evaluator import evaluate
from bridgelint.terraform.expressions.scope import Scope, Step, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.types import BOOL
from bridgelint.terraform.values.values import Mark, Value


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
