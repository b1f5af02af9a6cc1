from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class InvalidTime(Rule):
    """
    ## What it does
    Reports a `time` that Go's `time.Parse(time.RFC3339, …)` rejects. The provider calls this
    function.

    ## Why is this bad?
    `terraform validate` reports "Invalid RFC3339 String Value". A time known only after apply
    fails the apply with the same error, before anything is sent. Common mistakes are a date
    without a time, a missing offset, a space instead of the `T`, and `24:00:00`.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          time        = "2026-11-23 09:00:00"
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
      time        = "2026-11-23T09:00:00Z"
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    The provider's `timetypes.RFC3339` type and Go's `time` package.
    """

    name = "invalid_time"
    severity = Severity.ERROR
    summary = "`time` is not a valid RFC 3339 timestamp"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.time
        if field is None:
            return
        if field.text is not None:
            read = eventbridge.rfc3339.parse(field.text)
            message = f"time `{field.shown}` is not a valid RFC 3339 timestamp"
            wrong = read.reason if isinstance(read, eventbridge.rfc3339.NoTimestamp) else ""
        else:
            possible = field.is_secret or eventbridge.rfc3339.may_begin(field.prefix)
            message = f"time `{field.prefix}…` cannot be a valid RFC 3339 timestamp"
            wrong = "" if possible else "no timestamp starts with this text"
        if wrong:
            instead = "use the form `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`"
            yield self.entry_finding(message, request, entry, field, wrong, help=instead)
