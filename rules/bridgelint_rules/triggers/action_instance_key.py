from collections.abc import Iterator

from bridgelint.actions import (
    WRONG_KEY_THAT_NEVER_FIRES,
    Action,
    ActionReference,
    ActionTrigger,
    InstanceKey,
    key_text,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Fix, Rule, Severity, labels, replacing


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
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.order_created]
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
        action, key = reference.action, reference.key
        if action is None or reference.form not in {"action", "attribute"}:
            return
        if key is not None and key.form in _REFUSED:
            message = f"invalid instance key `{key.span.text}`: {_REFUSED[key.form]}"
            label = "Terraform accepts a constant key, `count.index` or `each.key`"
            yield self.trigger_finding(message, reference, label, at=key.span)
            return
        missing = next((each for each in reference.targets if each.exists is False), None)
        if missing is None:
            return
        who = ""
        if missing.resource_key is not None and missing.action_key is not None:
            who = f"{trigger.resource.local_address}{key_text(missing.resource_key)}"
        severity: Severity | None = Severity.ERROR
        dead = trigger.condition is not None and trigger.condition.always_false
        fires = trigger.fires_at_create and not dead
        if not fires and not _is_wrong_form(action, missing.action_key):
            severity = module.versions.severity(WRONG_KEY_THAT_NEVER_FIRES)
        yield self.trigger_finding(
            _missing(action, missing.action_key) + (f" (referenced by `{who}`)" if who else ""),
            reference,
            _instances(action),
            related=labels("the action", action.header),
            suggestions=tuple(_suggestions(trigger, reference, action)),
            severity=severity or Severity.WARNING,
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


def _missing(action: Action, key: InstanceKey) -> str:
    if key is None:
        return f"missing instance key: `{action.local_address}` uses `{action.expansion.mode}`"
    if action.expansion.mode == "single":
        return f"unexpected instance key: `{action.local_address}` is a single action"
    return f"`{action.local_address}` has no instance `{key_text(key)}`"


def _instances(action: Action) -> str:
    keys, mode = action.expansion.keys, action.expansion.mode
    if mode == "single":
        return "it has neither `count` nor `for_each`"
    if not keys:
        return f"it uses `{mode}`" if keys is None else f"its `{mode}` is empty"
    if len(keys) == 1:
        return f"its only instance is `{key_text(keys[0])}`"
    shown = ", ".join(f"`{key_text(key)}`" for key in keys[:_MOST_KEYS])
    return f"its instances are {shown}{' …' if len(keys) > _MOST_KEYS else ''}"


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
"""Instances of an action that are shown or suggested."""
