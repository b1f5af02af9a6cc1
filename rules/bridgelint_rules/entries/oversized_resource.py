from bridgelint.eventbridge import MAX_RESOURCE, Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class OversizedResource(Rule):
    """
    ## What it does
    Reports an element of `resources` longer than 2,048 characters.

    ## Why is this bad?
    PutEvents rejects the entire request with a `ValidationException`: the service model limits
    each element to 2,048 characters.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          resources   = ["arn:aws:s3:::orders/${join("/", range(1000))}"]
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
      resources   = ["arn:aws:s3:::orders/2026/11/23"]
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    and the service model of `PutEvents`.
    """

    name = "oversized_resource"
    severity = Severity.ERROR
    summary = "an element of `resources` is too long"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.resources
        for index, element in enumerate(field.value.elements) if field else ():
            text = element.unknown.prefix if element.unknown else element.content
            if not field or not isinstance(text, str) or len(text) <= MAX_RESOURCE:
                continue
            known = "at least " if element.unknown else ""
            message = f"an element of `resources` is {known}{len(text):,} characters long"
            label = f"PutEvents accepts at most {MAX_RESOURCE:,} and rejects the entire request"
            at = field.element_span(index)
            yield self.entry_finding(message, request, entry, field, label, at=at)
