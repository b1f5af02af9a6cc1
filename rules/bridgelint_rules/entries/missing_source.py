from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import Action, Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule


class MissingSource(Rule):
    """
    ## What it does
    Reports an entry whose `source` is missing, null or an empty string.

    ## Why is this bad?
    `terraform validate` rejects a missing or null `source`: "Missing required argument". An empty
    string passes, and PutEvents rejects the entry with `InvalidArgument`: "Parameter Source is not
    valid. Reason: Source is a required argument." The provider only reports how many entries
    failed, after the other entries of the request were delivered.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = ""
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
    The provider's schema (`source` is required) and the
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    reference.
    """

    name = "missing_source"
    severity = Severity.ERROR
    summary = "the entry has no `source`"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for block in action.missing_source:
            if not action.misspells(block, "source"):
                yield self.finding(
                    "missing required argument `source`",
                    block.header,
                    "every entry requires a source",
                    help='add `source = "…"` with the name of your system, such as "acme.orders"',
                    address=action.address,
                    argument="entry.source",
                )

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        if entry.source is None:
            return
        if entry.source.is_null or entry.source.text == "":
            what = "null" if entry.source.is_null else "an empty string"
            yield self.entry_finding(
                f"`source` is {what}",
                instance,
                entry,
                entry.source,
                "PutEvents requires `Source`",
                help='use the name of your system, such as "acme.orders"',
            )
