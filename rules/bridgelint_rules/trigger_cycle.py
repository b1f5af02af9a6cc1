from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.dependencies import Step
from bridgelint.events.model import ActionReference, ActionTrigger, EventModule, LateCaller
from bridgelint.events.versions import (
    BEFORE_1_16,
    CONDITION_DOWNSTREAM,
    NEEDS_RESOURCE_BEFORE_EVENT,
    NEEDS_RESOURCE_INDIRECTLY,
    Refusal,
)
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule
from bridgelint.syntax.source import Span


class TriggerCycle(Rule):
    """
    ## What it does
    Reports a `before_…` trigger whose action needs the triggering resource itself, directly or
    through others. From 1.16 on also an indirect dependency (through a local, an output, a data
    source or another resource) under `after_…`, and a condition that needs the resource through
    others.

    ## Why is this bad?
    The resource waits for the action, and the action for the resource. Before 1.16 the plan
    ends with a cycle. From 1.16 on the action is part of its resource, so what goes through
    something else is an "action reference cycle", and what refers to the resource directly
    fails in the apply.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

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
          detail      = jsonencode({ order = terraform_data.order.id })
        }
      }
    }
    ```

    ## Source
    Terraform 1.14 to 1.17 run on such configurations.
    """

    name = "trigger_cycle"
    severity = Severity.ERROR
    summary = "a trigger whose action needs the triggering resource first"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        for reference in trigger.references:
            yield from self._action(module, trigger, reference)
            yield from self._caller(module, trigger, reference)
        yield from self._condition(module, trigger)

    def _action(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Iterator[Finding]:
        action = reference.action
        if action is None:
            return
        graph, resource = module.dependencies, trigger.resource.block
        chain: tuple[Step, ...] = ()
        refusal = NEEDS_RESOURCE_BEFORE_EVENT
        if trigger.runs_before:
            chain = graph.path(action.block, resource)
        if not chain:
            refusal = NEEDS_RESOURCE_INDIRECTLY
            triggering = [each.resource.block for each in module.triggers_of(action)]
            chain = graph.path(action.block, resource, not_through=triggering, since_1_16=True)
        if chain:
            what = f"`{reference.intended}` needs `{trigger.resource.local_address}`"
            yield from self._cycle(module, trigger, what, reference.span, chain, refusal=refusal)

    def _caller(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Iterator[Finding]:
        action = reference.action
        # Where no version knows `caller`, `terraform_version` says so.
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
                    f"`{reference.intended}` sends something of its caller that is not known yet",
                    reference.span,
                    late.reason,
                    related=(Label("it is sent here", late.span),),
                    help="use an `after_…` event, or send what the configuration sets",
                    severity=severity,
                    address=trigger.resource.address,
                    argument="actions",
                    value=reference.span.text,
                )
                return

    def _condition(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        if trigger.condition is None:
            return
        graph, resource = module.dependencies, trigger.resource.block
        expression = trigger.condition.attribute.value
        chain: tuple[Step, ...] = ()
        refusal = NEEDS_RESOURCE_BEFORE_EVENT
        if trigger.runs_before:
            chain = graph.path(expression, resource, not_through=[resource])
        if not chain:
            refusal = CONDITION_DOWNSTREAM
            chain = graph.path(expression, resource, not_through=[resource], since_1_16=True)
        if chain:
            what = f"the condition needs `{trigger.resource.local_address}`"
            yield from self._cycle(
                module, trigger, what, trigger.condition.span, chain, refusal=refusal
            )

    def _cycle(
        self,
        module: EventModule,
        trigger: ActionTrigger,
        what: str,
        at: Span,
        chain: tuple[Step, ...],
        *,
        refusal: Refusal,
    ) -> Iterator[Finding]:
        severity = module.versions.severity(refusal)
        if severity is None:
            return
        which = (
            ""
            if severity is Severity.ERROR
            else f", which Terraform {module.versions.names(refusal)} refuses"
        )
        indirect = len(chain) > 1
        yield self.finding(
            f"{what}{' through others' if indirect else ''}, which triggers it{which}",
            at,
            " → ".join(f"`{step.address}`" for step in chain),
            related=tuple(
                Label(f"{step.address} is needed here", step.span)
                for step in chain
                if step.span != at
            ),
            help=_help(trigger, indirect=indirect, refusal=refusal),
            severity=severity,
            address=trigger.resource.address,
            argument="actions",
            value=at.text,
        )


def _help(trigger: ActionTrigger, *, indirect: bool, refusal: Refusal) -> str:
    if refusal is NEEDS_RESOURCE_BEFORE_EVENT:
        return "use an `after_…` event, or send what is known without the resource"
    if indirect:
        return f"refer to `{trigger.resource.local_address}` itself, or to `caller` from 1.16 on"
    return ""


def _severity(trigger: ActionTrigger, late: LateCaller) -> Severity | None:
    """At `before_create` nothing is computed yet. At `before_update` most of it is."""
    if "before_create" in trigger.event_names:
        return Severity.ERROR
    changes = late.at_update and "before_update" in trigger.event_names
    return Severity.WARNING if changes else None
