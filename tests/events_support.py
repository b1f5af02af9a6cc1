"""Modules for tests, from text."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from bridgelint.eventbridge.configuration import Options
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.resolve import load
from bridgelint.workspace.variable_inputs import VariableOption, gather_inputs
from bridgelint.workspace.workspace import Workspace


def module_in(
    directory: Path,
    *,
    variables: Mapping[str, str] | None = None,
    options: Options | None = None,
) -> EventModule:
    """The module in a directory, as if that were the working directory."""
    given = [VariableOption("var", f"{name}={value}") for name, value in (variables or {}).items()]
    with chdir(directory):
        workspace = Workspace()
        inputs = gather_inputs(".", workspace.read, environment={}, options=given)
        return load(workspace, workspace.directory("."), inputs, options)


def module_of(
    directory: Path,
    files: Mapping[str, str] | str,
    *,
    variables: Mapping[str, str] | None = None,
    options: Options | None = None,
) -> EventModule:
    """The module that these files make; a text alone is `main.tf`."""
    written = {"main.tf": files} if isinstance(files, str) else files
    for path, text in written.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    return module_in(directory, variables=variables, options=options)
