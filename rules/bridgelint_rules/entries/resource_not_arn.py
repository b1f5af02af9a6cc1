from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.arn import parse_arn
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule
from bridgelint.terraform.values.values import Value


class ResourceNotArn(Rule):
    """
    ## What it does
    Reports a known element of `resources` that is not a valid ARN, or is null.

    ## Why is this bad?
    PutEvents accepts any string, but rules and consumers expect ARNs in `resources` and match on
    them. A null element fails the apply: "Value Conversion Error: Received null value, however the
    target type cannot handle null values".

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          resources   = ["orders-queue"]
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          resources   = ["arn:aws:sqs:eu-central-1:111122223333:orders-queue"]
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html):
    "AWS resources, identified by Amazon Resource Name".
    """

    name = "resource_not_arn"
    severity = Severity.WARNING
    summary = "an element of `resources` is not an ARN"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.resources
        if field is None:
            return
        for index, element in enumerate(field.value.elements):
            wrong = _wrong(element)
            if wrong:
                yield self.entry_finding(
                    wrong,
                    instance,
                    entry,
                    field,
                    "expected `arn:partition:service:region:account:resource`",
                    at=field.element_span(index),
                )


def _wrong(element: Value) -> str:
    if element.is_null:
        return "null element in `resources`"
    if not isinstance(element.content, str) or parse_arn(element.content):
        return ""
    shown = "(sensitive)" if element.is_sensitive else element.content
    return f"`{shown}` is not a valid ARN"
