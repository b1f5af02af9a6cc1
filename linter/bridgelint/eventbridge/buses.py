"""The event buses that a module declares or reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.resource import Resource, instance_keys, resource_of, string_argument
from bridgelint.base.records import dataclass
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.values import Value

_BUS: Final = "aws_cloudwatch_event_bus"


@dataclass(frozen=True, slots=True, eq=False)
class Bus:
    """An `aws_cloudwatch_event_bus` resource or data source."""

    resource: Resource
    key: InstanceKey
    name: Value
    field: Field | None
    """Its `name` argument."""

    @property
    def reference(self) -> str:
        """The reference to its name: `aws_cloudwatch_event_bus.orders.name`; empty if the instance
        key cannot be written."""
        return f"{self.resource.local_address}{key_text(self.key)}.name"


def buses(module: Module) -> Iterator[Bus]:
    """Return the event buses that the module declares or reads, by instance."""
    for kind in ("resource", "data"):
        for block in module.directory.blocks(kind, _BUS):
            if len(block.labels) != 2:
                continue
            resource = resource_of(module, block)
            for key in instance_keys(resource):
                value, field = string_argument(module, resource, key, "name")
                yield Bus(resource, key, value, field)
