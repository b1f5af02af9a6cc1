"""Who receives the entries of a request, and where their event bus is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bridgelint.base.records import replace
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.eventbridge.receptions import Reception
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import null


def receptions(request: OutgoingRequest, draft: Draft) -> tuple[Reception, ...]:
    """Return who receives an entry, with the values of a plan: every `yes` and `maybe`, otherwise
    the nearest `no`. Empty if nothing is known to receive events on its event bus."""
    found = _as_sent(request, draft)
    return request.module.receptions(*found) if found else ()


def receiver_lines(request: OutgoingRequest, draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield who receives an entry, a line each with its style; a line in any case."""
    found = receptions(request, draft)
    for each in found:
        receiver = each.receiver
        targets = f" → {', '.join(receiver.targets)}" if receiver.targets else ""
        if each.match == "yes":
            yield f"{receiver.name}{targets}", "green"
        elif each.match == "maybe":
            yield f"maybe {receiver.name}{targets}: {each.reason}", "yellow"
        else:
            hint = ": did you forget event_bus_name?" if each.elsewhere else ""
            yield f"no known receiver; {receiver.name}: {each.reason}{hint}", "red"
    if not found and request.module.configuration.receivers:
        yield "no known receiver", "red"
    elif not found:
        yield "no known receiver: no event rule is declared", "dim"


def bus_place(request: OutgoingRequest, draft: Draft) -> str:
    """Return where the event bus of an entry is, as far as the configuration declares it:
    `aws_cloudwatch_event_bus.orders, eu-central-1, account 111122223333`."""
    found = _as_sent(request, draft)
    destination = request.module.destination(*found) if found else None
    if destination is None or not destination.referred:
        return ""
    bus = destination.referred[0]
    parts = [bus.address, bus.region.name or ""]
    if len(bus.account.ids) == 1:
        parts.append(f"account {next(iter(bus.account.ids))}")
    return ", ".join(filter(None, parts))


def _as_sent(request: OutgoingRequest, draft: Draft) -> tuple[PutEventsRequest, Entry] | None:
    """Return the declared entry with the values that are sent; `None` if only a plan knows it."""
    declared = request.declared
    entries = declared.entries if declared else ()
    entry = next((each for each in entries if each.index == draft.index), None)
    if declared is None or entry is None:
        return None
    if request.firing is None:
        return declared, entry
    values = {each.name: each.value for each in draft.arguments}
    sent: dict[str, Any] = {
        each.name: replace(each, value=values.get(each.name, null(each.value.type)))
        for each in entry.fields
    }
    return replace(declared, region=request.region), replace(entry, **sent)
