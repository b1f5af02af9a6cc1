"""Does a plan belong to the configuration that is checked?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.plan.plan_document import Plan
from bridgelint.plan.plan_values import items, member, members, text
from bridgelint.terraform.expressions.reference_address import without_keys
from bridgelint.workspace.directory import ModuleDirectory

_AGAIN: Final = "create a new plan, or pass the directory in which this one was created"
_ACTION: Final = f"action.{ACTION_TYPE}."
_LABELS: Final = {
    "resource": ("", 2),
    "data": ("data.", 2),
    "action": ("action.", 2),
    "variable": ("var.", 1),
    "module": ("module.", 1),
}
"""By block type: how an address starts, and the number of labels that follow."""


def mismatch(
    plan: Plan, roots: Iterable[EventModule], directory_of: Callable[[str], ModuleDirectory]
) -> Failure | None:
    """Return why a plan and the configuration differ, or `None` if they do not.

    Compared are the names of variables, resources, actions and module calls, in the root module
    and in those with events; and what the plan runs must be declared.
    """
    found = (each for root in roots for each in _differences(plan, root, directory_of))
    why = next(found, None)
    if why is None:
        return None
    return Failure(f"the plan `{plan.path}` belongs to a different configuration: {why}", _AGAIN)


def _differences(
    plan: Plan, root: EventModule, directory_of: Callable[[str], ModuleDirectory]
) -> Iterator[str]:
    stack: list[tuple[EventModule, Mapping[str, object]]] = [(root, plan.configuration)]
    seen: set[str] = set()
    while stack:
        module, described = stack.pop()
        where = f" in `{without_keys(module.path)}`" if module.path else ""
        yield from _compare(directory_of(module.directory), described, where)
        for child in module.children:
            path = without_keys(child.path)
            if path not in seen:
                seen.add(path)
                called = members(described, "module_calls", path.split(".")[-1], "module")
                stack.append((child, called))
    actions = {each.address for module in root.walk() for each in module.actions}
    for invocation in plan.invocations:
        module_path, mark, action = invocation.address.rpartition(_ACTION)
        address = f"{module_path}{mark}{without_keys(action)}"
        followed = any(each.path == module_path.removesuffix(".") for each in root.walk())
        if mark and followed and address not in actions:
            yield f"it runs `{address}`, which is not declared"


def _compare(
    directory: ModuleDirectory, described: Mapping[str, object], where: str
) -> Iterator[str]:
    here, there = set(_declared(directory)), set(_described(described))
    for address in sorted(here - there):
        yield f"it has no `{address}`, which is declared{where}"
    for address in sorted(there - here):
        if not address.startswith("data."):  # those of a `check` block are described as well
            yield f"it has `{address}`, which is not declared{where}"


def _declared(directory: ModuleDirectory) -> Iterator[str]:
    for type_, (start, count) in _LABELS.items():
        for block in directory.indexed(type_):
            if len(block.labels) == count:
                yield f"{start}{'.'.join(block.labels)}"


def _described(described: Mapping[str, object]) -> Iterator[str]:
    for each in (*items(described, "actions"), *items(described, "resources")):
        if member(each, "mode") != "ephemeral":
            yield text(each, "address")
    for name in members(described, "variables"):
        yield f"var.{name}"
    for name in members(described, "module_calls"):
        yield f"module.{name}"
