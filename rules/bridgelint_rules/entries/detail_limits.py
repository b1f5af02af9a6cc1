from bridgelint.eventbridge import (
    MAX_DETAIL_DEPTH,
    Entry,
    EventModule,
    PutEventsRequest,
    is_text,
    span_at,
    span_of,
)
from bridgelint.lint import Findings, Rule, Severity


class DetailLimits(Rule):
    """
    ## What it does
    Reports an integer in `detail` outside 64 bits (-9,223,372,036,854,775,808 to
    9,223,372,036,854,775,807), and nesting of more than 1,000 levels.

    ## Why is this bad?
    EventBridge documents both as limits of an event. What happens beyond them is not
    documented: PutEvents may reject the entry, or a number may change.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = 9223372036854775808 })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = "9223372036854775808" })
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html).
    """

    name = "detail_limits"
    severity = Severity.WARNING
    summary = "`detail` exceeds a documented limit of EventBridge"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field, judgement = entry.detail, entry.judgement
        if field is None or judgement is None or judgement.fault is not None:
            return
        written = field.written
        for number in judgement.integers:
            shown = field.shown if field.is_secret else number.text
            message = f"`{shown}` is outside the range of 64-bit integers"
            label = "PutEvents may reject it, or the number may change"
            at = span_at(written, judgement, number.path)
            if is_text(written):
                at = span_of(written, judgement, number.place)
            instead = "send the number as a string"
            yield self.entry_finding(message, request, entry, field, label, at=at, help=instead)
        for place in judgement.deep[:1]:
            message = f"`detail` is nested {judgement.depth:,} levels deep"
            label = f"EventBridge processes at most {MAX_DETAIL_DEPTH:,} levels"
            at = span_of(written, judgement, place)
            yield self.entry_finding(message, request, entry, field, label, at=at)
