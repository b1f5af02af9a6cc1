from collections.abc import Iterator

from bridgelint.actions import ActionReference, ActionTrigger
from bridgelint.eventbridge import ACTION_TYPE, EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class DuplicateTriggerAction(Rule):
    """
    ## What it does
    Reports a resource event that runs the same action instance twice: within one trigger, or in
    several triggers of the resource that have the same condition.

    ## Why is this bad?
    Terraform accepts it and runs the action twice: a function is invoked twice, and every event of
    an `aws_events_put_events` action is sent twice.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [
            action.aws_events_put_events.order_created,
            action.aws_events_put_events.order_created,
          ]
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

    name = "duplicate_trigger_action"
    severity = Severity.WARNING
    summary = "one resource event runs the same action twice"

    def check_module(self, module: EventModule) -> Findings:
        for resource in dict.fromkeys(trigger.resource for trigger in module.triggers):
            first: dict[tuple[object, ...], ActionReference] = {}
            for trigger in module.triggers_in(resource):
                for reference in trigger.references:
                    runs = [
                        (run, first.setdefault(run, reference)) for run in _runs(trigger, reference)
                    ]
                    again = [run for run in runs if run[1] is not reference]
                    for (event, *_), earlier in again[:1]:
                        yield self.trigger_finding(
                            f"`{event}` runs `{reference.intended}` twice",
                            reference,
                            "every event is sent twice"
                            if reference.type == ACTION_TYPE
                            else "Terraform accepts it and runs the action twice",
                            related=labels("the first run", earlier.span),
                            address=resource.address,
                        )


def _runs(trigger: ActionTrigger, reference: ActionReference) -> Iterator[tuple[object, ...]]:
    """Yield event, condition, action, resource instance and action instance of what is run."""
    condition = _separating(trigger)
    for event in trigger.event_names if condition is not None else ():
        for target in reference.targets:
            if target.exists is not False:
                keys = target.resource_key, target.action_key
                yield event, condition, reference.intended, *keys


def _separating(trigger: ActionTrigger) -> str | None:
    """Return the text of a condition that may separate the trigger from others, and `None` for a
    trigger that never runs, which `dead_trigger` reports."""
    condition = trigger.condition
    if condition is None or not condition.constant:
        return condition.span.text if condition else ""
    if condition.always_false:
        return None
    always = all(each.value.content is True for each in condition.values)
    return "" if always else condition.span.text
