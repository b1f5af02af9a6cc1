from bridgelint.actions import (
    CONDITION_UNKNOWN_IN_PLAN,
    UNCONFIRMED,
    ActionTrigger,
    Traversal,
    TriggerCondition,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, Span, labels
from bridgelint_rules.triggers.invalid_trigger_condition import InvalidTriggerCondition


class FragileCondition(Rule):
    """
    ## What it does
    Reports a condition that some commands accept and others reject. Before Terraform 1.16: a
    condition in a trigger with a create event that reads an attribute of another managed resource
    that is known only after apply. In 1.16 and later: a condition that reads a variable or a local,
    or `self` or `caller` on a resource with several instances. The latter was observed on
    1.16.0-rc2 and 1.17.0-alpha20260812; it is not documented, and the changelogs up to 1.16.6
    mention no fix.

    ## Why is this bad?
    Before 1.16, the first plan of a new environment fails: "Condition must be known: The
    condition expression resulted in an unknown value, but it must be a known boolean value". In
    1.16 and later, `terraform destroy` evaluates every condition without variables and locals and
    fails: "Reference to uninitialized variable".

    ## Example
    ```terraform
    terraform {
      required_version = ">= 1.14, < 1.16"
    }

    resource "terraform_data" "upstream" {
    }

    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = terraform_data.upstream.id != ""
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
      condition = terraform.workspace == "default"
    }
    ```

    ## Source
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "fragile_condition"
    severity = Severity.WARNING
    summary = "some Terraform commands reject the trigger's condition"
    by_version = True

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        condition, versions = trigger.condition, module.versions
        if condition is None or any(InvalidTriggerCondition().check_trigger(module, trigger)):
            return
        severity = versions.severity(CONDITION_UNKNOWN_IN_PLAN, Severity.WARNING)
        # By the first update, what is known only after apply is known.
        fails_at_create = severity is not None and trigger.fires_at_create
        for reference in condition.after_apply if fails_at_create else ():
            at = _place(module, condition, reference)
            yield self.trigger_finding(
                f"the condition reads `{reference.span.text}`, which is known only after apply",
                condition,
                f"the first plan fails in Terraform {versions.names(CONDITION_UNKNOWN_IN_PLAN)}",
                at=at,
                related=labels("read here", reference.span if at != reference.span else None),
                help="use only values that the plan knows",
                severity=severity,
                value=reference.span.text,
            )
            return
        severity = versions.unconfirmed()
        several = trigger.resource.expansion.mode != "single"
        roots = ("var", "local", *(("self", "caller") if several else ()))
        for reference in condition.of(*roots)[:1] if severity is not None else ():
            yield self.trigger_finding(
                f"the condition reads `{reference.span.text}`, which `terraform destroy` "
                "cannot evaluate",
                condition,
                f"observed on {UNCONFIRMED}: the destroy fails",
                at=reference.span,
                severity=severity,
                value=reference.span.text,
            )


def _place(module: EventModule, condition: TriggerCondition, read: Traversal) -> Span:
    """Return the part of the condition that reads it, directly or through locals."""
    graph = module.dependencies
    for each in condition.of("local"):
        value = graph.local(each.attribute(0) or "")
        if value is not None and read in graph.resources_read(value):
            return each.span
    return read.span
