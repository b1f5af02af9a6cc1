from bridgelint.actions import MISPLACED_TRIGGER_CRASH, MisplacedTriggerBlock
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class MisplacedTrigger(Rule):
    """
    ## What it does
    Reports an `action_trigger` in the lifecycle of anything other than a managed resource, or
    outside a lifecycle.

    ## Why is this bad?
    Terraform rejects it: "Invalid data resource lifecycle nested block" or "Unsupported block
    type". Terraform before 1.15.1 crashes on an `action_trigger` in the lifecycle of a `data` or
    `ephemeral` block.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
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

    name = "misplaced_trigger"
    severity = Severity.ERROR
    summary = "`action_trigger` is not in the lifecycle of a managed resource"
    by_version = True

    def check_module(self, module: EventModule) -> Findings:
        crashes = module.versions.any_in(MISPLACED_TRIGGER_CRASH)
        for trigger in module.misplaced_triggers:
            crash = crashes and trigger.in_lifecycle and trigger.place in {"data", "ephemeral"}
            yield self.finding(
                _message(trigger),
                trigger.span,
                "Terraform requires literal `action_trigger` blocks"
                if trigger.place == "dynamic"
                else "`action_trigger` is only allowed in the `lifecycle` block of a `resource`",
                help="move it: Terraform before 1.15.1 crashes on this block" if crash else "",
                address=trigger.address,
            )


def _message(trigger: MisplacedTriggerBlock) -> str:
    match trigger.place:
        case "data" | "ephemeral":
            return f"`{trigger.address}` cannot trigger an action: it is not a managed resource"
        case "dynamic" if trigger.in_lifecycle:
            return "`lifecycle` cannot contain a `dynamic` block"
        case "resource" | "dynamic":
            return "`action_trigger` is outside the resource's `lifecycle` block"
        case "action":
            return "an action cannot contain an `action_trigger`"
        case _:
            return f"`{trigger.address}` cannot trigger an action"
