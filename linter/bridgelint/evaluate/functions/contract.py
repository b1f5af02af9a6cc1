"""What a Terraform function is, and how a call treats null, unknown and marked arguments.

The model is that of the cty library's `function` package, because Terraform's functions are
declared with it and their behaviour on unknown and marked values follows from the declaration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bridgelint.evaluate.types import Type
from bridgelint.evaluate.values import Value


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
    """`compute` gets the marks; otherwise they are taken off and put on the result."""


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    result: Callable[[tuple[Value, ...]], Type]
    """The result's type from the arguments; raises `FunctionError` for wrong ones."""

    compute: Callable[[tuple[Value, ...], Type], Value]
    """The result from converted arguments and the result type; raises `FunctionError`."""
