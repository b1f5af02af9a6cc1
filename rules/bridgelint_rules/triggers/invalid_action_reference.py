from bridgelint.actions import (
    ALWAYS,
    ATTRIBUTE_BEHIND_ACTION,
    ActionReference,
    ActionTrigger,
    Template,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Edit, Findings, Fix, Rule, Severity, Span


class InvalidActionReference(Rule):
    """
    ## What it does
    Reports an element of `actions` that is not a plain reference to one action: without the
    prefix `action.`, in quotes, through a module, with a splat, a conditional, parentheses or a
    trailing attribute. It also reports `action.…` where Terraform does not allow it:
    `depends_on`, `replace_triggered_by`, outputs, locals and arguments.

    ## Why is this bad?
    Terraform rejects the reference, for example with "Invalid action argument inside
    action_triggers", "Invalid reference to action outside this module" or "Invalid reference:
    Actions can not be referenced in this context". Before 1.16, some forms fail only in the plan,
    and an attribute after the reference is silently ignored.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [aws_events_put_events.order_created]
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

    name = "invalid_action_reference"
    severity = Severity.ERROR
    summary = "the reference does not identify one action of the module"
    by_version = True

    def check_module(self, module: EventModule) -> Findings:
        for use in module.action_uses:
            yield self.finding(
                f"`{use.span.text}` cannot be referenced here: an action has no value",
                use.span,
                _ARGUMENTS.get(use.argument, "only `actions` of a trigger can refer to an action"),
                address=use.address,
                value=use.span.text,
            )

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        form = reference.form
        if form == "action":
            return
        refusal = ATTRIBUTE_BEHIND_ACTION if form == "attribute" else ALWAYS
        severity = module.versions.severity(refusal)
        if severity is None:
            return
        expected = "`action.TYPE.NAME` of this module"
        if reference.intended and form not in {"module", "attribute"}:
            expected = f"`{reference.intended}`"
        yield self.trigger_finding(
            f"{_MESSAGES[form]}{module.versions.clause(refusal, severity)}",
            reference,
            f"expected {expected}",
            at=reference.trailing,
            fix=_fix(reference),
            severity=severity,
        )


_MESSAGES = {
    "attribute": "unexpected attribute in action reference",
    "no prefix": "missing prefix `action.`",
    "other object": "the reference does not refer to an action",
    "value": "`actions` contains a value instead of a reference",
    "quoted": "quoted action reference",
    "template": "action reference in a template",
    "module": "a trigger cannot run an action of another module",
    "splat": "a splat refers to more than one action instance",
    "parentheses": "action reference in parentheses",
    "conditional": "action reference in a conditional",
    "several": "the element refers to more than one action",
    "short": "incomplete action reference",
    "null": "null is not an action reference",
    "other": "the element is not an action reference",
}

_ARGUMENTS = {
    "depends_on": "`depends_on` accepts resources, data sources and modules",
    "replace_triggered_by": "`replace_triggered_by` accepts resources and their attributes",
}


def _fix(reference: ActionReference) -> Fix | None:
    """Return the fix, or `None` if the action does not exist and the result would be invalid."""
    if reference.action is None:
        return None
    if reference.form == "no prefix":
        at = reference.span.start + reference.span.text.startswith('"')
        start = Span(reference.span.file, at, at)
        return Fix("add the prefix `action.`", (Edit(start, "action."),))
    expression = reference.expression
    if reference.form == "quoted" and isinstance(expression, Template):
        text = expression.literal
        return Fix("remove the quotes", (Edit(reference.span, text),)) if text else None
    return None
