from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.bus import BusName, bus_name
from bridgelint.events.limits import MAX_BUS_NAME
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class InvalidEventBus(Rule):
    """
    ## What it does
    Reports an `event_bus_name` that is neither the name nor the ARN of an event bus as
    PutEvents takes them: letters, digits, `.`, `-` and `_`, at most 1,600 characters, not
    empty. Partner buses, the ARNs of `event-busv2` buses and the ARNs of other things are named
    as such.

    ## Why is this bad?
    PutEvents refuses the whole request with a ValidationException: no entry of it is sent.
    Terraform and the provider check nothing.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "orders bus"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "orders-bus"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    The pattern and the lengths of `EventBusName` in
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
    """

    name = "invalid_event_bus"
    severity = Severity.ERROR
    summary = "an event bus that PutEvents refuses"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.event_bus_name
        if field is None or field.text is None:
            return
        bus = bus_name(field.text)
        if bus.trouble is None:
            return
        shown = "(sensitive)" if field.is_sensitive else field.text
        message, label = _wrong(bus, shown if len(shown) < 100 else f"{shown[:97]}…")
        yield self.entry_finding(
            message,
            instance,
            entry,
            field,
            label,
            help="leave the argument out for the default bus" if bus.trouble == "empty" else "",
        )


def _wrong(bus: BusName, shown: str) -> tuple[str, str]:
    match bus.trouble:
        case "empty":
            return "`event_bus_name` is an empty string", "a name or an ARN is required"
        case "too long":
            return (
                f"the name of the event bus has {len(bus.text):,} characters",
                f"PutEvents takes {MAX_BUS_NAME:,}",
            )
        case "partner":
            return (
                f"`{shown}` is a partner event bus",
                "only the partner sends to it, with PutPartnerEvents",
            )
        case "v2":
            return (
                f"`{shown}` is the ARN of an `event-busv2`",
                "the action's PutEvents takes the ARN of an `event-bus`",
            )
        case "no bus":
            return f"`{shown}` is the ARN of something that is no event bus", "no `event-bus/…`"
        case "malformed ARN":
            return (
                f"`{shown}` is no ARN of an event bus",
                "`arn:aws:events:REGION:ACCOUNT:event-bus/NAME` is expected",
            )
        case _:
            return (
                f"`{shown}` is no name of an event bus",
                f"`{bus.character}` is not allowed; letters, digits, `.`, `-` and `_` are",
            )
