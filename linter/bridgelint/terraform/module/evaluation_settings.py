"""The inputs of an evaluation in addition to the configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bridgelint.base.records import Record, field
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.values import Value
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.variable_inputs import Inputs


class Planned(Record, eq=False):
    """The values of one plan."""

    variables: Mapping[str, Value]
    """The variables of the root module, by name."""

    resources: Mapping[str, Value]
    """Objects by instance address: after the apply, or before it if the plan destroys the instance.
    An attribute that is known only after apply is unknown."""

    time: str = ""
    """The result of `plantimestamp()`; empty if the plan does not contain it."""


NOTHING_PLANNED: Final = Planned({}, {})


class Settings(Record, eq=False):
    """Shared by a root module and everything it calls."""

    functions: FunctionContext
    follow: Callable[[ModuleDirectory, tuple[str, ...], str], ModuleDirectory | str]
    """Returns the directory of a module call: from the caller's directory, the names of the calls
    from the root to this one, and the source. Returns a clause with the reason if it is not
    read."""

    inputs: Inputs = field(default_factory=Inputs)
    """The values of the variables of the root module."""

    is_library: bool = False
    """Whether nothing shows that the directory is a root module: its callers may pass other values
    than the defaults of its variables."""

    without_defaults: bool = False
    """Whether variables of the root module without a value are unknown despite a default."""

    workspace: str = ""
    """`terraform.workspace`, or an empty string if it is unknown."""

    working_directory: str = ""
    """`path.cwd`, absolute."""

    planned: Planned = NOTHING_PLANNED
    """The values of a plan: its variables take precedence over all others."""
