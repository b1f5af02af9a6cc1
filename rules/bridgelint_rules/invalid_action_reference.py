from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import ActionReference, ActionTrigger, EventModule, ReferenceForm
from bridgelint.events.versions import ALWAYS, ATTRIBUTE_BEHIND_ACTION
from bridgelint.finding import Edit, Finding, Fix, Severity
from bridgelint.rule import Rule
from bridgelint.syntax.source import Span
from bridgelint.syntax.tree import Template


class InvalidActionReference(Rule):
    """
    ## What it does
    Reports an element of `actions` that is no plain reference to one action: without `action.`,
    in quotes, through a module, a splat, a conditional, parentheses, an attribute behind it.
    And `action.…` where no action may stand: `depends_on`, `replace_triggered_by`, outputs,
    locals, arguments.

    ## Why is this bad?
    Terraform refuses it. Before 1.16 some forms are refused only in the plan, and an attribute
    behind the reference is ignored.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

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
    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
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

    ## Source
    Terraform 1.14 to 1.17 run on such configurations.
    """

    name = "invalid_action_reference"
    severity = Severity.ERROR
    summary = "a reference that names no single action of this module"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for use in module.action_uses:
            yield self.finding(
                f"`{use.span.text}` cannot stand here: an action has no value",
                use.span,
                _PLACES.get(use.place, "only the `actions` of a trigger take it"),
                address=use.address,
                value=use.span.text,
            )

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Iterator[Finding]:
        form = reference.form
        if form is ReferenceForm.ACTION:
            return
        refusal = ATTRIBUTE_BEHIND_ACTION if form is ReferenceForm.ATTRIBUTE else ALWAYS
        severity = module.versions.severity(refusal)
        if severity is None:
            return
        message = _MESSAGES[form]
        if severity is not Severity.ERROR:
            message = f"{message}, which Terraform {module.versions.names(refusal)} refuses"
        yield self.finding(
            message,
            reference.trailing or reference.span,
            f"write `{reference.intended}`"
            if reference.intended and form not in {ReferenceForm.MODULE, ReferenceForm.ATTRIBUTE}
            else "one `action.TYPE.NAME` of this module is expected",
            fix=_fix(reference),
            severity=severity,
            address=trigger.resource.address,
            argument="actions",
            value=reference.span.text,
        )


_MESSAGES = {
    ReferenceForm.ATTRIBUTE: "an attribute stands behind the action",
    ReferenceForm.NO_PREFIX: "the reference lacks `action.`",
    ReferenceForm.OTHER_OBJECT: "the reference names no action",
    ReferenceForm.VALUE: "`actions` takes references, not values",
    ReferenceForm.QUOTED: "the reference is quoted",
    ReferenceForm.TEMPLATE: "the reference stands in a template",
    ReferenceForm.MODULE: "a trigger cannot run an action of another module",
    ReferenceForm.SPLAT: "a splat names more than one action instance",
    ReferenceForm.PARENTHESES: "the reference stands in parentheses",
    ReferenceForm.CONDITIONAL: "the reference stands in a conditional",
    ReferenceForm.SEVERAL: "the element names more than one action",
    ReferenceForm.SHORT: "the reference names no action",
    ReferenceForm.NULL: "null is no action",
    ReferenceForm.OTHER: "the element is no reference",
}

_PLACES = {
    "depends_on": "`depends_on` takes resources, data sources and modules",
    "replace_triggered_by": "`replace_triggered_by` takes resources and their attributes",
}


def _fix(reference: ActionReference) -> Fix | None:
    """Only where the action exists, so that the result is right and not merely different."""
    if not reference.declared:
        return None
    if reference.form is ReferenceForm.NO_PREFIX:
        at = reference.span.start + reference.span.text.startswith('"')
        start = Span(reference.span.file, at, at)
        return Fix("put `action.` before it", (Edit(start, "action."),))
    expression = reference.expression
    if reference.form is ReferenceForm.QUOTED and isinstance(expression, Template):
        text = expression.literal
        return Fix("take the quotes off", (Edit(reference.span, text),)) if text else None
    return None
