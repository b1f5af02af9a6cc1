from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.limits import MAX_SOURCE
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class LongSource(Rule):
    """
    ## What it does
    Reports a `source` of more than 256 characters (code points).

    ## Why is this bad?
    PutEvents publishes no limit for `source`, but EventBridge Pipes, Scheduler and the newer
    custom buses take at most 256 characters, so consumers and rules may not cope with a longer
    one.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = join(".", [for part in range(60) : "part${part}"])
          detail_type = "Order Created"
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
    The request models of EventBridge Scheduler and Pipes.
    """

    name = "long_source"
    severity = Severity.WARNING
    summary = "a source of more than 256 characters"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.source
        length = len(field.prefix) if field else 0
        if field is None or length <= MAX_SOURCE:
            return
        known = "" if field.is_known else "at least "
        yield self.entry_finding(
            f"`source` has {known}{length} characters",
            instance,
            entry,
            field,
            f"other parts of EventBridge take at most {MAX_SOURCE}",
        )
