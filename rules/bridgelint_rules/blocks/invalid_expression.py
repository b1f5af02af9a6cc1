from bridgelint.actions import FUNCTIONS, Action, ActionTrigger
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Label, Rule, Severity, labels, replacing


class InvalidExpression(Rule):
    """
    ## What it does
    Reports an expression in an action, its trigger, or anything they refer to, that is certain to
    fail: an undeclared variable, local, resource or module output, an unknown function, wrong
    arguments, a function that fails on known values, or `each` or `count` in a block without
    them. It is a warning if

    - `count` or `for_each` of an action depends on a value known only after apply: the first plan
      of a new environment fails.
    - a destroy event runs an action that calls `timestamp()` or another function whose result is
      unknown in a plan.
    - only some of the Terraform versions that the module allows accept the expression. `convert`
      requires 1.15. A null as the second argument of `contains`, `merge` of null objects only, and
      `terraform_data.x.store` require 1.16.

    A directory without a `backend`, `cloud` or `provider` block and without a `.tfvars` file is
    treated as a module that others call. What fails there only because of the default of a variable
    is not reported, because callers pass other values. With `--var`, `--var-file` or `TF_VAR_name`
    it is treated as a root module.

    ## Why is this bad?
    Terraform reports an error such as "Reference to undeclared input variable", "Call to unknown
    function" or "Error in function call", often not in `validate` but only in `plan`. Before 1.16
    that includes actions without a trigger.

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
    ```

    ## Source
    Terraform's expression language, as Terraform 1.15 evaluates it.
    """

    name = "invalid_expression"
    severity = Severity.ERROR
    summary = "Terraform cannot evaluate the expression"
    by_version = True

    def check_module(self, module: EventModule) -> Findings:
        # `invalid_action_reference` reports these.
        uses = {use.span.place for use in module.action_uses}
        versions = module.versions
        for problem in module.problems:
            severity = versions.severity(problem.refused_by)
            if severity is None or problem.span.place in uses:
                continue
            every = versions.all_in(problem.refused_by)
            meant = problem.meant
            yield self.finding(
                problem.message
                if every
                else f"{problem.message} in Terraform {versions.names(problem.refused_by)}",
                problem.span,
                related=tuple(Label(text, span) for text, span in problem.related),
                help=problem.help,
                severity=severity,
                suggestions=replacing(problem.span, meant.declared, meant.written) if meant else (),
            )

    def check_action(self, module: EventModule, action: Action) -> Findings:
        for name, refusal in FUNCTIONS.items():
            # Only some versions of the range have the function.
            if module.versions.severity(refusal) is not Severity.WARNING:
                continue
            names = module.versions.names(refusal)
            for call in module.dependencies.calls_of(action.block, {name}):
                yield self.finding(
                    f"Terraform {names} does not support the function `{name}`",
                    call,
                    related=labels("the versions are set here", module.versions.span),
                    severity=Severity.WARNING,
                    value=name,
                )
        expansion = action.expansion
        if expansion.after_apply and expansion.attribute and expansion.reason:
            yield self.finding(
                f"`{expansion.attribute.name}` must be known in the plan: {expansion.reason.text}",
                expansion.attribute.value.span,
                "the first plan of a new environment fails",
                severity=Severity.WARNING,
                argument=expansion.attribute.name,
            )

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        """Report actions under a destroy event whose configuration is unknown in the plan."""
        destroys = any(name.endswith("_destroy") for name in trigger.event_names)
        for reference in trigger.references if destroys else ():
            config = reference.action.config if reference.action else None
            for call in module.dependencies.calls_of(config)[:1] if config else ():
                yield self.finding(
                    f"`{call.text}()` is unknown in the plan, but a destroy event requires "
                    "its value",
                    call,
                    'the destroy plan fails with "Unknown action config"',
                    related=labels("a destroy event runs the action", reference.span),
                    severity=Severity.WARNING,
                )
