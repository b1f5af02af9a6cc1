from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, rfc3339
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
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          time        = "2026-11-23T09:00:00Z"
          detail      = jsonencode({ order = "o-1" })
        }
      }
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
        if field.text is None:
            yield from self._beginning(request, entry, field)
            return
        read = rfc3339.parse(field.text)
        if not isinstance(read, rfc3339.NoTimestamp):
            return
        yield self.entry_finding(
            f"time `{field.shown}` is not a valid RFC 3339 timestamp",
            request,
            entry,
            field,
            read.reason,
            help="use the form `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
        )

    def _beginning(self, request: PutEventsRequest, entry: Entry, field: Field) -> Findings:
        """Report an unknown time whose known prefix cannot start a timestamp."""
        if not field.is_sensitive and not rfc3339.may_begin(field.prefix):
            yield self.entry_finding(
                f"time `{field.prefix}…` cannot be a valid RFC 3339 timestamp",
                request,
                entry,
                field,
                "no timestamp starts with this text",
                help="use the form `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
            )
