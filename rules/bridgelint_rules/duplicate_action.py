from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, EventModule
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class DuplicateAction(Rule):
    """
    ## What it does
    Reports an action whose type and name another action of the module has as well. In an
    override file that is no second action: it is merged into the first.

    ## Why is this bad?
    Terraform refuses the module, and nothing in it can be planned.

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

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Paid"
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

    action "aws_events_put_events" "order_paid" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Paid"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    Terraform's configuration loader, and Terraform 1.14 to 1.17 run on such blocks.
    """

    name = "duplicate_action"
    severity = Severity.ERROR
    summary = "two actions of one type and name"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for block in action.duplicates:
            yield self.finding(
                f"the module has another `{action.local_address}`",
                block.header,
                "the name is taken",
                related=(Label("the first one", action.header),),
                help="rename one of them",
                address=action.address,
            )
