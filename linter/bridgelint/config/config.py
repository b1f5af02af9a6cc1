"""Output formats, and a configuration file: where it is, and its settings. Each has an equivalent
flag, which wins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, Literal

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.workspace.confinement import working_tree
from bridgelint.workspace.exclusions import Exclusion

FILE_NAMES: Final = (".bridgelint.hcl", ".bridgelint.json")
"""In the order in which one directory is searched for them."""

FORMAT_NAMES: Final = (
    "default",
    "compact",
    "json",
    "sarif",
    "checkstyle",
    "junit",
    "github",
    "gitlab",
    "markdown",
)

CallModuleType = Literal["all", "local", "none"]
Preset = Literal["recommended", "all"]


class ConfigurationError(Exception):
    """The configuration file cannot be used. Contains all mistakes, in order."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__(failures[0].message)
        self.failures = failures


class Output(Record):
    """One format and its destination."""

    format: str
    file: str | None = None
    """A path; `None` for standard output."""


class RuleConfig(Record):
    """A `rule` block. An attribute is `None` if the block does not set it."""

    enabled: bool | None = None
    severity: Severity | None = None
    ignorable: bool | None = None
    options: Mapping[str, object] = field(default_factory=dict[str, object])
    """The other settings of the block: plain values, nested blocks as lists of dictionaries,
    absolute paths of files."""


class Config(Record):
    """A configuration file, merged with those it extends. Unset attributes are `None`."""

    directory: str = "."
    """The directory of the file, absolute."""

    path: str = ""
    """The path of the file in messages; empty for no file."""

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

    inventories: tuple[str, ...] = ()
    """Absolute paths, in order."""

    baseline: str | None = None
    """An absolute path."""

    force: bool | None = None
    strict: bool | None = None
    plugins: Mapping[str, Span] = field(default_factory=dict[str, Span])
    """The names of `plugin` blocks, with their places."""

    rules: Mapping[str, RuleConfig] = field(default_factory=dict[str, RuleConfig])


def find(directory: str) -> str | None:
    """The nearest configuration file from a directory up to the root of its working tree."""
    tree = working_tree(directory)
    place = os.path.realpath(directory)
    while True:
        for name in FILE_NAMES:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                return path
        if place == tree:
            return None
        place = os.path.dirname(place)


def output(text: str) -> Output:
    """Parse `FORMAT` or `FORMAT=FILE`. Raise `ValueError` with a message and a help."""
    name, equals, file = text.partition("=")
    if name not in FORMAT_NAMES:
        from bridgelint.base.words import hint  # only for a mistake

        told = hint(name, FORMAT_NAMES, f"the formats are {', '.join(FORMAT_NAMES)}")
        raise ValueError(f"unknown format `{name}`", told)
    if equals and not file:
        raise ValueError(f"missing file name after `{text}`", f"use `{name}=FILE`")
    return Output(name, file or None)
