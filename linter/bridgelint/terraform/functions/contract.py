"""What a Terraform function is, and what a call of one is given.

The model is that of the cty library's `function` package, because Terraform's functions are
declared with it and their behaviour on unknown and marked values follows from the declaration.
`functions.call` applies a declaration to arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile
from bridgelint.terraform.values.errors import TOO_LARGE, NotEvaluated
from bridgelint.terraform.values.limits import Work, check_text
from bridgelint.terraform.values.types import Type
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type
    """Arguments are converted to it; `DYNAMIC` takes anything as it is."""

    allow_null: bool = False
    allow_unknown: bool = False
    """`compute` gets unknown arguments; otherwise one makes the result unknown."""

    allow_dynamic: bool = False
    """`result` and `compute` get arguments whose type is not known."""

    allow_marked: bool = False
    """`compute` gets the marks; otherwise they move, from any depth, to the result."""


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    result: Callable[[tuple[Value, ...]], Type]
    """The result's type from converted arguments, which may be unknown; raises `FunctionError`."""

    compute: Callable[[tuple[Value, ...], Type], Value]
    """The result from converted arguments and the result type; raises `FunctionError` or
    `NotEvaluated`. Called only when the parameters allow every argument; an argument that is
    known may still hold unknown elements."""

    never_null: bool = True
    """An unknown result is known not to be null (cty's `RefineResult: refineNonNull`)."""


def returns(type_: Type) -> Callable[[tuple[Value, ...]], Type]:
    """A `result` for a function whose type does not depend on its arguments."""
    return lambda _: type_


MAX_ELEMENTS: Final = 100_000
"""A function that would make more elements raises `NotEvaluated(TOO_LARGE)`."""


def check_size(*, elements: int = 0, characters: int = 0) -> None:
    """Raises `NotEvaluated` for a result of that size; call it before making the result."""
    check_text(characters)
    if elements > MAX_ELEMENTS:
        raise NotEvaluated(TOO_LARGE)


Render = Callable[[SourceFile, dict[str, Value], "FunctionContext"], Value]
"""Evaluates a whole file as a template in a scope of these variables and nothing else. Function
calls inside get the given context. Raises `FunctionError` when the template is not valid, names a
variable that is not there, or fails."""


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What a function may use besides its arguments."""

    root: str
    """Absolute path of the directory outside which no file is read."""

    directory: str
    """Absolute path that relative paths start from: Terraform's working directory."""

    render: Render
    """How `templatefile` and `templatestring` evaluate a template."""

    inside: Choice["", "templatefile", "templatestring"] = ""
    """The function whose template is being evaluated; it may not call either again."""

    work: Work | None = None
    """What the expression that calls a template function may still spend."""

    missing: frozenset[str] = frozenset()
    """Functions that the Terraform versions in question do not have, such as `convert` in 1.14."""

    plan_time: str = ""
    """What `plantimestamp` returns, where a plan says."""

    sent_at: str = ""
    """What `timestamp` returns while events are sent; empty before, when nothing is known of it."""


FunctionSource = Function | Callable[[FunctionContext], Function]
"""What a family's module holds for a name: the function, or how to make it for a context (for
those that read files or render templates)."""
