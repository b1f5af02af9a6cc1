from __future__ import annotations

from bridgelint.eventbridge import (
    MAX_BUS_NAME,
    BusName,
    Entry,
    EventModule,
    PutEventsRequest,
    bus_name,
)
from bridgelint.lint import Findings, Rule, Severity


class InvalidEventBus(Rule):
    """
    ## What it does
    Reports an `event_bus_name` that is neither a valid name (1 to 1,600 letters, digits, `.`, `-`
    and `_`) nor the ARN of an event bus that PutEvents accepts: the ARN of a partner event bus, of
    an `event-busv2` bus, or of another resource.

    ## Why is this bad?
    PutEvents rejects the entire request with a `ValidationException`: "Value '…' at
    'entries.1.member.eventBusName' failed to satisfy constraint: Member must satisfy regular
    expression pattern". No entry is sent. Terraform and the provider do not check the value.

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
    The pattern and the length limits of `EventBusName` in
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
    """

    name = "invalid_event_bus"
    severity = Severity.ERROR
    summary = "PutEvents rejects the value of `event_bus_name`"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        if field is None or field.text is None:
            return
        bus = bus_name(field.text)
        if bus.trouble is None:
            return
        shown = field.shown
        message, label = _wrong(bus, shown if len(shown) < 100 else f"{shown[:97]}…")
        yield self.entry_finding(
            message,
            request,
            entry,
            field,
            label,
            help="remove the argument to use the default event bus"
            if bus.trouble == "empty"
            else "",
        )


def _wrong(bus: BusName, shown: str) -> tuple[str, str]:
    match bus.trouble:
        case "empty":
            return "`event_bus_name` is an empty string", "PutEvents requires a name or an ARN"
        case "too long":
            return (
                f"`event_bus_name` is {len(bus.text):,} characters long",
                f"PutEvents accepts at most {MAX_BUS_NAME:,}",
            )
        case "partner":
            return (
                f"`{shown}` is a partner event bus",
                "only the partner can send events to it, with PutPartnerEvents",
            )
        case "v2":
            return (
                f"`{shown}` is the ARN of an `event-busv2`",
                "PutEvents accepts only the ARN of an `event-bus`",
            )
        case "no bus":
            return f"`{shown}` is not the ARN of an event bus", "expected `event-bus/NAME`"
        case "malformed ARN":
            return (
                f"`{shown}` is not a valid event bus ARN",
                "expected `arn:aws:events:REGION:ACCOUNT:event-bus/NAME`",
            )
        case _:
            character = "a space" if bus.character == " " else f"`{bus.character}`"
            return (
                f"`{shown}` is not a valid event bus name",
                f"{character} is not allowed: use only letters, digits, `.`, `-` and `_`",
            )
