from bridgelint import eventbridge
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class InvalidEventPattern(Rule):
    """
    ## What it does
    Reports the `event_pattern` of an `aws_cloudwatch_event_rule` that PutRule rejects: not JSON,
    not an object, a value that is neither an array nor an object, an unknown operator.

    ## Why is this bad?
    `terraform validate` and `terraform plan` accept the pattern. The apply fails with
    "InvalidEventPatternException: Event pattern is not valid. Reason: …".

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_rule" "created" {
      event_pattern = jsonencode({ source = "acme.orders" })
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
      event_pattern = jsonencode({ source = ["acme.orders"] })
    }
    ```

    ## Source
    [Event
    patterns](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html),
    parsed as EventBridge's own engine parses them.
    """

    name = "invalid_event_pattern"
    severity = Severity.ERROR
    summary = "the event pattern is invalid"

    def check_module(self, module: EventModule) -> Findings:
        # Few modules declare event rules; the others do not load the parser of patterns.
        for rule in module.event_rules:
            if rule.kind != "rule":
                continue
            try:
                eventbridge.pattern_of(rule.pattern)
            except eventbridge.InvalidPattern as error:
                yield self.finding(
                    f"invalid event pattern: {error.reason}",
                    eventbridge.pattern_span(rule, error.path),
                    'PutRule returns "Event pattern is not valid"',
                    address=rule.name,
                    argument="event_pattern",
                )
