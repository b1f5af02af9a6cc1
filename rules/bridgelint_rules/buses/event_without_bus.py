from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, lost_events
from bridgelint.lint import Findings, Rule, Severity, labels


class EventWithoutBus(Rule):
    """
    ## What it does
    Reports a trigger on the event bus itself whose event fires while the event bus does not exist:
    `before_create`, and in Terraform 1.16 and later `after_destroy`.

    ## Why is this bad?
    The action sends to an event bus that has not been created yet, or has already been deleted.
    PutEvents accepts events for an event bus that does not exist and drops them: it returns an
    `EventId` and a `FailedEntryCount` of 0.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_bus" "orders" {
      name = "orders"

      lifecycle {
        action_trigger {
          events  = [before_create]
          actions = [action.aws_events_put_events.bus_created]
        }
      }
    }

    action "aws_events_put_events" "bus_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Event Bus Created"
          event_bus_name = "orders"
          detail         = jsonencode({ bus = "orders" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.bus_created]
    }
    ```

    ## Source
    Runs of Terraform 1.15.9 and a development build of 1.16 on such configurations. A recorded
    response of EventBridge to an event bus that does not exist (January 2025).
    """

    name = "event_without_bus"
    severity = Severity.ERROR
    summary = "the trigger fires while the event bus does not exist"
    by_version = True

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        action, graph = request.action.block, module.dependencies
        field = entry.event_bus_name
        for lost in lost_events(module, request, entry):
            resource, event = lost.trigger.resource, lost.event
            created = event.name == "before_create"
            # `trigger_cycle` reports an action that needs the event bus to be created.
            if created and graph.in_cycle(resource.block) and graph.path(action, resource.block):
                continue
            yield self.trigger_finding(
                f"the event bus `{lost.bus.resource.local_address}` does not exist "
                f"when `{event.name}` fires",
                event,
                "PutEvents drops the event without an error",
                related=labels("the entry goes to this event bus", field.span if field else None),
                help="use `after_create`" if created else "use `before_destroy`",
                address=resource.address,
            )
