"""A plan file: what it knows, which actions it would run, and whether it belongs to the
configuration that is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from bridgelint.base.failure import Failure, ReportedError
from bridgelint.base.records import Record
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.plan.plan_values import (
    attributes,
    items,
    member,
    members,
    merged,
    read_number,
    text,
)
from bridgelint.terraform.expressions.reference_address import without_keys
from bridgelint.terraform.module.evaluation_settings import Planned
from bridgelint.terraform.values.values import Reason, Value
from bridgelint.workspace.directory import ModuleDirectory

_HOW: Final = "create it with: terraform show -json PLANFILE > plan.json"
_REASON: Final = Reason("the plan says that it is known after apply", after_apply=True)
_EVENTS: Final = {
    f"{when}{what}": f"{when}_{what}".lower()
    for when in ("Before", "After")
    for what in ("Create", "Update", "Destroy")
}
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


class PlanError(ReportedError):
    def __init__(self, message: str, help_text: str = _HOW, *, unreadable: bool = False) -> None:
        super().__init__(message, help_text)
        self.unreadable = unreadable
        """There is no such file, or it cannot be read."""


class Invocation(Record, eq=False):
    """One run of an action of any type that the plan holds."""

    address: str
    type: str
    resource: str
    """The address of the resource instance that triggers it; empty for `-invoke`."""

    event: str
    """As a trigger names it; empty for `-invoke`."""

    config: Value | None
    """An object of `region` and `entry`; `None` if the plan has no values yet."""

    deferred: str = ""
    """Why it is deferred to a later plan; empty if it is not."""

    replaced: bool = False
    """The plan replaces the triggering resource instance: a destroy event sees its old values."""

    @property
    def text(self) -> str:
        """Why it runs, as it is shown."""
        return f"{self.resource} {self.event or '-invoke'}".strip()


class Plan(Record, eq=False):
    path: str
    sha256: str
    planned: Planned
    invocations: tuple[Invocation, ...]
    """Of `aws_events_put_events` actions, in the order of the plan; the deferred ones last."""

    runs: tuple[Invocation, ...]
    """The runs of actions of every type, in the order of the plan, without deferred ones."""

    complete: bool
    """Everything that the configuration asks for is in it."""

    applyable: bool
    """Terraform would apply it."""

    configuration: Mapping[str, object]
    """The root module as the plan describes it."""


def read_plan(path: str, roots: int = 1) -> Plan:
    """Read a file for that many root modules; raises `PlanError` with a reason that names it."""
    if roots > 1:
        message = f"--plan requires a single root module, but there are {roots}"
        help_text = "pass the directory in which the plan was created as PATH"
        raise PlanError(message, help_text, unreadable=True)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        message = f"cannot read the plan `{path}`: {error.strerror}"
        raise PlanError(message, "", unreadable=True) from None
    if data.startswith(b"PK"):
        raise PlanError(f"`{path}` is a saved plan in Terraform's binary format, not JSON")
    try:
        tree: object = json.loads(data, parse_int=read_number, parse_float=read_number)
    except (ValueError, RecursionError):
        raise PlanError(f"the plan `{path}` is not valid JSON") from None
    _check(path, tree)
    try:
        return _plan(path, sha256(data).hexdigest(), tree)
    except RecursionError:
        raise PlanError(f"a value in the plan `{path}` is nested too deeply", "") from None


def _plan(path: str, digest: str, tree: object) -> Plan:
    replaced = frozenset(
        text(each, "address")
        for each in items(tree, "resource_changes")
        if {"create", "delete"} <= {*map(str, items(each, "change", "actions"))}
    )
    runs = tuple(_invocation(each, replaced) for each in items(tree, "action_invocations"))
    deferred = (
        _invocation(member(each, "action_invocation"), replaced, text(each, "reason") or "unknown")
        for each in items(tree, "deferred_action_invocations")
    )
    return Plan(
        path=path,
        sha256=digest,
        planned=Planned(
            variables={
                name: merged(member(given, "value"), None, None, _REASON)
                for name, given in members(tree, "variables").items()
            },
            resources=_Resources(_changes(tree)),
            time=text(tree, "timestamp"),
        ),
        invocations=tuple(each for each in (*runs, *deferred) if each.type == ACTION_TYPE),
        runs=runs,
        complete=member(tree, "complete") is not False,
        applyable=member(tree, "applyable") is not False,
        configuration=members(tree, "configuration", "root_module"),
    )


def _check(path: str, tree: object) -> None:
    version = text(tree, "format_version")
    if not version or member(tree, "planned_values") is None:
        kind = "a state" if member(tree, "values") is not None else "no plan"
        raise PlanError(f"`{path}` is {kind}: it has no `planned_values`")
    if version.partition(".")[0] != "1":
        raise PlanError(
            f"the plan `{path}` has the unsupported format version {version}; expected 1.x", ""
        )
    if member(tree, "configuration") is None:
        raise PlanError(f"the plan `{path}` does not contain the configuration")
    if member(tree, "errored") is True:
        raise PlanError(
            f"the plan `{path}` is incomplete: planning failed",
            "fix what `terraform plan` reports, and create a new plan",
        )


# -- resources


class _Resources(Mapping[str, Value]):
    """The attributes of resource instances by address, created when they are asked for: a
    configuration needs few of them."""

    def __init__(self, changes: Iterable[tuple[str, object, str]]) -> None:
        """Of two changes with the same address the later one counts."""
        self._changes = {address: (change, side) for address, change, side in changes}
        self._values: dict[str, Value] = {}

    def __getitem__(self, address: str) -> Value:
        if address not in self._values:
            self._values[address] = attributes(address, *self._changes[address])
        return self._values[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)


def _changes(tree: object) -> Iterator[tuple[str, object, str]]:
    """Yield address, change, and the side of the change that counts."""
    modules = [member(tree, "prior_state", "values", "root_module")]
    for module in modules:
        modules.extend(items(module, "child_modules"))
        for each in items(module, "resources"):
            if "deposed_key" not in members(each):
                values, secret = member(each, "values"), member(each, "sensitive_values")
                yield text(each, "address"), {"after": values, "after_sensitive": secret}, "after"
    for each in items(tree, "resource_changes"):
        change = member(each, "change")
        if "deposed" in members(each):
            continue
        side = "before" if member(change, "after") is None else "after"
        if member(change, side) is not None or member(change, "after_unknown"):
            yield text(each, "address"), change, side


# -- invocations


def _invocation(node: object, replaced: frozenset[str], deferred: str = "") -> Invocation:
    trigger = members(node, "lifecycle_action_trigger")
    caller = text(node, "invoke_action_trigger", "calling_resource_address")
    resource = text(trigger, "triggering_resource_address") or caller
    address = text(node, "address")
    named = without_keys(address).rpartition("action.")[2].partition(".")[0]
    known, late = member(node, "config_values"), member(node, "config_unknown")
    secret = member(node, "config_sensitive")
    has_values = known is not None or late is not None
    return Invocation(
        address=address,
        type=text(node, "type") or named,
        resource=resource,
        event=_EVENTS.get(text(trigger, "action_trigger_event"), ""),
        config=merged(known, late, secret, _REASON) if has_values else None,
        deferred=deferred.replace("_", " "),
        replaced=resource in replaced,
    )


# -- the configuration


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
