from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.base.source import Span
from bridgelint.eventbridge.event_module import ActionTrigger, EventModule, TriggerCondition
from bridgelint.lint.rule import Rule
from bridgelint.terraform.values.values import Mark, all_marks
from bridgelint.terraform.versions import (
    BEFORE_1_16,
    CONDITION_BESIDE_DESTROY_EVENT,
    COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_IN_CONDITION,
    OWN_UNKNOWN_AT_CREATE,
    SELF_BESIDE_BEFORE_CREATE,
    SELF_IN_CONDITION,
    Refusal,
)


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
      input = "o-1"

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
    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = var.announce
        }
      }
    }

    variable "announce" {
      type    = bool
      default = true
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

    ## Source
    Terraform 1.14 to 1.17 were run on such configurations.
    """

    name = "invalid_trigger_condition"
    severity = Severity.ERROR
    summary = "Terraform rejects the trigger's condition"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        condition = trigger.condition
        if condition is None:
            return
        if condition.mismatch:
            yield self._finding(
                trigger, condition, f"the condition must be a bool, not {condition.mismatch}"
            )
            return
        marks = {mark for each in condition.values for mark in all_marks(each.value)}
        for mark in (Mark.SENSITIVE, Mark.EPHEMERAL):
            if mark in marks:
                yield self._finding(
                    trigger,
                    condition,
                    f"{mark.value} condition: Terraform crashes during the plan",
                    help="if the value is not secret, unmark it with `nonsensitive()`"
                    if mark is Mark.SENSITIVE
                    else "",
                )
                return
        yield from self._versions(module, trigger, condition)

    def _versions(
        self, module: EventModule, trigger: ActionTrigger, condition: TriggerCondition
    ) -> Iterator[Finding]:
        # `terraform_version` reports `caller` and events that no version of the range supports.
        too_old = module.versions.all_in(BEFORE_1_16)
        for message, span, refusal in _refused(trigger, condition, too_old=too_old):
            severity = module.versions.severity(refusal)
            if severity is None:
                continue
            # Before 1.16 a condition is evaluated only when an event of its block fires, so
            # without a create event the first plan still succeeds.
            if refusal.before is not None and not trigger.fires_at_create:
                severity = min(severity, Severity.WARNING)
            which = (
                ""
                if severity is Severity.ERROR
                else f", which is an error in Terraform {module.versions.names(refusal)}"
            )
            yield self.finding(
                f"{message}{which}",
                span,
                severity=severity,
                address=trigger.resource.address,
                argument="condition",
                value=condition.span.text,
            )

    def _finding(
        self,
        trigger: ActionTrigger,
        condition: TriggerCondition,
        message: str,
        *,
        help: str = "",  # noqa: A002 # the field's word
    ) -> Finding:
        return self.finding(
            message,
            condition.span,
            help=help,
            address=trigger.resource.address,
            argument="condition",
            value=condition.span.text,
        )


def _refused(
    trigger: ActionTrigger, condition: TriggerCondition, *, too_old: bool
) -> Iterator[tuple[str, Span, Refusal]]:
    """Yield each message, its place, and the releases that reject the condition."""
    events = trigger.event_names
    destroy = next((name for name in events if name.endswith("_destroy")), None)
    if destroy and not too_old:
        yield f"`{destroy}` cannot have a condition", condition.span, CONDITION_BESIDE_DESTROY_EVENT
    if destroy:
        return
    for reference in condition.of("self") if too_old else condition.of("self", "caller"):
        if "before_create" in events:
            message = f"`{reference.root}` is not available for `before_create`"
            yield message, reference.span, SELF_BESIDE_BEFORE_CREATE
        elif reference.root == "self":
            yield "the condition refers to `self`", reference.span, SELF_IN_CONDITION
    for reference in condition.of("count", "each") if trigger.runs_before else ():
        yield (
            f"the condition of a `before_*` event refers to `{reference.root}`",
            reference.span,
            COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
        )
    yield from _own_address(trigger, condition)


def _own_address(
    trigger: ActionTrigger, condition: TriggerCondition
) -> Iterator[tuple[str, Span, Refusal]]:
    resource = trigger.resource
    refusal = OWN_ADDRESS_IN_CONDITION
    if trigger.runs_before:
        refusal = OWN_ADDRESS_BESIDE_BEFORE_EVENT
    if condition.own_after_apply and "after_create" in trigger.event_names:
        refusal = OWN_UNKNOWN_AT_CREATE
    for reference in condition.of(resource.type):
        if reference.attribute(0) == resource.name:
            yield (
                f"the condition refers to its own resource, `{resource.local_address}`",
                reference.span,
                refusal,
            )
