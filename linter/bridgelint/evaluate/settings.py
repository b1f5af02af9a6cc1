"""What the evaluation of a configuration is given besides the configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridgelint.evaluate.functions.contract import FunctionContext
from bridgelint.syntax.source import Span
from bridgelint.syntax.tree import Expression
from bridgelint.workspace.directory import ModuleDirectory


@dataclass(frozen=True, slots=True)
class Input:
    """A value given to a variable of the root module."""

    value: Expression | str
    """The expression in a tfvars file; the text of `--var` or of the environment."""

    span: Span | None
    """The value; nothing where it stands in no file."""


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """The same for a root module and everything it calls."""

    functions: FunctionContext
    follow: Callable[[ModuleDirectory, tuple[str, ...], str], ModuleDirectory | str]
    """The directory of a module call: from the caller's directory, the names of the calls from
    the root to this one, and the source; or a clause that says why it is not read."""

    inputs: Mapping[str, Input] = field(default_factory=dict[str, Input])
    """By the name of a root variable."""

    workspace: str = "default"
    """`terraform.workspace`."""

    working_directory: str = ""
    """`path.cwd`, absolute."""
