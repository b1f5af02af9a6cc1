from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import ActionTrigger, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class DeadTrigger(Rule):
    """
    ## What it does
    Reports a condition that is false whatever the inputs: a constant, or made of constants and
    locals without any variable, resource or data source behind it.

    ## Why is this bad?
    The trigger never runs its actions, and nothing says so.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = false
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
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = var.announce
        }
      }
    }

    variable "announce" {
      type    = bool
      default = false
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
    Terraform's evaluation of `condition`; null counts as false.
    """

    name = "dead_trigger"
    severity = Severity.WARNING
    summary = "a trigger whose condition is always false"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        condition = trigger.condition
        if condition is None or condition.mismatch:
            return
        if not condition.constant or not condition.always_false:
            return
        # Beside a destroy event any condition is refused.
        if any(name.endswith("_destroy") for name in trigger.event_names):
            return
        yield self.finding(
            "the condition is always false: the trigger never runs",
            condition.span,
            help="remove the trigger, or make the condition depend on something",
            address=trigger.resource.address,
            argument="condition",
            value=condition.span.text,
        )
