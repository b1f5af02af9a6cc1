"""Who waits for whom: what exists when a trigger's action runs, by event and Terraform version.

Observed on 1.15.9 and a development build of 1.16 (August 2026):

- What the action refers to exists in every version, for every event.
- `after_create` and `after_update` run after the triggering resource, so everything on which the
  resource depends exists. (1.14.0 may run them early; 1.14.1 fixed that.)
- `before_create` and `before_update` wait for the dependencies of the resource only in 1.16 and
  later: earlier, the action may start while they are still being created.
- The destroy events (1.16 and later) run inside the destruction of the resource. What the resource
  depends on is destroyed later, so it still exists.
- In 1.16 and later the action is evaluated inside the triggering resource, which therefore depends
  on everything to which its triggers' actions and conditions refer.
- The triggering resource itself does not exist yet at `before_create`, and no longer exists at
  `after_destroy`.
- Before 1.16 a resource that depends on the triggering resource does not wait for its `after_*`
  actions.

Plans that replace a triggering resource and are rejected with "Cycle", before Terraform 1.16 (run
on 1.15.9): the trigger has a `before_*` event, the action refers to another managed resource of the
same provider, the triggering resource is replaced destroy-first, and the same plan creates, updates
or replaces the other one. The event need not fire. 1.16 applies all of these plans
(hashicorp/terraform#39066).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bridgelint.actions.dependencies import Dependencies, Node
from bridgelint.actions.mentions import managed
from bridgelint.actions.trigger_elements import DESTROY_EVENTS, WITHOUT_RESOURCE
from bridgelint.base.records import Record
from bridgelint.hcl.references import Traversal
from bridgelint.hcl.tree import Block, Expression, Literal
from bridgelint.terraform.versions import BEFORE_1_16, SINCE_1_16, VersionRange

_REPLACING: Final = ("triggers_replace", "replace_triggered_by")
"""The arguments whose change replaces the resource."""


def exists(
    graph: Dependencies,
    versions: VersionRange,
    target: Node,
    event: str,
    *,
    action: Block,
    resource: Block,
) -> bool:
    """`EventModule.exists`."""
    if target == graph.resource(resource):
        return event not in WITHOUT_RESOURCE
    if target in graph.needed(action):
        return True
    runs_before_1_16 = event not in DESTROY_EVENTS and versions.any_in(BEFORE_1_16)
    if runs_before_1_16 and (event.startswith("before_") or target not in graph.needed(resource)):
        return False
    return not versions.any_in(SINCE_1_16) or target in graph.needed(resource, since_1_16=True)


class CycleOnReplacement(Record, eq=False):
    """A resource that cannot change in the same plan that replaces the triggering resource."""

    block: Block
    reference: Traversal
    """The action's reference to it."""

    cause: Traversal | None
    """The reference because of which its replacement also replaces the triggering resource."""


def replacement_cycles(
    graph: Dependencies, action: Block, resource: Block, source_of: Callable[[Block], str]
) -> Iterator[CycleOnReplacement]:
    """Return the resources that an action of a `before_*` trigger on `resource` cannot refer to.

    `source_of` returns the provider of a resource. A resource that depends on the triggering
    resource is not included: that is a cycle in every plan.
    """
    bodies = (resource.body, *(each.body for each in resource.body.blocks_of("lifecycle")))
    reasons = (body.value(name) for body in bodies for name in _REPLACING)
    causes = tuple(each for value in reasons if value for each in _resources(graph, value))
    for reference, block in _resources(graph, action):
        if not may_cycle(graph, resource, block, source_of):
            continue
        if graph.in_cycle(resource) and graph.resource(resource) in graph.needed(block):
            continue
        cause = next((found for found, each in causes if each is block), None)
        yield CycleOnReplacement(block, reference, cause)


def may_cycle(
    graph: Dependencies, resource: Block, other: Block, source_of: Callable[[Block], str]
) -> bool:
    """Return whether a plan fails that replaces `resource` and changes `other`, because an action
    of a `before_*` trigger on `resource` refers to `other`."""
    if other is resource or source_of(resource) != source_of(other):
        return False
    # It is created first if it, or a resource that depends on it, sets `create_before_destroy`.
    node = graph.resource(resource)
    return not _creates_first(resource) and not any(
        each.type == "resource" and _creates_first(each) and node in graph.needed(each)
        for each in graph.tree.directory.holding(b"create_before_destroy")
    )


def _resources(
    graph: Dependencies, start: Block | Expression
) -> tuple[tuple[Traversal, Block], ...]:
    """Return the managed resources to which an action or an expression refers, directly or through
    locals, each with its first reference."""
    found: dict[str, tuple[Traversal, Block]] = {}
    for each in graph.resources_read(start):
        block = graph.resource_of(each)
        if block is not None:
            found.setdefault(managed(each), (each, block))
    return tuple(found.values())


def _creates_first(resource: Block) -> bool:
    bodies = (each.body for each in resource.body.blocks_of("lifecycle"))
    values = (each.value("create_before_destroy") for each in bodies)
    return any(isinstance(each, Literal) and each.value is True for each in values)
