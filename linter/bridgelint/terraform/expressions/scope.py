"""The meaning of the names in an expression during evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bridgelint.base.records import Record, field, replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Call, Expression, GetAttribute, Index, Name
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import EvaluationError, Meant, Problem, Work
from bridgelint.terraform.values.types import BOOL, Type
from bridgelint.terraform.values.values import Reason, Value

Step = GetAttribute | Index
"""One step after the root of a reference; its `source` is everything before it."""

FAILED: Final = Reason("its evaluation failed", failed=True)


class Scope(Record):
    look_up: Callable[[Name, Sequence[Step]], tuple[Value, int]]
    """Returns the value of a root from outside the expression and the first steps, and the number
    of these steps. Raises `EvaluationError` for an unknown name."""

    functions: FunctionContext | None
    """`None` if functions cannot be called."""

    evaluate: Callable[[Expression, Scope], Value]
    """Evaluates an expression in a scope. Raises `EvaluationError`."""

    provider_function: Callable[[Call, tuple[Value, ...]], Value] | None = None
    """Returns the result of `provider::local_name::function(…)`. Raises `EvaluationError` or, for
    its arguments, `FunctionError`."""

    locals: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The variables of the surrounding `for` expressions and directives."""

    item: Value | None = None
    """The value of the `SplatItem` of the innermost splat."""

    work: Work = field(default_factory=Work)
    """Shared by everything that is evaluated as part of one expression."""

    report: Callable[[Problem], None] = lambda _: None
    """Takes what fails in some of the Terraform releases in question."""

    def with_locals(self, values: Mapping[str, Value]) -> Scope:
        """Return the scope inside a `for`, whose variables shadow outer ones."""
        return replace(self, locals={**self.locals, **values})

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """Resolve like `look_up`, with the surrounding `for` variables."""
        local = self.locals.get(root.name)
        return self.look_up(root, steps) if local is None else (local, 0)


def failure(
    message: str,
    span: Span,
    help: str = "",  # noqa: A002 # the field's word
    *,
    meant: Meant | None = None,
) -> EvaluationError:
    """Return the error for a problem at the span."""
    return EvaluationError(Problem(message, span, meant.help if meant else help, meant=meant))


def coerce(value: Value, type_: Type, span: Span, complaint: str) -> Value:
    """Convert the value. Raise `EvaluationError` with the complaint and the cause."""
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise failure(f"{complaint}: {error.message}", span) from error


def condition_of(value: Value, span: Span) -> Value:
    """Return the condition of a conditional or directive as a bool; an unknown one may have another
    type. Raise `EvaluationError`."""
    if value.is_null:
        raise failure("the condition is null", span)
    if value.unknown is not None and not value.unknown.possible:
        return value
    return coerce(value, BOOL, span, "unsuitable condition")


class Bindings(Record):
    """The values of `count`, `each`, `self`, `caller` and iterators, as far as a block has them."""

    count_index: Value | None = None
    each_key: Value | None = None
    each_value: Value | None = None
    self: Value | None = None
    caller: Value | None = None
    iterators: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Maps the name of an iterator to an object with `key` and `value`."""

    def with_iterator(self, name: str, value: Value) -> Bindings:
        """Return the bindings inside the content of a `dynamic` block."""
        return replace(self, iterators={**self.iterators, name: value})


NO_BINDINGS: Final = Bindings()
