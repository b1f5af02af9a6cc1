from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import ActionTrigger, EventModule, TriggerEvent
from bridgelint.events.schema import EVENTS
from bridgelint.finding import Edit, Finding, Fix, Severity
from bridgelint.rule import Rule


class InvalidTriggerEvent(Rule):
    """
    ## What it does
    Reports an element of `events` that is no event keyword of any version, or a keyword in
    quotes.

    ## Why is this bad?
    Terraform refuses the module, for a quoted keyword with a message that names nothing. There
    is no event for a replacement: it runs the create events, and from 1.16 on the destroy
    events as well.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

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
    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events  = [after_create]
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

    ## Source
    Terraform's configuration loader, and Terraform 1.14 to 1.17 run on such blocks.
    """

    name = "invalid_trigger_event"
    severity = Severity.ERROR
    summary = "a trigger event that Terraform does not know"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        for event in trigger.events or ():
            if event.accepted:
                continue
            quoted = event.quoted and event.known
            yield self.finding(
                f"the event `{event.name}` is quoted"
                if quoted
                else f"`{event.name or event.span.text}` is no event",
                event.span,
                f"write `{event.name}`"
                if quoted
                else f"did you mean `{event.nearest}`?"
                if event.nearest
                else f"events are {', '.join(EVENTS)}",
                fix=_fix(trigger, event),
                address=trigger.resource.address,
                argument="events",
                value=event.name,
            )


def _fix(trigger: ActionTrigger, event: TriggerEvent) -> Fix | None:
    """Nothing where the keyword stands in the list already: one event twice is refused too."""
    same = [each for each in trigger.events or () if each.name == event.name]
    if not (event.quoted and event.known) or len(same) > 1:
        return None
    return Fix("take the quotes off", (Edit(event.span, event.name),))
