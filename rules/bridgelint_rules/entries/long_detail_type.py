from __future__ import annotations

from bridgelint.eventbridge import MAX_DETAIL_TYPE, Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class LongDetailType(Rule):
    """
    ## What it does
    Reports a `detail_type` longer than 128 characters (Unicode code points).

    ## Why is this bad?
    The documented maximum is 128 characters. PutEvents rejects a longer entry, and the provider
    only reports how many entries failed: "1 entries failed to be processed".

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = join(".", [for part in range(60) : "part${part}"])
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
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    and user reports of rejected entries.
    """

    name = "long_detail_type"
    severity = Severity.ERROR
    summary = "`detail_type` is longer than 128 characters"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.detail_type
        length = len(field.prefix) if field else 0
        if field is None or length <= MAX_DETAIL_TYPE:
            return
        known = "" if field.is_known else "at least "
        yield self.entry_finding(
            f"`detail_type` is {known}{length} characters long",
            request,
            entry,
            field,
            f"the documented maximum is {MAX_DETAIL_TYPE}",
        )
