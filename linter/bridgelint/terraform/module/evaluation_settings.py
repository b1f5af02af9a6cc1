"""What the evaluation of a configuration is given besides the configuration."""

from __future__ import annotations

from collections.abc import Callable

from bridgelint.base.records import dataclass, field
from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.module.planned import NOTHING_PLANNED, Planned
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.variable_inputs import Inputs


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """The same for a root module and everything it calls."""

    functions: FunctionContext
    follow: Callable[[ModuleDirectory, tuple[str, ...], str], ModuleDirectory | str]
    """The directory of a module call: from the caller's directory, the names of the calls from
    the root to this one, and the source; or a clause that says why it is not read."""

    inputs: Inputs = field(default_factory=lambda: Inputs({}))
    """What the variables of the root module are given."""

    workspace: str = "default"
    """`terraform.workspace`."""

    working_directory: str = ""
    """`path.cwd`, absolute."""

    planned: Planned = NOTHING_PLANNED
    """What a plan says: its variables count before all others."""
