from bridgelint.eventbridge import (
    LARGE_REQUEST_BYTES,
    MAX_REQUEST_BYTES,
    OLD_LIMIT_REGIONS,
    OLD_REQUEST_BYTES,
    EventModule,
    PutEventsRequest,
)
from bridgelint.lint import Findings, Severity
from bridgelint_rules.entries._families import TooLargeRequest


class LargeRequest(TooLargeRequest):
    """
    ## What it does
    Reports an action instance whose entries total more than 1,047,552 bytes (1,023 KiB), or more
    than 262,144 bytes if the action is known to run in a region that is reported to use the old
    limit.

    ## Why is this bad?
    The delivered event is larger than its entry. An event near the limit has been observed to be
    accepted and then not delivered. In a region with the old limit, PutEvents rejects the entire
    request: "Total size of the entries in the request is over the limit."

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        region = "mx-central-1"

        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ lines = [for n in range(500) : format("%01000d", n)] })
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
    size](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size),
    published measurements at the limit, and the announcement of the 1 MB limit.
    """

    name = "large_request"
    severity = Severity.WARNING
    summary = "the request is close to the size limit, or exceeds its region's old limit"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        size, region = request.size.least, request.region
        if size > MAX_REQUEST_BYTES:
            return
        if region.name in OLD_LIMIT_REGIONS and size > OLD_REQUEST_BYTES:
            limit = f"{OLD_REQUEST_BYTES:,} bytes"
            yield self.too_large(request, f"`{region.shown}` is reported to accept at most {limit}")
        elif size > LARGE_REQUEST_BYTES:
            limit = f"{LARGE_REQUEST_BYTES:,} bytes"
            yield self.too_large(
                request, f"requests over {limit} may be accepted but not delivered"
            )
