from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity, labels

if TYPE_CHECKING:
    from bridgelint.eventbridge import Reception


class UnmatchedEvent(Rule):
    """
    ## What it does
    Reports an entry that no enabled event rule of its event bus matches, and no archive receives,
    as far as the configuration and the inventories show. The label names the nearest rule and the
    first field that differs, or a rule of another event bus that would match. There is no finding
    if the pattern or the event bus of an event rule is not fully known, or if no event rule is
    declared or listed at all.

    Disabled by default, because rules are often declared elsewhere. If an inventory of the action's
    account and region is passed or configured, the rule is enabled, and its findings are warnings.

    ## Why is this bad?
    EventBridge accepts the event, returns an `EventId`, and discards the event.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_rule" "orders" {
      event_pattern = jsonencode({ detail-type = ["Order Paid"] })
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
    resource "aws_cloudwatch_event_rule" "orders" {
      event_pattern = jsonencode({ detail-type = ["Order Created"] })
    }
    ```

    ## Source
    [Event
    patterns](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html),
    matched as EventBridge's own engine matches them.
    """

    name = "unmatched_event"
    severity = Severity.NOTICE
    summary = "no event rule matches the event"
    enabled = False
    by_inventory = True

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        if not module.configuration.has_only_known_rules:
            return
        listed = eventbridge.covering(module.inventories, request)
        if self.only_inventory and not listed:
            return
        destination = module.destination(request, entry)
        receptions = module.receptions(request, entry)
        if destination is None or any(each.match != "no" for each in receptions):
            return
        # `undeclared_event_bus` reports an event bus that does not exist.
        if listed and eventbridge.is_undeclared(module, request, entry):
            return
        nearest = next(iter(receptions), None)
        field = eventbridge.argument_of(entry, nearest.field) if nearest else None
        label, receiver = "the event bus has no event rule", None
        if nearest is not None:
            label, receiver = f"`{nearest.receiver.name}`: {nearest.reason}", nearest.receiver
        declared = receiver if isinstance(receiver, eventbridge.EventRule) else None
        matches = "matches" if nearest and nearest.elsewhere else "comes closest"
        yield self.entry_finding(
            f"no event rule on the event bus `{destination.shown}` matches the event",
            request,
            entry,
            field or entry.detail or entry.source or "detail",
            label,
            related=labels(f"this pattern {matches}", declared.span if declared else None),
            help=_help(nearest),
            severity=Severity.WARNING if listed else None,
        )


def _help(nearest: Reception | None) -> str:
    if nearest is not None and nearest.elsewhere:
        return f"set `event_bus_name` to the event bus `{nearest.receiver.bus}`"
    what = "change the event or a pattern"
    if nearest is not None and nearest.receiver.enabled is False and not nearest.field:
        what = "enable the rule"
    return f"{what}, or ignore this finding if a matching rule is declared elsewhere"
