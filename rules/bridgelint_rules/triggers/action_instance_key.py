from __future__ import annotations

from collections.abc import Iterator

from bridgelint.actions import (
    WRONG_KEY_THAT_NEVER_FIRES,
    Action,
    ActionReference,
    ActionTrigger,
    InstanceKey,
    ReferenceForm,
    ReferenceKey,
    key_text,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Finding, Findings, Fix, Label, Rule, Severity, replacing


class ActionInstanceKey(Rule):
    """
    ## What it does
    Reports an instance key that the action's `count` or `for_each` does not have: no key on an
    action with several instances, a key on an action with one, a key of the wrong type or out of
    range, and the resource's `each.key` or `count.index` where the action has no such instance.

    ## Why is this bad?
    Terraform 1.16 and later rejects a key of the wrong form in `terraform validate`: "Missing
    index: An action with count must be referenced via an integer key", or "Invalid index". A key
    of an instance that does not exist fails the plan in which the event fires: "Reference to
    non-existent action instance". Before 1.16, every wrong key fails the plan with that error.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created[0]]
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
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }
    ```

    ## Source
    Runs of Terraform 1.14 to 1.17 on such configurations.
    """

    name = "action_instance_key"
    severity = Severity.ERROR
    summary = "the reference uses an instance key that the action does not have"
    by_version = True

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        if reference.form not in {ReferenceForm.ACTION, ReferenceForm.ATTRIBUTE}:
            return
        action = reference.action
        if action is None:
            return
        if reference.key is not None and reference.key.form in _REFUSED:
            yield self._refused(trigger, reference, reference.key)
            return
        missing = next((each for each in reference.targets if each.exists is False), None)
        if missing is None:
            return
        certain = _is_wrong_form(action, missing.action_key) or _fires_at_create(trigger)
        severity = None if certain else module.versions.severity(WRONG_KEY_THAT_NEVER_FIRES)
        who = (
            f" (referenced by `{trigger.resource.local_address}{key_text(missing.resource_key)}`)"
            if missing.resource_key is not None and missing.action_key is not None
            else ""
        )
        yield self.finding(
            f"{_missing(action, missing.action_key)}{who}",
            reference.span,
            _instances(action),
            related=(Label("the action", action.header),),
            suggestions=tuple(_suggestions(trigger, reference, action)),
            severity=Severity.ERROR if certain else severity or Severity.WARNING,
            address=trigger.resource.address,
            argument="actions",
            value=reference.span.text,
        )

    def _refused(
        self, trigger: ActionTrigger, reference: ActionReference, key: ReferenceKey
    ) -> Finding:
        return self.finding(
            f"invalid instance key `{key.span.text}`: {_REFUSED[key.form]}",
            key.span,
            "Terraform accepts a constant key, `count.index` or `each.key`",
            address=trigger.resource.address,
            argument="actions",
            value=reference.span.text,
        )


_REFUSED = {
    "each.value": "`each.value` is not a key",
    "value": "Terraform does not evaluate variables or locals here",
    "expression": "Terraform does not evaluate expressions here",
    "invalid": "a key must be an integer or a string",
}


def _is_wrong_form(action: Action, key: InstanceKey) -> bool:
    """Return whether the key is wrong for any number of instances, in every version and run."""
    match action.expansion.mode:
        case "single":
            return key is not None
        case "count":
            return not isinstance(key, int) or key < 0
        case _:
            return not isinstance(key, str)


def _fires_at_create(trigger: ActionTrigger) -> bool:
    dead = trigger.condition is not None and trigger.condition.always_false
    return trigger.fires_at_create and not dead


def _missing(action: Action, key: InstanceKey) -> str:
    if key is None:
        return f"missing instance key: `{action.local_address}` uses `{action.expansion.mode}`"
    if action.expansion.mode == "single":
        return f"unexpected instance key: `{action.local_address}` is a single action"
    return f"`{action.local_address}` has no instance `{key_text(key)}`"


def _instances(action: Action) -> str:
    keys = action.expansion.keys
    if action.expansion.mode == "single":
        return "it has neither `count` nor `for_each`"
    if keys is None:
        return f"it uses `{action.expansion.mode}`"
    if not keys:
        return f"its `{action.expansion.mode}` is empty"
    if len(keys) == 1:
        return f"its only instance is `{key_text(keys[0])}`"
    shown = ", ".join(f"`{key_text(key)}`" for key in keys[:5])
    return f"its instances are {shown}{' …' if len(keys) > 5 else ''}"


def _suggestions(
    trigger: ActionTrigger, reference: ActionReference, action: Action
) -> Iterator[Fix]:
    """Yield references to the instances that exist, the likeliest first."""
    expansion, resource = action.expansion, trigger.resource.expansion
    keys = [key_text(each) for each in (expansion.keys or ())[:_MOST_KEYS]]
    if expansion.mode == resource.mode != "single" and expansion.keys == resource.keys:
        keys.insert(0, "[count.index]" if expansion.mode == "count" else "[each.key]")
    for key in keys:
        right = f"{action.local_address}{key}"
        if not trigger.block.json or '"' not in right:
            yield from replacing(reference.span, right)


_MOST_KEYS = 5
"""Instances of an action that are suggested."""
