from __future__ import annotations

from bridgelint.actions import ActionReference, ActionTrigger, InstanceKey, Resource
from bridgelint.eventbridge import ACTION_TYPE, EventModule
from bridgelint.lint import Findings, Label, Rule, Severity


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
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "duplicate_trigger_action"
    severity = Severity.WARNING
    summary = "one resource event runs the same action twice"

    def check_module(self, module: EventModule) -> Findings:
        for resource in {trigger.resource: None for trigger in module.triggers}:
            yield from self._in(module, resource)

    def _in(self, module: EventModule, resource: Resource) -> Findings:
        seen: dict[_Run, ActionReference] = {}
        for trigger in module.triggers_in(resource):
            for reference in trigger.references:
                again = _first_again(trigger, reference, seen)
                if again is None:
                    continue
                event, first = again
                yield self.finding(
                    f"`{event}` runs `{reference.intended}` twice",
                    reference.span,
                    "every event is sent twice"
                    if reference.type == ACTION_TYPE
                    else "Terraform accepts it and runs the action twice",
                    related=(Label("the first run", first.span),),
                    address=resource.address,
                    argument="actions",
                    value=reference.span.text,
                )


_Run = tuple[str, str, str, InstanceKey, InstanceKey]
"""Event, condition, action, resource instance, action instance."""


def _first_again(
    trigger: ActionTrigger, reference: ActionReference, seen: dict[_Run, ActionReference]
) -> tuple[str, ActionReference] | None:
    """The first event that already runs the same instance, and the reference that runs it."""
    again = None
    condition = _separating(trigger)
    if condition is None:
        return None
    for event in trigger.event_names:
        for target in reference.targets:
            if target.exists is False:
                continue
            run = (event, condition, reference.intended, target.resource_key, target.action_key)
            first = seen.setdefault(run, reference)
            if first is not reference and again is None:
                again = event, first
    return again


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
