from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import Action, ActionTrigger, EventModule
from bridgelint.lint.rule import Rule


class UnusedAction(Rule):
    """
    ## What it does
    Reports an action that no `action_trigger` of the module references.

    ## Why is this bad?
    Terraform runs the action only on request, with `terraform apply
    -invoke=action.aws_events_put_events.x`. That is a normal use; otherwise a trigger is missing.

    ## Example
    ```terraform
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
    [Actions](https://developer.hashicorp.com/terraform/language/block/action).
    """

    name = "unused_action"
    severity = Severity.NOTICE
    summary = "no trigger refers to the action"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        if module.triggers_of(action) or module.misplaced_triggers or module.syntax_problems:
            return
        if any(_may_mean(trigger, action) for trigger in module.triggers):
            return
        yield self.finding(
            "no trigger refers to the action",
            action.header,
            "it runs only with `-invoke`",
            help="refer to it in an `action_trigger` in a resource's `lifecycle`",
            address=action.address,
        )


def _may_mean(trigger: ActionTrigger, action: Action) -> bool:
    """Return whether the trigger is unreadable, or has a misspelled reference to this action."""
    return not trigger.actions or any(
        reference.nearest == action.local_address for reference in trigger.references
    )
