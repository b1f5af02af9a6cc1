"""Entries for event buses that do not exist: undeclared, or not created yet."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.actions.trigger_elements import WITHOUT_RESOURCE
from bridgelint.actions.triggers import ActionTrigger, TriggerEvent
from bridgelint.base.records import Record
from bridgelint.eventbridge.arn import DEFAULT, bus_name
from bridgelint.eventbridge.buses import Bus, Destination, may_be_same
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.versions import SINCE_1_16


class LostEvent(Record, eq=False):
    """An event of a trigger on the event bus itself, which fires while the bus does not exist."""

    trigger: ActionTrigger
    event: TriggerEvent
    bus: Bus


def lost_events(
    module: EventModule, request: PutEventsRequest, entry: Entry
) -> Iterator[LostEvent]:
    """Return the trigger events at which an entry is sent to an event bus that does not exist."""
    destination = module.destination(request, entry)
    if destination is None:
        return
    for trigger in module.triggers_running(request):
        own = [each for each in module.buses if each.resource.block is trigger.resource.block]
        named = (each for each in own if each.name.content == destination.name)
        goals = destination.referred or (each for each in named if is_bus(destination, each))
        bus = next((each for each in goals if each in own), None)
        if bus is None:
            continue
        for event in trigger.events:
            if not event.accepted or event.name not in WITHOUT_RESOURCE:
                continue
            if event.name == "before_create" or module.versions.any_in(SINCE_1_16):
                yield LostEvent(trigger, event, bus)


def is_bus(destination: Destination, bus: Bus) -> bool:
    """Return whether a name or an ARN that is hard-coded may be that of a declared event bus: its
    region and its account are not known to be others."""
    own = Destination(destination.name, "name", bus.region.name, bus.account)
    return may_be_same(destination, own)


def is_undeclared(module: EventModule, request: PutEventsRequest, entry: Entry) -> bool:
    """Return whether an entry hard-codes the name of an event bus that the configuration does not
    declare and no inventory of its account and region (of any, without such) lists."""
    field = entry.event_bus_name
    if field is None or not field.text or field.text == DEFAULT:
        return False
    name = bus_name(field.text)
    if name.arn is not None or name.trouble is not None:
        return False
    if not module.dependencies.constant(field.expression):
        return False
    if module.inventories:
        from bridgelint.eventbridge.inventory import covering  # few have one

        inventories = covering(module.inventories, request) or module.inventories
        if any(field.text in each.buses for each in inventories):
            return False
    declared = (bus.name for bus in module.configuration.buses)
    return all(each.is_known and each.content != field.text for each in declared)
