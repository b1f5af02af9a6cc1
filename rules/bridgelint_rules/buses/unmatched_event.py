from __future__ import annotations

from collections.abc import Iterator

from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, matches, rules_on_bus
from bridgelint.lint import Finding, Label, Rule, Severity


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
        self, module: EventModule, request: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        rules = rules_on_bus(module, entry)
        if not rules or any(matches(rule, request, entry) is not False for rule in rules):
            return
        yield self.entry_finding(
            "no event rule declared for the event bus matches the event",
            request,
            entry,
            entry.detail or entry.source or "detail",
            related=tuple(Label("this pattern does not match", rule.span) for rule in rules),
            help="change the event or a pattern, or ignore this if a rule is declared elsewhere",
        )
