from typing import Final

from bridgelint.eventbridge import MAX_BUS_NAME, Entry, EventModule, PutEventsRequest, bus_name
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
    entry {
      source         = "acme.orders"
      detail_type    = "Order Created"
      event_bus_name = "orders-bus"
      detail         = jsonencode({ order = "o-1" })
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
        bus = bus_name(field.text) if field and field.text is not None else None
        if field is None or bus is None or bus.trouble is None:
            return
        shown = field.shown if len(field.shown) < 100 else f"{field.shown[:97]}…"
        character = "a space" if bus.character == " " else f"`{bus.character}`"
        message, label = (
            text.format(shown=shown, length=len(bus.text), character=character)
            for text in _TROUBLE[bus.trouble]
        )
        default = "remove the argument to use the default event bus"
        instead = default if bus.trouble == "empty" else ""
        yield self.entry_finding(message, request, entry, field, label, help=instead)


_TROUBLE: Final = {
    "empty": ("`event_bus_name` is an empty string", "PutEvents requires a name or an ARN"),
    "too long": (
        "`event_bus_name` is {length:,} characters long",
        f"PutEvents accepts at most {MAX_BUS_NAME:,}",
    ),
    "partner": (
        "`{shown}` is a partner event bus",
        "only the partner can send events to it, with PutPartnerEvents",
    ),
    "v2": (
        "`{shown}` is the ARN of an `event-busv2`",
        "PutEvents accepts only the ARN of an `event-bus`",
    ),
    "no bus": ("`{shown}` is not the ARN of an event bus", "expected `event-bus/NAME`"),
    "malformed ARN": (
        "`{shown}` is not a valid event bus ARN",
        "expected `arn:aws:events:REGION:ACCOUNT:event-bus/NAME`",
    ),
    "character": (
        "`{shown}` is not a valid event bus name",
        "{character} is not allowed: use only letters, digits, `.`, `-` and `_`",
    ),
}
