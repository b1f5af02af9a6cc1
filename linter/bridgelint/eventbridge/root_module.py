"""A root module read from a workspace: the way in for everything that needs the model."""

from __future__ import annotations

import os
from functools import partial
from typing import Final

from bridgelint.actions.requirements import required_versions
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.resolve import Options, declared_range, resolve
from bridgelint.terraform.expressions.template_files import render
from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.planned import NOTHING_PLANNED, Planned
from bridgelint.terraform.versions import FUNCTIONS, VersionDeclaration
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.lock_file import pinned_providers
from bridgelint.workspace.variable_inputs import Inputs
from bridgelint.workspace.workspace import Workspace

_DEFAULT: Final = "default"


def load(
    workspace: Workspace,
    directory: ModuleDirectory,
    inputs: Inputs,
    options: Options | None = None,
    *,
    selected: str = _DEFAULT,
    planned: Planned = NOTHING_PLANNED,
    sent_at: str = "",
) -> EventModule:
    """A root module and everything below it that leads to events.

    `selected` is `terraform.workspace`; `planned` is what a plan says, `sent_at` what
    `timestamp` returns while events are sent. Nothing is raised: what fails is among the problems
    of the module it stands in.
    """
    chosen = options or Options()
    here = os.path.abspath(directory.path)  # noqa: PTH100 # pathlib is slow to import
    settings = Settings(
        functions=FunctionContext(
            root=workspace.reading_root(directory.path),
            directory=here,
            render=render,
            missing=_missing(directory, chosen),
            plan_time=planned.time,
            sent_at=sent_at,
        ),
        follow=partial(workspace.follow, directory),
        inputs=inputs,
        workspace=selected or _DEFAULT,
        working_directory=here,
        planned=planned,
    )
    return resolve(directory, settings, chosen, pinned_providers(directory.path, workspace.read))


def _missing(directory: ModuleDirectory, options: Options) -> frozenset[str]:
    """The functions that no release of the range has."""
    required = required_versions(directory.settings.required_versions)
    versions = declared_range(
        [VersionDeclaration(each.text, each.span) for each in required], options
    )
    return frozenset(name for name, absent in FUNCTIONS.items() if versions.all_in(absent))
