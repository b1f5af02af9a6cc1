"""Values of expressions in the instances of a resource."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.resource import MAX_INSTANCES, Resource
from bridgelint.base.records import dataclass, replace
from bridgelint.hcl.tree import Expression
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown


@dataclass(frozen=True, slots=True)
class InstanceValues:
    """The values of one module."""

    module: Module

    def evaluate(self, expression: Expression, bindings: Bindings) -> Value:
        """Evaluate the expression. Errors are recorded, and their result is unknown."""
        return self.module.evaluate(expression, bindings)

    @property
    def under_any_inputs(self) -> InstanceValues:
        """The values of the module with unknown inputs, for what has no instance."""
        return InstanceValues(self.module.under_any_inputs)

    def itself(self, resource: Resource, key: InstanceKey) -> Value:
        """Return the value of `self` and `caller` in a resource instance; unknown if the instances
        are unknown."""
        expansion = resource.expansion
        found = None
        if expansion.keys:
            found = self.module.instance("resource", resource.type, resource.name, key)
        if found is not None:
            return found
        reason = Reason(f"the instances of {resource.address} are unknown")
        return unknown(DYNAMIC, expansion.reason or reason)

    def bindings_of(
        self, resource: Resource, *, itself: bool
    ) -> tuple[tuple[InstanceKey, Bindings], ...]:
        """Return the bindings of `count` and `each` for each known instance, or for any instance if
        none is known to exist. `itself`: also of `self` and `caller`."""
        expansion = self.module.expansion(resource.block)
        pairs: Iterable[tuple[InstanceKey, Bindings]] = ((None, expansion.any_bindings),)
        if expansion.keys:
            pairs = expansion.all_bindings()[:MAX_INSTANCES]
        if not itself:
            return tuple(pairs)
        values = [(key, bindings, self.itself(resource, key)) for key, bindings in pairs]
        return tuple(
            (key, replace(bindings, self=value, caller=value)) for key, bindings, value in values
        )
