from __future__ import annotations

from bridgelint.actions import EVENTS, ActionTrigger, TriggerEvent
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
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }
    ```

    ## Source
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "invalid_trigger_event"
    severity = Severity.ERROR
    summary = "`events` contains an unknown trigger event"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        for event in trigger.events or ():
            if event.accepted:
                continue
            quoted = event.quoted and event.known
            yield self.finding(
                f"quoted trigger event `{event.name}`"
                if quoted
                else f"unknown trigger event `{event.name or event.span.text}`",
                event.span,
                f"expected `{event.name}` without quotes"
                if quoted
                else f"did you mean `{event.nearest}`?"
                if event.nearest
                else f"expected one of {', '.join(EVENTS)}",
                fix=_fix(trigger, event),
                suggestions=_suggestions(trigger, event),
                address=trigger.resource.address,
                argument="events",
                value=event.name,
            )


def _fix(trigger: ActionTrigger, event: TriggerEvent) -> Fix | None:
    """Return the fix, or `None` if it would add an event that the list already contains."""
    same = [each for each in trigger.events or () if each.name == event.name]
    if not (event.quoted and event.known) or len(same) > 1:
        return None
    return Fix("remove the quotes", (Edit(event.span, event.name),))


def _suggestions(trigger: ActionTrigger, event: TriggerEvent) -> tuple[Fix, ...]:
    """Return the nearest event, unless the list already contains it."""
    near = event.nearest
    if near is None or any(each.name == near for each in trigger.events or ()):
        return ()
    if not event.quoted:
        return replacing(event.span, near)
    return (Fix(f"replace with `{near}`", (Edit(event.span, near),)),)
