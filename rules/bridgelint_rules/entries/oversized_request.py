from bridgelint.eventbridge import MAX_REQUEST_BYTES, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Severity
from bridgelint_rules.entries._families import TooLargeRequest


class OversizedRequest(TooLargeRequest):
    """
    ## What it does
    Reports an action instance whose entries total more than 1,048,576 bytes by PutEvents' own
    formula: the UTF-8 length of source, detail type, detail and resources, and 14 bytes for a
    time. The known part of an unknown value is enough if it already exceeds the limit.

    ## Why is this bad?
    PutEvents rejects the entire request with a `ValidationException`: "Total size of the entries
    in the request is over the limit." Each character that `jsonencode` escapes (`<`, `>`, `&`)
    counts as six bytes.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ lines = [for n in range(1024) : format("%01100d", n)] })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ lines = [for n in range(100) : format("%01000d", n)] })
    }
    ```

    ## Source
    [Calculating PutEvents event entry
    size](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size)
    and published measurements at the limit.
    """

    name = "oversized_request"
    severity = Severity.ERROR
    summary = "the request is larger than PutEvents accepts"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        if request.size.least > MAX_REQUEST_BYTES:
            limit = f"at most {MAX_REQUEST_BYTES:,} bytes"
            label = f"PutEvents accepts {limit} and rejects the entire request"
            yield self.too_large(request, label)
