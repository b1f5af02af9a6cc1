from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule, written_at


class InvalidArgumentType(Rule):
    """
    ## What it does
    Reports a known value that cannot be converted to the type in the provider's schema: a string
    for `source`, `detail`, `detail_type`, `event_bus_name`, `time` and `region`, a list of
    strings for `resources`. Terraform converts numbers and bools to strings, and a set or tuple
    of strings to a list.

    ## Why is this bad?
    `terraform validate` reports "Incorrect attribute value type". The most common mistake is an
    object as `detail`: the argument is a string, which `jsonencode` returns.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = { order = "o-1" }
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    The provider's schema of `aws_events_put_events`.
    """

    name = "invalid_argument_type"
    severity = Severity.ERROR
    summary = "the value has the wrong type for the argument"

    def check_instance(self, module: EventModule, instance: PutEventsRequest) -> Iterator[Finding]:
        field = instance.region_argument
        if field is not None and field.mismatch:
            yield self.finding(
                f"`region` must be a string: {field.mismatch}",
                field.span,
                related=written_at(field),
                address=instance.address,
                argument="region",
            )

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        for field in entry.fields:
            if not field.mismatch:
                continue
            wanted = "a list of strings" if field.name == "resources" else "a string"
            yield self.entry_finding(
                f"`{field.name}` must be {wanted}: {field.mismatch}",
                instance,
                entry,
                field,
                help="convert it to JSON with `jsonencode()`" if field.name == "detail" else "",
            )
