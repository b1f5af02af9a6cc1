from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.lint.rule import Rule


class UnknownActionType(Rule):
    """
    ## What it does
    Reports an `aws_` action type that resembles `aws_events_put_events` but does not exist in the
    provider, such as `aws_events_put_event` or `aws_eventbridge_put_events`.

    ## Why is this bad?
    Terraform reports "provider registry.terraform.io/hashicorp/aws does not have an action schema
    for aws_events_put_event". bridgelint only reads `aws_events_put_events`, so it checks nothing
    else in such a block.

    ## Example
    ```terraform
    action "aws_events_put_event" "order_created" {
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
    The provider's list of actions.
    """

    name = "unknown_action_type"
    severity = Severity.WARNING
    summary = "the action type does not exist in the provider"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for action in module.other_actions:
            if action.nearest is None:
                continue
            yield self.finding(
                f"unknown action type `{action.type}`",
                action.type_span,
                f"did you mean `{action.nearest}`?",
                address=f"action.{action.type}.{action.name}",
            )
