from __future__ import annotations

from bridgelint.actions import (
    BEFORE_1_16,
    CONDITION_DOWNSTREAM,
    NEEDS_RESOURCE_BEFORE_EVENT,
    NEEDS_RESOURCE_INDIRECTLY,
    ActionReference,
    ActionTrigger,
    DependencyStep,
    LateCaller,
    Rejection,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Label, Rule, Severity, Span


class TriggerCycle(Rule):
    """
    ## What it does
    Reports a `before_*` trigger whose action depends on the triggering resource, directly or
    indirectly. In Terraform 1.16 and later, also an indirect dependency (through a local, an
    output, a data source or another resource) in an `after_*` trigger, and a condition that
    depends on the resource indirectly.

    ## Why is this bad?
    The resource waits for the action, and the action waits for the resource. Before 1.16 the plan
    fails with "Cycle". In 1.16 and later, the action is evaluated as part of its resource: an
    indirect dependency fails with "action reference cycle involving …", and a direct reference
    fails the apply with "Action configuration unknown during apply".

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [before_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = terraform_data.order.id })
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

    name = "trigger_cycle"
    severity = Severity.ERROR
    summary = "the trigger's action depends on the triggering resource"
    by_version = True

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        in_cycle = module.dependencies.in_cycle(trigger.resource.block)
        for reference in trigger.references:
            if in_cycle:
                yield from self._action(module, trigger, reference)
            yield from self._caller(module, trigger, reference)
        if in_cycle:
            yield from self._condition(module, trigger)

    def _action(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        action = reference.action
        if action is None:
            return
        graph, resource = module.dependencies, trigger.resource.block
        chain: tuple[DependencyStep, ...] = ()
        refusal = NEEDS_RESOURCE_BEFORE_EVENT
        if trigger.runs_before:
            chain = graph.path(action.block, resource)
        if not chain:
            refusal = NEEDS_RESOURCE_INDIRECTLY
            triggering = [each.resource.block for each in module.triggers_of(action)]
            chain = graph.path(action.block, resource, not_through=triggering, since_1_16=True)
        if chain:
            what = f"`{reference.intended}`"
            yield from self._cycle(module, trigger, what, reference.span, chain, refusal=refusal)

    def _caller(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        action = reference.action
        # `terraform_version` reports `caller` if no version of the range supports it.
        if action is None or not trigger.runs_before or module.versions.all_in(BEFORE_1_16):
            return
        for instance in module.instances_of(action):
            caller = instance.caller
            if caller is None or caller.resource is not trigger.resource:
                continue
            for late in instance.late_caller:
                severity = _severity(trigger, late)
                if severity is None:
                    continue
                yield self.finding(
                    f"`{reference.intended}` uses a value of `caller` that is not known yet",
                    reference.span,
                    late.reason,
                    related=(Label("used here", late.span),),
                    help="use an `after_*` event, or only attributes that the configuration sets",
                    severity=severity,
                    address=trigger.resource.address,
                    argument="actions",
                    value=reference.span.text,
                )
                return

    def _condition(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        if trigger.condition is None:
            return
        graph, resource = module.dependencies, trigger.resource.block
        expression = trigger.condition.attribute.value
        chain: tuple[DependencyStep, ...] = ()
        refusal = NEEDS_RESOURCE_BEFORE_EVENT
        if trigger.runs_before:
            chain = graph.path(expression, resource, not_through=[resource])
        if not chain:
            refusal = CONDITION_DOWNSTREAM
            chain = graph.path(expression, resource, not_through=[resource], since_1_16=True)
        if chain:
            what = "the condition"
            yield from self._cycle(
                module, trigger, what, trigger.condition.span, chain, refusal=refusal
            )

    def _cycle(
        self,
        module: EventModule,
        trigger: ActionTrigger,
        what: str,
        at: Span,
        chain: tuple[DependencyStep, ...],
        *,
        refusal: Rejection,
    ) -> Findings:
        severity = module.versions.severity(refusal)
        if severity is None:
            return
        which = module.versions.clause(refusal, severity)
        indirect = len(chain) > 1
        yield self.finding(
            f"{what} depends{' indirectly' if indirect else ''} on "
            f"`{trigger.resource.local_address}`, which triggers it{which}",
            at,
            " → ".join(f"`{step.address}`" for step in chain)
            if indirect
            else "the resource waits for the action, and the action for the resource",
            related=tuple(
                Label(f"`{step.address}` is referenced here", step.span)
                for step in chain
                if step.span != at
            ),
            help=_help(trigger, indirect=indirect, refusal=refusal),
            severity=severity,
            address=trigger.resource.address,
            argument="actions",
            value=at.text,
        )


def _help(trigger: ActionTrigger, *, indirect: bool, refusal: Rejection) -> str:
    if refusal is NEEDS_RESOURCE_BEFORE_EVENT:
        return "use an `after_*` event, or only values that do not depend on the resource"
    if indirect:
        return f"refer to `{trigger.resource.local_address}` directly, or to `caller`"
    return ""


def _severity(trigger: ActionTrigger, late: LateCaller) -> Severity | None:
    """Return the severity: computed values are all unknown before create, few before update."""
    if "before_create" in trigger.event_names:
        return Severity.ERROR
    changes = late.at_update and "before_update" in trigger.event_names
    return Severity.WARNING if changes else None
