"""The event buses that a module declares or reads, and which one an argument names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.actions.resource import Resource, instance_keys, resource_of, string_argument
from bridgelint.actions.value_origins import ReferredResource, referred_resource
from bridgelint.base.records import dataclass, replace
from bridgelint.eventbridge.arn import DEFAULT, bus_name
from bridgelint.eventbridge.provider_places import (
    Account,
    Region,
    provider_account,
    provider_region,
    same_account,
)
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value, all_marks

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


@dataclass(frozen=True, slots=True, eq=False)
class Destination:
    """An event bus, as an entry, a rule or an archive names it."""

    name: str
    """Its name; the address of the declared event bus if the name is unknown."""

    form: Literal["default", "name", "arn"]
    region: str | None
    """The region in which it is looked up, or the region of the ARN; `None` if it is unknown."""

    account: Account | None
    """The account in which it is looked up; `None` for an ARN."""

    account_id: str = ""
    """The account ID of an ARN."""

    referred: tuple[Bus, ...] = ()
    """The declared event bus to which the argument refers, through locals, variables and outputs:
    its instances that may be meant."""

    is_secret: bool = False
    """Whether its name is sensitive or ephemeral."""

    is_region_secret: bool = False
    """Whether its region is."""

    @property
    def shown(self) -> str:
        """Its name for people, or `(sensitive)`."""
        return "(sensitive)" if self.is_secret else self.name

    @property
    def shown_region(self) -> str:
        """Its region for people; empty if it is unknown."""
        return "(sensitive)" if self.region and self.is_region_secret else self.region or ""

    @property
    def is_declared(self) -> bool:
        """Whether the argument refers to a declared event bus."""
        return bool(self.referred)


class Destinations:
    """The declared event buses of a whole configuration, and which one an argument names."""

    def __init__(self) -> None:
        self._buses: dict[Module, tuple[Bus, ...]] = {}

    def buses(self, module: Module) -> tuple[Bus, ...]:
        """Return the event buses that a module declares or reads."""
        if module not in self._buses:
            self._buses[module] = tuple(buses(module))
        return self._buses[module]

    def of(
        self, module: Module, field: Field | None, value: Value, region: Region, account: Account
    ) -> Destination | None:
        """Return the event bus that an argument names, looked up in a region and an account.
        `None` if it is unknown."""
        found = self._named(module, field, value, region, account)
        if found is None:
            return None
        is_secret = any(map(all_marks, (value, *(bus.name for bus in found.referred))))
        places = (region, *(bus.region for bus in found.referred))
        is_region_secret = any(each.value.is_secret for each in places)
        if not is_secret and not is_region_secret:
            return found
        return replace(found, is_secret=is_secret, is_region_secret=is_region_secret)

    def _named(
        self, module: Module, field: Field | None, value: Value, region: Region, account: Account
    ) -> Destination | None:
        if field is None or value.is_null:
            return Destination(DEFAULT, "default", region.name, account)
        referred = referred_resource(module, field.expression)
        found = self._instances(referred, value) if referred else ()
        if isinstance(value.content, str):
            arn = bus_name(value.content).arn
            if arn is None:
                return Destination(value.content, "name", region.name, account, referred=found)
            name = bus_name(value.content).name or value.content
            return Destination(name, "arn", arn.region or None, None, arn.account, found)
        if referred is None or not found:
            return None
        own = found[0].name.content
        name = own if isinstance(own, str) and len(found) == 1 else found[0].address
        if referred.attribute == "arn":
            return Destination(name, "arn", found[0].region.name, found[0].account, referred=found)
        return Destination(name, "name", region.name, account, referred=found)

    def _instances(self, referred: ReferredResource, value: Value) -> tuple[Bus, ...]:
        block = referred.block
        found = [each for each in self.buses(referred.module) if each.resource.block is block]
        if referred.key is not None:
            found = [each for each in found if each.key == referred.key]
        named = [each for each in found if each.name.content == value.content]
        return tuple(named if isinstance(value.content, str) and named else found)


def may_be_same(one: Destination, other: Destination) -> bool:
    """Return whether two destinations may be the same event bus, which share a name."""
    if one.name != other.name:
        return False
    if one.region and other.region and one.region != other.region:
        return False
    if one.account is None or other.account is None:
        return not _other_id(one, other) and not _other_id(other, one)
    return same_account(one.account, other.account) is not False


def _other_id(arn: Destination, other: Destination) -> bool:
    """Return whether an ARN's account is certainly not that of the other destination."""
    if not arn.account_id:
        return False
    ids = other.account.ids if other.account else frozenset({other.account_id} - {""})
    return bool(ids) and arn.account_id not in ids
