"""The event buses that a module declares or reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.actions.resource import Resource, instance_keys, resource_of, string_argument
from bridgelint.base.records import dataclass
from bridgelint.eventbridge.provider_places import (
    Account,
    Region,
    provider_account,
    provider_region,
)
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value

BUS_TYPE: Final = "aws_cloudwatch_event_bus"


@dataclass(frozen=True, slots=True, eq=False)
class Bus:
    """An `aws_cloudwatch_event_bus` resource or data source."""

    resource: Resource
    key: InstanceKey
    name: Value
    field: Field | None
    """Its `name` argument."""

    region: Region
    account: Account

    @property
    def reference(self) -> str:
        """The reference to its name: `aws_cloudwatch_event_bus.orders.name`; empty if the instance
        key cannot be written."""
        return f"{self.resource.local_address}{key_text(self.key)}.name"

    @property
    def address(self) -> str:
        """Includes the module path and the instance key."""
        return f"{self.resource.address}{key_text(self.key)}"


def buses(module: Module) -> Iterator[Bus]:
    """Return the event buses that the module declares or reads, by instance."""
    for kind in ("resource", "data"):
        for block in module.directory.blocks(kind, BUS_TYPE):
            if len(block.labels) != 2:
                continue
            resource = resource_of(module, block)
            region, account = resource_place(module, resource)
            for key in instance_keys(resource):
                value, field = string_argument(module, resource, key, "name")
                own = own_region(module, resource, key) or region
                yield Bus(resource, key, value, field, own, account)


def resource_place(module: Module, resource: Resource) -> tuple[Region, Account]:
    """Return the region and the account of a resource's provider configuration."""
    provider = provider_of(module, resource.block.body.attribute("provider"), resource.type)
    return provider_region(provider.configuration), provider_account(provider)


def own_region(module: Module, resource: Resource, key: InstanceKey) -> Region | None:
    """Return the region that the `region` argument of a resource sets, or `None`."""
    value, field = string_argument(module, resource, key, "region")
    if field is None or value.content is None or value.content == "":
        return None
    return Region(value, "resource", field.span)
