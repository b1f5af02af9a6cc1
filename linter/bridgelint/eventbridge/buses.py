"""The event buses that a module declares or reads, and which one an argument names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Literal

from bridgelint.actions.fields import (
    Field,
    InstanceKey,
    ReferredResource,
    key_text,
    referred_resource,
)
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.actions.resource import Resource, instance_keys, resources_of, string_argument
from bridgelint.base.records import Record
from bridgelint.eventbridge.arn import DEFAULT, bus_name
from bridgelint.eventbridge.provider_places import (
    Account,
    Region,
    provider_place,
    region_set_by,
    same_account,
)
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import SENSITIVE, Value, all_marks, null

BUS_TYPE: Final = "aws_cloudwatch_event_bus"


class Bus(Record, eq=False):
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


def buses(module: Module) -> tuple[Bus, ...]:
    """Return the event buses that the module declares or reads, by instance."""
    return tuple(
        Bus(resource, key, *string_argument(module, resource, key, "name"), region, account)
        for kind in ("resource", "data")
        for resource in resources_of(module, kind, BUS_TYPE)
        for key, region, account in instance_places(module, resource)
    )


def instance_places(
    module: Module, resource: Resource
) -> Iterator[tuple[InstanceKey, Region, Account]]:
    """Yield the instances of a resource, each with its region and account."""
    provider = provider_of(module, resource.block.body.attribute("provider"), resource.type)
    place, account = provider_place(provider)
    for key in instance_keys(resource):
        _, argument = string_argument(module, resource, key, "region")
        yield key, region_set_by(argument, "resource", place), account


class Destination(Record, eq=False):
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
        return SENSITIVE if self.is_secret else self.name

    @property
    def shown_region(self) -> str:
        """Its region for people; empty if it is unknown."""
        return SENSITIVE if self.region and self.is_region_secret else self.region or ""


BusesOf = Callable[[Module], tuple[Bus, ...]]
"""Returns the event buses that a module declares or reads."""


def destination_of(
    module: Module, field: Field | None, region: Region, account: Account, buses_of: BusesOf
) -> Destination | None:
    """Return the event bus that an argument names, looked up in a region and an account. `None` if
    it is unknown."""
    value = field.value if field else null(STRING)
    is_set = field is not None and not value.is_null
    referred = referred_resource(module, field.expression) if field and is_set else None
    found = _instances(referred, value, buses_of) if referred else ()
    destination = partial(
        Destination,
        referred=found,
        is_secret=any(map(all_marks, (value, *(bus.name for bus in found)))),
        is_region_secret=any(
            each.value.is_secret for each in (region, *(bus.region for bus in found))
        ),
    )
    if not is_set:
        return destination(DEFAULT, "default", region.name, account)
    if isinstance(value.content, str):
        named = bus_name(value.content)
        if named.arn is None:
            return destination(value.content, "name", region.name, account)
        name, place = named.name or value.content, named.arn.region or None
        return destination(name, "arn", place, None, account_id=named.arn.account)
    if referred is None or not found:
        return None
    own = found[0].name.content
    name = own if isinstance(own, str) and len(found) == 1 else found[0].address
    if referred.attribute == "arn":
        return destination(name, "arn", found[0].region.name, found[0].account)
    return destination(name, "name", region.name, account)


def _instances(referred: ReferredResource, value: Value, buses_of: BusesOf) -> tuple[Bus, ...]:
    found = [each for each in buses_of(referred.module) if each.resource.block is referred.block]
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
