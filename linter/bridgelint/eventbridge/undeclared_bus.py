"""Names of event buses that exist nowhere, as far as the configuration and the inventories say."""

from __future__ import annotations

from bridgelint.eventbridge.bus_names import DEFAULT, bus_name
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.inventory import covering
from bridgelint.eventbridge.request import Entry, PutEventsRequest


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
    inventories = covering(module.inventories, request) or module.inventories
    if any(field.text in each.buses for each in inventories):
        return False
    declared = (bus.name for bus in module.all_buses)
    return all(each.is_known and each.content != field.text for each in declared)
