from bridgelint.actions import ActionTrigger, Resource
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class DeadTrigger(Rule):
    """
    ## What it does
    Reports a trigger that can never fire: its condition is false for all inputs (a constant, or an
    expression of constants and locals that depends on no variable, resource or data source), or its
    only events are `before_update` and `after_update` on a resource that is never updated in place:
    `null_resource`, `time_static`, the resources of the random provider, and `terraform_data` with
    `triggers_replace` and neither `input` nor `store`.

    ## Why is this bad?
    The trigger never runs its actions. Terraform prints no warning about it. Where a change
    replaces the resource, `terraform plan` shows "forces replacement" and no action.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events    = [after_create]
          actions   = [action.aws_events_put_events.order_created]
          condition = false
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
      condition = terraform.workspace == "production"
    }
    ```

    ## Source
    How Terraform evaluates `condition`; a null condition counts as false. Runs of Terraform 1.14 to
    1.17 on `terraform_data`. The other resources are replaced according to the documentation of
    their providers, except for a change between null values.
    """

    name = "dead_trigger"
    severity = Severity.WARNING
    summary = "the trigger can never run"

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        condition, resource = trigger.condition, trigger.resource
        # Terraform rejects every condition next to a destroy event.
        destroys = any(name.endswith("_destroy") for name in trigger.event_names)
        is_valid = condition is not None and not condition.mismatch and not destroys
        if condition and is_valid and condition.constant and condition.always_false:
            message = "the condition is always false: the trigger never runs"
            instead = "remove the trigger, or use a condition that depends on an input"
            yield self.trigger_finding(message, condition, help=instead)
            return
        events, written = trigger.events, trigger.block.body.attribute("events")
        if written is None or not events:
            return
        if not all(each.accepted and each.name.endswith("_update") for each in events):
            return
        never = _never_updated(module, resource)
        if never is None:
            return
        create = dict.fromkeys(f"`{each.name.removesuffix('update')}create`" for each in events)
        yield self.finding(
            f"the trigger {never}: a change to `{resource.local_address}` replaces the resource",
            written.value.span,
            "an update event fires only if the resource is updated in place",
            help=f"use {' and '.join(create)}: a replacement fires the create events",
            argument="events",
            value=resource.type,
        )


_NEVER = "never runs"
_MAY = "may never run"
_PROVIDERS = {
    "null_resource": ("hashicorp/null", _MAY),
    "time_static": ("hashicorp/time", _NEVER),
}


def _never_updated(module: EventModule, resource: Resource) -> str | None:
    """Return what that means for the trigger, or `None` if the resource can be updated in place."""
    body = resource.block.body
    if not body.complete:
        return None
    if resource.type == "terraform_data":
        names = {each.name for each in body.attributes} | {each.type for each in body.blocks}
        replaced = "triggers_replace" in names
        return _NEVER if replaced and not names & {"input", "store", "dynamic"} else None
    source, means = _PROVIDERS.get(resource.type, ("hashicorp/random", _MAY))
    if resource.type not in _PROVIDERS and not resource.type.startswith("random_"):
        return None
    # A change between null values updates a `null_resource` or a resource of the random provider.
    return means if module.provider_source(resource.block) == source else None
