from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import EventModule
from bridgelint.events.model import MisplacedTrigger as Place
from bridgelint.events.versions import MISPLACED_TRIGGER_CRASH
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class MisplacedTrigger(Rule):
    """
    ## What it does
    Reports an `action_trigger` in the lifecycle of anything but a managed resource, or outside
    a lifecycle.

    ## Why is this bad?
    Terraform refuses it. In the lifecycle of a `data` or `ephemeral` block, releases before
    1.15.1 crash.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

      action_trigger {
        events  = [after_create]
        actions = [action.aws_events_put_events.order_created]
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

    name = "misplaced_trigger"
    severity = Severity.ERROR
    summary = "an action_trigger where Terraform has no place for it"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for trigger in module.misplaced_triggers:
            crash = (
                trigger.place in {"data", "ephemeral"}
                and trigger.in_lifecycle
                and module.versions.any_in(MISPLACED_TRIGGER_CRASH)
            )
            yield self.finding(
                _message(trigger),
                trigger.span,
                "only the `lifecycle` of a `resource` takes it",
                help="Terraform before 1.15.1 crashes on it" if crash else "",
                address=trigger.address,
            )


def _message(trigger: Place) -> str:
    match trigger.place:
        case "data" | "ephemeral":
            return f"`{trigger.address}` is no managed resource: it cannot trigger an action"
        case "resource":
            return "`action_trigger` stands outside the resource's `lifecycle`"
        case "dynamic":
            return "`lifecycle` takes no `dynamic` block"
        case "action":
            return "an action takes no `action_trigger`"
        case _:
            return f"`{trigger.address}` cannot trigger an action"
