from __future__ import annotations

from typing import Final

from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class FragileTime(Rule):
    """
    ## What it does
    Reports a `time` in a form that Go's parser accepts although RFC 3339 does not allow it: a
    one-digit hour, a comma before the fraction, an offset of 24 hours or 60 minutes, or the year
    0000. It also reports a `time` before 1677-09-21T00:12:43.145224192Z or after
    2262-04-11T23:47:16.854775807Z, and shows the time that is sent instead.

    ## Why is this bad?
    The provider accepts it only because Go keeps an old parser bug for compatibility. Other tools,
    Terraform's own `timeadd` and `formatdate` included, reject it. The AWS SDK counts nanoseconds
    since 1970 in 64 bits, so it sends a different time for any outside that range:
    9999-12-31T23:59:59Z becomes 1816-03-30T05:56:07.067Z.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          time        = "2026-11-23T9:00:00Z"
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
    Go's `time` package ([issue 54580](https://go.dev/issue/54580)) and the AWS SDK for Go
    (smithy-go 1.28.9).
    """

    name = "fragile_time"
    severity = Severity.WARNING
    summary = "`time` is not portable, or the AWS SDK sends a different time"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.time
        if field is None or field.text is None:
            return
        read = eventbridge.rfc3339.parse(field.text)
        if isinstance(read, eventbridge.rfc3339.NoTimestamp):
            return
        forms = [_FORMS[form] for form in read.fragile]
        if not eventbridge.is_in_range(read):
            sent = eventbridge.sent_time(read).isoformat(timespec="milliseconds")
            instead = "a different time" if field.is_secret else f"`{sent.replace('+00:00', 'Z')}`"
            message = f"time `{field.shown}` would be sent as {instead}"
            sendable = f"from {eventbridge.FIRST_SENT} to {eventbridge.LAST_SENT}"
            label = " and ".join((*forms, f"the AWS SDK can only send times {sendable}"))
            yield self.entry_finding(message, request, entry, field, label)
        elif forms:
            message = f"time `{field.shown}` is accepted by Go but rejected by most other parsers"
            instead = "use the form `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`"
            label = " and ".join(forms)
            yield self.entry_finding(message, request, entry, field, label, help=instead)


_FORMS: Final[dict[eventbridge.rfc3339.Fragile, str]] = {
    "one-digit hour": "the hour has one digit",
    "comma": "a comma precedes the fraction",
    "offset hour 24": "the offset hour is 24",
    "offset minute 60": "the offset minute is 60",
    "year 0000": "the year is 0000",
}
