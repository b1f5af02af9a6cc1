from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.base.finding import Finding, Label, Severity
from bridgelint.eventbridge.bus_names import DEFAULT, bus_name
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import ONLY_STRING, UNKNOWN, Hole, Json, from_value
from bridgelint.eventbridge.event_module import Entry, EventModule, EventRule, PutEventsRequest
from bridgelint.eventbridge.pattern.event_pattern import InvalidPattern, match_value
from bridgelint.lint.rule import Rule
from bridgelint.terraform.values.values import is_wholly_known


class UnmatchedEvent(Rule):
    """
    ## What it does
    Reports an entry that no `aws_cloudwatch_event_rule` declared for its event bus matches, if
    every pattern is known and there is at least one. Disabled by default, because rules are
    often declared elsewhere.

    ## Why is this bad?
    EventBridge accepts the event and then discards it, unless a rule or an archive outside the
    configuration receives it.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_rule" "paid" {
      event_pattern = jsonencode({ detail-type = ["Order Paid"] })
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
    resource "aws_cloudwatch_event_rule" "created" {
      event_pattern = jsonencode({ detail-type = ["Order Created"] })
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

    ## Source
    [Event
    patterns](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html),
    matched as EventBridge's own engine matches them.
    """

    name = "unmatched_event"
    severity = Severity.NOTICE
    summary = "no declared event rule matches the event"
    enabled = False

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        rules = _rules_for(module, entry)
        if not rules or any(_matches(rule, instance, entry) is not False for rule in rules):
            return
        yield self.entry_finding(
            "no event rule declared for the event bus matches the event",
            instance,
            entry,
            entry.detail or entry.source or "detail",
            related=tuple(Label("this pattern does not match", rule.span) for rule in rules),
            help="change the event or a pattern, or ignore this if a rule is declared elsewhere",
        )


_STRING: Final = Hole(ONLY_STRING)


def _rules_for(module: EventModule, entry: Entry) -> tuple[EventRule, ...]:
    """Return the rules of the whole configuration on the entry's event bus.

    The result is empty if some rules, or their event buses, are unknown.
    """
    field = entry.event_bus_name
    if field is not None and not field.is_known:
        return ()
    bus = _name(field.text if field else None)
    found: list[EventRule] = []
    for each in module.root.walk():
        if each.event_rules is None:
            return ()
        for rule in each.event_rules:
            if not rule.bus.is_known or not is_wholly_known(rule.pattern):
                return ()
            if rule.pattern.is_null:
                continue
            text = rule.bus.content
            if _name(text if isinstance(text, str) else None) == bus:
                found.append(rule)
    return tuple(found)


def _name(text: str | None) -> str:
    return bus_name(text).name or text if text else DEFAULT


def _matches(rule: EventRule, instance: PutEventsRequest, entry: Entry) -> bool | None:
    try:
        return match_value(rule.pattern, _event(instance, entry))
    except InvalidPattern:
        return None


def _event(instance: PutEventsRequest, entry: Entry) -> dict[str, Json]:
    """The event as a rule receives it; the fields that EventBridge adds are unknown."""
    judgement = judge(entry.detail.value) if entry.detail else None
    return {
        "version": "0",
        "id": _STRING,
        "detail-type": from_value(entry.detail_type.value) if entry.detail_type else UNKNOWN,
        "source": from_value(entry.source.value) if entry.source else UNKNOWN,
        "account": _STRING,
        "time": _STRING,
        "region": instance.region.name or _STRING,
        "resources": from_value(entry.resources.value)
        if entry.resources and not entry.resources.is_null
        else [],
        "detail": judgement.tree if judgement and judgement.fault is None else UNKNOWN,
    }
