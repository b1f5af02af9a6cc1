from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.events import rfc3339
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class FragileTime(Rule):
    """
    ## What it does
    Reports a `time` in one of the forms that Go's parser lets pass although they are not RFC
    3339: an hour of one digit, a comma before the fraction, an offset of 24 hours or 60
    minutes, the year 0000.

    ## Why is this bad?
    The provider accepts it today by an accident that Go's authors keep for compatibility. Other
    tools, Terraform's own `timeadd` and `formatdate` among them, refuse it.

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
    summary = "a time that Go accepts and nearly nobody else does"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.time
        if field is None or field.text is None:
            return
        read = rfc3339.parse(field.text)
        if isinstance(read, rfc3339.NoTimestamp) or not read.fragile:
            return
        yield self.entry_finding(
            f"time `{field.shown}` is accepted by Go and refused by most other parsers",
            instance,
            entry,
            field,
            " and ".join(_FORMS[form] for form in read.fragile),
            help="write it as `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
        )


_FORMS: Final[dict[rfc3339.Fragile, str]] = {
    "one-digit hour": "the hour has one digit",
    "comma": "a comma stands before the fraction",
    "offset hour 24": "the offset has 24 hours",
    "offset minute 60": "the offset has 60 minutes",
    "year 0000": "there is no year 0000",
}
