from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class UndeclaredEventBus(Rule):
    """
    ## What it does
    Reports a hard-coded name of an event bus that no `aws_cloudwatch_event_bus` resource or data
    source in the configuration declares, and no inventory lists. Disabled by default, because event
    buses are often declared elsewhere. If an inventory of the action's account and region is passed
    or configured, the rule is enabled, and its findings are warnings.

    ## Why is this bad?
    PutEvents accepts events for an event bus that does not exist and drops them: it returns an
    `EventId` and a `FailedEntryCount` of 0. A data source fails the plan if the event bus does
    not exist.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "orders"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    data "aws_cloudwatch_event_bus" "orders" {
      name = "orders"
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = data.aws_cloudwatch_event_bus.orders.name
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    A recorded response of EventBridge to an event bus that does not exist (January 2025).
    """

    name = "undeclared_event_bus"
    severity = Severity.NOTICE
    summary = "the configuration does not declare the event bus"
    enabled = False
    by_inventory = True

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        listed = eventbridge.covering(module.inventories, request)
        if field is None or (self.only_inventory and not listed):
            return
        if eventbridge.is_undeclared(module, request, entry):
            yield self.entry_finding(
                f"undeclared event bus `{field.shown}`",
                request,
                entry,
                field,
                "PutEvents silently drops events for an event bus that does not exist",
                help="use the data source `aws_cloudwatch_event_bus`, which fails the plan if the"
                " event bus does not exist",
                severity=Severity.WARNING if listed else None,
            )
