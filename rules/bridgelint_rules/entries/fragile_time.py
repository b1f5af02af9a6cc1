from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge import rfc3339
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule


class FragileTime(Rule):
    """
    ## What it does
    Reports a `time` in a form that Go's parser accepts although RFC 3339 does not allow it: a
    one-digit hour, a comma before the fraction, an offset of 24 hours or 60 minutes, or the year
    0000.

    ## Why is this bad?
    The provider accepts it only because Go keeps an old parser bug for compatibility. Other tools,
    Terraform's own `timeadd` and `formatdate` included, reject it.

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
    Go's `time` package ([issue 54580](https://go.dev/issue/54580)).
    """

    name = "fragile_time"
    severity = Severity.WARNING
    summary = "`time` is accepted by Go but is not valid RFC 3339"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.time
        if field is None or field.text is None:
            return
        read = rfc3339.parse(field.text)
        if isinstance(read, rfc3339.NoTimestamp) or not read.fragile:
            return
        yield self.entry_finding(
            f"time `{field.shown}` is accepted by Go but rejected by most other parsers",
            instance,
            entry,
            field,
            " and ".join(_FORMS[form] for form in read.fragile),
            help="write it as `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
        )


_FORMS: Final[dict[rfc3339.Fragile, str]] = {
    "one-digit hour": "the hour has one digit",
    "comma": "a comma precedes the fraction",
    "offset hour 24": "the offset hour is 24",
    "offset minute 60": "the offset minute is 60",
    "year 0000": "the year is 0000",
}
