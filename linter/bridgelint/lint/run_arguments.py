"""The parameters of a run, from a command line or a caller of the Python API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bridgelint.base.finding import Severity
from bridgelint.base.records import Record
from bridgelint.config.config import CallModuleType, Output, Preset

if TYPE_CHECKING:
    # Not needed to report an invalid command line.
    from bridgelint.workspace.variable_inputs import VariableOption

    Mode = Literal[
        "lint",
        "help",
        "version",
        "list-rules",
        "explain",
        "init",
        "completions",
        "dry-run",
        "emit",
        "graph",
        "save-inventory",
        "langserver",
    ]


class Switches(Record):
    """Which rules run, before the configuration is considered."""

    only: tuple[str, ...] = ()
    rules: tuple[tuple[str, bool], ...] = ()
    """Each rule that is enabled or disabled, in order; the last one wins."""

    preset: Preset | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All rules that the options name."""
        return (*self.only, *(name for name, _ in self.rules))


class Arguments(Record, kw_only=True):
    """The parsed command line. Unset options are `None`."""

    mode: Mode = "lint"
    paths: tuple[str, ...] = ()
    chdir: str | None = None
    recursive: bool = False
    stdin_filename: str | None = None
    exclude: tuple[str, ...] = ()
    call_module_type: CallModuleType | None = None
    variables: tuple[VariableOption, ...] = ()
    plan: str | None = None
    test: str | None = None
    """`FILE` or `FILE:RUN` of `terraform test`."""

    terraform_version: str | None = None
    switches: Switches = Switches()
    explain: str = ""
    completions: str = ""
    """The shell for which completions are requested."""

    graph: str = ""
    """The format of the event flow."""

    inventories: tuple[str, ...] = ()
    save_inventory: str = ""
    """The file to write."""

    config: str | None = None
    no_config: bool = False
    no_ignores: bool = False
    baseline: str | None = None
    update_baseline: bool = False
    outputs: tuple[Output, ...] = ()
    filters: tuple[str, ...] = ()
    minimum_failure_severity: Severity | None = None
    force: bool | None = None
    strict: bool | None = None
    color: bool | None = None
    fix: bool = False
    diff: bool = False
    suggestions: bool = False
    """With `diff`: also show the changes that `fix` does not apply."""

    actions: tuple[str, ...] = ()
    yes: bool = False
    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    split: bool = False
    verify_bus: bool = False
    allow_stale_plan: bool = False
    expect_account: str | None = None
    receipt: str | None = None
    resume: str | None = None
    include_unknown: bool = False
    max_attempts: int | None = None
    max_attempts_unknown: int | None = None
    rate: float | None = None
    parallel: int | None = None
