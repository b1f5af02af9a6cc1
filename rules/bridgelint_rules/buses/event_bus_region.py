from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import (
    Bus,
    Destination,
    Entry,
    EventModule,
    PutEventsRequest,
    arn_head,
    bus_name,
    same_account,
)
from bridgelint.lint import Findings, Label, Rule, Severity, labels

_HERE = "the region of the action is set here"


class EventBusRegion(Rule):
    """
    ## What it does
    Reports an event bus in a different region from the one in which the action is known to run: its
    own `region`, or the region of its provider configuration. The event bus is an ARN, or a
    reference to a declared one whose `region` argument or provider configuration puts it elsewhere.
    There is no finding for a name if another event bus of that name is declared in the action's
    region and account.

    ## Why is this bad?
    PutEvents is a regional operation. It looks a name up in its own region, and drops the event
    without an error if there is no such event bus. AWS documents no way to use the ARN of an event
    bus in another region: to deliver events there, use a rule whose target is the other bus.

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
    summary = "the event bus is in a different region from the action"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        here = request.region.name
        if field is None or not here:
            return
        from bridgelint.eventbridge import is_listed, partition_of  # few entries get here

        # Other rules report an invalid region.
        if not is_listed(here):
            return
        destination = module.destination(request, entry)
        if destination is not None and destination.referred:
            yield from self._declared(module, request, entry, field, destination)
            return
        head = arn_head(field.prefix)
        if head is None or head[1] == here or (field.text and bus_name(field.text).trouble):
            return
        partition, region = head
        own, running = partition_of(region), partition_of(here)
        if own is None or own is not running or own.name != partition:
            return
        yield self.entry_finding(
            f"the event bus is in `{region}`, but the action runs in `{request.region.shown}`",
            request,
            entry,
            field,
            "PutEvents may reject it",
            related=labels(_HERE, request.region.span),
            help=f"send the event from `{region}`, or forward it with an event rule",
        )

    def _declared(
        self,
        module: EventModule,
        request: PutEventsRequest,
        entry: Entry,
        field: Field,
        destination: Destination,
    ) -> Findings:
        """Check a reference to a declared event bus."""
        here = request.region.name
        regions = {each.region.name for each in destination.referred}
        there = next(iter(regions)) if len(regions) == 1 else None
        if not there or there == here:
            return
        bus = destination.referred[0]
        if destination.form == "name" and _is_here_too(module, request, bus):
            return
        place = bus.region.span or bus.resource.block.header
        yield self.entry_finding(
            f"the event bus `{bus.resource.local_address}` is in `{bus.region.shown}`, "
            f"but the action runs in `{request.region.shown}`",
            request,
            entry,
            field,
            f"PutEvents looks the name up in `{request.region.shown}` and drops the event"
            if destination.form == "name"
            else "PutEvents may reject it",
            related=(
                Label("the region of the event bus is set here", place),
                *labels(_HERE, request.region.span),
            ),
            help=f"send the event from `{there}`, or forward it with an event rule",
        )


def _is_here_too(module: EventModule, request: PutEventsRequest, bus: Bus) -> bool:
    """Return whether another event bus of this name is declared where the action runs."""
    return any(
        each.name.content == bus.name.content
        and each.region.name == request.region.name
        and same_account(each.account, request.account) is not False
        for each in module.all_buses
        if each is not bus and each.name.is_known
    )
