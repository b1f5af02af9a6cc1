from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import ActionTrigger, EventModule
from bridgelint.lint.rule import Rule


class DeadTrigger(Rule):
    """
    ## What it does
    Reports a condition that is false for all inputs: a constant, or an expression of constants
    and locals that depends on no variable, resource or data source.

    ## Why is this bad?
    The trigger never runs its actions. Terraform prints no warning about it.

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
    How Terraform evaluates `condition`; a null condition counts as false.
    """

    name = "dead_trigger"
    severity = Severity.WARNING
    summary = "the trigger's condition is always false"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        condition = trigger.condition
        if condition is None or condition.mismatch:
            return
        if not condition.constant or not condition.always_false:
            return
        # Terraform rejects every condition next to a destroy event.
        if any(name.endswith("_destroy") for name in trigger.event_names):
            return
        yield self.finding(
            "the condition is always false: the trigger never runs",
            condition.span,
            help="remove the trigger, or use a condition that depends on an input",
            address=trigger.resource.address,
            argument="condition",
            value=condition.span.text,
        )
