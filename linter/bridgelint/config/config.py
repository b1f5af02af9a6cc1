"""What a configuration file says. Everything in it has a flag of the same meaning, which wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import dataclass, field
from bridgelint.workspace.exclusions import Exclusion

CallModuleType = Literal["all", "local", "none"]
Preset = Literal["recommended", "all"]


class ConfigurationError(Exception):
    """The user's configuration cannot be used. Holds every mistake that was found, in order."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__(failures[0].message)
        self.failures = failures


@dataclass(frozen=True, slots=True)
class RuleConfig:
    """A `rule` block. Nothing stands where the block says nothing."""

    enabled: bool | None = None
    severity: Severity | None = None
    ignorable: bool | None = None
    options: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the block holds beside these: plain values, nested blocks as lists of dictionaries,
    paths of files absolute."""


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file, with what it extends. Nothing stands where it says nothing."""

    directory: str = "."
    """Where the file stands, absolute."""

    path: str = ""
    """The file, as messages name it; empty for no file."""

    formats: tuple[str, ...] | None = None
    call_module_type: CallModuleType | None = None
    varfiles: tuple[str, ...] = ()
    """Absolute paths, in order."""

    variables: tuple[str, ...] = ()
    """Each as `NAME=VALUE`, in order."""

    terraform_version: str | None = None
    minimum_failure_severity: Severity | None = None
    preset: Preset | None = None
    exclude: tuple[Exclusion, ...] = ()

    baseline: str | None = None
    """An absolute path."""

    force: bool | None = None
    strict: bool | None = None
    rules: Mapping[str, RuleConfig] = field(default_factory=dict[str, RuleConfig])
