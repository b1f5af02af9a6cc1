from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule


class MissingDetailType(Rule):
    """
    ## What it does
    Reports an entry whose `detail_type` is missing, null or an empty string.

    ## Why is this bad?
    `detail_type` is optional in the provider's schema, so `terraform validate` and `plan` pass.
    PutEvents rejects the entry with `InvalidArgument`: "Parameter DetailType is not valid. Reason:
    DetailType is a required argument." The provider only reports how many entries failed.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
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
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    and recorded responses of EventBridge.
    """

    name = "missing_detail_type"
    severity = Severity.ERROR
    summary = "the entry has no `detail_type`"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.detail_type
        if field is None:
            if not instance.action.misspells(entry.block, "detail_type"):
                yield self.entry_finding(
                    "missing `detail_type`",
                    instance,
                    entry,
                    "detail_type",
                    "PutEvents requires `DetailType`",
                    help='add `detail_type = "…"` with a short description such as "Order Created"',
                )
            return
        if field.is_null or field.text == "":
            yield self.entry_finding(
                f"`detail_type` is {'null' if field.is_null else 'an empty string'}",
                instance,
                entry,
                field,
                "PutEvents requires `DetailType`",
                help='use a short description such as "Order Created"',
            )
