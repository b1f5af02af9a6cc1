from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class MissingSource(Rule):
    """
    ## What it does
    Reports an entry whose `source` is absent, null or an empty string.

    ## Why is this bad?
    An absent or null `source` fails `terraform validate`. An empty one passes it, and PutEvents
    refuses the entry: "Source is a required argument". The provider then says only how many
    entries failed, while the other entries of the request have been delivered.

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
    summary = "an entry without a source"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for block in action.missing_source:
            if not action.misspells(block, "source"):
                yield self.finding(
                    "the entry has no `source`",
                    block.header,
                    "`source` is required",
                    help='add `source = "…"`, a name of your own such as "acme.orders"',
                    address=action.address,
                    argument="entry.source",
                )

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
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
                "a name is required",
                help='name the sender, such as "acme.orders"',
            )
