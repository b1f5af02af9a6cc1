from bridgelint.actions import BEFORE_1_16, ActionTrigger
from bridgelint.eventbridge import Entry, EventModule, EventRule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity, labels


class EventBeforeRule(Rule):
    """
    ## What it does
    Reports an entry that a declared, enabled event rule matches, if the action may run before the
    rule or one of its targets exists. Only triggers with a `*_create` event can send the first
    event too early.

    ## Why is this bad?
    EventBridge delivers an event to the rules and targets that exist when it arrives. On the first
    apply, the event may be sent before anything receives it: it is lost, and no later apply sends
    it again.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_rule" "created" {
      event_pattern = jsonencode({ source = ["acme.orders"] })
    }

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

    ## Use instead
    ```terraform
    resource "terraform_data" "order" {
      input      = "o-1"
      depends_on = [aws_cloudwatch_event_rule.created]

      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }
    ```

    ## Source
    Runs of Terraform 1.15.9 and a development build of 1.16 on such configurations. Before 1.16,
    `depends_on` delays only `after_*` actions.
    """

    name = "event_before_rule"
    severity = Severity.NOTICE
    summary = "the event may be sent before its event rule exists"
    by_version = True

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        triggers = [each for each in module.triggers_running(request) if each.fires_at_create]
        for reception in module.receptions(request, entry) if triggers else ():
            rule = reception.receiver
            if not isinstance(rule, EventRule) or reception.match != "yes" or rule.kind != "rule":
                continue
            late = (each for each in triggers if not _waits(module, request, each, rule))
            trigger = next(late, None)
            if trigger is None:
                continue
            exist, them = ("and its targets exist", "them") if rule.targets else ("exists", "it")
            yield self.finding(
                f"the event may be sent before the event rule `{rule.name}` {exist}",
                entry.header,
                f"`{trigger.resource.local_address}` does not wait for {them}",
                related=labels("the event rule", rule.resource.block.header),
                help=_help(module, trigger, rule),
                argument=entry.path("event_bus_name"),
            )
            return


def _help(module: EventModule, trigger: ActionTrigger, rule: EventRule) -> str:
    resource = trigger.resource.local_address
    if rule not in module.event_rules:
        return f"make `{resource}` depend on the module of the event rule"
    wait = f"add `depends_on = [{rule.nodes[-1].name}]` to `{resource}`"
    if "before_create" in trigger.event_names and module.versions.any_in(BEFORE_1_16):
        later = "`before_create` waits for it only in Terraform 1.16 and later"
        return f"use `after_create` and {wait}: {later}"
    return wait


def _waits(
    module: EventModule, request: PutEventsRequest, trigger: ActionTrigger, rule: EventRule
) -> bool:
    """Return whether the rule and its targets exist at every `*_create` event of the trigger."""
    action, resource = request.action.block, trigger.resource.block
    return all(
        module.exists(node, event, action=action, resource=resource)
        for node in rule.nodes
        for event in trigger.event_names
        if event.endswith("_create")
    )
