from bridgelint.actions import (
    BEFORE_1_16,
    CONDITION_DOWNSTREAM,
    NEEDS_RESOURCE_BEFORE_EVENT,
    NEEDS_RESOURCE_INDIRECTLY,
    ActionReference,
    ActionTrigger,
    Block,
    Expression,
    LateCaller,
    Rejection,
    TriggerCondition,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Label, Rule, Severity, labels


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
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.order_created]
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
                yield from self._cycle(module, trigger, reference)
            yield from self._caller(module, trigger, reference)
        if trigger.condition is not None and in_cycle:
            yield from self._cycle(module, trigger, trigger.condition)

    def _cycle(
        self,
        module: EventModule,
        trigger: ActionTrigger,
        part: ActionReference | TriggerCondition,
    ) -> Findings:
        graph, versions, resource = module.dependencies, module.versions, trigger.resource
        start: Block | Expression
        if isinstance(part, TriggerCondition):
            what, start, refusal = "the condition", part.attribute.value, CONDITION_DOWNSTREAM
            before = since = [resource.block]
        elif part.action is not None:
            what, refusal = f"`{part.intended}`", NEEDS_RESOURCE_INDIRECTLY
            start, before = part.action.block, []
            since = [each.resource.block for each in module.triggers_of(part.action)]
        else:
            return
        runs_before, target = trigger.runs_before, resource.block
        chain = graph.path(start, target, not_through=before) if runs_before else ()
        if chain:
            refusal = NEEDS_RESOURCE_BEFORE_EVENT
        else:
            chain = graph.path(start, target, not_through=since, since_1_16=True)
        severity = versions.severity(refusal)
        if not chain or severity is None:
            return
        is_direct = len(chain) == 1
        yield self.trigger_finding(
            f"{what} depends{'' if is_direct else ' indirectly'} on `{resource.local_address}`,"
            f" which triggers it{versions.clause(refusal, severity)}",
            part,
            "the resource waits for the action, and the action for the resource"
            if is_direct
            else " → ".join(f"`{node.address}`" for node, _ in chain),
            related=tuple(
                Label(f"`{node.address}` is referenced here", span)
                for node, span in chain
                if span != part.span
            ),
            help=_help(resource.local_address, refusal, is_direct=is_direct),
            severity=severity,
        )

    def _caller(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        action = reference.action
        # `terraform_version` reports `caller` if no version of the range supports it.
        if action is None or not trigger.runs_before or module.versions.all_in(BEFORE_1_16):
            return
        own = (
            instance
            for instance in module.instances_of(action)
            if instance.caller is not None and instance.caller.resource is trigger.resource
        )
        for late in (late for instance in own for late in instance.late_caller):
            severity = _severity(trigger, late)
            if severity is not None:
                yield self.trigger_finding(
                    f"`{reference.intended}` uses a value of `caller` that is not known yet",
                    reference,
                    late.reason,
                    related=labels("used here", late.span),
                    help="use an `after_*` event, or only attributes that the configuration sets",
                    severity=severity,
                )
                return


def _help(resource: str, refusal: Rejection, *, is_direct: bool) -> str:
    if refusal is NEEDS_RESOURCE_BEFORE_EVENT:
        return "use an `after_*` event, or only values that do not depend on the resource"
    return "" if is_direct else f"refer to `{resource}` directly, or to `caller`"


def _severity(trigger: ActionTrigger, late: LateCaller) -> Severity | None:
    """Return the severity: computed values are all unknown before create, few before update."""
    if "before_create" in trigger.event_names:
        return Severity.ERROR
    changes = late.at_update and "before_update" in trigger.event_names
    return Severity.WARNING if changes else None
