from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.bus import arn_head, bus_name
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.events.regions import is_listed, partition_of
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class EventBusRegion(Rule):
    """
    ## What it does
    Reports the ARN of an event bus in another region than the one the action is known to run
    in: its own `region`, or that of its provider configuration.

    ## Why is this bad?
    PutEvents is regional. AWS documents no way to send to a bus in another region with it:
    events go there by a rule that has the other bus as its target. The request may be refused.

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
    What PutEvents answers has not been seen.
    """

    name = "event_bus_region"
    severity = Severity.WARNING
    summary = "an event bus in another region than the action"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
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
        # What is wrong with either in itself is said by another rule.
        if not is_listed(here) or (field.text and bus_name(field.text).trouble):
            return
        yield self.entry_finding(
            f"the event bus is in `{region}`, and the action runs in `{here}`",
            instance,
            entry,
            field,
            "PutEvents may refuse it",
            related=(Label("the region is set here", instance.region.span),)
            if instance.region.span
            else (),
            help=f"send it from `{region}` (`region` in `config`, or a provider configuration), "
            "or route it with a rule",
        )
