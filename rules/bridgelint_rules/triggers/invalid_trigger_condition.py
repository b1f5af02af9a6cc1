from collections.abc import Iterator

from bridgelint.actions import (
    BEFORE_1_16,
    CONDITION_BESIDE_DESTROY_EVENT,
    COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_IN_CONDITION,
    OWN_UNKNOWN_AT_CREATE,
    SELF_BESIDE_BEFORE_CREATE,
    SELF_IN_CONDITION,
    ActionTrigger,
    Mark,
    Rejection,
    TriggerCondition,
    all_marks,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, Span


class InvalidTriggerCondition(Rule):
    """
    ## What it does
    Reports a `condition` that uses `self`, `caller`, `count`, `each` or the resource's own address
    where Terraform does not allow them, a value that is not a bool, a sensitive or ephemeral
    value, and any condition in a trigger with a destroy event.

    ## Why is this bad?
    Terraform reports an error such as "Self reference not allowed" or "Condition on destroy
    action", before 1.16 only in the plan in which the event fires. A sensitive or ephemeral
    condition crashes every version during the plan: "panic: value is marked, so must be unmarked
    first".

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = "maybe"
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
      events    = [after_create]
      actions   = [action.aws_events_put_events.order_created]
      condition = terraform.workspace == "production"
    }
    ```

    ## Source
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "invalid_trigger_condition"
    severity = Severity.ERROR
    summary = "Terraform rejects the trigger's condition"
    by_version = True

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        condition, versions = trigger.condition, module.versions
        if condition is None:
            return
        if condition.mismatch:
            message = f"the condition must be a bool, not {condition.mismatch}"
            yield self.trigger_finding(message, condition)
            return
        marks = {mark for each in condition.values for mark in all_marks(each.value)}
        for mark in (Mark.SENSITIVE, Mark.EPHEMERAL):
            if mark in marks:
                message = f"{mark.value} condition: Terraform crashes during the plan"
                unmark = "if the value is not secret, unmark it with `nonsensitive()`"
                instead = unmark if mark is Mark.SENSITIVE else ""
                yield self.trigger_finding(message, condition, help=instead)
                return
        # `terraform_version` reports `caller` and events that no version of the range supports.
        too_old = versions.all_in(BEFORE_1_16)
        for what, instead, place, refusal in _refused(trigger, condition, too_old=too_old):
            severity = versions.severity(refusal)
            if severity is None:
                continue
            # Before 1.16 a condition is evaluated only when an event of its block fires, so
            # without a create event the first plan still succeeds.
            if refusal.before is not None and not trigger.fires_at_create:
                severity = min(severity, Severity.WARNING)
            message = f"{what}{versions.clause(refusal, severity)}"
            yield self.trigger_finding(
                message, condition, at=place, help=instead, severity=severity
            )


def _refused(
    trigger: ActionTrigger, condition: TriggerCondition, *, too_old: bool
) -> Iterator[tuple[str, str, Span, Rejection]]:
    """Yield each message, its help and place, and the releases that reject the condition."""
    events, resource = trigger.event_names, trigger.resource
    elsewhere = "use a value that does not come from the resource"
    destroy = next((name for name in events if name.endswith("_destroy")), None)
    if destroy:
        message = f"`{destroy}` cannot have a condition"
        instead = "remove the condition, or move the destroy event to a trigger without one"
        if not too_old:
            yield message, instead, condition.span, CONDITION_BESIDE_DESTROY_EVENT
        return
    for each in condition.of("self") if too_old else condition.of("self", "caller"):
        if "before_create" in events:
            message = f"`{each.root}` cannot be used in the condition of a `before_create` event"
            yield message, elsewhere, each.span, SELF_BESIDE_BEFORE_CREATE
        elif each.root == "self":
            message = "`self` cannot be used in a condition"
            yield message, elsewhere, each.span, SELF_IN_CONDITION
    for each in condition.of("count", "each") if trigger.runs_before else ():
        message = f"`{each.root}` cannot be used in the condition of a `before_*` event"
        instead = "use an `after_*` event, or a value that is the same for all instances"
        yield message, instead, each.span, COUNT_OR_EACH_BESIDE_BEFORE_EVENT
    own = OWN_ADDRESS_BESIDE_BEFORE_EVENT if trigger.runs_before else OWN_ADDRESS_IN_CONDITION
    if condition.own_after_apply and "after_create" in events:
        own = OWN_UNKNOWN_AT_CREATE
    for each in condition.of(resource.type):
        if each.attribute(0) == resource.name:
            address = resource.local_address
            message = f"the condition cannot refer to its own resource, `{address}`"
            yield message, elsewhere, each.span, own
