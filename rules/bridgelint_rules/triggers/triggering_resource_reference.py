from bridgelint.actions import SINCE_1_16, UNCONFIRMED, Action, Resource
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Edit, Findings, Fix, Label, Rule, Severity, Span


class TriggeringResourceReference(Rule):
    """
    ## What it does
    Reports an action that refers by address to a resource that triggers it with an `after_*`
    event, for Terraform 1.16 and later (observed on 1.16.0-rc2 and 1.17.0-alpha20260812,
    undocumented). There is no finding if the events cover both create and update, the trigger has
    no condition, and nothing else triggers the action.

    ## Why is this bad?
    A plan that changes the resource without firing the trigger fails: with `after_create` alone,
    the create succeeds and the first update fails with "action reference cycle involving
    action.aws_events_put_events.NAME and …". If another resource or another instance also triggers
    the action, or if its `count` or `for_each` depends on the resource, the outcome depends on
    timing or the plan fails. `caller` avoids these problems.

    ## Example
    ```terraform
    terraform {
      required_version = ">= 1.16"
    }

    resource "terraform_data" "order" {
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

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = caller.id })
    }
    ```

    ## Source
    Runs of Terraform 1.16.0-rc2 and 1.17.0-alpha20260812 through the whole life of a resource.
    """

    name = "triggering_resource_reference"
    severity = Severity.WARNING
    summary = "the action refers by address to the resource that triggers it"
    by_version = True

    def check_action(self, module: EventModule, action: Action) -> Findings:
        severity = module.versions.unconfirmed()
        if severity is None:
            return
        triggers = module.triggers_of(action)
        for resource in dict.fromkeys(trigger.resource for trigger in triggers):
            if any(each.runs_before for each in triggers if each.resource is resource):
                continue
            references = module.dependencies.direct(action.block, resource.block)
            why = _fragile(module, action, resource) if references else ""
            if not why:
                continue
            first, *others = [each.span for each in references]
            yield self.finding(
                f"the action refers to `{resource.local_address}`, which triggers it{why}",
                first,
                f"observed on {UNCONFIRMED}: some plans fail",
                related=tuple(Label("also referenced here", place) for place in others),
                help="refer to `caller`, the resource instance that triggers the action",
                fix=_fix(module, action, resource, [first, *others]),
                severity=severity,
                value=resource.local_address,
            )


def _fragile(module: EventModule, action: Action, resource: Resource) -> str:
    """Return why some plans fail, as a clause, or `""` if every change fires the trigger."""
    for attribute in map(action.block.body.attribute, ("count", "for_each")):
        if attribute and module.dependencies.direct(attribute.value, resource.block):
            return f", and its `{attribute.name}` depends on it"
    triggers = module.triggers_of(action)
    own = [each for each in triggers if each.resource is resource]
    if len(own) < len(triggers):
        return ", as does another resource"
    if resource.expansion.mode != "single":
        return ", with each of its instances"
    if any(each.condition is not None for each in own):
        return " only under a condition"
    fired = {name for each in own for name in each.event_names}
    missing = [name for name in ("after_create", "after_update") if name not in fired]
    return f", but not for `{missing[0]}`" if missing else ""


def _fix(module: EventModule, action: Action, resource: Resource, places: list[Span]) -> Fix | None:
    """Return the fix to `caller`, or `None` if it is unsupported or ambiguous."""
    if not module.versions.all_in(SINCE_1_16) or resource.expansion.mode != "single":
        return None
    if any(each.resource is not resource for each in module.triggers_of(action)):
        return None
    config = action.config
    if config is None or not all(config.span.contains(place) for place in places):
        return None
    # `caller` may be the variable of a `for` or the iterator of a `dynamic`.
    if "caller" in config.span.text and not action.caller_words:
        return None
    if not all(place.text.startswith(resource.local_address) for place in places):
        return None
    length = len(resource.local_address.encode())
    starts = [Span(place.file, place.start, place.start + length) for place in places]
    return Fix("refer to `caller`", tuple(Edit(start, "caller") for start in starts))
