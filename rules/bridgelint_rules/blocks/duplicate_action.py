from bridgelint.actions import Action
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class DuplicateAction(Rule):
    """
    ## What it does
    Reports an action with the same type and name as another action of the module. An action in
    an override file is merged into the first one and not reported.

    ## Why is this bad?
    Terraform rejects the module: `Duplicate action "aws_events_put_events" configuration`.

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
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "duplicate_action"
    severity = Severity.ERROR
    summary = "the module declares the same action twice"

    def check_action(self, module: EventModule, action: Action) -> Findings:
        for block in action.duplicates:
            yield self.finding(
                f"duplicate action `{action.local_address}`",
                block.header,
                "an action of this type and name already exists",
                related=labels("first declared here", action.header),
                help="rename one of the two actions",
            )
