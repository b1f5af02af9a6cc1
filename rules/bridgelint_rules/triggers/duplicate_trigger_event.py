from bridgelint.actions import ActionTrigger, TriggerEvent
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class DuplicateTriggerEvent(Rule):
    """
    ## What it does
    Reports an event that appears twice in one `events` list.

    ## Why is this bad?
    Terraform rejects the module: `Duplicate "after_create" event`, "The event is already defined
    in this action_trigger block".

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create, after_update, after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }

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

    ## Use instead
    ```terraform
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.aws_events_put_events.order_created]
    }
    ```

    ## Source
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "duplicate_trigger_event"
    severity = Severity.ERROR
    summary = "`events` lists the same event twice"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        seen: dict[str, TriggerEvent] = {}
        for event in trigger.events:
            first = seen.setdefault(event.name, event) if event.accepted else event
            if first is not event:
                message = f"duplicate event `{event.name}`"
                label = "the event is already in the list"
                related = labels("first listed here", first.span)
                yield self.trigger_finding(message, event, label, related=related)
