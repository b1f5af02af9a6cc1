from bridgelint.actions import Action
from bridgelint.eventbridge import EventModule, mistaken_type
from bridgelint.lint import Findings, Rule, Severity, replacing


class UnknownActionType(Rule):
    """
    ## What it does
    Reports an `aws_` action type that resembles `aws_events_put_events` but does not exist in the
    provider, such as `aws_events_put_event` or `aws_eventbridge_put_events`.

    ## Why is this bad?
    Terraform reports "provider registry.terraform.io/hashicorp/aws does not have an action schema
    for aws_events_put_event". bridgelint does not check the entries of such a block.

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

    def check_action(self, module: EventModule, action: Action) -> Findings:
        meant = mistaken_type(action.type)
        if meant is not None:
            message, place = f"unknown action type `{action.type}`", action.block.labels[0].span
            instead = replacing(place, meant)
            yield self.finding(message, place, f"did you mean `{meant}`?", suggestions=instead)
