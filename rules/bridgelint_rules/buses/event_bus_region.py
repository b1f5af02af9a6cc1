from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Label, Severity
from bridgelint.eventbridge.bus_names import arn_head, bus_name
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.eventbridge.regions import is_listed, partition_of
from bridgelint.lint.rule import Rule


class EventBusRegion(Rule):
    """
    ## What it does
    Reports an event bus ARN in another region than the action is known to run in: its own
    `region`, or the region of its provider configuration.

    ## Why is this bad?
    PutEvents is a regional operation. AWS documents no way to use it with an event bus in another
    region: to deliver events there, use a rule whose target is the other bus. PutEvents may
    reject the request.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        region = "eu-central-1"

        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "arn:aws:events:us-east-1:111122223333:event-bus/orders"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        region = "us-east-1"

        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "arn:aws:events:us-east-1:111122223333:event-bus/orders"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    [Sending events between
    Regions](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html).
    The response of PutEvents is unverified.
    """

    name = "event_bus_region"
    severity = Severity.WARNING
    summary = "the event bus is in another region than the action"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.event_bus_name
        head = arn_head(field.prefix) if field else None
        here = instance.region.name
        if field is None or head is None or not here or head[1] == here:
            return
        partition, region = head
        own, running = partition_of(region), partition_of(here)
        if own is None or own is not running or own.name != partition:
            return
        # Other rules report an invalid region or an invalid event bus.
        if not is_listed(here) or (field.text and bus_name(field.text).trouble):
            return
        yield self.entry_finding(
            f"the event bus is in `{region}`, but the action runs in `{here}`",
            instance,
            entry,
            field,
            "PutEvents may reject it",
            related=(Label("the region is set here", instance.region.span),)
            if instance.region.span
            else (),
            help=f"send it from `{region}`, or route it with an event rule",
        )
