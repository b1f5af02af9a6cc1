from bridgelint.actions import EVENTS, ActionTrigger
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Edit, Findings, Fix, Rule, Severity, replacing


class InvalidTriggerEvent(Rule):
    """
    ## What it does
    Reports an element of `events` that is not an event keyword in any Terraform version, or a
    keyword in quotes.

    ## Why is this bad?
    Terraform rejects the module: `Invalid "event" value`, without a name if the keyword is quoted.
    There is no event for a replacement: a replacement fires the create events and, in 1.16 and
    later, also the destroy events.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = ["after_create"]
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
      events  = [after_create]
      actions = [action.aws_events_put_events.order_created]
    }
    ```

    ## Source
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "invalid_trigger_event"
    severity = Severity.ERROR
    summary = "`events` contains an unknown trigger event"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        names = [each.name for each in trigger.events]
        for event in trigger.events:
            if event.accepted:
                continue
            if event.known:
                message = f"quoted trigger event `{event.name}`"
                label = f"expected `{event.name}` without quotes"
                fix = Fix("remove the quotes", (Edit(event.span, event.name),))
                # A list that also contains the event without quotes would have it twice.
                once = names.count(event.name) == 1
                yield self.trigger_finding(message, event, label, fix=fix if once else None)
                continue
            near, quoted = event.nearest, event.span.text if event.quoted else ""
            yield self.trigger_finding(
                f"unknown trigger event `{event.name or event.span.text}`",
                event,
                f"did you mean `{near}`?" if near else f"expected one of {', '.join(EVENTS)}",
                suggestions=() if near in names else replacing(event.span, near, quoted),
            )
