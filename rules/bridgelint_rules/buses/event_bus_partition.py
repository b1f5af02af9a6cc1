from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, arn_head, bus_name
from bridgelint.lint import Findings, Rule, Severity, labels


class EventBusPartition(Rule):
    """
    ## What it does
    Reports an event bus ARN whose partition (`aws`, `aws-cn`, `aws-us-gov`, …) does not match
    the ARN's own region, or the region in which the action is known to run.

    ## Why is this bad?
    Partitions have separate accounts, credentials and endpoints: a request in one partition
    cannot reach an event bus in another.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "arn:aws:events:us-gov-west-1:111122223333:event-bus/orders"
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
      event_bus_name = "arn:aws-us-gov:events:us-gov-west-1:111122223333:event-bus/orders"
      detail         = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    [AWS
    partitions](https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html)
    and the region patterns of the AWS SDKs.
    """

    name = "event_bus_partition"
    severity = Severity.ERROR
    summary = "the event bus is in a different partition"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        head = arn_head(field.prefix) if field else None
        if field is None or head is None or (field.text and bus_name(field.text).trouble):
            return
        partition, region = head
        own, here = eventbridge.partition_of(region), request.region
        running = eventbridge.partition_of(here.name) if here.name else None
        if own is not None and own.name != partition:
            yield self.entry_finding(
                f"the ARN's partition is `{partition}`, "
                f"but its region `{region}` belongs to `{own.name}`",
                request,
                entry,
                field,
                f"expected `arn:{own.name}:…`",
            )
        elif running is not None and running.name != partition:
            yield self.entry_finding(
                f"the event bus is in partition `{partition}`, but the action runs in "
                f"`{here.shown}`, which belongs to `{running.name}`",
                request,
                entry,
                field,
                "a request cannot reach an event bus in a different partition",
                related=labels("the region is set here", here.span),
            )
