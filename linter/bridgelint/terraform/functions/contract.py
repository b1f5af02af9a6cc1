"""The declaration of a Terraform function, and the context of a call.

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

Arguments = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type
    """Arguments are converted to this type; `DYNAMIC` accepts anything unchanged."""

    allow_null: bool = False
    allow_unknown: bool = False
    """Whether `compute` receives unknown arguments; otherwise one makes the result unknown."""

    allow_dynamic: bool = False
    """Whether `result` and `compute` receive arguments of unknown type."""

    allow_marked: bool = False
    """Whether `compute` receives the marks; otherwise they move, from any depth, to the result."""


def takes(**types: Type) -> tuple[Parameter, ...]:
    """Return parameters with these names and types, which allow nothing special."""
    return tuple(Parameter(name, type_) for name, type_ in types.items())


@dataclass(frozen=True, slots=True)
class Function:
    parameters: tuple[Parameter, ...]
    result: Type | Callable[[Arguments], Type]
    """The type, or what returns it for converted, possibly unknown arguments. Raises
    `FunctionError`."""

    compute: Callable[[Arguments, Type], Value]
    """Returns the result for converted arguments and the result type. Raises `FunctionError` or
    `NotEvaluated`. Called only if the parameters allow every argument; a known argument may still
    contain unknown elements."""

    variadic: Parameter | None = None
    never_null: bool = True
    """Whether an unknown result is not null (cty's `RefineResult: refineNonNull`)."""


MAX_ELEMENTS: Final = 100_000
"""A function that would create more elements raises `NotEvaluated(TOO_LARGE)`."""


def check_size(*, elements: int = 0, characters: int = 0) -> None:
    """Raise `NotEvaluated` for a result of this size; call it before creating the result."""
    check_text(characters)
    if elements > MAX_ELEMENTS:
        raise NotEvaluated(TOO_LARGE)


Render = Callable[[SourceFile, dict[str, Value], "FunctionContext"], Value]
"""Evaluates a whole file as a template in a scope of these variables only. Function calls inside
get the given context. Raises `FunctionError` if the template is invalid, refers to a variable that
does not exist, or fails."""


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What a function can use in addition to its arguments."""

    root: str
    """Absolute path of the directory outside which no file is read."""

    directory: str
    """Absolute path to which relative paths refer: Terraform's working directory."""

    render: Render
    """Evaluates a template for `templatefile` and `templatestring`."""

    inside: Choice["", "templatefile", "templatestring"] = ""
    """The function whose template is being evaluated; it cannot call either of them again."""

    work: Work | None = None
    """The remaining budget of the expression that calls a template function."""

    missing: frozenset[str] = frozenset()
    """Functions that the Terraform versions do not support, such as `convert` in 1.14."""

    since_1_16: bool | None = None
    """Whether the releases in question are 1.16 and later; `None` if only some are."""

    plan_time: str = ""
    """The result of `plantimestamp`, if a plan provides it."""

    sent_at: str = ""
    """What `timestamp` returns while events are sent; empty before, when nothing is known of it."""


Factory = Callable[[FunctionContext], Function]
"""Creates a function that reads files, renders templates or depends on the version."""
