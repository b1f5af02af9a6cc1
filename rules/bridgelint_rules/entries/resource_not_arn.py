from bridgelint import eventbridge
from bridgelint.actions import SENSITIVE
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class ResourceNotArn(Rule):
    """
    ## What it does
    Reports a known element of `resources` that is not a valid ARN.

    ## Why is this bad?
    PutEvents accepts any string, but rules and consumers expect ARNs in `resources` and match on
    them.

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
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      resources   = ["arn:aws:sqs:eu-central-1:111122223333:orders-queue"]
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html):
    "AWS resources, identified by Amazon Resource Name".
    """

    name = "resource_not_arn"
    severity = Severity.WARNING
    summary = "an element of `resources` is not an ARN"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.resources
        for index, element in enumerate(field.value.elements) if field else ():
            text = element.content
            if not field or not isinstance(text, str) or eventbridge.parse_arn(text):
                continue
            message = f"`{SENSITIVE if element.is_secret else text}` is not a valid ARN"
            label = "expected `arn:partition:service:region:account:resource`"
            at = field.element_span(index)
            yield self.entry_finding(message, request, entry, field, label, at=at)
