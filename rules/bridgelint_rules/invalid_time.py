from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events import rfc3339
from bridgelint.events.model import ActionInstance, Entry, EventModule, Field
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class InvalidTime(Rule):
    """
    ## What it does
    Reports a `time` that is not RFC 3339 as Go's `time.Parse(time.RFC3339, …)` reads it:
    exactly its verdict, because that is what the provider calls.

    ## Why is this bad?
    `terraform validate` refuses it; a time that only an apply computes fails the apply, before
    anything is sent. A date without a time, a time without an offset, a blank instead of the
    `T` and `24:00:00` are the usual ones.

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
    summary = "a time that Go would refuse"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.time
        if field is None:
            return
        if field.text is None:
            yield from self._beginning(instance, entry, field)
            return
        read = rfc3339.parse(field.text)
        if not isinstance(read, rfc3339.NoTimestamp):
            return
        yield self.entry_finding(
            f"time `{field.shown}` is not RFC 3339",
            instance,
            entry,
            field,
            read.reason,
            help="write it as `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
        )

    def _beginning(self, instance: ActionInstance, entry: Entry, field: Field) -> Iterator[Finding]:
        """A time that is not known, with a beginning that no timestamp has."""
        if not field.is_sensitive and not rfc3339.may_begin(field.prefix):
            yield self.entry_finding(
                f"time `{field.prefix}…` is not RFC 3339, whatever follows",
                instance,
                entry,
                field,
                "it does not begin like a timestamp",
                help="write it as `2026-01-31T15:04:05Z` or `2026-01-31T15:04:05+01:00`",
            )
