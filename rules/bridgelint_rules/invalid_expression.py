from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, ActionTrigger, EventModule
from bridgelint.events.versions import FUNCTIONS
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class InvalidExpression(Rule):
    """
    ## What it does
    Reports an expression in an action, in its trigger, or in what they reach, that is certain
    to fail: an undeclared variable, local, resource or module output, an unknown function,
    wrong arguments, a function that fails on known values, `each` or `count` where the block
    has none. A warning where `count` or `for_each` of an action needs what only an apply makes
    known (a plan in a fresh environment is refused), where a destroy event runs an action that
    calls `timestamp()` or another function without a value in a plan, and where only part of
    the versions that the module admits have a function (`convert` came with 1.15).

    ## Why is this bad?
    Terraform refuses it, often not in `validate` but only in `plan`, and for an action without
    a trigger only when it is run.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = var.order })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    variable "order" {
      type = string
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = var.order })
        }
      }
    }
    ```

    ## Source
    Terraform's expression language, as Terraform 1.15 evaluates it.
    """

    name = "invalid_expression"
    severity = Severity.ERROR
    summary = "an expression that is certain to fail"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        spoken = {use.problem for use in module.action_uses if use.problem is not None}
        for problem in module.problems:
            if problem in spoken:
                continue
            yield self.finding(
                problem.message,
                problem.span,
                related=tuple(Label(text, span) for text, span in problem.related),
                help=problem.help,
            )

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        yield from self._young_functions(module, action)
        expansion = action.expansion
        if not expansion.after_apply or expansion.attribute is None or expansion.reason is None:
            return
        yield self.finding(
            f"`{expansion.attribute.name}` has to be known in the plan: {expansion.reason.text}",
            expansion.attribute.value.span,
            "the first plan of a fresh environment is refused",
            address=action.address,
            severity=Severity.WARNING,
            argument=expansion.attribute.name,
        )

    def _young_functions(self, module: EventModule, action: Action) -> Iterator[Finding]:
        """Functions that only some versions of the range have."""
        for name, refusal in FUNCTIONS.items():
            if module.versions.severity(refusal) is not Severity.WARNING:
                continue
            for call in module.dependencies.calls_of(action.block, {name}):
                yield self.finding(
                    f"Terraform {module.versions.names(refusal)} has no function `{name}`",
                    call,
                    related=(Label("the versions are set here", module.versions.span),)
                    if module.versions.span
                    else (),
                    address=action.address,
                    severity=Severity.WARNING,
                    value=name,
                )

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        """What an action under a destroy event sends has to be known in the plan."""
        destroys = any(name.endswith("_destroy") for name in trigger.event_names)
        for reference in trigger.references if destroys else ():
            config = reference.action.config if reference.action else None
            for call in module.dependencies.late_calls(config)[:1] if config else ():
                yield self.finding(
                    f"`{call.text}()` has no value in the plan of a destroy, which needs it",
                    call,
                    "the destroy is refused",
                    related=(Label("a destroy runs the action", reference.span),),
                    address=trigger.resource.address,
                    severity=Severity.WARNING,
                )
