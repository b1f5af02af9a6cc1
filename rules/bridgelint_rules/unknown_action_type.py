from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class UnknownActionType(Rule):
    """
    ## What it does
    Reports an `aws_` action type that is nearly `aws_events_put_events` and that the provider
    does not have: `aws_events_put_event`, `aws_eventbridge_put_events` and their like.

    ## Why is this bad?
    Terraform refuses it: "does not have an action schema". bridgelint reads only
    `aws_events_put_events`, so nothing else in such a block is checked.

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
    summary = "an action type that the provider does not have"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for action in module.other_actions:
            if action.nearest is None:
                continue
            yield self.finding(
                f"the provider has no action `{action.type}`",
                action.type_span,
                f"did you mean `{action.nearest}`?",
                address=f"action.{action.type}.{action.name}",
            )
