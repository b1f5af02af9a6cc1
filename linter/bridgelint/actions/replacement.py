"""Plans that replace a triggering resource and are rejected with "Cycle", before Terraform 1.16.

Run on 1.15.9: a plan is rejected if the trigger has a `before_*` event, the action refers to
another managed resource of the same provider, the triggering resource is replaced destroy-first,
and the same plan creates, updates or replaces the other one. The event need not fire. 1.16 applies
all of these plans (hashicorp/terraform#39066).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bridgelint.actions.dependencies import Dependencies
from bridgelint.base.records import dataclass
from bridgelint.hcl.references import Traversal
from bridgelint.hcl.tree import Block, Expression


@dataclass(frozen=True, slots=True, eq=False)
class CycleOnReplacement:
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
    if graph.created_before_destroyed(resource):
        return
    causes = tuple(each for value in _reasons(resource) for each in graph.resources_of(value))
    for reference, block in graph.resources_of(action):
        if not may_cycle(graph, resource, block, source_of):
            continue
        if graph.in_cycle(resource) and graph.depends(block, resource):
            continue
        cause = next((found for found, each in causes if each is block), None)
        yield CycleOnReplacement(block, reference, cause)


def may_cycle(
    graph: Dependencies, resource: Block, other: Block, source_of: Callable[[Block], str]
) -> bool:
    """Return whether a plan fails that replaces `resource` and changes `other`, because an action
    of a `before_*` trigger on `resource` refers to `other`."""
    if other is resource or graph.created_before_destroyed(resource):
        return False
    return source_of(resource) == source_of(other)


def _reasons(resource: Block) -> Iterator[Expression]:
    """Yield the expressions whose change replaces the resource."""
    for body in (resource.body, *(each.body for each in resource.body.blocks_of("lifecycle"))):
        for name in ("triggers_replace", "replace_triggered_by"):
            value = body.value(name)
            if value is not None:
                yield value
