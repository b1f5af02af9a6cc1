"""Does a plan belong to the configuration that is checked?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bridgelint.eventbridge.event_module import EventModule
from bridgelint.plan.plan_document import Plan, PlanError
from bridgelint.plan.plan_json import items, member, members, text
from bridgelint.workspace.directory import ModuleDirectory

_AGAIN: Final = "create a new plan, or pass the directory in which this one was created"
_WORDS: Final = {"resource": "", "data": "data.", "action": "action."}


def check_belongs(
    plan: Plan, root: EventModule, directory_of: Callable[[str], ModuleDirectory]
) -> None:
    """Raises `PlanError` for a plan of another configuration, or of another state of this one.

    Compared are the names of variables, resources, actions and module calls, in the root module
    and in those with events; and what the plan runs must be declared.
    """
    stack: list[tuple[EventModule, Mapping[str, object]]] = [(root, plan.configuration)]
    seen: set[str] = set()
    while stack:
        module, described = stack.pop()
        where = f" in `{_without_keys(module.path)}`" if module.path else ""
        _compare(plan, directory_of(module.directory), described, where)
        for child in module.children:
            if _without_keys(child.path) in seen:
                continue
            seen.add(_without_keys(child.path))
            name = _without_keys(child.path).split(".")[-1]
            called = members(described, "module_calls", name, "module")
            stack.append((child, called))
    actions = {each.address for module in root.walk() for each in module.actions}
    for invocation in plan.invocations:
        if invocation.address.partition("action.aws_events_put_events.")[1]:
            address = _without_last_key(invocation.address)
            if address not in actions and _is_followed(address, root):
                raise _other(plan, f"it runs `{address}`, which is not declared")


def _compare(
    plan: Plan, directory: ModuleDirectory, described: Mapping[str, object], where: str
) -> None:
    here, there = set(_declared(directory)), set(_described(described))
    for address in sorted(here - there):
        raise _other(plan, f"it has no `{address}`, which is declared{where}")
    for address in sorted(there - here):
        if not address.startswith("data."):  # those of a `check` block are described as well
            raise _other(plan, f"it has `{address}`, which is not declared{where}")


def _declared(directory: ModuleDirectory) -> Iterator[str]:
    for kind, word in _WORDS.items():
        for block in directory.indexed(kind):
            if len(block.labels) == 2:
                yield f"{word}{'.'.join(block.labels)}"
    for kind, word in (("variable", "var."), ("module", "module.")):
        for block in directory.indexed(kind):
            if len(block.labels) == 1:
                yield f"{word}{block.labels[0]}"


def _described(described: Mapping[str, object]) -> Iterator[str]:
    for each in (*items(described, "actions"), *items(described, "resources")):
        if member(each, "mode") != "ephemeral":
            yield text(each, "address")
    for name in members(described, "variables"):
        yield f"var.{name}"
    for name in members(described, "module_calls"):
        yield f"module.{name}"


def _other(plan: Plan, why: str) -> PlanError:
    return PlanError(f"the plan `{plan.path}` belongs to a different configuration: {why}", _AGAIN)


def _without_keys(path: str) -> str:
    """A module path without the keys of its instances."""
    kept: list[str] = []
    quoted = inside = False
    for before, character in zip(" " + path, path, strict=False):
        if character == '"' and before != "\\":
            quoted = not quoted
        if not quoted and character == "[":
            inside = True
        if not inside:
            kept.append(character)
        if not quoted and character == "]":
            inside = False
    return "".join(kept)


def _without_last_key(address: str) -> str:
    module, mark, action = address.rpartition("action.aws_events_put_events.")
    return f"{module}{mark}{_without_keys(action)}"


def _is_followed(address: str, root: EventModule) -> bool:
    """The module that the address is in was read."""
    path = address.rpartition("action.aws_events_put_events.")[0].removesuffix(".")
    return any(each.path == path for each in root.walk())
