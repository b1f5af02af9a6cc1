"""What expressions come to in the instances of a resource."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.actions.declared_actions import MAX_INSTANCES
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.triggers import Resource
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
        """Never raises: what fails is unknown, and reported."""
        return self.module.evaluate(expression, bindings)

    def itself(self, resource: Resource, key: InstanceKey) -> Value:
        """What `self` and `caller` are in an instance of a resource; unknown where the instances
        are not known."""
        expansion = resource.expansion
        found = None
        if expansion.keys is not None:
            found = self.module.instance("resource", resource.type, resource.name, key)
        if found is not None:
            return found
        reason = Reason(f"the instances of {resource.address} are not known")
        return unknown(DYNAMIC, expansion.reason or reason)

    def bindings_of(
        self, resource: Resource, *, itself: bool
    ) -> tuple[tuple[InstanceKey, Bindings], ...]:
        """`count` and `each` in each known instance, or in any one; `itself`: also `self` and
        `caller`."""
        expansion = self.module.expansion(resource.block)
        pairs: Iterable[tuple[InstanceKey, Bindings]] = ((None, expansion.any_bindings),)
        if expansion.keys is not None:
            pairs = expansion.all_bindings()[:MAX_INSTANCES]
        if not itself:
            return tuple(pairs)
        values = [(key, bindings, self.itself(resource, key)) for key, bindings in pairs]
        return tuple(
            (key, replace(bindings, self=value, caller=value)) for key, bindings, value in values
        )
