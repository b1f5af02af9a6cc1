"""Values of expressions in the instances of a resource."""

from __future__ import annotations

from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.resource import MAX_INSTANCES, Resource
from bridgelint.base.records import replace
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown


def value_of(module: Module, resource: Resource, key: InstanceKey) -> Value:
    """Return the value of `self` and `caller` in a resource instance; unknown if the instances are
    unknown."""
    expansion = resource.expansion
    found = None
    if expansion.keys:
        found = module.instance("resource", resource.type, resource.name, key)
    if found is not None:
        return found
    reason = Reason(f"the instances of {resource.address} are unknown")
    return unknown(DYNAMIC, expansion.reason or reason)


def bindings_of(
    module: Module, resource: Resource, *, itself: bool
) -> tuple[tuple[InstanceKey, Bindings], ...]:
    """Return the bindings of `count` and `each` for each known instance, or for any instance if
    none is known to exist. `itself`: also of `self` and `caller`."""
    expansion = module.expansion(resource.block)
    pairs = expansion.all_bindings()[:MAX_INSTANCES] or ((None, expansion.any_bindings),)
    if not itself:
        return pairs
    values = [(key, bindings, value_of(module, resource, key)) for key, bindings in pairs]
    return tuple(
        (key, replace(bindings, self=value, caller=value)) for key, bindings, value in values
    )
