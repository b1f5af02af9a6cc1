"""What the names in an expression mean while it is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Call, Expression, GetAttribute, Index, Name
from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.values.errors import EvaluationError, Problem
from bridgelint.terraform.values.limits import Work
from bridgelint.terraform.values.values import Value

Step = GetAttribute | Index
"""One step behind the root of a reference; its `source` is everything before it."""


class Names(Protocol):
    """The names that an expression finds outside itself."""

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """The value that the root and the first steps name, and how many steps that took.

        Raises `EvaluationError` for a name that means nothing here.
        """
        ...

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """The result of `provider::local_name::function(…)`; raises `EvaluationError`."""
        ...


@dataclass(frozen=True, slots=True)
class Locals:
    """The variables of a `for` expression or directive; an inner one hides an outer one."""

    values: Mapping[str, Value]
    outer: Locals | None

    def find(self, name: str) -> Value | None:
        """The innermost variable of that name."""
        each: Locals | None = self
        while each is not None:
            if name in each.values:
                return each.values[name]
            each = each.outer
        return None


@dataclass(frozen=True, slots=True)
class Scope:
    names: Names
    functions: FunctionContext | None
    """Nothing where no function may be called."""

    evaluate: Callable[[Expression, Scope], Value]
    """Evaluates an expression in a scope; raises `EvaluationError`."""

    locals: Locals | None = None
    item: Value | None = None
    """What the `SplatItem` of the innermost splat stands for."""

    work: Work = field(default_factory=Work)
    """One for everything that is evaluated in the course of one expression."""

    def with_locals(self, values: Mapping[str, Value]) -> Scope:
        """The scope inside a `for`."""
        local = Locals(values, self.locals)
        return Scope(self.names, self.functions, self.evaluate, local, self.item, self.work)

    def with_item(self, item: Value) -> Scope:
        """The scope inside a splat."""
        return Scope(self.names, self.functions, self.evaluate, self.locals, item, self.work)

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """As `Names.resolve`, with the `for` variables around the expression."""
        local = self.locals.find(root.name) if self.locals else None
        if local is not None:
            return local, 0
        return self.names.resolve(root, steps)


def failure(message: str, span: Span, help: str = "") -> EvaluationError:  # noqa: A002 # the field's word
    """The error of a problem at the span."""
    return EvaluationError(Problem(message, span, help))
