from __future__ import annotations

from bridgelint.actions import BEFORE_1_16, ActionTrigger, Mark, TriggerCondition, all_marks
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Finding, Findings, Rule, Severity
from bridgelint_rules.triggers._condition import refusals


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
    resource "terraform_data" "order" {
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
    ```

    ## Source
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "invalid_trigger_condition"
    severity = Severity.ERROR
    summary = "Terraform rejects the trigger's condition"
    by_version = True

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
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
    ) -> Findings:
        # `terraform_version` reports `caller` and events that no version of the range supports.
        too_old = module.versions.all_in(BEFORE_1_16)
        for message, help_text, span, refusal in refusals(trigger, condition, too_old=too_old):
            severity = module.versions.severity(refusal)
            if severity is None:
                continue
            # Before 1.16 a condition is evaluated only when an event of its block fires, so
            # without a create event the first plan still succeeds.
            if refusal.before is not None and not trigger.fires_at_create:
                severity = min(severity, Severity.WARNING)
            yield self.finding(
                f"{message}{module.versions.clause(refusal, severity)}",
                span,
                help=help_text,
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
