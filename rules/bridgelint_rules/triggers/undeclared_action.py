from bridgelint.actions import ActionReference, ActionTrigger
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, replacing


class UndeclaredAction(Rule):
    """
    ## What it does
    Reports a well-formed reference to an action that the module does not declare, and suggests the
    most similar name that it does declare.

    ## Why is this bad?
    Terraform reports "action_trigger actions references non-existent action". A trigger can only
    run actions of its own module, not those of a parent or child module.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_create]
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
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.order_created]
    }
    ```

    ## Source
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "undeclared_action"
    severity = Severity.ERROR
    summary = "the trigger refers to an undeclared action"

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        if reference.form not in {"action", "attribute"}:
            return
        # It may be declared in what could not be read or parsed, which is reported as such.
        if reference.action or not reference.intended or not module.is_whole:
            return
        near, where = reference.nearest, reference.elsewhere
        own = "a trigger can only run actions of its own module"
        yield self.trigger_finding(
            f"undeclared action `{reference.intended}`",
            reference,
            f"did you mean `{near}`?" if near else "the module does not declare this action",
            help=f"declare it in this module: {where} declares one, but {own}" if where else "",
            suggestions=replacing(reference.span, near, reference.intended),
            value=reference.intended,
        )
