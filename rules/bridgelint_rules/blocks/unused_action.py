from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class UnusedAction(Rule):
    """
    ## What it does
    Reports an action that no `action_trigger` of the module references. If the module has several
    actions and triggers none of them, there is one finding, at the first.

    ## Why is this bad?
    Terraform runs the action only on request, with `terraform apply
    -invoke=action.aws_events_put_events.x`. If that is not intended, a trigger is missing.

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
    ```

    ## Source
    [Actions](https://developer.hashicorp.com/terraform/language/block/action).
    """

    name = "unused_action"
    severity = Severity.NOTICE
    summary = "no trigger refers to the action"

    def check_module(self, module: EventModule) -> Findings:
        if module.misplaced_triggers or not module.is_whole:
            return
        if not all(trigger.references for trigger in module.triggers):
            return  # what an unreadable trigger refers to is not known
        meant = {
            reference.nearest for trigger in module.triggers for reference in trigger.references
        }
        unused = [
            each
            for each in module.actions
            if not module.triggers_of(each) and each.local_address not in meant
        ]
        message, label = "no trigger refers to the action", "it runs only with `-invoke`"
        if len(unused) > 1 and len(unused) == len(module.actions):
            message = f"no trigger refers to any of the {len(unused)} actions"
            label = "they run only with `-invoke`"
            unused = unused[:1]
        for each in unused:
            help_text = "refer to it in an `action_trigger` block of a resource"
            yield self.finding(message, each.header, label, help=help_text, address=each.address)
