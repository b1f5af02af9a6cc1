from bridgelint import eventbridge
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, replacing


class UnmatchableEventPattern(Rule):
    """
    ## What it does
    Reports an event pattern that no event can match, because it requires a top-level field that
    events do not have: `detail_type`, `details`, `Source`. Events have `version`, `id`,
    `detail-type`, `source`, `account`, `time`, `region`, `resources` and `detail`, and
    `replay-name` while an archive is replayed.

    ## Why is this bad?
    PutRule accepts the pattern, and the rule never matches. Events that only this rule would
    receive are lost without an error.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_rule" "created" {
      event_pattern = jsonencode({ detail_type = ["Order Created"] })
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
    ```

    ## Source
    [The structure of
    events](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html).
    """

    name = "unmatchable_event_pattern"
    severity = Severity.WARNING
    summary = "no event can match the event pattern"

    def check_module(self, module: EventModule) -> Findings:
        # Few modules declare event rules; the others do not load the parser of patterns.
        for rule in module.event_rules:
            name = eventbridge.unmatchable_field(rule.pattern)
            if name is None:
                continue
            near = eventbridge.nearest_event_field(name)
            span = eventbridge.pattern_span(rule, (name,), key=True)
            yield self.finding(
                f"no event matches the pattern: events do not have a field `{name}`",
                span,
                f"did you mean `{near}`?" if near else "the rule never matches",
                suggestions=replacing(span, near, name),
                address=rule.name,
                argument="event_pattern",
                value=name,
            )
