from bridgelint import eventbridge
from bridgelint.actions import Field
from bridgelint.eventbridge import (
    Destination,
    Entry,
    EventModule,
    PutEventsRequest,
    arn_head,
    bus_name,
    same_account,
)
from bridgelint.lint import Findings, Label, Rule, Severity, labels


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
    config {
      region = "us-east-1"

      entry {
        source         = "acme.orders"
        detail_type    = "Order Created"
        event_bus_name = "arn:aws:events:us-east-1:111122223333:event-bus/orders"
        detail         = jsonencode({ order = "o-1" })
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
        field, here = entry.event_bus_name, request.region
        # Other rules report an invalid region.
        if field is None or not here.name or not eventbridge.is_listed(here.name):
            return
        destination = module.destination(request, entry)
        what, label, related = "the event bus", "PutEvents may reject it", list[Label]()
        if destination is not None and destination.referred:
            bus = destination.referred[0]
            there, shown = _region_of(module, request, destination), bus.region.shown
            what += f" `{bus.resource.local_address}`"
            if destination.form == "name":
                label = f"PutEvents looks the name up in `{here.shown}` and drops the event"
            place = bus.region.span or bus.resource.block.header
            related.append(Label("the region of the event bus is set here", place))
        else:
            there = _region_in(field, here.name)
            shown = there or ""
        if there:
            yield self.entry_finding(
                f"{what} is in `{shown}`, but the action runs in `{here.shown}`",
                request,
                entry,
                field,
                label,
                related=(*related, *labels("the region of the action is set here", here.span)),
                help=f"send the event from `{there}`, or forward it with an event rule",
            )


def _region_in(field: Field, here: str) -> str | None:
    """Return the region in an ARN, if it is another one of the same partition."""
    head = arn_head(field.prefix)
    if head is None or head[1] == here or (field.text and bus_name(field.text).trouble):
        return None
    partition, region = head
    own = eventbridge.partition_of(region)
    same = own is not None and own is eventbridge.partition_of(here) and own.name == partition
    return region if same else None


def _region_of(
    module: EventModule, request: PutEventsRequest, destination: Destination
) -> str | None:
    """Return the region of a declared event bus, if it is another one."""
    regions = {each.region.name for each in destination.referred}
    region = regions.pop() if len(regions) == 1 else None
    bus = destination.referred[0]
    # Another event bus of this name may be declared where the action runs.
    is_here_too = destination.form == "name" and any(
        each.name.content == bus.name.content
        and each.region.name == request.region.name
        and same_account(each.account, request.account) is not False
        for each in module.configuration.buses
        if each is not bus and each.name.is_known
    )
    return None if is_here_too or region == request.region.name else region
