"""`--plan FILE`: read, and rejected if it belongs to something else."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.base.failure import Failure
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.plan.belongs import check_belongs
from bridgelint.plan.plan_document import Plan, PlanError, read_plan
from bridgelint.workspace.workspace import Workspace


def planned(path: str, roots: int) -> Plan | PlanError:
    """The plan, for that many root modules."""
    if roots > 1:
        message = f"--plan requires a single root module, but there are {roots}"
        help_text = "pass the directory in which the plan was created as PATH"
        return PlanError(message, help_text, unreadable=True)
    try:
        return read_plan(path)
    except PlanError as error:
        return error


def mismatch(plan: Plan, modules: Sequence[EventModule], workspace: Workspace) -> Failure | None:
    """Why the plan is not of the module that was read."""
    try:
        for module in modules:
            check_belongs(plan, module, workspace.directory)
    except PlanError as error:
        return Failure(error.message, error.help)
    return None
