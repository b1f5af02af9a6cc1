from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class MissingDetail(Rule):
    """
    ## What it does
    Reports an entry whose `detail` is absent, null or an empty string.

    ## Why is this bad?
    The provider calls `detail` optional, so `terraform validate` and `plan` pass. PutEvents
    refuses the entry: "Detail is a required argument". The provider then says only how many
    entries failed. An event without content needs `jsonencode({})`.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
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
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    and recorded answers of the service.
    """

    name = "missing_detail"
    severity = Severity.ERROR
    summary = "an entry without a detail"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.detail
        if field is None:
            if not instance.action.misspells(entry.block, "detail"):
                yield self.entry_finding(
                    "the entry has no `detail`",
                    instance,
                    entry,
                    "detail",
                    "PutEvents requires it",
                    help="add `detail = jsonencode({ … })`, empty when there is nothing to say",
                )
            return
        if field.is_null or field.text == "":
            yield self.entry_finding(
                f"`detail` is {'null' if field.is_null else 'an empty string'}",
                instance,
                entry,
                field,
                "PutEvents requires it",
                help="write `jsonencode({})` when there is nothing to say",
            )
