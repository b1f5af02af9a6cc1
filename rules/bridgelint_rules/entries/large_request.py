from __future__ import annotations

from bridgelint.eventbridge import (
    LARGE_REQUEST_BYTES,
    MAX_REQUEST_BYTES,
    OLD_LIMIT_REGIONS,
    OLD_REQUEST_BYTES,
    EventModule,
    PutEventsRequest,
)
from bridgelint.lint import Findings, Rule, Severity


class LargeRequest(Rule):
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
    action "aws_events_put_events" "order_created" {
      config {
        region = "mx-central-1"

        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ lines = [for n in range(100) : format("%01000d", n)] })
        }
      }
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
        size = request.size.least
        old = request.region.name in OLD_LIMIT_REGIONS and size > OLD_REQUEST_BYTES
        if size > MAX_REQUEST_BYTES or not (old or size > LARGE_REQUEST_BYTES):
            return
        largest = max(request.entries, key=lambda entry: entry.size.least)
        known = "" if request.size.exact is not None else "at least "
        yield self.finding(
            f"the request is {known}{size:,} bytes long",
            largest.detail.span if largest.detail else largest.header,
            f"`{request.region.shown}` is reported to accept at most {OLD_REQUEST_BYTES:,} bytes"
            if old
            else f"requests over {LARGE_REQUEST_BYTES:,} bytes may be accepted but not delivered",
            help="send a reference to the data, such as the key of an S3 object",
            address=request.address,
            argument=largest.path("detail"),
        )
