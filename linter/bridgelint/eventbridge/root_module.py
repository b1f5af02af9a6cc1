"""Loading a root module from a workspace: the entry point for everything that needs the model."""

from __future__ import annotations

import os
from functools import partial

from bridgelint.actions.requirements import required_versions
from bridgelint.base.source import SourceFile
from bridgelint.eventbridge.configuration import Options
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.resolve import declared_range, resolve
from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.module.evaluation_settings import NOTHING_PLANNED, Planned, Settings
from bridgelint.terraform.values.values import Value
from bridgelint.terraform.versions import (
    FUNCTIONS,
    SINCE_1_16,
    VersionDeclaration,
    VersionRange,
)
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.lock_file import pinned_providers
from bridgelint.workspace.variable_inputs import Inputs
from bridgelint.workspace.workspace import Workspace


def load(
    workspace: Workspace,
    directory: ModuleDirectory,
    inputs: Inputs,
    options: Options | None = None,
    *,
    selected: str = "",
    planned: Planned = NOTHING_PLANNED,
    sent_at: str = "",
) -> EventModule:
    """Return a root module and everything below it that leads to events.

    `selected` is the selected workspace, or an empty string if it is unknown. `planned` contains
    the values of a plan, `sent_at` what `timestamp()` returns while events are sent. Errors are not
    raised but recorded as problems of the module in which they occur.
    """
    chosen = options or Options()
    required = required_versions(directory.settings.required_versions)
    versions = declared_range(
        [VersionDeclaration(each.text, each.span) for each in required], chosen
    )
    here = os.path.abspath(directory.path)  # noqa: PTH100 # pathlib is slow to import
    settings = Settings(
        functions=FunctionContext(
            root=workspace.reading_root(directory.path),
            directory=here,
            render=_render,
            missing=frozenset(
                name for name, absent in FUNCTIONS.items() if versions.all_in(absent)
            ),
            since_1_16=_since_1_16(versions),
            plan_time=planned.time,
            sent_at=sent_at,
        ),
        follow=partial(workspace.follow, directory),
        inputs=inputs,
        is_library=not planned.variables and _is_library(directory, inputs),
        workspace=selected or directory.settings.workspace,
        working_directory=here,
        planned=planned,
    )
    return resolve(directory, settings, chosen, pinned_providers(directory.path, workspace.read))


def _is_library(directory: ModuleDirectory, inputs: Inputs) -> bool:
    """Return whether nothing shows that the directory is a root module."""
    if directory.settings.has_backend or directory.indexed("provider"):
        return False
    if any(directory.declares("variable", name) for name in inputs.names):
        return False
    try:
        names = os.listdir(directory.path)  # noqa: PTH208 # pathlib is slow to import
    except OSError:
        return False
    return not any(name.endswith((".tfvars", ".tfvars.json")) for name in names)


def _since_1_16(versions: VersionRange) -> bool | None:
    """Return whether the range has only releases of 1.16 and later, or `None` if it has both."""
    if versions.all_in(SINCE_1_16):
        return True
    return None if versions.any_in(SINCE_1_16) else False


def _render(file: SourceFile, variables: dict[str, Value], context: FunctionContext) -> Value:
    from bridgelint.terraform.expressions.template_files import render  # noqa: PLC0415 # few modules render any

    return render(file, variables, context)
